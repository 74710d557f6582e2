"""A first mapping suggested for a sender nobody has mapped yet: by the names and aliases of the catalogue's items."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kaifaqu.core.figures.item import Item
from kaifaqu.core.figures.statement import Role
from kaifaqu.core.reader.sheets.labels import fold_label, squeeze
from kaifaqu.core.reader.sheets.mapping import Aspect, Axis, Choice, Meaning, SheetMapping, headings, learn_mapping
from kaifaqu.core.reader.sheets.model import Path, SheetReading, SheetTable

_BRACKETS = re.compile(r"[(\[〔【][^()\[\]]*[)\]〕】]")
_TIMES = re.compile(
    r"(?:(?:19|20)\d\d年)?(?:\d{1,2}月?[-—–~至到])?\d{1,2}月|(?:19|20)\d\d年?度?|[一二三四前]{1,2}季度|[上下]半年|年初至今|累计值?|[当本][月季期年]值?|完成[数额值]?|实际"
)
ASPECTS: tuple[tuple[re.Pattern[str], Meaning], ...] = (
    (re.compile(r"位次|排名|名次"), Meaning(aspect=Aspect.RANK)),
    (re.compile(r"完成率|进度|占比|比重|序时|备注|拉动|贡献"), Meaning(aspect=Aspect.IGNORED)),
    (re.compile(r"同比|增速|增幅|增长率|增长\(?±?%|比上年.*增"), Meaning(aspect=Aspect.GROWTH)),
    (re.compile(r"上年|去年|同期"), Meaning(aspect=Aspect.BASE)),
    (re.compile(r"目标|计划|任务"), Meaning(role=Role.TARGET)),
    (re.compile(r"预计|预期"), Meaning(role=Role.EXPECTED)),
)
"""What words in a column's heading make of its item; the first that fits. Completion and shares are computed here, not taken."""


def suggest_mapping(reading: SheetReading, items: Mapping[str, Item], sender: str = "") -> SheetMapping:
    """The mapping that the names suggest; headings that name no item, or two, are left to a person."""
    names = names_of(items)
    choices = [choice for number, table in enumerate(reading.tables) for choice in suggest_choices(table, number, names)]
    return learn_mapping(reading, choices, sender)


def names_of(items: Mapping[str, Item]) -> dict[str, str]:
    """Item code by folded name or alias; a name that two items bear names none."""
    found: dict[str, str] = {}
    doubled: set[str] = set()
    for item in items.values():
        for name in {bare_name(name) for name in item.names}:
            if found.setdefault(name, item.code) != item.code:
                doubled.add(name)
    return {name: code for name, code in found.items() if name not in doubled}


def bare_name(label: str) -> str:
    """A label without units, numbering, times and 累计: 2.规上工业总产值(万元) is 规上工业总产值."""
    return _TIMES.sub("", _BRACKETS.sub("", fold_label(label))).strip("的/:、")


def suggest_choices(table: SheetTable, number: int, names: Mapping[str, str]) -> list[Choice]:
    """Choices for one table. Items stand in rows or in columns, whichever names more of them; the other axis says the rest."""
    named = {
        axis: {path: code for path in headings(table, axis).values() if (code := item_named_by(path, names))} for axis in Axis
    }
    along = Axis.ROW if len(named[Axis.ROW]) >= len(named[Axis.COLUMN]) else Axis.COLUMN
    if not named[along]:
        return []
    choices = []
    for axis in Axis:
        for path in headings(table, axis).values():
            meaning = Meaning(named[axis].get(path)) if axis is along else Meaning()
            if axis is Axis.COLUMN:
                meaning = with_aspect(meaning, path)
            if meaning.item is not None or axis is not along:
                choices.append(Choice(axis, path, meaning, number))
    return choices


def item_named_by(path: Path, names: Mapping[str, str]) -> str | None:
    """The item that the deepest naming level names; 同比 under 工业投资 names 工业投资."""
    return next((names[bare] for label in reversed(path) if (bare := bare_name(label)) in names), None)


def with_aspect(meaning: Meaning, path: Path) -> Meaning:
    text = squeeze("/".join(path))
    found = next((other for pattern, other in ASPECTS if pattern.search(text)), Meaning())
    return Meaning(meaning.item, meaning.subject, found.role, found.aspect)
