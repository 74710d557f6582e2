"""A lead from the Tianjin office: sent, contested, given space and a pack, stopped by gates, signed, counted."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import docx
import pytest

from conftest import AT
from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.accounts.actions import System, create_user, grant_role
from kaifaqu.foundation.accounts.models import Role, User
from kaifaqu.foundation.journal.models import Entry
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.promotion import actions
from kaifaqu.operations.promotion.figures import state_figures
from kaifaqu.operations.promotion.models import Agreement, Lead, Overlap, Policy, Prospect
from kaifaqu.operations.promotion.queries import list_packs, list_signed_agreements, summarize
from kaifaqu.operations.promotion.vocabulary import LeadState
from kaifaqu.operations.space.actions import recognise_park, register_parcel
from kaifaqu.operations.space.models import Parcel, ParcelState
from kaifaqu.operations.tasks.models import Task
from kaifaqu.operations.tasks.queries import list_promises_to

pytestmark = pytest.mark.usefixtures("standing_house", "db")
ZONE = "Z140600-HR"
SignIn = Callable[[str], Any]
FIRM = "天津甲医药化工股份有限公司"


def person(username: str) -> User:
    user: User = User.objects.get(username=username)
    return user


def read_word(content: bytes) -> list[str]:
    """The paragraphs and cells of a paper."""
    word = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return [*(paragraph.text for paragraph in word.paragraphs), *cells]


def open_by_browser(client: Any, holder: str, name: str, **more: str) -> Any:
    typed = {
        "holder": holder, "name": name, "title": "原料药项目", "first_on": "2024-04-20", "place_on_chain": "biomedicine:intermediate",
        "land": "50", "use": "chemical", "intended": "27000", **more,
    }  # fmt: skip
    return client.post("/promotion/leads/new", typed)


@pytest.fixture
def lead(sign_in: SignIn) -> Lead:
    """Found by the office, sent to Huairen, taken."""
    assert open_by_browser(sign_in("tianjin-office"), "JWB-BHB", FIRM).status_code == 302
    lead = Lead.objects.get()
    sign_in("tianjin-office").post(f"/promotion/leads/{lead.pk}/dispatch", {"zone": ZONE, "share": "50"})
    sign_in("huairen-officer").post(f"/promotion/dispatches/{lead.dispatches.get().pk}/answer", {"take": "1"})
    lead.refresh_from_db()
    return lead


def test_a_dispatch_is_taken_or_returned_with_its_reason(sign_in: SignIn) -> None:
    office = sign_in("tianjin-office")
    open_by_browser(office, "JWB-BHB", FIRM)
    lead = Lead.objects.get()
    office.post(f"/promotion/leads/{lead.pk}/dispatch", {"zone": ZONE, "share": "40"})
    assert Task.objects.filter(office__code=ZONE, state="open").count() == 1
    zone = sign_in("huairen-officer")
    assert "接收或退回" in zone.get("/promotion/").content.decode()
    url = f"/promotion/dispatches/{lead.dispatches.get().pk}/answer"
    assert "退回要写明原因" in zone.post(url, {"return": "1"}, follow=True).content.decode()
    zone.post(url, {"return": "1", "answer": "没有化工用地"})
    assert "请另派" in Task.objects.get(source=f"promotion:lead:{lead.pk}:returned").title
    lead.refresh_from_db()
    assert lead.zone is None


def test_a_second_zone_on_the_same_firm_needs_a_reason_and_raises_the_alarm(sign_in: SignIn, lead: Lead) -> None:
    other = sign_in("zuoyun-officer")
    refused = open_by_browser(other, "Z140200-ZY", "甲医药化工（天津）股份有限公司".replace("（天津）", ""))
    assert refused.status_code == 422
    assert "首谈保护：驻津招商局" in refused.content.decode()
    assert open_by_browser(other, "Z140200-ZY", "天津甲医药化工", reason="做制剂，与怀仁错位").status_code == 302
    kinds = sorted(Overlap.objects.values_list("kind", flat=True))
    assert kinds == ["firm", "node"]
    assert "同一企业" in sign_in("huairen-officer").get(f"/promotion/leads/{lead.pk}").content.decode()
    row = Overlap.objects.get(kind="firm")
    assert (
        sign_in("huairen-officer")
        .post(f"/promotion/overlaps/{row.pk}/decide", {"state": "earlier", "decision": "x"})
        .status_code
        == 404
    )
    assert Task.objects.filter(source=f"promotion:overlap:{row.pk}", office__code="140000").exists()
    sign_in("province").post(f"/promotion/overlaps/{row.pk}/decide", {"state": "earlier", "decision": "首谈在先"})
    row.refresh_from_db()
    assert (row.state, row.decision) == ("earlier", "首谈在先")
    assert not Task.objects.filter(source=f"promotion:overlap:{row.pk}", state="open").exists()


def test_talks_promises_space_and_pack_hold_together(sign_in: SignIn, lead: Lead) -> None:
    client = sign_in("huairen-officer")
    talk = {
        "on": "2024-04-22",
        "kind": "visit",
        "ours": "招商专员",
        "theirs": "总经理",
        "words": "看地",
        "next_step": "送资料",
        "next_on": "2024-05-01",
    }
    assert client.post(f"/promotion/leads/{lead.pk}/contact", talk).status_code == 302
    assert Task.objects.filter(source=f"promotion:lead:{lead.pk}:next", state="open").exists()
    officer, zone = person("huairen-officer"), get_subject(ZONE)
    parcel = register_parcel(
        zone, by=officer, at=AT, is_ready=True, code="HR-1", area=Decimal(60), use="chemical", utilities=[]
    )
    page = client.get(f"/promotion/leads/{lead.pk}").content.decode()
    assert "面积够：60亩，需要 50亩" in page
    client.post(f"/promotion/leads/{lead.pk}/reserve", {"parcel": parcel.pk})
    parcel.refresh_from_db()
    assert (parcel.state, parcel.reserved_source) == (ParcelState.RESERVED, f"promotion:lead:{lead.pk}")
    policy = actions.register_policy(
        zone, by=officer, at=AT, title="技改政策", kind="finance", text="设备补助", valid_from=date(2024, 1, 1)
    )
    pack = {"given_on": "2024-04-26", "policies": [policy.pk], "parcels": [parcel.pk], "direction": "原料药"}
    refused = client.post(f"/promotion/leads/{lead.pk}/pack", pack)
    assert "未通过公平竞争审查" in refused.content.decode()
    sign_in("province").post(f"/promotion/policies/{policy.pk}/review", {"passed": "1", "words": "通过"})
    assert sign_in("huairen-officer").post(f"/promotion/leads/{lead.pk}/pack", pack).status_code == 302
    ((_pack, lines),) = list_packs(lead, date(2024, 5, 1))
    assert [line.fault for line in lines] == ["", ""]
    actions.update_policy(Policy.objects.get(), by=officer, at=AT, valid_to=date(2024, 4, 30))
    ((_pack, lines),) = list_packs(lead, date(2024, 5, 1))
    assert "失效" in lines[0].fault
    assert client.get(f"/promotion/packs/{_pack.pk}/word").content[:2] == b"PK"
    actions.end_lead(lead, reason="投资方放弃", by=officer, at=AT)
    assert Parcel.objects.get().state == ParcelState.FREE


def test_a_chemical_signature_is_stopped_by_its_gates_and_then_signed_and_counted(sign_in: SignIn, lead: Lead) -> None:
    client = sign_in("huairen-officer")
    actions.add_promise(
        lead, is_ours=True, topic="power", words="10千伏专线", due_on=date(2024, 12, 31), by=person("huairen-officer"), at=AT
    )
    draft = {
        "kind": "contract",
        "title": "原料药项目",
        "investor": FIRM,
        "is_chemical": "on",
        "total": "27000",
        "terms": f"对{FIRM}按缴纳税收的50%奖励",
    }
    client.post(f"/promotion/leads/{lead.pk}/draft", draft)
    row = Agreement.objects.get()
    page = client.post(f"/promotion/agreements/{row.pk}/sign", {"on": "2024-04-26"}, follow=True).content.decode()
    for words in ("不能签约", "化工园区认定", "安全准入评估", "《公平竞争审查条例》第十条"):
        assert words in page
    assert Entry.objects.filter(act="promotion.stop_signature").count() == 1
    client.post(f"/promotion/agreements/{row.pk}/edit", {**draft, "terms": "协助办理手续"})
    park = get_subject("K140600-HR-YH")
    recognise_park(
        park, number="晋化园1号", recognised_on=date(2023, 1, 1), valid_until=None, by=person("huairen-officer"), at=AT
    )
    assert (
        client.post(f"/promotion/agreements/{row.pk}/opine", {"gate": "safety", "passed": "1", "words": "x"}).status_code == 404
    )
    for gate in ("safety", "environment"):
        sign_in("province").post(
            f"/promotion/agreements/{row.pk}/opine", {"gate": gate, "passed": "1", "words": "评估通过〔2024〕1号"}
        )
    sign_in("huairen-officer").post(f"/promotion/agreements/{row.pk}/sign", {"on": "2024-04-26"})
    (signed,) = list_signed_agreements(get_subject("140600"))
    lead.refresh_from_db()
    assert lead.state == LeadState.SIGNED
    assert signed.project is not None
    assert [promise.words for promise in list_promises_to(signed.project)] == ["10千伏专线"]
    figures = {
        stated.statement.item: str(stated.statement.quantity)
        for stated in state_figures(get_subject(ZONE), Period.to_month(2024, 4))
    }
    assert figures["projects_signed"].startswith("1")
    assert figures["projects_signed_investment"].startswith("2.7")
    assert any("签约" in str(line.label) for line in summarize(get_subject("140000"), AT.date()))
    page = client.get(f"/promotion/agreements/{row.pk}").content.decode()
    assert "签约被拦下" in page
    assert "promotion.stop_signature" not in page
    assert sign_in("zuoyun-officer").get(f"/promotion/agreements/{row.pk}/word").status_code == 404
    paper = "\n".join(read_word(sign_in("huairen-officer").get(f"/promotion/agreements/{row.pk}/word").content))
    for words in ("签约前置条件审核单", "评估通过〔2024〕1号", "以上各项均已通过", "协助办理手续"):
        assert words in paper
    assert "50%" in sign_in("tianjin-office").get(f"/promotion/agreements/{row.pk}").content.decode()


def test_what_stands_still_and_what_was_only_staged_become_tasks(lead: Lead) -> None:
    later = AT.replace(month=7)
    assert len(list(actions.open_tasks_for_standstill(later))) == 1
    assert list(actions.open_tasks_for_standstill(later)) == []


def test_firms_merge_with_history_and_part_again(sign_in: SignIn, lead: Lead) -> None:
    officer, office = person("tianjin-office"), get_subject("JWB-BHB")
    other = actions.register_prospect(office, name="天津甲医药", by=officer, at=AT, is_known_twin=True)
    client, kept = sign_in("tianjin-office"), lead.prospect
    assert "疑似同一家" in client.get(f"/promotion/prospects/{other.pk}").content.decode()
    client.post(f"/promotion/prospects/{other.pk}/merge", {"other": kept.pk, "reason": "同一家"})
    assert Lead.objects.get().prospect_id == other.pk
    client.post(f"/promotion/prospects/{other.pk}/part", {"merge": other.merges_kept.get().pk})
    assert Lead.objects.get().prospect_id == kept.pk
    assert Prospect.objects.filter(merged_into=None).count() == 2


def test_owner_colleague_and_stranger(sign_in: SignIn, lead: Lead) -> None:
    url = f"/promotion/leads/{lead.pk}"
    colleague = create_user(username="hr2", name="同事", password=None, by=System(), at=AT)
    grant_role(colleague, Role.INVESTMENT_OFFICER, get_subject(ZONE), by=System(), at=AT)
    for username in ("tianjin-office", "huairen-officer", "hr2", "province"):
        assert sign_in(username).get(url).status_code == 200
    assert sign_in("province").post(f"{url}/end", {"reason": "x"}).status_code == 404
    for stranger in ("zuoyun-officer", "datong", "zuoyun-clerk"):
        client = sign_in(stranger)
        assert client.get(url).status_code == 404
        assert client.post(f"{url}/contact", {}).status_code == 404
        assert client.get(f"/promotion/prospects/{lead.prospect_id}").status_code == 404
        assert FIRM not in client.get("/promotion/leads").content.decode()


def test_a_list_asks_no_more_for_many_leads(sign_in: SignIn, django_assert_max_num_queries: Any, lead: Lead) -> None:
    officer = person("huairen-officer")
    for number in range(15):
        actions.open_lead(
            lead.prospect,
            get_subject(ZONE),
            by=officer,
            at=AT,
            title=f"项目{number}",
            first_on=date(2024, 4, 1),
            reason="同一单位",
        )
    client = sign_in("huairen-officer")
    with django_assert_max_num_queries(25):
        assert client.get("/promotion/leads").status_code == 200
