"""A round ranks only what can be ranked, says why it cannot, and goes dry → frozen → published and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest

from conftest import AT
from kaifaqu.foundation.journal.queries import list_acts
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.statistics.evaluation.actions import RoundRefusedError, freeze_round, open_round, publish_round
from kaifaqu.statistics.evaluation.models import Round, Stage
from kaifaqu.statistics.ledger.queries import position_now
from tests.walks import QUARTER, person

pytestmark = pytest.mark.usefixtures("standing_demonstration", "db")


@pytest.fixture
def dry() -> Round:
    return open_round("opening_quarter", get_subject("140200"), QUARTER, by=person("datong"), at=AT)


def test_one_of_five_is_not_ranked_and_the_round_says_who_is_missing(dry: Round) -> None:
    (score,) = dry.scores.all()
    assert (dry.expected, score.subject.code) == (5, "Z140200-ZY")
    assert score.rank is None
    assert score.reason


def test_the_page_says_how_many_did_not_report(dry: Round, sign_in: Any) -> None:
    page = sign_in("datong").get(f"/evaluation/{dry.pk}").content.decode()
    assert "4" in page
    assert dry.scores.get().reason in page


def test_a_round_remembers_the_book_and_the_scheme(dry: Round) -> None:
    assert dry.run.position == position_now()
    assert dry.scheme.code == "opening_quarter"
    assert dry.run.rules
    assert dry.scores.get().explanation


def test_a_round_is_frozen_then_published(dry: Round) -> None:
    frozen = freeze_round(dry, by=person("datong"), at=AT)
    published = publish_round(frozen, by=person("province"), at=AT)
    assert (frozen.stage, published.stage, published.published_at) == (Stage.FROZEN, Stage.PUBLISHED, AT)
    assert [act.act for act in list_acts(f"round:{dry.pk}")] == [
        "evaluation.open_round", "evaluation.freeze_round", "evaluation.publish_round",
    ]  # fmt: skip


def test_a_round_is_not_published_before_it_is_frozen(dry: Round) -> None:
    with pytest.raises(RoundRefusedError, match="试算"):
        publish_round(dry, by=person("province"), at=AT)


def test_a_round_is_frozen_once_and_published_once(dry: Round) -> None:
    freeze_round(dry, by=person("datong"), at=AT)
    with pytest.raises(RoundRefusedError):
        freeze_round(dry, by=person("datong"), at=AT)
    publish_round(dry, by=person("province"), at=AT)
    with pytest.raises(RoundRefusedError):
        publish_round(dry, by=person("province"), at=AT)


def test_a_city_freezes_and_only_the_province_publishes(dry: Round, sign_in: Any) -> None:
    assert sign_in("datong").post(f"/evaluation/{dry.pk}/freeze").status_code == 302
    assert sign_in("datong").post(f"/evaluation/{dry.pk}/publish").status_code == 404
    assert sign_in("province").post(f"/evaluation/{dry.pk}/publish").status_code == 302
    dry.refresh_from_db()
    assert dry.stage == Stage.PUBLISHED


def test_what_is_published_is_seen_outside_the_city_and_a_dry_run_is_not(dry: Round, sign_in: Any) -> None:
    published = Round.objects.get(stage=Stage.PUBLISHED)
    client = sign_in("zuoyun-clerk")
    assert client.get(f"/evaluation/{published.pk}").status_code == 200
    assert client.get(f"/evaluation/{dry.pk}").status_code == 404


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"owner": "140200", "period": "2024Q1"}, 302),
        ({"owner": "140600", "period": "2024Q1"}, 404),
        ({"owner": "140200", "period": "2024Q1", "scheme": "no_such_scheme"}, 404),
        ({"owner": "140200", "period": "明年"}, 302),
    ],
)
def test_a_city_opens_its_own_rounds(sign_in: Any, told: dict[str, str], status: int) -> None:
    before = Round.objects.count()
    assert sign_in("datong").post("/evaluation/open", told).status_code == status
    assert Round.objects.count() == before + (told == {"owner": "140200", "period": "2024Q1"})
