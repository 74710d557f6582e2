"""Places and classes: by share of those ranked or by points, with what happens at a tie written down."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from kaifaqu.core.engine.scheme import Scheme


def places_of_totals(totals: Mapping[str, Fraction]) -> dict[str, int]:
    """Places by exact total, best first: ties share a place and the next skips (1,2,2,4)."""
    ordered = sorted(totals.values(), reverse=True)
    return {who: ordered.index(total) + 1 for who, total in totals.items()}


def grade_all(scheme: Scheme, totals: Mapping[str, Fraction]) -> dict[str, str]:
    """Everybody's class. By share: a place that lies within the cumulative share, its end included (前20% is 20%及以内: of 36, places 1–7).

    A tie across a boundary takes the better class, or the worse when the scheme says so. By points: the first line that is reached.
    """
    if not scheme.classes:
        return {}
    if scheme.classes[0].share is None:
        return {who: _by_points(scheme, total) for who, total in totals.items()}
    places = places_of_totals(totals)
    if not scheme.ties_take_better:
        standing = list(places.values())
        places = {who: place + standing.count(place) - 1 for who, place in places.items()}
    return {who: _by_place(scheme, Fraction(place, len(totals)) * 100) for who, place in places.items()}


def _by_place(scheme: Scheme, percent: Fraction) -> str:
    """The class of whoever stands at `percent` of the ranked, counted from the best."""
    reached = Fraction(0)
    for entry in scheme.classes:
        reached += entry.share or Fraction(0)
        if percent <= reached:
            return entry.name
    return scheme.classes[-1].name


def _by_points(scheme: Scheme, total: Fraction) -> str:
    found = (entry.name for entry in scheme.classes if entry.at_least is None or total >= entry.at_least)
    return next(found, "")
