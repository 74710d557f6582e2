"""What an event says of itself: when, where, who with, which projects, how many, for how much."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from kaifaqu.core.reader.events_context import Context, NameAt
from kaifaqu.core.reader.events_rules import HELD

_NUMBER = re.compile(r"(\d+|[一二三四五六七八九十两百]+)(?:多|余)?(?:个|家|条|项|次|场)")
_TITLE_PART = re.compile(r"[^,。;:!?\n]{2,60}$")


def slots_of(context: Context, stage: str, type_: str, start: int, end: int) -> dict[str, Any]:
    """The slots of an event by its type; a slot that the text does not give is left out."""
    slots = {name: make(context, start, end) for name, make in _SLOTS.items()}
    slots |= {name: make(context, start, end) for name, make in _SLOTS_OF.get(stage, {}).items()}
    if type_ == "planned":
        slots["stage"] = stage
    return {name: value for name, value in slots.items() if value not in (None, [], ())}


def _date(context: Context, start: int, end: int) -> str | None:
    low, high = context.clause(start, end)
    period = context.period_at(start, is_held=HELD.search(context.flat, low, high) is not None)
    return str(period) if period is not None else None


def _zone(context: Context, start: int, end: int) -> str | None:
    """The zone nearest before in the paragraph, or after in the sentence."""
    low, _ = context.paragraph(start, end)
    _, high = context.sentence(start, end)
    before = context.names_in(low, start, "zone")
    names = context.names_in(start, high, "zone") if not before or _is_in(context, start, end) else before[-1:]
    return names[0].name if names else (before[-1].name if before else None)


def _is_in(context: Context, start: int, end: int) -> bool:
    return bool(context.names_in(start, end, "zone"))


def _cities(context: Context, start: int, end: int) -> list[str]:
    low, _ = context.sentence(start, end)
    return list(dict.fromkeys(context.flat[name.start : name.end] for name in context.names_in(low, start, "place")))


def _projects(context: Context, start: int, end: int) -> list[str]:
    """The projects named in the sentence up to the end of the trigger's clause, since the last trigger-like clause mark."""
    low, _ = context.sentence(start, end)
    _, high = context.clause(start, end)
    mark = max(context.flat.rfind(";", low, start), low)
    return list(dict.fromkeys(name.name for name in context.names_in(mark, high, "project")))


def _number(context: Context, start: int, end: int) -> str | None:
    """The number of things, as printed, in the trigger's clause or else nearest before it in its part of the sentence."""
    low, high = context.clause(start, end)
    found = list(_NUMBER.finditer(context.flat, low, high)) or list(
        _NUMBER.finditer(context.flat, _part_start(context, start), low)
    )
    return found[-1][1] if found else None


def _count(context: Context, start: int, end: int) -> str | None:
    """The figure of that number."""
    low, high = context.clause(start, end)
    for stretch in ((low, high), (_part_start(context, start), low)):
        counts = [at.figure.id for at in context.figures_in(*stretch) if at.figure.kind == "count"]
        if counts:
            return counts[-1]
    return None


def _part_start(context: Context, start: int) -> int:
    """The beginning of the sentence, or of its last part after a semicolon."""
    low, _ = context.sentence(start, start + 1)
    return max(low, context.flat.rfind(";", low, start) + 1)


def _amounts(context: Context, start: int, end: int) -> list[str]:
    """Amounts of money from the trigger's clause to the end of the sentence, before the next date."""
    low, _ = context.clause(start, end)
    _, high = context.sentence(start, end)
    return [at.figure.id for at in context.figures_in(low, high) if at.figure.kind == "amount"]


def _counterparty(context: Context, start: int, end: int) -> str | None:
    low, high = context.clause(start, end)
    names = context.names_in(low, high, "org")
    after_with = [name for name in names if context.flat[name.start - 1 : name.start] in ("与", "和", "同", "跟")]
    return (after_with or names)[0].name if names else None


def _parties(context: Context, start: int, end: int) -> list[str]:
    low, high = context.clause(start, end)
    return list(dict.fromkeys(name.name for name in context.names_in(low, high, "org", "zone")))


def _place(context: Context, start: int, end: int) -> str | None:
    """The place after 在 in the sentence around the trigger."""
    low, high = context.clause(start, end)
    names = [name for name in context.names_in(low, high, "place", "park", "zone") if _is_after_in(context, name)]
    return names[-1].name if names else None


def _is_after_in(context: Context, name: NameAt) -> bool:
    is_after = context.flat[name.start - 1 : name.start] in ("在", "于", "到", "赴", "驻")
    return is_after and context.flat[name.end : name.end + 1] != "("


def _meeting_name(context: Context, start: int, end: int) -> str | None:
    """The meeting as it is called: the words before 举行, or those after 召开."""
    low, _ = context.clause(start, end)
    trigger = context.flat[start:end]
    named = re.search(r"(?:召开|举行|举办|主办|承办|召集)(?:了)?(.{2,60})$", trigger)
    if named:
        return re.sub(r"\s?\d+(?:次|场|期|轮)$", "", named[1])
    found = _TITLE_PART.search(context.flat[low:start])
    return found.group().strip("# ") if found else None


def _host(context: Context, start: int, end: int) -> str | None:
    low, high = context.sentence(start, end)
    found = re.search(r"由([^,。;]{2,60}?)(?:联合)?(?:主办|举办|承办)", context.flat[low:high])
    if found:
        return found[1]
    names = context.names_in(low, start, "zone", "org")
    return names[-1].name if names and names[-1].end >= start - 1 else None


def _document(context: Context, start: int, end: int) -> str | None:
    names = context.names_in(start, context.sentence(start, end)[1], "doc")
    return names[0].name if names else None


def _issuer(context: Context, start: int, end: int) -> str | None:
    low, _ = context.sentence(start, end)
    names = context.names_in(low, start, "org", "zone")
    return names[-1].name if names else None


def _people(context: Context, start: int, end: int) -> list[str]:
    low, high = context.paragraph(start, end)
    return list(dict.fromkeys(name.name for name in context.names_in(low, high, "person")))


Slot = Callable[[Context, int, int], Any]

_SLOTS: dict[str, Slot] = {"date": _date, "zone": _zone}
_WORK: dict[str, Slot] = {"projects": _projects, "count": _count, "number": _number, "amounts": _amounts, "place": _place}
_SLOTS_OF: dict[str, dict[str, Slot]] = {
    "meeting": {"name": _meeting_name, "place": _place, "host": _host, "number": _number, "count": _count},
    "signing": {**_WORK, "cities": _cities, "counterparty": _counterparty},
    "registration": _WORK,
    "landing": _WORK,
    "start": _WORK,
    "construction": _WORK,
    "completion": _WORK,
    "production": _WORK,
    "promotion": _WORK,
    "launch": {**_WORK, "people": _people},
    "policy": {"doc": _document, "issuer": _issuer},
    "reform": {"number": _number, "count": _count, "issuer": _issuer},
    "cooperation": {"parties": _parties, "projects": _projects},
    "visit": {"people": _people, "place": _place, "parties": _parties},
}
