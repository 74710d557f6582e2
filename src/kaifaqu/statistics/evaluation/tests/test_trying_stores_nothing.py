"""Other weights, caps and baselines are tried beside the scheme and the year before; neither a row nor the scheme changes."""

from __future__ import annotations

from typing import Any

import pytest

from conftest import AT
from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.journal.models import Entry
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.statistics.evaluation.actions import RoundRefusedError, freeze_round, open_round, publish_round
from kaifaqu.statistics.evaluation.models import Round, Score
from kaifaqu.statistics.evaluation.queries import get_scheme, last_year
from kaifaqu.statistics.evaluation.tests.scenes import ABOVE, LEADER, YEAR, give, open_firms
from tests.walks import ZONE, person

pytestmark = pytest.mark.usefixtures("standing_house", "db")


@pytest.fixture
def round_() -> Round:
    return open_firms()


def counted() -> tuple[int, int, int]:
    return Round.objects.count(), Score.objects.count(), Entry.objects.count()


def test_other_weights_move_who_gains_by_them(round_: Round, sign_in: Any) -> None:
    give(round_, get_subject("T-YI"), research="5000")
    before = counted()
    page = sign_in(LEADER).get("/evaluation/try", {"round": round_.pk, "w.tax_per_mu": "5", "w.research_share": "40"})
    text = page.content.decode()
    assert page.status_code == 200
    assert "已改 2 项" in text
    assert counted() == before
    assert get_scheme("huangyan_above_scale", YEAR).criteria[0].weight == 30
    rows = {row.subject.code: row for row in page.context["rows"]}
    assert rows["T-YI"].tried.points > rows["T-JIA"].tried.points


def test_a_cap_decides_as_in_the_worked_case(round_: Round, sign_in: Any) -> None:
    give(round_, get_subject("T-JIA"), tax="4050", research="0")
    page = sign_in(LEADER).get("/evaluation/try", {"round": round_.pk, "n.tax_per_mu.cap": "1.5"})
    row = next(row for row in page.context["rows"] if row.subject.code == "T-JIA")
    assert (f"{row.now.points:.3f}", f"{row.tried.points:.3f}") == ("166.542", "99.495")


def test_what_cannot_be_read_comes_back_all_at_once_with_what_was_typed(round_: Round, sign_in: Any) -> None:
    told = {"round": round_.pk, "w.tax_per_mu": "三十", "n.value_added_per_mu.baseline": "0"}
    page = sign_in(LEADER).get("/evaluation/try", told)
    text = page.content.decode()
    assert page.status_code == 422
    assert "三十" in text
    assert len(page.context["trial"].faults) == 2


def test_a_scheme_without_its_baselines_says_which_are_needed_and_opens_with_them(sign_in: Any) -> None:
    where = {"scheme": "huaian", "owner": ZONE, "period": "2024"}
    client = sign_in(LEADER)
    page = client.get("/evaluation/try", where)
    assert "还有参数没有设定" in page.content.decode()
    assert "亩均税收 基准值" in page.content.decode()
    with pytest.raises(RoundRefusedError, match="亩均税收"):
        open_round("huaian", get_subject(ZONE), Period.year(2024), by=person(LEADER), at=AT)
    baselines = {f"n.{code}.baseline": "20" for code in ("tax_per_mu", "sales_per_mu", "tax_per_energy", "tax_per_power")}
    assert client.post("/evaluation/open", where | baselines).status_code == 302
    assert Round.objects.get(scheme_code="huaian").numbers["tax_per_mu"] == {"baseline": "20"}


def test_last_years_result_stands_beside(round_: Round) -> None:
    publish_round(freeze_round(round_, by=person(LEADER), at=AT), by=person(ABOVE), at=AT)
    before = last_year("huangyan_above_scale", get_subject(ZONE), Period.year(2023))
    assert before["T-JIA"].rank == 1
    assert last_year("huangyan_above_scale", get_subject(ZONE), Period.year(2024)) == {}


def test_whoever_does_not_reach_the_area_learns_nothing(round_: Round, sign_in: Any) -> None:
    told = {"scheme": "national_zone_2021", "owner": "140600", "period": "2024"}
    assert sign_in("datong").get("/evaluation/try", told).status_code == 404
    assert sign_in("datong").get("/evaluation/try", told | {"owner": "140200"}).status_code == 200
    assert sign_in("operator").get("/evaluation/try", told).status_code == 404
    assert sign_in("datong").get("/evaluation/try", told | {"owner": "140200", "scheme": "nix"}).status_code == 422
    assert sign_in("datong").get("/evaluation/try", told | {"owner": "140200", "period": "明年"}).status_code == 422


def test_a_template_is_called_a_template(sign_in: Any) -> None:
    page = sign_in("datong").get("/evaluation/try", {"scheme": "national_zone_2021", "owner": "140200", "period": "2024"})
    assert "这是模板，没有官方办法" in page.content.decode()
