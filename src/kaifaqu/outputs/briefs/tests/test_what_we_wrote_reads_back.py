"""Round trip: whatever the ledger holds, a reader of our text finds each figure with its value, indicator, subject, period and role."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_UP, Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from conftest import AT
from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.period import Period
from kaifaqu.core.reader.model import Figure
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.outputs.briefs.actions import compose_brief
from kaifaqu.outputs.briefs.queries import paragraphs_of
from kaifaqu.outputs.briefs.reread import pair_numbers
from kaifaqu.outputs.briefs.segments import Paragraph, Segment
from kaifaqu.statistics.ledger.models import Fact
from tests.walks import ZONE, book_quarter, person, publish_all

pytestmark = pytest.mark.usefixtures("standing_house", "db")

GROWTH = "_growth_published"
SMALLEST = Decimal("0.0001")
Told = dict[str, str]
TEMPLATES = ("month", "opening", "quarter")


def amounts(most: int) -> some.SearchStrategy[str]:
    return some.decimals(min_value=0, max_value=most, places=4).map(lambda value: format(value, "f"))


RATES = some.one_of(
    some.sampled_from(["0", "0.04", "-0.04", "-100", "99.96", "100", "-0.05"]),
    some.decimals(min_value=-100, max_value=900, places=2).map(lambda value: format(value, "f")),
)
COUNTS = some.integers(0, 400).map(str)


@some.composite
def ledgers(draw: some.DrawFn) -> Told:
    """What a quarter's form may hold: parts within their wholes, a goal within reach; whatever may be left out sometimes is."""
    whole = Decimal(draw(amounts(900)))
    part = (whole * draw(some.integers(0, 100)) / 100).quantize(Decimal("0.0001"))
    told = {
        "industrial_investment": format(whole, "f"),
        "transformation_investment": format(min(part, whole), "f"),
        "industrial_value_added": draw(amounts(900)),
    }
    free = {
        "industrial_investment_growth_published": RATES,
        "industrial_value_added_growth_published": RATES,
        "industrial_value_added_growth_rank_published": some.integers(1, 30).map(str),
        "industrial_output": amounts(5000),
        "industrial_revenue": amounts(5000),
        "tax_revenue": amounts(90),
        "enterprises_above_scale": COUNTS,
        "projects_started": COUNTS,
        "projects_continued": COUNTS,
    }
    for key, values in free.items():
        if draw(some.booleans()):
            told[key] = draw(values)
    added = Decimal(told["industrial_value_added"])
    if added and draw(some.booleans()):
        told["industrial_value_added:target"] = format(
            (added * draw(some.integers(60, 300)) / 100).quantize(SMALLEST, ROUND_UP), "f"
        )
    return told


def look(told: Told, period: Period) -> None:
    """Books it, writes every kind of brief, reads each again; what was booked is taken back."""
    with transaction.atomic():
        book_quarter(told, period)
        for template in TEMPLATES:
            brief = compose_brief(template, get_subject(ZONE), period, by=person("zuoyun-clerk"), at=AT)
            assert [row for row in brief.reread if not row["agrees"]] == []
            assert faults(paragraphs_of(brief), max(AT.date(), period.end)) == []
        transaction.set_rollback(True)


def faults(paragraphs: Sequence[Paragraph], published_on: date) -> list[tuple[str, str]]:
    """The numbers that are read as something else: (as printed, what differs)."""
    return [
        (paragraph.text, f"{segment.text}: {fault}")
        for paragraph, segment, figure in pair_numbers(paragraphs, published_on)
        if segment.address and "fact" in segment.address
        for fault in differences(segment, figure)
    ]


def differences(segment: Segment, figure: Figure | None) -> list[str]:
    assert segment.address is not None
    fact = Fact.objects.get(pk=segment.address["fact"])
    if figure is None:
        return ["not read"]
    wanted = {
        "subject": (figure.subject, fact.subject.name), "period": (str(figure.period), fact.period),
        "role": (figure.role.value, fact.role), "indicator": (names(figure), name_of(fact)),
    }  # fmt: skip
    return [f"{field} {read!r}, not {meant!r}" for field, (read, meant) in wanted.items() if read != meant]


