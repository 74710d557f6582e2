"""Names of zones, parks, projects, organisations, persons, places and documents in a flat text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kaifaqu.core.reader.layer import Layer
from kaifaqu.core.reader.model import Entity
from kaifaqu.core.reader.names_aliases import Named, find_again, merge
from kaifaqu.core.reader.names_lists import complete_lists, find_listed
from kaifaqu.core.reader.names_marks import Marks, mark
from kaifaqu.core.reader.names_organs import Found, find_by_ending
from kaifaqu.core.reader.names_people import find_people, name_end
from kaifaqu.core.reader.names_spots import (
    find_departments,
    find_documents,
    find_employers,
    find_firms,
    find_fixed,
    find_places,
    find_zone_departments,
)


def find_entities(layer: Layer) -> tuple[Entity, ...]:
    """Every name of the text with all its mentions, in order of first mention. The longest name wins."""
    marks = mark(layer.flat)
    people = list(part_at_gaps(layer, marks, find_people(marks)))
    named = drop_plain_word(marks, [
        *find_documents(marks), *find_by_ending(marks), *find_listed(marks), *find_fixed(marks), *find_departments(marks), *find_firms(marks), *people,
        *find_employers(marks, people), *find_places(marks),
    ])  # fmt: skip
    first = longest(named)
    first = longest([*first, *complete_lists(marks, first), *find_zone_departments(marks, first)])
    found = longest([*first, *find_again(marks, first)])
    return tuple(_entity(layer, number, named) for number, named in enumerate(merge(marks, found), start=1))


def part_at_gaps(layer: Layer, marks: Marks, people: Iterable[Found]) -> Iterator[Found]:
    """Two names that a space parted in the document are two: 吴某 羌某某, read without the space."""
    for person in people:
        cut = next((at for at in range(person.start + 2, person.end) if _is_gap(layer, at)), None)
        if cut is None:
            yield person
            continue
        yield Found(person.start, cut, "person")
        end = name_end(marks, cut, titled=True)
        if end is not None:
            yield Found(cut, end, "person")


def _is_gap(layer: Layer, at: int) -> bool:
    start, end = layer.origin[at - 1] + 1, layer.origin[at]
    return start < end and layer.text[start:end].isspace() and "\n" not in layer.text[start:end]


def drop_plain_word(marks: Marks, found: list[Found]) -> list[Found]:
    """Without 某某基地项目 where 某某基地 is a name of its own elsewhere: 项目 is then only said of it."""
    texts = {name: marks.flat[name.start : name.end] for name in found if name.type in ("project", "park")}
    alone = {text for name, text in texts.items() if not marks.flat.startswith("项目", name.end)}
    return [name for name in found if not (texts.get(name, "").endswith("项目") and texts[name].removesuffix("项目") in alone)]


def longest(found: Iterable[Found]) -> list[Found]:
    """Names that do not overlap: of two that do, the longer one; of two equally long, the one that came first."""
    ranked = sorted(found, key=lambda name: name.start - name.end)
    taken: set[int] = set()
    kept: list[Found] = []
    for name in ranked:
        if name.start in taken or name.end - 1 in taken or not taken.isdisjoint(range(name.start, name.end)):
            continue
        taken.update(range(name.start, name.end))
        kept.append(name)
    return sorted(kept, key=lambda name: name.start)


def _entity(layer: Layer, number: int, named: Named) -> Entity:
    spans = tuple(layer.span(start, end) for start, end in named.mentions)
    return Entity(f"e{number:03d}", named.type, named.name, spans, named.title)
