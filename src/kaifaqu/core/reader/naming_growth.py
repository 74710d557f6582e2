"""Names of growth: what has grown stands before it in the clause, or is the figure before it."""

from __future__ import annotations

import re

from kaifaqu.core.reader import indicators
from kaifaqu.core.reader.drafts import Draft, base_of, named, set_name
from kaifaqu.core.reader.layer import Layer
from kaifaqu.core.reader.naming_inheritance import inherit_name

GROWTH_NOUNS = frozenset(["增速", "增幅", "降幅", "总量", "规模", "涨幅", "占比", "比重"])
"""Nouns that name a change, not what has changed."""

_PULL = re.compile(r"(?P<what>(?:拉动|下拉|上拉|拉低|影响|带动)[^,;。]{0,14}?)(?:约|近|达|超过?|了|为)*$")
"""拉动全区工业增长3.1个百分点: the pull has a name of its own."""
_OWN_CHANGE = re.compile(r"降幅|涨幅|增幅|增速")


def name_growth(layer: Layer, drafts: list[Draft], growth: int) -> None:
    """同比增长 belongs to the name before it in the clause, else to the figure before it."""
    draft = drafts[-1]
    place = draft.place
    pull = _PULL.search(place.left) if draft.kind == "pp" else None
    if pull is not None:
        set_name(layer, draft, pull["what"], "pull", place.left_start + pull.start(), place.mark.start)
        return
    name = indicators.name_before(place.left[:growth])
    text = "" if name is None else name.text
    base = base_of(drafts)
    if name is not None and text not in GROWTH_NOUNS and (indicators.has_measure_head(text) or base is None or len(text) > 3):
        known = named(drafts, text)
        if known is not None and known.indicator and known.indicator.endswith(text):
            text = known.indicator
        set_name(layer, draft, text, "growth-of-named", place.left_start + name.start, place.left_start + name.end)
        draft.of = (known.id,) if known is not None else ()
        return
    source = base if draft.kind != "pp" else rate_before(drafts) or base
    if source is not None and source.indicator:
        own = _OWN_CHANGE.search(place.left)
        text = source.indicator + (own.group() if own and not source.indicator.endswith(own.group()) else "")
        set_name(layer, draft, text, "growth-of-figure-before", place.left_start + growth, place.mark.start)
        draft.of = (source.id,)
        draft.object = source.object if draft.kind in ("count", "headcount") else None
        return
    inherit_name(layer, drafts)


def rate_before(drafts: list[Draft]) -> Draft | None:
    """Percentage points belong to the rate before them."""
    for previous in drafts[-2:-6:-1]:
        if previous.mark.start < drafts[-1].place.sentence[0]:
            return None
        if previous.kind == "percent" and previous.indicator:
            return previous
    return None
