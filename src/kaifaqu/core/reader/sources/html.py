"""HTML: the visible text in reading order; a table's rows become lines of tab-separated cells."""

from __future__ import annotations

import re

from lxml import etree

from kaifaqu.core.reader.sources.model import Extract, SourceRefused
from kaifaqu.core.reader.sources.plain import BYTE_ORDER_MARKS, decode_text

UNSEEN = frozenset(
    "script style head title meta link noscript template iframe object svg math canvas audio video select datalist textarea".split()
)
BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 "
    "h5 h6 header hr html legend li main nav ol p pre section summary table tbody tfoot thead tr ul".split()
)
CELLS = frozenset({"td", "th"})
DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_-]{1,40})""", re.I)
DECLARED_WITHIN = 4096
CODECS = {"utf-8": "utf-8", "utf8": "utf-8", "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs"}
"""Pages that say gb2312 regularly use characters of GB 18030; browsers read them so too."""

HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
SPACES = re.compile(r"([ \t\r\n\f]+)")
WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")


def extract(data: bytes) -> Extract:
    """The page's visible text. Raises SourceRefused when it is not HTML or cannot be decoded."""
    text, encoding = _decode(data)
    if not re.search(r"<[a-zA-Z!]", text):
        raise SourceRefused("扩展名表示网页(.html),内容里却没有任何 HTML 标签。若是纯文本,请把扩展名改为 .txt 后再上传。")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(text.removeprefix("\ufeff").encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SourceRefused("网页不能解析。应为完整的 HTML。请在浏览器中打开后另存为网页,再上传。") from error
    if root is None:
        raise SourceRefused("网页里没有任何内容。应为有文字的 HTML。请检查是否选错了文件。")
    return Extract(visible_text(root), notes=(f"编码:{encoding}",))


def visible_text(root: etree._Element) -> str:
    """Lines of text as they follow one another on the page, each ended by a line feed."""
    writer = Writer()
    unseen: etree._Element | None = None
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event == "start":
            if unseen is None and _is_unseen(node):
                unseen = node
            if unseen is None:
                _open(writer, node)
            continue
        if unseen is None and event == "end":
            _close(writer, node)
        if unseen is node:
            unseen = None
        if unseen is None and node is not root:
            writer.add(node.tail or "")
    return writer.text()


class Writer:
    """Collects text: runs of blanks become one space, none between two Chinese characters that a line end parted."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._blank = ""
        self.in_row = False

    def add(self, text: str) -> None:
        """Appends running text."""
        for part in SPACES.split(text):
            if SPACES.fullmatch(part):
                self._blank = part if "\n" in part or not self._blank else self._blank
            elif part:
                self._line += [self._joint(part[0]), part]
                self._blank = ""

    def end_line(self) -> None:
        """Ends the line; inside a row of a table the break is a space instead."""
        if self.in_row:
            self._blank = self._blank or " "
            return
        line = "".join(self._line).strip(" ")
        if line.strip():
            self._lines.append(line + "\n")
        self._line, self._blank = [], ""

    def start_row(self) -> None:
        """The cells that follow stand on one line."""
        self.end_line()
        self.in_row = True

    def end_cell(self) -> None:
        """Parts this cell of the row from the next."""
        self._line.append("\t")
        self._blank = ""

    def end_row(self) -> None:
        """Ends the row and its line; the last cell needs no tab behind it."""
        self.in_row = False
        if self._line and self._line[-1] == "\t":
            self._line.pop()
        self.end_line()

    def text(self) -> str:
        """Everything so far."""
        self.end_line()
        return "".join(self._lines)

    def _joint(self, following: str) -> str:
        """What the blank before `following` becomes."""
        if not self._blank or not self._line or self._line[-1] == "\t":
            return ""
        between_wide = WIDE.match(self._line[-1][-1:]) and WIDE.match(following)
        return "" if between_wide and "\n" in self._blank else " "


def _decode(data: bytes) -> tuple[str, str]:
    """By byte order mark, else by what the page declares, else as plain text."""
    declared = DECLARED.search(data, 0, DECLARED_WITHIN)
    codec = CODECS.get(declared[1].decode("ascii").lower()) if declared else None
    if codec is None or any(data.startswith(mark) for mark, _, _ in BYTE_ORDER_MARKS):
        return decode_text(data)
    try:
        return data.decode(codec), codec.upper()
    except UnicodeDecodeError:
        return decode_text(data)


def _is_unseen(node: etree._Element) -> bool:
    return node.tag in UNSEEN or "hidden" in node.attrib or bool(HIDDEN.search(node.get("style", "")))


def _is_data_row(row: etree._Element) -> bool:
    """True for a row that holds data: at least two cells and no further table. Other rows only lay out a page."""
    return sum(1 for cell in row if cell.tag in CELLS) >= 2 and next(row.iter("table"), None) is None


def _open(writer: Writer, node: etree._Element) -> None:
    if node.tag == "tr" and _is_data_row(node):
        writer.start_row()
    elif node.tag in BLOCKS or (node.tag in CELLS and not writer.in_row) or node.tag == "br":
        writer.end_line()
    writer.add(node.text or "")


def _close(writer: Writer, node: etree._Element) -> None:
    if node.tag == "tr" and writer.in_row:
        writer.end_row()
    elif node.tag in CELLS and writer.in_row:
        writer.end_cell()
    elif node.tag in BLOCKS or node.tag in CELLS:
        writer.end_line()
