"""What a bulletin announces: meetings, signings, starts, launches and the rest, each with its trigger and slots."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kaifaqu.core.reader.dates import DateMention
from kaifaqu.core.reader.events_context import Context
from kaifaqu.core.reader.events_rules import ATTENDED, DONE, HELD, MEETING, NOMINAL, NOT, PLAN, RECALLED, RULES, WISH, Rule
from kaifaqu.core.reader.events_slots import slots_of
from kaifaqu.core.reader.layer import Layer
from kaifaqu.core.reader.model import Entity, Event, Figure

_MEETING = re.compile(MEETING)
REACH = 60
"""How far before a trigger (code points, within its clause) words that make it a wish are looked for."""
_FROM_TO = re.compile(r"从[^,。]{1,20}到$")
_COUNTED = re.compile(r"(?:\d+|[一二三四五六七八九十两百]+)(?:多|余)?(?:个|家|条|项|次|场|台|套|座|栋)")
_DONE_FIRST = re.compile("已|现已|成功|顺利|正式|实现")


@dataclass(slots=True)
class Announced:
    """An event in the flat text, before its repetitions are gathered."""

    type: str
    start: int
    end: int
    article: int
    is_heading: bool
    slots: dict[str, Any] = field(default_factory=dict)


def find_events(
    layer: Layer, figures: Sequence[Figure], entities: Sequence[Entity], dates: Sequence[DateMention], published_on: date | None
) -> tuple[Event, ...]:
    """Every event of the text in order. What is repeated (heading, caption, later paragraph) is one event."""
    context = Context(layer, figures, entities, dates, published_on)
    announced = _without_repetitions(context, _without_overlaps(_announced(context)))
    return tuple(
        Event(f"v{number:03d}", event.type, layer.span(event.start, event.end), event.slots)
        for number, event in enumerate(announced, start=1)
    )


def _announced(context: Context) -> Iterator[tuple[int, Announced]]:
    for rank, rule in enumerate(RULES):
        for match in rule.pattern.finditer(context.flat):
            type_ = _judge(context, rule, match.start(), match.end())
            if type_ is None:
                continue
            event = Announced(
                type_, match.start(), match.end(), context.article(match.start()), context.is_heading(match.start())
            )
            event.slots = slots_of(context, rule.type, type_, event.start, event.end)
            yield rank, event


# -- is it announced, planned, or only spoken of ----------------------------------------------------------------------------


def _judge(context: Context, rule: Rule, start: int, end: int) -> str | None:
    """The event's type, `planned`, or None for a wish, a negation or a mere mention."""
    low, high = context.clause(start, end)
    before, after = context.flat[low:start], context.flat[end:high]
    if _is_inside_a_name(context, start, end) or not _NEEDS[rule.needs](context, start, end):
        return None
    if NOT.search(before[-6:]) or before.endswith(("的", "从")) or _FROM_TO.search(before):
        return None
    if rule.needs == "ceremony":
        return None if WISH.search(before[-REACH:]) and not HELD.search(context.flat[low:high]) else rule.type
    if rule.is_plain:
        return rule.type
    trigger = context.flat[start:end]
    if NOMINAL.match(after) and not (RECALLED.search(before) and after.startswith("的")):
        return None
    if _is_future(context, start):
        return "planned" if _is_definite(context, start, end) else None
    if WISH.search(before[-REACH:]) and not DONE.search(before[-REACH:] + trigger + after[:1]):
        return "planned" if PLAN.search(before[-REACH:]) and _is_definite(context, start, end) else None
    return rule.type


def _is_inside_a_name(context: Context, start: int, end: int) -> bool:
    """True when the words belong to a name: 建成 in a person's name, 发展大会 in a title of a book."""
    name = context.name_over(start, end)
    return name is not None and name.start <= start and name.end > start + 1 and not (name.type == "project" and name.end < end)


def _is_future(context: Context, start: int) -> bool:
    """True when the time that the clause names begins after the text was published."""
    low, _ = context.clause(start, start + 1)
    period = context.period_at(start) if context.dates_in(low, start) else None
    return (
        period is not None and context.published_on is not None and (period.start or period.bounded_end) > context.published_on
    )


def _has_ceremony(context: Context, start: int, end: int) -> bool:
    """A ceremony is announced where it is held; who attended or prepared one speaks of it again."""
    low, high = context.clause(start, end)
    if HELD.search(context.flat, low, high) or context.is_heading(start):
        return True
    return ATTENDED.search(context.flat, low, start) is None and context.flat.startswith(("上", "现场", "在"), end)


def _is_definite(context: Context, start: int, end: int) -> bool:
    """A project or a count is named in the clause or shortly before it."""
    low, high = context.sentence(start, end)[0], context.clause(start, end)[1]
    low = max(low, start - REACH)
    return bool(context.names_in(low, high, "project")) or _COUNTED.search(context.flat, low, high) is not None


def _is_concrete(context: Context, start: int, end: int) -> bool:
    """The clause names a project, company or count, or the sentence a date."""
    low, high = context.clause(start, end)
    if _is_modifier(context.flat[end:high]):
        return False
    if context.names_in(low, high, "project", "park", "org") or _COUNTED.search(context.flat, low, high):
        return True
    return _dated(context, start) or _DONE_FIRST.match(context.flat, start) is not None


