"""From figures to publication: sheets, objections, exemptions, shared land, consequences — and who may see and do what."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal, FloatOperation, localcontext
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import AT
from kaifaqu.core.engine.land import Basis
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.foundation.accounts.actions import System, create_user, grant_role
from kaifaqu.foundation.accounts.models import Role, User
from kaifaqu.foundation.journal.queries import list_acts
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.statistics.evaluation.actions import (
    RoundRefusedError,
    carry_out,
    freeze_round,
    notify_participants,
    open_round,
    publish_round,
    recompute_round,
)
from kaifaqu.statistics.evaluation.input_actions import ask_exemption, decide_exemption, put_parcel
from kaifaqu.statistics.evaluation.models import FollowUp, Round, Score
from kaifaqu.statistics.evaluation.objection_actions import answer_objection, confirm_sheet, file_objection
from kaifaqu.statistics.evaluation.queries import list_scores, list_waiting
from kaifaqu.statistics.evaluation.tests.scenes import ABOVE, LEADER, YEAR, firm, give, open_firms
from tests.walks import QUARTER, ZONE, book_quarter, person

pytestmark = pytest.mark.usefixtures("standing_house", "db")

UNTIL = AT.date() + timedelta(days=3)


@pytest.fixture
def round_() -> Round:
    return open_firms()


@pytest.fixture
def boss() -> User:
    """The account of 乙厂."""
    user = create_user(username="yi", name="乙厂", password=None, by=System(), at=AT)
    grant_role(user, Role.ENTERPRISE, get_subject("T-YI"), by=System(), at=AT)
    return user


def score_of(round_: Round, code: str) -> Score:
    return list_scores(Round.objects.get(pk=round_.pk)).get(subject__code=code)


def notify(round_: Round) -> Round:
    return notify_participants(round_, UNTIL, by=person(LEADER), at=AT)


def test_the_worked_example_comes_out_of_a_round_with_its_sheet(round_: Round) -> None:
    score = score_of(round_, "T-JIA")
    assert str(score.points)[:8] == "100.7841"
    (tax,) = [line for line in score.sheet if line["code"] == "tax_per_mu"]
    assert (tax["value"], tax["unit"], tax["weight"], tax["points"][:7]) == ("30", "万元/亩", "30", "37.349")
    assert tax["arithmetic"] == "30 ÷ 24.097 × 30"
    assert {figure["origin"] for figure in score.figures} == {"given"}
    assert all("企业年报盖章件" in figure["note"] for figure in score.figures)


def test_a_figure_without_paper_or_of_another_measure_is_refused(round_: Round) -> None:
    from kaifaqu.core.figures.unit import UnitError
    from kaifaqu.statistics.evaluation.input_actions import give_figure

    with pytest.raises(RoundRefusedError, match="没有写依据"):
        give_figure(round_, get_subject("T-JIA"), "tax", Quantity.of("1", "万元"), " ", by=person(LEADER), at=AT)
    with pytest.raises(UnitError):
        give_figure(round_, get_subject("T-JIA"), "tax", Quantity.of("1", "亩"), "年报", by=person(LEADER), at=AT)


def test_an_accepted_objection_becomes_the_next_version_and_the_earlier_stays(round_: Round, boss: User) -> None:
    notify(round_)
    before = score_of(round_, "T-YI")
    objection = file_objection(round_, get_subject("T-YI"), "税收少计了", by=boss, at=AT, code="tax", claimed="1350 万元")
    answer_objection(objection, True, "完税证明相符", by=person(LEADER), at=AT, result=Quantity.of("1350", "万元"))
    after = score_of(round_, "T-YI")
    assert (before.version, after.version, after.rank) == (2, 3, 1)
    assert after.points > before.points
    assert Score.objects.get(pk=before.pk).points == before.points
    acts = [entry.act for entry in list_acts(f"round:{round_.pk}")]
    assert acts[-4:] == [
        "evaluation.file_objection", "evaluation.answer_objection", "evaluation.give_figure", "evaluation.recompute_round",
    ]  # fmt: skip


def test_a_rejected_objection_changes_nothing_but_needs_a_reason(round_: Round, boss: User) -> None:
    notify(round_)
    objection = file_objection(round_, get_subject("T-YI"), "税收少计了", by=boss, at=AT)
    with pytest.raises(RoundRefusedError, match="没有写答复"):
        answer_objection(objection, False, " ", by=person(LEADER), at=AT)
    answer_objection(objection, False, "与完税证明一致", by=person(LEADER), at=AT)
    assert score_of(round_, "T-YI").version == 2
    with pytest.raises(RoundRefusedError, match="已经答复"):
        answer_objection(objection, False, "再答一次", by=person(LEADER), at=AT)


def test_objections_wait_for_the_window_and_end_with_it(round_: Round, boss: User) -> None:
    with pytest.raises(RoundRefusedError, match="试算"):
        file_objection(round_, get_subject("T-YI"), "不对", by=boss, at=AT)
    notify(round_)
    with pytest.raises(RoundRefusedError, match="逾期视为认可"):
        file_objection(round_, get_subject("T-YI"), "不对", by=boss, at=AT + timedelta(days=4))


def test_nothing_is_frozen_over_an_open_objection_or_within_the_window_unless_all_confirm(round_: Round, boss: User) -> None:
    notify(round_)
    with pytest.raises(RoundRefusedError, match="还没有确认"):
        freeze_round(round_, by=person(LEADER), at=AT)
    objection = file_objection(round_, get_subject("T-YI"), "不对", by=boss, at=AT)
    with pytest.raises(RoundRefusedError, match="乙厂的异议"):
        freeze_round(round_, by=person(LEADER), at=AT + timedelta(days=9))
    with pytest.raises(RoundRefusedError, match="不能确认"):
        confirm_sheet(round_, get_subject("T-YI"), by=boss, at=AT)
    answer_objection(objection, False, "与完税证明一致", by=person(LEADER), at=AT)
    for code in [score.subject.code for score in list_scores(round_)]:
        confirm_sheet(round_, get_subject(code), by=boss, at=AT)
    assert freeze_round(round_, by=person(LEADER), at=AT).stage == "frozen"


def test_an_exemption_counts_only_once_somebody_else_approved_it(round_: Round) -> None:
    asked = ask_exemption(round_, get_subject("T-YI"), "新办企业", "暂评", "投产不足两年", by=person(LEADER), at=AT)
    with pytest.raises(RoundRefusedError, match="豁免"):
        notify(round_)
    with pytest.raises(RoundRefusedError, match="申请人不能批"):
        decide_exemption(asked, True, "", by=person(LEADER), at=AT)
    decide_exemption(asked, True, "同意", by=person(ABOVE), at=AT)
    recompute_round(round_, "批准豁免", by=person(LEADER), at=AT)
    score = score_of(round_, "T-YI")
    assert (score.rank, score.grade, score.marks) == (None, "暂评", ["exempt"])
    assert "大同市批准" in score.reason


def test_shared_land_decides_the_figure_per_mu_and_says_how(round_: Round) -> None:
    one, two = get_subject("T-JIA"), get_subject("T-YI")
    three = firm("T-BING", "丙厂")
    give(round_, two, tax="1350")
    round_.givens.filter(input="land").delete()
    put_parcel(
        round_, "一号地", Decimal(90), None, Basis.FLOOR, [(one, Decimal(6000)), (two, Decimal(3000))], by=person(LEADER), at=AT
    )
    put_parcel(round_, "二号地", Decimal(10), three, Basis.SHARE, [], by=person(LEADER), at=AT)
    recompute_round(round_, "用地分摊", by=person(LEADER), at=AT)
    land = {
        code: next(f for f in score_of(round_, code).figures if f["code"] == "land") for code in ("T-JIA", "T-YI", "T-BING")
    }
    assert [land[code]["shown"] for code in land] == ["60 亩", "30 亩", "10 亩"]
    assert land["T-YI"]["note"] == "一号地：90 亩 × 3000 ÷ 9000 平方米 = 30 亩"
    assert land["T-YI"]["origin"] == "land"


def test_what_follows_from_a_class_is_recorded_with_the_publication_and_carried_out_once() -> None:
    for number in range(4):
        firm(f"T-{number}", f"{number}厂")
    owner = get_subject(ZONE)
    period = YEAR.__class__.year(2023)
    round_ = open_round("jingde_above_scale", owner, period, by=person(LEADER), at=AT)
    from kaifaqu.statistics.evaluation.input_actions import give_figure
    from kaifaqu.statistics.evaluation.queries import scheme_of

    units = {code: entry.unit for code, entry in scheme_of(round_).inputs.items()}
    for score in list_scores(round_):
        given = {"tax": "10", "land": "10", "revenue": "100", "renovation": "1", "value_added": "10", "employees": "10",
                 "emissions": "1", "research": "1", "energy": "10"}  # fmt: skip
        given["tax"] = str(10 + score.pk % 7)
        for code, value in given.items():
            give_figure(round_, score.subject, code, Quantity(Decimal(value), units[code]), "年报", by=person(LEADER), at=AT)
    recompute_round(round_, "补录", by=person(LEADER), at=AT)
    publish_round(freeze_round(round_, by=person(LEADER), at=AT), by=person(ABOVE), at=AT)
    rows = list(FollowUp.objects.filter(round=round_))
    assert {row.words for row in rows if row.grade == "A"} >= {"用地、用能、排污指标优先保障（示例）"}
    carry_out(rows[0], "已列入保障名单", by=person(LEADER), at=AT)
    with pytest.raises(RoundRefusedError, match="已经登记"):
        carry_out(rows[0], "再来一次", by=person(LEADER), at=AT)


def test_a_missing_figure_is_not_zero_and_is_named(round_: Round) -> None:
    from kaifaqu.statistics.evaluation.input_actions import give_figure

    give_figure(round_, get_subject("T-YI"), "energy", Missing.CONFIDENTIAL, "企业申请保密", by=person(LEADER), at=AT)
    recompute_round(round_, "保密", by=person(LEADER), at=AT)
    score = score_of(round_, "T-YI")
    assert (score.points, score.rank) == (None, None)
    assert "综合能耗（等价值）保密" in score.reason


# -- who sees what, and the pages ------------------------------------------------------------------------------------------


def sheet(round_: Round, code: str) -> str:
    return f"/evaluation/{round_.pk}/sheet/{code}"


def test_a_participant_sees_its_own_sheet_once_it_is_shown_and_nobody_elses_before_publication(
    round_: Round, boss: User, client: Any, sign_in: Any
) -> None:
    client.force_login(boss, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(sheet(round_, "T-YI")).status_code == 404
    notify(round_)
    assert client.get(sheet(round_, "T-YI")).status_code == 200
    assert client.get(sheet(round_, "T-JIA")).status_code == 404
    assert client.get(f"/evaluation/{round_.pk}").status_code == 404
    for stranger in ("huairen-officer", "enterprise", "operator"):
        assert sign_in(stranger).get(sheet(round_, "T-YI")).status_code == 404
    freeze_round(round_, by=person(LEADER), at=AT + timedelta(days=9))
    publish_round(round_, by=person(ABOVE), at=AT + timedelta(days=9))
    client.force_login(boss, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(sheet(round_, "T-JIA")).status_code == 200


def test_only_whoever_stands_above_the_organiser_publishes(round_: Round, sign_in: Any) -> None:
    notify(round_)
    freeze_round(round_, by=person(LEADER), at=AT + timedelta(days=9))
    assert sign_in(LEADER).post(f"/evaluation/{round_.pk}/publish").status_code == 404
    assert (round_, "publish") in [(r, what) for r, what in list_waiting(person(ABOVE))]
    assert sign_in(ABOVE).post(f"/evaluation/{round_.pk}/publish").status_code == 302


def test_an_objection_goes_in_by_the_page_with_its_evidence_and_out_to_those_it_concerns(
    round_: Round, boss: User, client: Any, sign_in: Any, settings: Any
) -> None:
    notify_participants(round_, AT.date().replace(year=2099), by=person(LEADER), at=AT)
    client.force_login(boss, backend="django.contrib.auth.backends.ModelBackend")
    refused = client.post(
        f"{sheet(round_, 'T-YI')}/object", {"reason": "", "not_secret": "on", "evidence": SimpleUploadedFile("a.exe", b"x")}
    )
    assert refused.status_code == 422
    assert "没有写异议理由" in refused.content.decode()
    assert "佐证应是" in refused.content.decode()
    sent = client.post(
        f"{sheet(round_, 'T-YI')}/object",
        {
            "reason": "税收少计",
            "input": "tax",
            "claimed": "1350",
            "not_secret": "on",
            "evidence": SimpleUploadedFile("完税证明.pdf", b"%PDF-1"),
        },
    )
    assert sent.status_code == 302
    row = round_.objections.get()
    assert b"".join(client.get(f"/evaluation/objections/{row.pk}/evidence").streaming_content) == b"%PDF-1"
    assert sign_in("huairen-officer").get(f"/evaluation/objections/{row.pk}/evidence").status_code == 404
    leader = sign_in(LEADER)
    bad = leader.post(f"/evaluation/objections/{row.pk}/answer", {"decision": "accept", "value": "很多", "answer": "相符"})
    assert bad.status_code == 422
    assert "很多" in bad.content.decode()
    leader.post(f"/evaluation/objections/{row.pk}/answer", {"decision": "accept", "value": "1350", "answer": "相符"})
    row.refresh_from_db()
    assert row.accepted is True
    assert score_of(round_, "T-YI").version == 3


def test_land_that_was_brought_beside_shared_land_is_said(round_: Round, sign_in: Any) -> None:
    held = [(get_subject("T-JIA"), Decimal(60)), (get_subject("T-YI"), Decimal(30))]
    put_parcel(round_, "一号地", Decimal(90), None, Basis.FLOOR, held, by=person(LEADER), at=AT)
    page = sign_in(LEADER).get(f"/evaluation/{round_.pk}").content.decode()
    assert "甲厂：已凭材料录入用地 45 亩，分摊得出的 60 亩 没有采用" in page
    assert "1350 <small>" in page  # the unit stands in the head


def test_every_page_of_a_round_opens_and_does_not_ask_more_for_more_participants(round_: Round, sign_in: Any) -> None:
    client = sign_in(LEADER)
    url = f"/evaluation/{round_.pk}"
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert client.get(url).status_code == 200
    for number in range(6):
        firm(f"T-MORE{number}", f"增{number}厂")
    recompute_round(round_, "增加企业", by=person(LEADER), at=AT)
    with CaptureQueriesContext(connection) as more:
        assert "增3厂" in client.get(url).content.decode()
    assert len(more) <= len(few) + 1
    assert "100.7841" in client.get(sheet(round_, "T-JIA")).content.decode()


def test_acts_come_in_by_the_pages(round_: Round, sign_in: Any) -> None:
    client = sign_in(LEADER)
    base = f"/evaluation/{round_.pk}"
    assert client.post(f"{base}/give", {"subject": "T-YI", "input": "tax", "value": "1", "reason": ""}).status_code == 422
    assert (
        client.post(f"{base}/give", {"subject": "T-YI", "input": "tax", "value": "1000", "reason": "年报"}).status_code == 302
    )
    told = {"name": "一号地", "area": "90", "owner": "", "basis": "floor", "holder": ["T-JIA", "T-YI"], "amount": ["60", "30"]}
    assert client.post(f"{base}/parcel", told).status_code == 302
    assert client.post(f"/evaluation/parcels/{round_.parcels.get().pk}/drop").status_code == 302
    assert client.post(f"{base}/parcel", told | {"area": "很大"}).status_code == 422
    assert (
        client.post(f"{base}/exempt", {"subject": "T-YI", "name": "新办", "grade": "暂评", "reason": "新"}).status_code == 302
    )
    exemption = round_.exemptions.get()
    assert client.post(f"/evaluation/exemptions/{exemption.pk}/decide", {"decision": "accept"}).status_code == 404
    assert sign_in(ABOVE).post(f"/evaluation/exemptions/{exemption.pk}/decide", {"decision": "accept"}).status_code == 302
    assert sign_in(LEADER).post(f"{base}/recompute", {"why": "补数"}).status_code == 302
    assert client.post(f"{base}/notify", {"until": "不知道"}).status_code == 422
    assert client.post(f"{base}/notify", {"until": "2099-01-01"}).status_code == 302


def test_no_float_meets_a_figure_from_its_return_to_its_score(sign_in: Any) -> None:
    """Decimal itself refuses to be mixed with a float or compared to one while the whole way is walked, pages included."""
    with localcontext() as context:
        context.traps[FloatOperation] = True
        book_quarter()
        round_ = open_round("opening_quarter", get_subject("140200"), QUARTER, by=person("datong"), at=AT)
        assert list_scores(round_).count() == 1
        client = sign_in("datong")
        pages = (
            f"/evaluation/{round_.pk}",
            f"/evaluation/{round_.pk}/sheet/{ZONE}",
            f"/trace/value/transformation_share/{ZONE}/2024Q1",
        )
        assert [client.get(page).status_code for page in pages] == [200, 200, 200]
        with pytest.raises(FloatOperation):
            assert Decimal("2.9") < 3.1
