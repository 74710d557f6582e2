"""Who may do what: the one table. What is not in it is refused.

Keys are URL names; values say which roles may ask them. A grant reaches the subject it stands on and everything below. `ANYONE`
is open without an account; `SIGNED_IN` to every account. A finer question (which subject) is asked by `queries.may`.
"""

from __future__ import annotations

from kaifaqu.foundation.accounts.models import Role

ANYONE = frozenset({"anyone"})
NOBODY: frozenset[str] = frozenset()
SIGNED_IN = frozenset(Role.values)
THREE_OFFICERS = frozenset({Role.SYSTEM_OFFICER, Role.SECURITY_OFFICER, Role.AUDIT_OFFICER})
NO_OFFICERS = SIGNED_IN - THREE_OFFICERS
"""The three officers keep the house; they see no business data (domain §7)."""

REPORTING = frozenset({Role.CLERK, Role.REVIEWER, Role.SIGNER})
FILLING = frozenset({Role.CLERK, Role.OPERATOR, Role.ENTERPRISE})
"""Those who fill returns in: a zone's clerk, an operating company, an enterprise."""
FILING = REPORTING | FILLING
SUPERIORS = frozenset({Role.CITY_REVIEWER, Role.PROVINCE_APPROVER})
WATCHING = frozenset({Role.LEADER, Role.READER})
OFFICERS = frozenset({Role.INVESTMENT_OFFICER, Role.PROJECT_OFFICER})
"""Those who do the work of a zone: 招商专员 until a signature, 项目专员 (店小二) from there on; a small zone gives both to one person."""

PROJECT_READERS = REPORTING | SUPERIORS | WATCHING | OFFICERS | {Role.OPERATOR}

WORKING = REPORTING | SUPERIORS | OFFICERS | {Role.LEADER, Role.OPERATOR}
"""Those to whom a task can be given."""
SERVING = REPORTING | OFFICERS | {Role.LEADER}
"""A zone's and a bureau's own people."""
LEADING = SUPERIORS | {Role.LEADER, Role.SIGNER}

WORKING = REPORTING | SUPERIORS | OFFICERS | {Role.LEADER, Role.OPERATOR}
"""Those to whom a task can be given."""
SERVING = REPORTING | OFFICERS | {Role.LEADER}
"""A zone's and a bureau's own people."""
LEADING = SUPERIORS | {Role.LEADER, Role.SIGNER}