def _dated(context: Context, start: int) -> bool:
    low, _ = context.sentence(start, start + 1)
    return any(
        mention.type == "date" or mention.kind in ("month", "quarter", "year") for mention in context.dates_in(low, start)
    )


def _has_signing(context: Context, start: int, end: int) -> bool:
    """Who signed, what, or how many: 签约项目 alone says only which projects are meant."""
    low, high = context.clause(start, end)
    if _is_modifier(context.flat[end:high]):
        return False
    return bool(context.names_in(low, high, "org", "project")) or _COUNTED.search(context.flat, low, high) is not None


def _is_modifier(after: str) -> bool:
    """True for 签约 in 签约项目涵盖…: it says which projects are meant; 签约项目9个 announces them."""
    return (
        re.match(r"项目|企业|客商|合同|协议|一批", after) is not None
        and re.match(r"(?:投资)?(?:项目\s?(?:\d|总|共|数)|企业\s?\d)", after) is None
    )


def _has_landing(context: Context, start: int, end: int) -> bool:
    flat, (low, high) = context.flat, context.clause(start, end)
    if re.search(r"顺利|成功|正式|相继|先后|陆续|签约", flat[start:end]) and context.names_in(low, high):
        return True
    near = context.names_in(max(low, start - 2), min(high, end + 12), "zone", "park", "place")
    return bool(near) and bool(context.names_in(low, high, "project", "org") or _dated(context, start))


def _has_construction(context: Context, start: int, end: int) -> bool:
    low, high = context.sentence(start, end)
    low = max(low, start - 60)
    return re.search(r"续建|在建|项目", context.flat[low:start]) is not None and _is_concrete_sentence(context, low, high)


def _is_concrete_sentence(context: Context, low: int, high: int) -> bool:
    return bool(context.names_in(low, high, "project", "park")) or _COUNTED.search(context.flat, low, high) is not None


def _has_meeting(context: Context, start: int, end: int) -> bool:
    """The words before 举行 end in a kind of meeting."""
    low = max(context.clause(start, end)[0], start - 12)
    return any(match.end() == start for match in _MEETING.finditer(context.flat, low, start))


def _has_partners(context: Context, start: int, end: int) -> bool:
    low, high = context.clause(start, end)
    return bool(context.names_in(low, high, "org")) and re.search("[与和同跟]", context.flat[low:start]) is not None


def _has_visitor(context: Context, start: int, end: int) -> bool:
    low, high = context.sentence(start, end)
    return bool(context.names_in(low, start, "person")) and (
        _dated(context, start) or bool(context.names_in(low, high, "org", "zone", "place", "park"))
    )


def _has_any(context: Context, start: int, end: int) -> bool:
    low, high = context.sentence(start, end)
    return bool(context.names_in(low, high) or context.dates_in(low, high) or _COUNTED.search(context.flat, low, high))


_NEEDS: dict[str, Callable[[Context, int, int], bool]] = {
    "": lambda context, start, end: True,
    "any": _has_any,
    "ceremony": _has_ceremony,
    "date": lambda context, start, end: _dated(context, start),
    "concrete": _is_concrete,
    "signing": _has_signing,
    "landing": _has_landing,
    "construction": _has_construction,
    "meeting": _has_meeting,
    "partners": _has_partners,
    "visitor": _has_visitor,
}


# -- one event, said several times -------------------------------------------------------------------------------------------


def _without_overlaps(ranked: Iterator[tuple[int, Announced]]) -> list[Announced]:
    """Of triggers that overlap, the one of the earlier rule."""
    taken: set[int] = set()
    kept = []
    for _, event in sorted(ranked, key=lambda row: (row[0], row[1].start)):
        if taken.isdisjoint(range(event.start, event.end)):
            taken.update(range(event.start, event.end))
            kept.append(event)
    return sorted(kept, key=lambda event: event.start)


def _without_repetitions(context: Context, events: list[Announced]) -> list[Announced]:
    """One event for each thing announced: the first in running text, with the slots of all."""
    kept: list[Announced] = []
    groups: dict[tuple[int, str], list[Announced]] = {}
    for event in sorted(events, key=lambda event: (event.is_heading, event.start)):
        group = groups.setdefault((event.article, event.type), [])
        same = next((other for other in group[-8:] if _is_same(context, other, event)), None)
        if same is None:
            group.append(event)
            kept.append(event)
        else:
            same.slots = {**event.slots, **same.slots}
    return sorted(kept, key=lambda event: event.start)


def _is_same(context: Context, one: Announced, other: Announced) -> bool:
    """True when nothing that both name differs, and both say the same number or at least one names no more than that it was."""
    keys = ("number", "projects", "project", "doc", "counterparty", "name", "stage")
    mine = {key: one.slots[key] for key in keys if key in one.slots}
    theirs = {key: other.slots[key] for key in keys if key in other.slots}
    shared = mine.keys() & theirs.keys()
    if any(mine[key] != theirs[key] for key in shared):
        return False
    if shared or other.is_heading or _words(context, one) == _words(context, other):
        return True
    if one.type == "visit" and context.sentence(one.start, one.end) == context.sentence(other.start, other.end):
        return True
    return one.type in _SAID_AGAIN and (not theirs or not mine)


_SAID_AGAIN = frozenset(("signing", "start", "launch", "completion", "production"))
"""Types whose mention without any particulars, in one article, speaks of the one announced before."""


def _words(context: Context, event: Announced) -> str:
    return context.flat[event.start : event.end]
