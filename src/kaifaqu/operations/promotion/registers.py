"""招商台账 in and out of Excel. A signature cannot come in by a sheet: it has gates of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaifaqu.core.reader.registers.columns import Column, Kind, Value
from kaifaqu.core.reader.registers.write import Row
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.enterprises.matching import Match, match_names
from kaifaqu.foundation.register import Register, RegisterRefusedError, Values
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.promotion.actions import (
    PromotionRefusedError,
    end_lead,
    open_lead,
    register_prospect,
    update_lead,
    update_prospect,
)
from kaifaqu.operations.promotion.models import Lead, Prospect
from kaifaqu.operations.promotion.queries import find_twins
from kaifaqu.operations.promotion.vocabulary import LeadState

OWN = {"title", "origin", "intended", "land", "plant"}
"""Fields of the lead itself that a sheet may change."""
STATES = {
    "线索": LeadState.LEAD.value, "在谈": LeadState.TALKS.value, "洽谈": LeadState.TALKS.value, "拟签约": LeadState.AGREED.value,
    "签约": LeadState.SIGNED.value, "已签约": LeadState.SIGNED.value, "终止": LeadState.ENDED.value,
}  # fmt: skip


class LeadRegister(Register):
    """The leads that an office or zone found or works on."""

    code = "promotion-leads"
    name = gettext_lazy("招商台账")
    act = "promotion:add_lead"
    page = "promotion:leads"
    rewords = True
    columns = (
        Column("title", "项目名称", required=True, aliases=("项目", "招商项目", "洽谈项目", "在谈项目名称")),
        Column(
            "investor", "投资方", required=True, aliases=("投资方名称", "投资企业", "客商", "企业名称", "合作企业", "投资主体")
        ),
        Column("credit_code", "统一社会信用代码", Kind.CODE, aliases=("信用代码",)),
        Column("region", "投资方所在地", aliases=("注册地", "来源地", "投资方注册地")),
        Column("origin", "来源", aliases=("来源/活动", "信息来源", "项目来源")),
        Column("state", "阶段", Kind.CHOICE, choices=STATES, aliases=("进展阶段", "项目阶段", "洽谈阶段")),
        Column("first_on", "首谈日", Kind.DATE, aliases=("首谈日期", "首次洽谈日", "首次接洽日期", "对接日期")),
        Column("intended", "意向投资额", Kind.AMOUNT, "万元", aliases=("总投资", "计划总投资", "意向投资", "投资额")),
        Column("land", "用地需求", Kind.NUMBER, aliases=("用地", "用地（亩）", "需用地")),
        Column("plant", "厂房需求", Kind.NUMBER, aliases=("厂房", "需厂房")),
    )

    def find(self, subject: Subject, values: Mapping[str, Value]) -> str | None:
        """The lead with this title of a firm that the written name surely means."""
        rows = leads_of(subject).filter(title=values.get("title", ""))
        twins = {
            twin.prospect.pk
            for twin in find_twins(str(values.get("investor", "")), str(values.get("credit_code", "")))
            if twin.match is Match.SAME
        }
        return next((str(lead.pk) for lead in rows if lead.prospect_id in twins), None)

    def read(self, key: str) -> Mapping[str, Value]:
        """What the lead says now."""
        lead = _get(key)
        firm = lead.prospect
        values: dict[str, Any] = {
            "title": lead.title, "investor": firm.name, "credit_code": firm.credit_code, "region": firm.region, "origin": lead.origin,
            "state": lead.state, "first_on": lead.first_on, "intended": lead.intended, "land": lead.land, "plant": lead.plant,
        }  # fmt: skip
        return {name: _plain(value) for name, value in values.items() if value not in (None, "")}

    def means_same(self, column: Column, old: Value | None, new: Value) -> bool:
        """A firm written otherwise is the same firm."""
        if column.field == "investor" and old is not None:
            return match_names(str(old), str(new)) is Match.SAME
        return old == new

    def identify(self, values: Mapping[str, Value]) -> object:
        """One title may stand for several investors."""
        return f"{values.get('title')} {values.get('investor')}"

    def write(
        self, subject: Subject, key: str | None, values: Values, category: tuple[str, ...], *, by: User, at: datetime
    ) -> str:
        """Opens a lead or corrects one. Raises RegisterRefusedError for a stage that a sheet cannot reach."""
        try:
            if key is None:
                return str(self._open(subject, values, by, at).pk)
            lead = _get(key)
            if values.get("first_on", lead.first_on) != lead.first_on:
                raise RegisterRefusedError(_("「%(title)s」的首谈日是 %(day)s：首谈日决定首谈保护，不能用表格改。请去掉这一格。") % {
                    "title": lead.title, "day": lead.first_on,
                })  # fmt: skip
            if values.get("state", lead.state) != lead.state:
                raise RegisterRefusedError(_("「%(title)s」现为%(state)s：阶段由洽谈和签约办理产生，不能用表格改。请去掉“阶段”一格或在线办理。") % {
                    "title": lead.title, "state": lead.get_state_display(),
                })  # fmt: skip
            _correct_firm(lead, subject, values, by=by, at=at)
            update_lead(lead, by=by, at=at, **{name: _as_field(name, value) for name, value in values.items() if name in OWN})
        except PromotionRefusedError as error:
            raise RegisterRefusedError(str(error)) from error
        return key

    def _open(self, subject: Subject, values: Values, by: User, at: datetime) -> Lead:
        state = values.get("state")
        if state in (LeadState.SIGNED, LeadState.AGREED):
            raise RegisterRefusedError(_("「%(title)s」写为签约：签约要逐项过前置条件。请先作线索导入，再在线拟协议、登记签订。") % {
                "title": values.get("title"),
            })  # fmt: skip
        firm = _find_firm(subject, values, by, at)
        first = values.get("first_on")
        lead = open_lead(
            firm, subject, by=by, at=at, title=str(values["title"]), first_on=first if isinstance(first, date) else timezone.localdate(at),
            reason=_("台账导入"), **{name: _as_field(name, value) for name, value in values.items() if name in OWN - {"title"}},
        )  # fmt: skip
        if state == LeadState.TALKS:
            lead.state = LeadState.TALKS
            lead.save(update_fields=["state"])
        return lead

    def remove(self, key: str, *, by: User, at: datetime) -> None:
        """Ends a lead that an import opened. Raises RegisterRefusedError where talks, packs or agreements rest on it."""
        lead = _get(key)
        if lead.contacts.exists() or lead.packs.exists() or lead.agreements.exists() or lead.dispatches.exists():
            raise RegisterRefusedError(_("已有洽谈、派单或协议，没有撤回。"))
        end_lead(lead, reason=_("撤销台账导入"), by=by, at=at)

    def rows(self, subject: Subject) -> Iterable[Row]:
        """Every lead of the subject, the newest first."""
        return [Row(self.read(str(lead.pk))) for lead in leads_of(subject).order_by("-first_on", "-pk")]


def leads_of(subject: Subject) -> QuerySet[Lead]:
    """Leads found or worked on by the subject; those that an undone import ended are left out."""
    rows = Lead.objects.filter(Q(holder=subject) | Q(zone=subject)).select_related("prospect")
    return rows.exclude(state=LeadState.ENDED, ended_reason=_("撤销台账导入"))


def _get(key: str) -> Lead:
    return Lead.objects.select_related("prospect__keeper", "holder", "zone").get(pk=key)


def _correct_firm(lead: Lead, subject: Subject, values: Values, *, by: User, at: datetime) -> None:
    """Writes what the sheet says of the firm. Raises RegisterRefusedError where another office keeps it."""
    told = {name: str(values[name] or "") for name in ("credit_code", "region") if name in values}
    if told and lead.prospect.keeper_id != subject.pk:
        raise RegisterRefusedError(_("「%(firm)s」由%(keeper)s登记，信用代码和所在地由登记单位更正。请去掉这两格。") % {
            "firm": lead.prospect.name, "keeper": lead.prospect.keeper.label,
        })  # fmt: skip
    if told:
        update_prospect(lead.prospect, by=by, at=at, **told)


def _plain(value: Any) -> Value:
    kept: Value = value.normalize() if isinstance(value, Decimal) else value
    return kept


def _as_field(name: str, value: Value | None) -> Any:
    return "" if value is None and name in ("title", "origin") else value


def _find_firm(subject: Subject, values: Values, by: User, at: datetime) -> Prospect:
    name, code = str(values["investor"]), str(values.get("credit_code") or "")
    own = [twin for twin in find_twins(name, code) if twin.prospect.keeper_id == subject.pk and twin.match is Match.SAME]
    if own:
        return own[0].prospect
    region = str(values.get("region") or "")
    return register_prospect(subject, name=name, credit_code=code, region=region, by=by, at=at, is_known_twin=True)
