"""Sentences as data: words in which every number is a reference, as the files of `catalogue/briefs` write them.

`{industrial_investment}` is the booked figure, `{industrial_value_added:target}` in another role, `{industrial_investment growth}` its
published growth, `{transformation_share .1}` a computed value with one digit after the point, `{subject}` and `{period}` are words.
What stands in [brackets] is left out where one of its numbers is not there; outside of them it is said to be 未报.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.statement import Role
from kaifaqu.outputs.briefs.beside import is_above, tell_beside
from kaifaqu.outputs.briefs.segments import Paragraph, Segment, paragraph
from kaifaqu.outputs.briefs.source import Source
from kaifaqu.outputs.briefs.wording import brief_rule

Piece = str | Segment
Look = Callable[[str], Sequence[Piece]]
"""From what stands between the braces to words and numbers; a number that is not there is a segment without an address."""
NUMBER = re.compile(r"\{([^{}]+)\}")
OPTION = re.compile(r"(\[[^\[\]]*\])")
COMPUTED = re.compile(r"\{(\w+) \.\d\}")
RANK = "rank"


def write_sentence(template: str, look: Look) -> Iterator[Piece]:
    """A sentence with its numbers."""
    for part in OPTION.split(template):
        is_option = part.startswith("[")
        pieces = list(_fill(part[1:-1] if is_option else part, look))
        if not is_option or all(_is_there(piece) for piece in pieces):
            yield from pieces


def _fill(template: str, look: Look) -> Iterator[Piece]:
    for number, part in enumerate(NUMBER.split(template)):
        if number % 2:
            yield from look(part)
        elif part:
            yield part


def _is_there(piece: Piece) -> bool:
    return isinstance(piece, str) or piece.address is not None


def list_cited(code: str) -> tuple[str, ...]:
    """The indicators that a brief of this kind cites."""
    rule = brief_rule(code)
    written = (template for section in rule["sections"] for template in _templates(section))
    found = [name for template in written for name in COMPUTED.findall(template)]
    return tuple(dict.fromkeys([*found, *([rule[RANK]["computed"]] if RANK in rule else [])]))


def _templates(section: Mapping[str, Any]) -> list[str]:
    return [*section.get("body", ()), *section.get("clauses", ())]


def look_up(source: Source, rule: Mapping[str, Any]) -> Look:
    """What the braces of a kind mean for one subject and period."""
    words = {"subject": source.subject.name, "period": source.period.chinese}

    def look(asked: str) -> Sequence[Piece]:
        name, _, how = asked.partition(" ")
        if name in words:
            return [words[name]]
        if name == RANK:
            return list(source.rank(rule[RANK]))
        if how == "growth":
            return [source.growth_of(name) or Segment("未报")]
        if how:
            return [source.value(name, int(how.removeprefix(".")))]
        item, _, role = name.partition(":")
        return [source.number(item, Role(role or "actual"))]

    return look


def compose_told(code: str, source: Source) -> list[Paragraph]:
    """The whole brief of a kind that is a zone's or an area's own, with what its texts say besides."""
    rule = brief_rule(code)
    own = [
        held[0]
        for (_item, period, _role), held in source.book.facts_of(source.subject.code).items()
        if period == str(source.period)
    ]
    beside = tell_beside(rule["beside"], source, own, is_above(source.subject, source.period)) if "beside" in rule else ()
    return [*tell(code, source), *beside]


def tell(code: str, source: Source) -> list[Paragraph]:
    """The title and the parts that the kind's file writes in whole."""
    rule = brief_rule(code)
    look = look_up(source, rule)
    title = paragraph("title", *write_sentence(rule["title"], look))
    return [title, *(one for section in rule["sections"] for one in tell_section(section, source, look))]


def tell_section(section: Mapping[str, Any], source: Source, look: Look) -> Iterator[Paragraph]:
    """A heading, its sentences, its clauses in one sentence, what is absent, and the notes that hold."""
    yield paragraph("heading", section["heading"])
    for template in section.get("body", ()):
        yield paragraph("body", *write_sentence(template, look))
    if "clauses" in section:
        yield paragraph("body", *_clauses(section, look))
    absent = [item_named(item).name for item in section.get("absent", ()) if source.fact(item) is None]
    if absent:
        yield paragraph("note", f"{'、'.join(absent)}：未报。")
    for note in section.get("notes", ()):
        if _holds(note, source):
            yield paragraph("note", note["words"])


def _clauses(section: Mapping[str, Any], look: Look) -> Iterator[Piece]:
    """What is there of several clauses, behind one lead."""
    told = [pieces for pieces in (list(write_sentence(f"[{clause}]", look)) for clause in section["clauses"]) if pieces]
    if not told:
        yield section["none"]
        return
    yield from write_sentence(section["lead"], look)
    for number, pieces in enumerate(told):
        yield from ("，",) if number else ()
        yield from pieces
    yield "。"


def _holds(note: Mapping[str, Any], source: Source) -> bool:
    """True for a note without a condition; `lacking` a computed value, or `doubted`: one that is computed of figures that cannot be."""
    if "lacking" in note:
        return bool(source.values[note["lacking"]].reason)
    return not note.get("doubted") or any(value.problems for value in source.values.values())
