"""Word documents (.docx): paragraphs and tables in document order, tracked changes accepted, headers and footers apart."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator

from lxml import etree

from kaifaqu.core.reader.sources.archive import open_archive, require_content
from kaifaqu.core.reader.sources.limits import MAX_NESTED_TABLES
from kaifaqu.core.reader.sources.model import Extract, SourceRefused
from kaifaqu.core.reader.sources.safe_xml import attribute, local_name, parse_part

REMOVED = frozenset({"del", "moveFrom", "cellDel"})
"""Tracked changes are accepted: what they removed is gone, what they inserted is read like the rest."""

UNREAD = REMOVED | frozenset(
    {"delText", "instrText", "delInstrText", "rPr", "pPr", "sectPr", "tblPr", "tblGrid", "tcPr", "sdtPr", "Fallback"}
)
"""Properties, field codes, and the second copy of a drawing that is kept for older programs."""

SIGNS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
MAIN_RELATION, HEADER_RELATION, FOOTER_RELATION = "/officeDocument", "/header", "/footer"
NOTE_RELATIONS = (("/footnotes", "脚注"), ("/endnotes", "尾注"))
NOTE_SEPARATORS = frozenset({"separator", "continuationSeparator", "continuationNotice"})


def extract(data: bytes) -> Extract:
    """The document's text, one line for each paragraph and table row; foot- and endnotes follow, headers and footers are notes."""
    with open_archive(data) as archive:
        require_content(archive, "word/", "Word 文档(.docx)")
        main = _targets(archive, "", MAIN_RELATION)[0:1] or ["word/document.xml"]
        root = parse_part(archive, main[0])
        body = next((child for child in root if local_name(child) == "body"), None)
        if body is None:
            raise SourceRefused("Word 文档里没有正文部件。应为完整的 .docx。请用 Word 或 WPS 打开后另存一份再上传。")
        lines = list(_blocks(body))
        for relation, name in NOTE_RELATIONS:
            lines += _notes(archive, main[0], relation, name)
        return Extract("".join(line + "\n" for line in lines), notes=tuple(_margins(archive, main[0])))


def _blocks(parent: etree._Element, depth: int = 0) -> Iterator[str]:
    """Lines of the paragraphs and tables under `parent`, through content controls and accepted insertions."""
    carried = ""
    for child in parent:
        name = local_name(child)
        if name == "p":
            text, boxes = _paragraph(child, depth)
            if _mark_is_deleted(child):
                carried += text
            else:
                yield from (carried + text).split("\n")
                carried = ""
            yield from boxes
        elif name == "tbl":
            yield from _rows(child, depth + 1)
        elif name not in UNREAD:
            yield from _blocks(child, depth)
    if carried:
        yield carried


def _paragraph(paragraph: etree._Element, depth: int) -> tuple[str, list[str]]:
    """The paragraph's own text, and the lines of text boxes that hang in it."""
    parts: list[str] = []
    boxes: list[str] = []
    _collect(paragraph, parts, boxes, depth)
    return "".join(parts), boxes


def _collect(element: etree._Element, parts: list[str], boxes: list[str], depth: int) -> None:
    for child in element:
        name = local_name(child)
        if name == "t":
            parts.append(child.text or "")
        elif name in SIGNS:
            parts.append(SIGNS[name])
        elif name == "br":
            parts.append("\n" if attribute(child, "type") in (None, "textWrapping") else "")
        elif name == "sym":
            parts.append(_symbol(child))
        elif name == "txbxContent":
            boxes.extend(_blocks(child, depth))
        elif name not in UNREAD and not (name == "r" and _is_hidden(child)):
            _collect(child, parts, boxes, depth)


def _rows(table: etree._Element, depth: int) -> Iterator[str]:
    """Each row as one line of tab-separated cells; a cell that spans columns is followed by empty ones."""
    if depth > MAX_NESTED_TABLES:
        raise SourceRefused(f"表格嵌套超过 {MAX_NESTED_TABLES} 层。应为正常排版的文档。请把嵌套的表格拆开后再上传。")
    for row in _descend(table, "tr"):
        if _property(row, "trPr", "del") is None:
            cells = [text for cell in _descend(row, "tc") for text in _cell(cell, depth)]
            yield "\t".join([""] * _number(_property(row, "trPr", "gridBefore")) + cells).rstrip("\t")


def _cell(cell: etree._Element, depth: int) -> list[str]:
    """The cell's text in one line, then one empty text for each further column that it spans."""
    if _property(cell, "tcPr", "cellDel") is not None:
        return []
    text = " ".join(" ".join(line.split()) for line in _blocks(cell, depth) if line.strip())
    span = min(_number(_property(cell, "tcPr", "gridSpan"), 1), 63)
    return [text, *[""] * (span - 1)]


def _descend(parent: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Children of that name, also inside content controls and insertions, not inside a nested table."""
    for child in parent:
        name = local_name(child)
        if name == wanted:
            yield child
        elif name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"):
            yield from _descend(child, wanted)


def _property(element: etree._Element, group: str, name: str) -> etree._Element | None:
    for properties in element:
        if local_name(properties) == group:
            return next((child for child in properties if local_name(child) == name), None)
    return None


def _number(element: etree._Element | None, absent: int = 0) -> int:
    value = attribute(element, "val") if element is not None else None
    return min(int(value), 63) if value and value.isascii() and value.isdigit() else absent


def _mark_is_deleted(paragraph: etree._Element) -> bool:
    """True when a tracked change removed the paragraph's end, which joins it to the next."""
    marks = _property(paragraph, "pPr", "rPr")
    return marks is not None and any(local_name(child) in ("del", "moveFrom") for child in marks)


def _is_hidden(run: etree._Element) -> bool:
    hidden = _property(run, "rPr", "vanish")
    return hidden is not None and attribute(hidden, "val") not in ("0", "false", "off")


def _symbol(element: etree._Element) -> str:
    """A character of a symbol font stands in the private use area and says nothing: a replacement keeps its place."""
    try:
        code = int(attribute(element, "char") or "", 16)
    except ValueError:
        return ""
    return chr(code) if 0x20 <= code < 0xD800 else "\ufffd"


def _targets(archive: zipfile.ZipFile, part: str, relation: str) -> list[str]:
    """Parts that `part` is related to in this way and that are there."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    names = set(archive.namelist())
    if path not in names:
        return []
    found = []
    for child in parse_part(archive, path):
        target = child.get("Target") or ""
        if (child.get("Type") or "").endswith(relation) and child.get("TargetMode") != "External":
            found.append(posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/"))
    return [target for target in found if target in names]


def _notes(archive: zipfile.ZipFile, main: str, relation: str, name: str) -> list[str]:
    """Foot- or endnotes as lines: they tell the scope of figures, so they belong to the text."""
    lines: list[str] = []
    for target in _targets(archive, main, relation):
        for note in parse_part(archive, target):
            if attribute(note, "type") not in NOTE_SEPARATORS:
                lines += [f"{name}:{line.strip()}" for line in _blocks(note) if line.strip()]
    return lines


def _margins(archive: zipfile.ZipFile, main: str) -> Iterator[str]:
    """Headers and footers, each text once."""
    seen: set[str] = set()
    for relation, name in ((HEADER_RELATION, "页眉"), (FOOTER_RELATION, "页脚")):
        for target in _targets(archive, main, relation):
            text = " ".join(line.strip() for line in _blocks(parse_part(archive, target)) if line.strip())
            if text and text not in seen:
                seen.add(text)
                yield f"{name}:{text}"
