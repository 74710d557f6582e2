"""What .xlsx says beside its values: hidden rows and columns, errors, percentages, indents (ECMA-376 part 1, §18.3 and §18.8)."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from html import unescape

from kaifaqu.core.reader.sheets.grid import Marks

WORKBOOK = "xl/workbook.xml"
PERCENT_FORMATS = {9, 10}
"""Built-in number formats 0% and 0.00% (§18.8.30)."""

_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_RELATIONSHIP = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\s[^>]*>")
_STYLE = re.compile(rb"<(?:\w+:)?xf\s[^>]*?(?:/>|>.*?</(?:\w+:)?xf>)", re.S)
_STYLES = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.S)
_HIDDEN = re.compile(rb'hidden="(?:1|true)"')
_ERROR = re.compile(rb'<(?:\w+:)?c\s([^>]*\bt="e"[^>]*)>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)</', re.S)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_LAST_COLUMN = 16384


def marks_of_archive(archive: zipfile.ZipFile) -> dict[str, Marks]:
    """Marks by sheet name; nothing for a workbook that is not of this format."""
    if WORKBOOK not in archive.namelist():
        return {}
    percents, indents = style_marks(archive.read("xl/styles.xml") if "xl/styles.xml" in archive.namelist() else b"")
    return {name: sheet_marks(archive.read(part), percents, indents) for name, part in sheet_parts(archive).items()}


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Part of the archive by sheet name."""
    relations = "xl/_rels/workbook.xml.rels"
    if relations not in archive.namelist():
        return {}
    targets = {
        attribute(found[0], b"Id"): posixpath.normpath(posixpath.join("/xl", attribute(found[0], b"Target"))).lstrip("/")
        for found in _RELATIONSHIP.finditer(archive.read(relations))
    }
    names = {
        attribute(found[0], b"name"): targets.get(attribute(found[0], rb"\w+:id"), "")
        for found in _SHEET.finditer(archive.read(WORKBOOK))
    }
    return {name: part for name, part in names.items() if part in archive.namelist()}


def attribute(tag: bytes, name: bytes) -> str:
    """An attribute's value, "" where it is absent."""
    found = re.search(rb"\s" + name + rb"""=(?:"([^"]*)"|'([^']*)')""", tag)
    return unescape((found[1] or found[2] or b"").decode(errors="replace")) if found else ""


def style_marks(styles: bytes) -> tuple[set[int], dict[int, int]]:
    """Cell styles that show percentages, and steps of indent by cell style."""
    formats = {
        int(attribute(found[0], b"numFmtId") or 0): attribute(found[0], b"formatCode") for found in _FORMAT.finditer(styles)
    }
    percent_formats = PERCENT_FORMATS | {number for number, code in formats.items() if "%" in _QUOTED.sub("", code)}
    block = _STYLES.search(styles)
    cells = _STYLE.findall(block[0]) if block else []
    percents = {n for n, xf in enumerate(cells) if int(attribute(xf, b"numFmtId") or 0) in percent_formats}
    indents = {n: int(attribute(xf, b"indent") or 0) for n, xf in enumerate(cells)}
    return percents, {n: steps for n, steps in indents.items() if steps}


def sheet_marks(sheet: bytes, percents: set[int], indents: dict[int, int]) -> Marks:
    """The marks of one sheet's XML."""
    marks = Marks()
    for tag in hidden_tags(sheet):
        if attribute(tag, b"min"):
            first, last = int(attribute(tag, b"min")), int(attribute(tag, b"max") or attribute(tag, b"min"))
            marks.hidden_columns.update(range(first - 1, min(last, _LAST_COLUMN)))
        elif attribute(tag, b"r").isdecimal():
            marks.hidden_rows.add(int(attribute(tag, b"r")) - 1)
    if b't="e"' in sheet:
        marks.errors = {place_of(found[1]): found[2].decode() for found in _ERROR.finditer(sheet)}
    marks.percents = {place for place, _ in styled_cells(sheet, percents)}
    marks.indents = {place: indents[style] for place, style in styled_cells(sheet, set(indents))}
    return marks


def hidden_tags(sheet: bytes) -> Iterator[bytes]:
    """The tags of hidden rows and columns."""
    for found in _HIDDEN.finditer(sheet):
        start = sheet.rfind(b"<", 0, found.start())
        yield sheet[start : sheet.find(b">", found.end()) + 1]


def styled_cells(sheet: bytes, styles: set[int]) -> list[tuple[tuple[int, int], int]]:
    """(place, style) of the cells that bear one of the styles."""
    if not styles:
        return []
    numbers = b"|".join(str(style).encode() for style in sorted(styles))
    cells = re.compile(rb'<(?:\w+:)?c\s([^>]*\bs="(' + numbers + rb')"[^>]*)>')
    return [(place_of(found[1]), int(found[2])) for found in cells.finditer(sheet)]


def place_of(attributes: bytes) -> tuple[int, int]:
    """(row, column) from 0 of a cell's attributes; a place outside every sheet where they name none."""
    found = _PLACE.search(attributes)
    if found is None:
        return -1, -1
    column = 0
    for letter in found[1]:
        column = column * 26 + letter - 64
    return int(found[2]) - 1, column - 1
