"""The stage follows from dated facts, in whatever order they were entered."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from kaifaqu.operations.projects.stages import (
    REACHES,
    Happened,
    find_disorder,
    find_open_gates,
    list_missing_days,
    measure_span,
    stage_of,
)
from kaifaqu.operations.projects.vocabulary import FactKind, Stage

DAY = date(2024, 4, 21)
facts = st.lists(
    st.builds(
        Happened, st.sampled_from(list(FactKind)), st.dates(date(2020, 1, 1), date(2026, 12, 31)), st.booleans()
    ),
    unique_by=lambda fact: (fact.kind, fact.date if fact.kind in (FactKind.SUSPENDED, FactKind.RESUMED) else None),
    max_size=14,
)  # fmt: skip


@given(facts, st.randoms(), st.dates(date(2020, 1, 1), date(2026, 12, 31)))
def test_any_order_of_entering_gives_the_same_stage(entered: list[Happened], chance: object, on: date) -> None:
    shuffled = list(entered)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert stage_of(shuffled) == stage_of(entered)
    assert stage_of(shuffled, on) == stage_of(entered, on)


@given(facts)
def test_a_further_fact_never_takes_the_stage_back(entered: list[Happened]) -> None:
    order = list(Stage)
    lasting = [fact for fact in entered if fact.kind in REACHES]
    reached = [order.index(stage_of(lasting[:count]).stage) for count in range(len(lasting) + 1)]
    assert reached == sorted(reached)


def test_a_ceremony_is_not_a_start() -> None:
    signed = Happened(FactKind.SIGNED, date(2024, 1, 5))
    for ceremony in (FactKind.LAUNCH, FactKind.GROUNDBREAKING):
        assert stage_of([signed, Happened(ceremony, DAY)]).stage is Stage.SIGNED
    assert stage_of([signed, Happened(FactKind.STARTED, DAY)]).stage is Stage.BUILDING


def test_statistics_are_a_flag_beside_the_stage() -> None:
    assert stage_of([Happened(FactKind.IN_STATISTICS, DAY)]).stage is Stage.UNKNOWN


def test_stages_may_be_skipped_and_registration_may_come_before_the_signature() -> None:
    entered = [Happened(FactKind.REGISTERED, date(2023, 10, 10)), Happened(FactKind.SIGNED, date(2023, 11, 1))]
    assert stage_of(entered).stage is Stage.REGISTERED


def test_a_suspension_lasts_until_it_is_lifted() -> None:
    started, stopped = Happened(FactKind.STARTED, date(2024, 1, 1)), Happened(FactKind.SUSPENDED, date(2024, 2, 1))
    assert stage_of([started, stopped]).stage is Stage.SUSPENDED
    assert stage_of([started, stopped]).beneath is Stage.BUILDING
    assert stage_of([stopped, started, Happened(FactKind.RESUMED, date(2024, 3, 1))]).stage is Stage.BUILDING


def test_what_lies_ahead_has_not_happened() -> None:
    assert stage_of([Happened(FactKind.STARTED, DAY)], on=date(2024, 4, 20)).stage is Stage.UNKNOWN


def test_a_duration_needs_both_ends_to_the_day() -> None:
    registered = Happened(FactKind.REGISTERED, date(2023, 10, 10))
    open_end = measure_span([registered], FactKind.INSPECTED, FactKind.REGISTERED)
    assert (open_end.days, open_end.lacking) == (None, (FactKind.INSPECTED,))
    vague = Happened(FactKind.INSPECTED, date(2023, 9, 30), exact=False)
    assert measure_span([registered, vague], FactKind.INSPECTED, FactKind.REGISTERED).days is None
    seen = Happened(FactKind.INSPECTED, date(2023, 9, 14))
    assert measure_span([registered, seen], FactKind.INSPECTED, FactKind.REGISTERED).days == 26


def test_days_in_the_wrong_order_are_refused_with_both_days() -> None:
    started = Happened(FactKind.STARTED, DAY)
    (problem,) = find_disorder([started], Happened(FactKind.COMPLETED, date(2024, 4, 20)))
    assert "2024-04-20" in problem.message
    assert "2024-04-21" in problem.message
    assert not list(find_disorder([started], Happened(FactKind.COMPLETED, date(2024, 5, 1))))


def test_a_period_is_in_order_while_some_day_of_it_is() -> None:
    started = Happened(FactKind.STARTED, date(2024, 3, 31), exact=False, first=date(2024, 1, 1))
    assert not list(find_disorder([started], Happened(FactKind.COMPLETED, date(2024, 2, 1))))


def test_a_gate_names_what_is_not_there() -> None:
    asked = [problem.found for problem in find_open_gates([Happened(FactKind.SIGNED, DAY)], FactKind.STARTED)]
    assert len(asked) == 2
    assert "施工许可" in asked[1]


def test_a_stage_without_its_day_asks_for_it() -> None:
    seen = Happened(FactKind.SEEN_BUILDING, date(2024, 3, 31), exact=False)
    assert list_missing_days([seen], Stage.BUILDING) == [FactKind.STARTED, FactKind.SIGNED]
