"""What stands above a table: its title, who reports, when it was filled in, its units, its period."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from kaifaqu.core.reader.sheets.cells import read_day
from kaifaqu.core.reader.sheets.frames import Frame
from kaifaqu.core.reader.sheets.labels import has_chinese, squeeze, tidy_label
from kaifaqu.core.reader.sheets.lines import CONTINUED, INFO
from kaifaqu.core.reader.sheets.times import NEVER, When, join_when, over, read_row_when, read_when
from kaifaqu.core.reader.sheets.units import unit_in_label, units_of_line
from kaifaqu.core.reader.sheets.view import View

REPORTER = re.compile(
    r"(?:填报|编制|制表|报送|上报|编报)(?:单位|部门)(?:\([^)]*\))?:((?:(?!填报|编制|制表|报送|日期|时间|单位:|20\d\d).)*)"
)
FILLED = re.compile(
    r"(?:填报|制表|报送|报出|编制|填表|上报)(?:日期|时间):?((?:\d{4}(?:[年./-]\d{1,2}(?:[月./-]\d{1,2}日?)?)?|\d{5})?)"
)
NO_PERIOD = re.compile(r"有效期|文号|表号|备案|印发|修订|电话|来源|年鉴\d{4}")
NUMBER = re.compile(r"^(?:附?表)?(\d{1,2}[-—–]\d{1,2}(?:-\d{1,2})?)(?!\d|月|年|日)|^(附?表[一二三四五六七八九十\d]{1,3})")
_YEARS_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Preamble:
    """What the lines above a table say. `number` is the table's own (7-6), by which 续表 are known to belong together."""

    title: str = ""
    number: str = ""
    continued: bool = False
    reporter: str = ""
    filled_on: str = ""
    units: tuple[str, ...] = ()
    when: When = NEVER


def read_preamble(view: View, frame: Frame) -> Preamble:
    """The lines above the header; what they leave open, the lines that stand over a table and its left neighbours together say."""
    own = preamble_of([text for row in frame.preamble for text in row_texts(view, frame, row)])
    if not own.units:
        own = replace(own, units=corner_units(view, frame))
    if not frame.shared:
        return own
    over_all = preamble_of([text for row in frame.shared for text in row_texts(view, frame, row)])
    return replace(
        own, title=own.title or over_all.title, number=own.number or over_all.number, reporter=own.reporter or over_all.reporter,
        filled_on=own.filled_on or over_all.filled_on, units=own.units or over_all.units, when=over(over_all.when, own.when),
    )  # fmt: skip


def corner_units(view: View, frame: Frame) -> tuple[str, ...]:
    """The units that the header's first cell names (单位:亿元)."""
    texts = (view.text(row, frame.left) for row in frame.header)
    return next((units for text in texts if INFO.search(squeeze(text)) and (units := units_of_line(text))), ())


def preamble_of(texts: Sequence[str]) -> Preamble:
    """What the texts of some lines say together."""
    folded = [squeeze(tidy_label(text)) for text in texts]
    titles = [text for text in texts if not INFO.search(squeeze(text)) and not units_of_line(text) and read_day(text) is None]
    numbers = [found for text in folded if (found := NUMBER.search(text))]
    return Preamble(
        title=title_among(titles),
        number=next((found[1] or found[2] for found in numbers), ""),
        continued=any(CONTINUED.search(text) for text in folded),
        reporter=next((found[1] for text in folded if (found := REPORTER.search(text))), ""),
        filled_on=filled_on(texts, folded),
        units=next((units for text in texts if (units := units_of_line(text))), ()) or units_of_title(titles),
        when=join_when(tuple(FILLED.sub("", text) for text in folded if not NO_PERIOD.search(text) and read_day(text) is None)),
    )


def units_of_title(titles: Sequence[str]) -> tuple[str, ...]:
    """The unit in a bracket that ends the title: 开发区用电量(万千瓦时)."""
    unit = unit_in_label(title_among(titles)) if titles else None
    return (unit,) if unit and squeeze(title_among(titles)).endswith((")", "）")) else ()


def row_texts(view: View, frame: Frame, row: int) -> list[str]:
    """The texts of a line above a table; a line that is empty here may be a title merged from further left."""
    here = [view.text(row, column) for column in range(frame.left, frame.right + 1) if view.text(row, column)]
    if here:
        return here
    spread = view.spread(row, frame.left)
    return [spread] if spread else [view.text(row, column) for column in range(frame.left) if view.text(row, column)]


def title_among(texts: Sequence[str]) -> str:
    """The first line in Chinese that is not merely 续表, else the first one."""
    tidy = [tidy_label(text) for text in texts]
    named = [text for text in tidy if has_chinese(text) and not re.fullmatch(r"[\d\-—– ]*续表.*", text)]
    return named[0] if named else tidy[0] if tidy else ""


def filled_on(texts: Sequence[str], folded: Sequence[str]) -> str:
    """The day on which the form was filled in, as 2024-04-21 where it is one, else as printed."""
    for at, text in enumerate(folded):
        found = FILLED.search(text)
        if found:
            printed = found[1] or (texts[at + 1] if at + 1 < len(texts) and read_day(_number_or_text(texts[at + 1])) else "")
            day = read_day(_number_or_text(printed)) if printed else None
            return day.isoformat() if day else printed
    return ""


def _number_or_text(text: str) -> str | int:
    return int(text) if text.isdecimal() else text


def inherit(own: Preamble, before: Sequence[Preamble]) -> Preamble:
    """A 续表, or a table without any title, takes from the table that it continues what it does not print itself."""
    if own.title and not own.continued:
        return own
    same = [other for other in before if own.number and other.number == own.number] or list(before)
    if not same:
        return own
    base = same[-1]
    when = own.when if own.when.year is not None else over(base.when, own.when)
    return replace(
        own, title=base.title if own.continued or not own.title else own.title, number=own.number or base.number,
        reporter=own.reporter or base.reporter, filled_on=own.filled_on or base.filled_on, units=own.units or base.units, when=when,
    )  # fmt: skip


def when_of_names(sheet: str, filename: str) -> tuple[When, str]:
    """The one year that the name of the sheet, else of the file, holds, and that name; nothing where it holds several."""
    for name in (sheet, PurePath(filename).stem):
        when = read_when(name)
        years = set(_YEARS_IN_NAME.findall(name))
        if len(years) == 1:
            return replace(when, year=int(years.pop()), state=False, day=None), name
    return NEVER, ""


def month_of_name(sheet: str) -> When:
    """What the name of a sheet says when it says nothing but a time (3月, 一季度)."""
    return read_row_when(sheet) if read_row_when(sheet).first is not None else NEVER