def names(figure: Figure) -> str | None:
    """What the reader says a figure is of; a goal and a rank are named by their standing."""
    return {"rank": "位次", "目标": "目标"}.get("rank" if figure.kind == "rank" else str(figure.indicator), figure.indicator)


def name_of(fact: Fact) -> str:
    if fact.item.endswith("_rank_published"):
        return "位次"
    return "目标" if fact.role == "target" else item_named(fact.item.removesuffix(GROWTH)).name


@given(told=ledgers(), period=some.sampled_from([Period.quarter(2024, 1), Period.parse("2024H1")]))
@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_reader_finds_each_figure_as_it_was_meant(told: Told, period: Period) -> None:
    look(told, period)


@pytest.mark.long
@given(told=ledgers(), period=some.sampled_from([Period.quarter(2024, 1), Period.parse("2024H1")]))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_reader_finds_each_figure_of_many_ledgers(told: Told, period: Period) -> None:
    look(told, period)


PUBLISHED = {
    ("project", "P141000-LF-ZGYZ", "@2024-05-31"): (
        "production_lines", "production_lines_pc", "production_lines_server", "pc_capacity", "project_investment:planned",
    ),
    ("reform", "140000", "@2024-03"): (
        "zones", "operating_companies", "operating_companies_platform", "operating_companies_third_party", "infrastructure_investment",
        "projects_attracted", "projects_attracted_investment", "pilot_zones", "pilot_infrastructure_investment",
        "pilot_projects_attracted", "pilot_projects_attracted_investment",
    ),
    ("signing", "E20240425-BHB", "D:2024-04-25"): ("cities_signed", "projects_signed", "projects_signed_investment:planned"),
}  # fmt: skip
"""What a province publishes of a subject, by the kind of brief that says it."""
Publication = tuple[tuple[str, str, str], dict[str, Decimal]]


@some.composite
def publications(draw: some.DrawFn) -> Publication:
    """Numbers of one kind, the parts within their wholes; whatever may be left out sometimes is."""
    kind = draw(some.sampled_from(sorted(PUBLISHED)))
    told: dict[str, Decimal] = {}
    for key in PUBLISHED[kind]:
        item = item_named(key.partition(":")[0])
        if draw(some.integers(0, 4)):
            most = 40 if key.startswith(("pilot_", "production_lines_")) or key.endswith(("_platform", "_third_party")) else 100
            told[key] = draw(some.decimals(most - 39 if most == 100 else 0, most, places=item.places))
    return kind, told


def look_at_published(publication: Publication) -> None:
    """Books it, writes the brief and reads it again: every value, role and period; of a project also whose and of what it is."""
    (template, subject, period), told = publication
    with transaction.atomic():
        publish_all({key: format(value, "f") for key, value in told.items()}, subject, period)
        brief = compose_brief(template, get_subject(subject), Period.parse(period), by=person("province-clerk"), at=AT)
        assert [row for row in brief.reread if not row["agrees"]] == []
        cited = {
            segment.address["fact"]
            for one in paragraphs_of(brief)
            for segment in one.segments
            if segment.address and "fact" in segment.address
        }
        assert len(cited) == len(told)
        wrong = faults(paragraphs_of(brief), max(AT.date(), Period.parse(period).bounded_end))
        assert [one for one in wrong if template == "project" or ": period" in one[1] or ": role" in one[1]] == []
        transaction.set_rollback(True)


@given(publication=publications())
@settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_a_province_publishes_reads_back(publication: Publication) -> None:
    look_at_published(publication)


@pytest.mark.long
@given(publication=publications())
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_much_that_a_province_publishes_reads_back(publication: Publication) -> None:
    look_at_published(publication)