TABLE: dict[str, frozenset[str]] = {
    # web
    "web:home": ANYONE,
    "web:login": ANYONE,
    "web:logout": ANYONE,
    "web:language": ANYONE,
    "web:become": ANYONE,  # only demonstration accounts can be taken on
    "web:health": ANYONE,
    "web:read_pasted": ANYONE,
    # accounts: one officer opens, another approves and grants, the third looks on
    "accounts:list": THREE_OFFICERS,
    "accounts:open": frozenset({Role.SYSTEM_OFFICER}),
    "accounts:account": THREE_OFFICERS,
    "accounts:approve": frozenset({Role.SECURITY_OFFICER}),
    "accounts:active": frozenset({Role.SYSTEM_OFFICER}),
    "accounts:reset": frozenset({Role.SYSTEM_OFFICER}),
    "accounts:grant": frozenset({Role.SECURITY_OFFICER}),
    "accounts:revoke": frozenset({Role.SECURITY_OFFICER}),
    "accounts:mine": SIGNED_IN,
    "accounts:password": SIGNED_IN,
    "accounts:end_session": SIGNED_IN,
    # zones
    "zones:list": NO_OFFICERS,
    "zones:zone": NO_OFFICERS,
    "zones:register": SUPERIORS | {Role.CLERK},  # on the city that the zone lies in
    "zones:close": SUPERIORS | {Role.CLERK},
    # documents
    "documents:list": REPORTING | SUPERIORS | WATCHING | {Role.INVESTMENT_OFFICER},
    "documents:upload": REPORTING | {Role.INVESTMENT_OFFICER},
    "documents:review": REPORTING | SUPERIORS | WATCHING | {Role.INVESTMENT_OFFICER},
    "documents:decide": REPORTING | {Role.INVESTMENT_OFFICER},
    "documents:accept_holding": REPORTING | {Role.INVESTMENT_OFFICER},
    "documents:decide_event": REPORTING | {Role.INVESTMENT_OFFICER},
    "documents:download": REPORTING | SUPERIORS | WATCHING | {Role.INVESTMENT_OFFICER},
    # registers: each register's own act is asked besides
    "registers:register": NO_OFFICERS,
    "registers:start": NO_OFFICERS,
    "registers:workbook": NO_OFFICERS,
    "registers:upload": NO_OFFICERS,
    "registers:headings": NO_OFFICERS,
    "registers:apply": NO_OFFICERS,
    "registers:undo": NO_OFFICERS,
    # projects: the 项目专员 carries a project, leaders decide, superiors and the operating company watch
    "projects:list": PROJECT_READERS,
    "projects:board": PROJECT_READERS,
    "projects:gantt": PROJECT_READERS,
    "projects:funnel": PROJECT_READERS,
    "projects:rates": PROJECT_READERS,
    "projects:map": PROJECT_READERS,
    "projects:search": PROJECT_READERS,
    "projects:save_filter": PROJECT_READERS,
    "projects:project": PROJECT_READERS,
    "projects:photo": PROJECT_READERS,
    "projects:oc4ids": PROJECT_READERS,
    "projects:dispatch_home": PROJECT_READERS,
    "projects:dispatch": PROJECT_READERS,
    "projects:notice": PROJECT_READERS,
    "projects:lights": PROJECT_READERS,
    "projects:inbox": frozenset({Role.PROJECT_OFFICER}),
    "projects:take": frozenset({Role.PROJECT_OFFICER}),
    "projects:new": frozenset({Role.PROJECT_OFFICER}),
    "projects:edit": frozenset({Role.PROJECT_OFFICER}),
    "projects:record": frozenset({Role.PROJECT_OFFICER}),
    "projects:oc4ids_in": frozenset({Role.PROJECT_OFFICER}),
    "projects:open_month": frozenset({Role.PROJECT_OFFICER, Role.LEADER}),
    "projects:meet": frozenset({Role.PROJECT_OFFICER, Role.LEADER}),
    "projects:close_month": frozenset({Role.LEADER}),
    "projects:decide": frozenset({Role.LEADER}),
    "projects:choose_lights": frozenset({Role.LEADER}),
    # tasks
    "tasks:list": WORKING | WATCHING,
    "tasks:task": WORKING | WATCHING,
    "tasks:open": WORKING,
    "tasks:close": WORKING,
    "tasks:extend": WORKING,
    "tasks:decide_extension": WORKING,
    "tasks:hand_over": WORKING,
    "tasks:urge": LEADING,
    "tasks:urging": WORKING | WATCHING,
    "tasks:meetings": WORKING | WATCHING,
    "tasks:meeting": WORKING | WATCHING,
    "tasks:minutes": WORKING | WATCHING,
    "tasks:call": SERVING | SUPERIORS,
    "tasks:propose": WORKING,
    "tasks:decide": SERVING | SUPERIORS,
    "tasks:hold": SERVING | SUPERIORS,
    "tasks:campaigns": WORKING | WATCHING,
    "tasks:campaign": WORKING | WATCHING,
    "tasks:start_campaign": SERVING | SUPERIORS,
    "tasks:add_entry": SERVING | SUPERIORS,
    "tasks:judge_entry": SERVING | SUPERIORS,
    "tasks:close_campaign": LEADING,
    "tasks:promises": WORKING | WATCHING | {Role.ENTERPRISE},
    "tasks:promise": WORKING | WATCHING | {Role.ENTERPRISE},
    "tasks:make_promise": SERVING | SUPERIORS,
    "tasks:deliver": SERVING | SUPERIORS,
    "tasks:confirm_delivery": frozenset({Role.ENTERPRISE}),
    # enterprises
    "enterprises:list": WORKING | WATCHING,
    "enterprises:enterprise": WORKING | WATCHING | {Role.ENTERPRISE},
    "enterprises:register": SERVING | SUPERIORS,
    "enterprises:update": SERVING | SUPERIORS,
    "enterprises:rename": SERVING | SUPERIORS,
    "enterprises:scale": SERVING | SUPERIORS,
    "enterprises:revenue": SERVING | SUPERIORS | {Role.ENTERPRISE},
    "enterprises:merge": SERVING | SUPERIORS,
    "enterprises:undo_merge": SERVING | SUPERIORS,
    "enterprises:nursery": WORKING | WATCHING,
    # space
    "space:list": OFFICERS | SUPERIORS | WATCHING | {Role.OPERATOR, Role.CLERK},
    "space:parcel": OFFICERS | SUPERIORS | WATCHING | {Role.OPERATOR, Role.CLERK},
    "space:plant": OFFICERS | SUPERIORS | WATCHING | {Role.OPERATOR, Role.CLERK},
    "space:add_parcel": OFFICERS | {Role.OPERATOR},
    "space:edit_parcel": OFFICERS | {Role.OPERATOR},
    "space:supply": OFFICERS | {Role.OPERATOR},
    "space:release": OFFICERS | {Role.OPERATOR},
    "space:offer_again": OFFICERS | {Role.OPERATOR},
    "space:start": OFFICERS | {Role.OPERATOR},
    "space:pause": OFFICERS | {Role.OPERATOR},
    "space:recover": OFFICERS | {Role.OPERATOR},
    "space:measure": OFFICERS | {Role.OPERATOR},
    "space:add_plant": OFFICERS | {Role.OPERATOR},
    "space:edit_plant": OFFICERS | {Role.OPERATOR},
    "space:let": OFFICERS | {Role.OPERATOR},
    "space:end_tenancy": OFFICERS | {Role.OPERATOR},
    "space:recognise": OFFICERS | SUPERIORS,
    # returns: who fills in a return is asked again by its first step (returns/reach.py)
    "returns:list": FILING | SUPERIORS | WATCHING,
    "returns:start": FILLING,
    "returns:grid": FILING | SUPERIORS | WATCHING,
    "returns:declare": FILLING,
    "returns:entries": FILING | SUPERIORS | WATCHING,  # to read what changed; saving asks for returns:declare besides
    "returns:cell": FILING | SUPERIORS | WATCHING,
    "returns:first": FILLING,
    "returns:add": FILLING,
    "returns:propose": FILLING,
    "returns:explain": FILLING,
    "returns:workbook": FILING | SUPERIORS | WATCHING,
    "returns:upload": FILLING,
    "returns:import_from": FILLING,
    "returns:import_start": FILLING,
    "returns:import": FILLING,
    "returns:import_map": FILLING,
    "returns:import_apply": FILLING,
    "returns:import_undo": FILLING,
    "returns:sign": FILING | SUPERIORS,
    "returns:open": SUPERIORS,
    "returns:send_back": FILING | SUPERIORS,
    "returns:withdraw": FILING | SUPERIORS,
    "returns:correct": FILLING,
    "returns:deadlines": FILING | SUPERIORS | WATCHING,
    "returns:remind": SUPERIORS | REPORTING,
    "returns:start_filing": SUPERIORS,
    "returns:league": SUPERIORS | WATCHING | REPORTING,
    "returns:targets": SUPERIORS | WATCHING | REPORTING,
    "returns:target_save": SUPERIORS | {Role.SIGNER},
    "returns:target_issue": SUPERIORS | {Role.SIGNER},
    "returns:my_targets": FILING | SUPERIORS | WATCHING,
    "returns:target_acknowledge": frozenset({Role.SIGNER, Role.CITY_REVIEWER, Role.OPERATOR}),
    "returns:target_object": frozenset({Role.SIGNER, Role.CITY_REVIEWER, Role.OPERATOR}),
    "returns:records": FILING | SUPERIORS | WATCHING,
    "returns:record_note": REPORTING,
    "returns:record_bureau": REPORTING | SUPERIORS,
    "returns:enterprise_sum": REPORTING | SUPERIORS | WATCHING,
    "returns:deputies": FILING | SUPERIORS | {Role.LEADER},
    "returns:deputy_name": FILING | SUPERIORS | {Role.LEADER},
    "returns:deputy_end": FILING | SUPERIORS | {Role.LEADER},
    "returns:stamp": FILING | SUPERIORS,
    "returns:stamped_page": FILING | SUPERIORS | WATCHING,
    # operators: what the committee does is asked on the zone, so that no account of the company reaches it (operators/queries)
    "operators:list": REPORTING | SUPERIORS | WATCHING | OFFICERS | {Role.OPERATOR},
    "operators:zone": REPORTING | SUPERIORS | WATCHING | OFFICERS,
    "operators:company": REPORTING | SUPERIORS | WATCHING | OFFICERS | {Role.OPERATOR},
    "operators:register": frozenset({Role.CLERK, Role.LEADER}),
    "operators:change": frozenset({Role.CLERK, Role.LEADER}),
    "operators:pilot": frozenset({Role.PROVINCE_APPROVER}),
    "operators:claim": frozenset({Role.LEADER}),
    "operators:settle": frozenset({Role.LEADER}),
    "operators:drop": frozenset({Role.LEADER}),
    "operators:mandate": frozenset({Role.LEADER}),
    "operators:fee": frozenset({Role.LEADER}),
    "operators:drop_fee": frozenset({Role.LEADER}),
    "operators:settle_fee": frozenset({Role.LEADER}),
    "operators:pay": frozenset({Role.LEADER}),
    "operators:exit": frozenset({Role.LEADER}),
    "operators:add_hand_back": frozenset({Role.LEADER}),
    "operators:hand_back": frozenset({Role.LEADER}),
    "operators:finish_exit": frozenset({Role.LEADER}),
    "operators:asset": frozenset({Role.LEADER, Role.OPERATOR}),
    "operators:change_asset": frozenset({Role.LEADER, Role.OPERATOR}),
    "operators:lease": frozenset({Role.LEADER, Role.OPERATOR}),
    "operators:change_lease": frozenset({Role.LEADER, Role.OPERATOR}),
    "operators:funds": REPORTING | SUPERIORS | WATCHING | OFFICERS | {Role.OPERATOR},
    "operators:fund": REPORTING | SUPERIORS | WATCHING | OFFICERS | {Role.OPERATOR},
    "operators:put_fund": frozenset({Role.LEADER}),
    "operators:change_fund": frozenset({Role.LEADER}),
    "operators:commit": frozenset({Role.LEADER, Role.OPERATOR}),
    "operators:invest": frozenset({Role.LEADER, Role.OPERATOR}),
    "operators:exit_investment": frozenset({Role.LEADER, Role.OPERATOR}),
    "operators:need": OFFICERS | {Role.LEADER},
    "operators:offer": OFFICERS | {Role.LEADER},
    "operators:decide": OFFICERS | {Role.LEADER},
    # ledger
    "ledger:accept": frozenset({Role.PROVINCE_APPROVER}),
    "ledger:claims": NO_OFFICERS,
    # indicators: releases, tables, rounding
    "indicators:list": NO_OFFICERS,
    "indicators:release": NO_OFFICERS,
    "indicators:prepare": SUPERIORS | {Role.SIGNER},
    "indicators:issue": SUPERIORS | {Role.SIGNER},
    "indicators:table": NO_OFFICERS,
    "indicators:growth": NO_OFFICERS,
    "indicators:rounding": NO_OFFICERS,
    "indicators:set_rounding": SUPERIORS | {Role.SIGNER},
    # evaluation: who organises a round, who takes part in it, who stands above it
    "evaluation:list": SUPERIORS | WATCHING | REPORTING | {Role.OPERATOR, Role.ENTERPRISE},
    "evaluation:round": SUPERIORS | WATCHING | REPORTING | {Role.OPERATOR, Role.ENTERPRISE},
    "evaluation:try": SUPERIORS | WATCHING | REPORTING,  # its reach is also whose rounds are seen before publication
    "evaluation:open": SUPERIORS | {Role.LEADER},
    "evaluation:recompute": SUPERIORS | {Role.LEADER},
    "evaluation:give": SUPERIORS | {Role.LEADER},
    "evaluation:parcel": SUPERIORS | {Role.LEADER},
    "evaluation:drop_parcel": SUPERIORS | {Role.LEADER},
    "evaluation:exempt": SUPERIORS | {Role.LEADER},
    "evaluation:approve": SUPERIORS,
    "evaluation:notify": SUPERIORS | {Role.LEADER},
    "evaluation:freeze": SUPERIORS | {Role.LEADER},
    "evaluation:publish": SUPERIORS,  # only above the organiser: `may_publish`
    "evaluation:sheet": SUPERIORS | WATCHING | REPORTING | {Role.OPERATOR, Role.ENTERPRISE},
    "evaluation:object": REPORTING | {Role.LEADER, Role.OPERATOR, Role.ENTERPRISE},
    "evaluation:confirm": REPORTING | {Role.LEADER, Role.OPERATOR, Role.ENTERPRISE},
    "evaluation:answer": SUPERIORS | {Role.LEADER},
    "evaluation:evidence": SUPERIORS | WATCHING | REPORTING | {Role.OPERATOR, Role.ENTERPRISE},
    "evaluation:carry_out": SUPERIORS | {Role.LEADER},
    # reform
    "reform:overview": REPORTING | SUPERIORS | WATCHING | OFFICERS,
    "reform:own": frozenset({Role.OPERATOR}),
    "reform:company": REPORTING | SUPERIORS | WATCHING | OFFICERS | {Role.OPERATOR},
    # outputs
    "dashboards:subject": NO_OFFICERS,
    "trace:fact": ANYONE,  # only what a page published; the rest asks for reach on the subject
    "trace:value": NO_OFFICERS,
    "trace:document": REPORTING | SUPERIORS | WATCHING | {Role.INVESTMENT_OFFICER},
    "briefs:list": NO_OFFICERS,
    "briefs:brief": NO_OFFICERS,
    "briefs:word": NO_OFFICERS,
    "briefs:compose": REPORTING,
    "briefs:issue": frozenset({Role.SIGNER}),
    "briefs:publish": frozenset({Role.SIGNER, Role.PROVINCE_APPROVER}),
    "briefs:public_list": ANYONE,
    "briefs:public": ANYONE,  # only what was published
    # journal
    "web:journal": frozenset({Role.AUDIT_OFFICER}),
    # API: a session or a token of the same account
    "api:openapi-json": ANYONE,
    "api:api-root": NOBODY,
    "api:subjects": NO_OFFICERS,
    "api:facts": NO_OFFICERS,
    "api:value": NO_OFFICERS,
    "api:trace": NO_OFFICERS,
    "api:read": NO_OFFICERS,
}
