"""The spell-checker for figures: every template of the checks, in one tuple, over one page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import combinations

from kaifaqu.core.reader.checks_averages import check_averages, check_intensities, check_yearly_averages
from kaifaqu.core.reader.checks_changes import (
    check_growth_by_rise,
    check_growth_from_to,
    check_growth_on_base,
    check_growth_on_earlier,
    check_growth_than,
    check_multiples,
)
from kaifaqu.core.reader.checks_events import check_order_of_stages, check_signed_parts
from kaifaqu.core.reader.checks_excess import check_parts_in_excess, check_shares_in_excess
from kaifaqu.core.reader.checks_identity import check_headings, check_repeats, check_restatements, check_target_beside_actual
from kaifaqu.core.reader.checks_lists import check_enumerations, check_ordinals, check_overlaps, check_ranks
from kaifaqu.core.reader.checks_page import Page, lay_out
from kaifaqu.core.reader.checks_parts import (
    check_named_parts,
    check_parallel_parts,
    check_parts_of_a_set,
    check_parts_of_which,
    check_totals_so_far,
)
from kaifaqu.core.reader.checks_points import (
    check_contributions,
    check_differences,
    check_points_of_amounts,
    check_pulls,
    check_schedule,
)
from kaifaqu.core.reader.checks_proportions import check_proportions
from kaifaqu.core.reader.checks_rates import check_completions, check_named_rates, check_rates
from kaifaqu.core.reader.checks_ratios import (
    check_lists_of_shares,
    check_shares,
    check_shares_spelled_out,
    check_shares_with_whole_inside,
)
from kaifaqu.core.reader.checks_rises import check_rises_from_to, check_rises_of_rank, check_rises_on_base
from kaifaqu.core.reader.checks_sums import (
    check_classes,
    check_known_partitions,
    check_parallel_sums,
    check_remainders,
    check_shares_of_one_whole,
    check_sums_of_runs,
)
from kaifaqu.core.reader.checks_time import check_dates, check_durations, check_months
from kaifaqu.core.reader.checks_totals import check_totals, check_totals_of_clauses
from kaifaqu.core.reader.checks_twice import check_equivalents, check_twins
from kaifaqu.core.reader.checks_verdict import Finding
from kaifaqu.core.reader.layer import Layer
from kaifaqu.core.reader.model import Check, Entity, Event, Figure, Verdict

TEMPLATES: tuple[Callable[[Page], Iterable[Finding]], ...] = (
    check_target_beside_actual,
    check_headings,
    check_restatements,
    check_twins,
    check_lists_of_shares,
    check_shares_with_whole_inside,
    check_completions,
    check_shares,
    check_rates,
    check_named_rates,
    check_shares_spelled_out,
    check_totals,
    check_totals_of_clauses,
    check_remainders,
    check_known_partitions,
    check_classes,
    check_proportions,
    check_parallel_sums,
    check_sums_of_runs,
    check_parts_in_excess,
    check_parts_of_which,
    check_parts_of_a_set,
    check_parallel_parts,
    check_totals_so_far,
    check_named_parts,
    check_shares_of_one_whole,
    check_shares_in_excess,
    check_growth_from_to,
    check_growth_than,
    check_growth_on_base,
    check_growth_by_rise,
    check_growth_on_earlier,
    check_multiples,
    check_rises_from_to,
    check_rises_on_base,
    check_rises_of_rank,
    check_equivalents,
    check_differences,
    check_schedule,
    check_pulls,
    check_contributions,
    check_points_of_amounts,
    check_averages,
    check_yearly_averages,
    check_intensities,
    check_enumerations,
    check_ordinals,
    check_overlaps,
    check_ranks,
    check_durations,
    check_months,
    check_dates,
    check_order_of_stages,
    check_signed_parts,
    check_repeats,
)
"""The order of the checks. Of two findings of one kind on the same figures, the earlier template's stands."""


MOST_FIGURES_TO_SAY_IT = 4
"""A sum of more parts is read as a whole; each of its parts is then still shown beside it."""


def check_figures(
    layer: Layer, figures: Sequence[Figure], entities: Sequence[Entity], events: Sequence[Event], published_on: date | None
) -> tuple[Check, ...]:
    """Every relation between printed figures that the text itself asserts, recomputed; in reading order. Linear in the figures."""
    page = lay_out(layer, figures, entities, events, published_on)
    found: dict[tuple[str, ...], Finding] = {}
    for template in TEMPLATES:
        for finding in template(page):
            names = tuple(figure.id for figure in finding.figures) or (finding.expression,)
            found.setdefault((finding.kind, *names), finding)
    ordered = sorted(_without_the_implied(found.values()), key=lambda finding: [figure.span for figure in finding.figures])
    return tuple(_numbered(number, finding) for number, finding in enumerate(ordered, 1))


def _without_the_implied(findings: Iterable[Finding]) -> list[Finding]:
    """Leaves out each part ≤ whole that a sum or a share of the same two figures says already."""
    kept = list(findings)
    said = {
        pair
        for finding in kept
        if finding.kind in ("sum", "ratio") and len(finding.figures) <= MOST_FIGURES_TO_SAY_IT
        for pair in combinations((figure.id for figure in finding.figures), 2)
    }
    return [
        f
        for f in kept
        if f.kind != "part<=whole" or f.verdict is not Verdict.HOLDS or tuple(x.id for x in f.figures) not in said
    ]


def _numbered(number: int, finding: Finding) -> Check:
    return Check(
        id=f"k{number}",
        kind=finding.kind,
        figures=tuple(figure.id for figure in finding.figures),
        expression=finding.expression,
        computed=finding.computed,
        stated=finding.stated,
        interval=finding.interval,
        verdict=finding.verdict,
        sentence=finding.sentence,
    )
