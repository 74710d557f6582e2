"""PDF files: the text layer in reading order with the place of every run; pages without one are left to recognition."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile, pairwise
from statistics import median

import pypdfium2
import pypdfium2.raw as pdfium

from kaifaqu.core.reader.sources.layout import (
    SAME_LINE,
    WIDE_FROM,
    Composer,
    Glyph,
    Line,
    Piece,
    Rectangle,
    columns_of,
    lines_of,
)
from kaifaqu.core.reader.sources.limits import MAX_CHARACTERS_ON_PAGE, MAX_PAGE_POINTS, MAX_PAGES
from kaifaqu.core.reader.sources.model import Extract, Page, SourceRefused

WIDE_GAP = 1.5
"""A gap of this many character heights parts two pieces of a line: a column's gutter or a cell's edge."""

SCANNED_BELOW = 8
"""A page with an image and fewer characters than this has no text layer worth the name (a page number, a stamp)."""

DASHES = r"[-\u2010-\u2015\u00b7\u2022~]"
UNREADABLE = 0.3
PAGE_NUMBER = re.compile(
    rf"{DASHES}+\s*\d{{1,4}}\s*{DASHES}+|\u7b2c\s*\d{{1,4}}\s*\u9875(?:[\s,\uff0c/]*\u5171\s*\d{{1,4}}\s*\u9875)?|\d{{1,4}}\s*/\s*\d{{1,4}}"
)
"""— 3 —, 第 3 页, 第 3 页 共 10 页, 3/10."""

LEAST_COUNTED = 2
MARGIN = 0.1
"""Page numbers and running titles stand within this part of the page's height from its edge."""

SCALE = 1000
REPEATED_ON = 3
WORD_GAP = 0.18
WIDE_WORD_GAP = 0.28
"""In character heights, between Latin letters and digits and between others: a wider gap is a space that the file doesn't hold."""

LINE_ENDS = frozenset("\r\n")
HYPHENS = frozenset({0x02, 0xFFFE})
UNSHOWN = frozenset("\u00ad\uffff\u200b\ufeff")
BLANK = frozenset(" \u3000\u00a0\t")
Transform = Callable[[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class PageText:
    """One page's pieces of text on a field of `width`, and `place`, which takes a rectangle there to points on the page as shown.

    `is_scan` is True when the page has to be recognised: it shows an image and holds no text to speak of, or its fonts do not tell
    their characters. `is_under_image` is True when the text is invisible, written under a scan by the scanner's own recognition.
    """

    page: Page
    pieces: tuple[Piece, ...]
    width: float
    is_scan: bool
    is_under_image: bool = False
    place: Callable[[Rectangle], Rectangle] = lambda shown: shown

    def in_margin(self, piece: Piece) -> bool:
        """True for what stands at the page's upper or lower edge."""
        _, top, _, bottom = self.place(piece.rectangle)
        return bottom < MARGIN * self.page.height or top > (1 - MARGIN) * self.page.height


def extract(data: bytes) -> Extract:
    """The text layer of all pages; `scanned` names the pages that have none. Raises SourceRefused."""
    document = open_document(data)
    try:
        return compose([read_page(document, index) for index in range(len(document))])
    except pypdfium2.PdfiumError as error:
        raise SourceRefused("PDF 的某一页读不出来,文件已损坏。请用原软件重新导出 PDF,或重新取得原文件。") from error
    finally:
        document.close()


def compose(pages: Sequence[PageText], notes: Sequence[str] = ()) -> Extract:
    """The pages as one text, without page numbers; titles that run along most pages become notes."""
    running = _running_titles(pages)
    composer = Composer()
    counted = _counted_pages(pages)
    for page in pages:
        composer.add_page(page.page.number, columns_of(_body(page, running, counted), page.width), page.place)
    return Extract(
        composer.text(),
        boxes=tuple(composer.boxes),
        pages=tuple(page.page for page in pages),
        notes=(*notes, *_scanner_notes(pages), *(f"页眉页脚:{title}" for title in sorted(running))),
        scanned=tuple(page.page.number for page in pages if page.is_scan),
    )


def _scanner_notes(pages: Sequence[PageText]) -> list[str]:
    numbers = [str(page.page.number) for page in pages if page.is_under_image and not page.is_scan]
    shown = "、".join(numbers[:10]) + ("等" if len(numbers) > 10 else "")
    return [f"第 {shown} 页是扫描图像,文字来自扫描软件写入的隐藏文字层。请与原件核对。"] if numbers else []


def open_document(data: bytes) -> pypdfium2.PdfDocument:
    """The opened document. Raises SourceRefused when it is broken, asks for a password or has too many pages."""
    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            raise SourceRefused("PDF 加了打开密码,无法读取。应为不需要密码就能打开的 PDF。请去掉密码,另存后再上传。") from error
        raise SourceRefused("PDF 已损坏或不完整。应为可正常打开的 PDF。请用原软件重新导出,或重新取得原文件。") from error
    if not 0 < count <= MAX_PAGES:
        raise SourceRefused(f"PDF 有 {count} 页,应为 1 至 {MAX_PAGES} 页。请拆成几个文件后再上传。")
    return document


def read_page(document: pypdfium2.PdfDocument, index: int) -> PageText:
    """The pieces of text on one page. Raises SourceRefused for a page beyond the limits of the format."""
    page = document[index]
    width, height = page.get_size()
    if max(width, height) > MAX_PAGE_POINTS:
        raise SourceRefused(
            f"PDF 第 {index + 1} 页边长 {max(width, height):.0f} 点,上限为 {MAX_PAGE_POINTS} 点。请按正常纸张重新导出后再上传。"
        )
    text_page = page.get_textpage()
    try:
        count = text_page.count_chars()
        if count > MAX_CHARACTERS_ON_PAGE:
            raise SourceRefused(
                f"PDF 第 {index + 1} 页有 {count} 个字,上限为 {MAX_CHARACTERS_ON_PAGE} 个。请拆成几页后再上传。"
            )
        pieces = tuple(pieces_of(_glyphs(text_page.raw, count, _transform(page.raw, width, height))))
        has_image = _shows_image(page)
        is_scan = _is_unreadable(pieces) or (has_image and sum(len(piece.glyphs) for piece in pieces) < SCANNED_BELOW)
        is_under_image = has_image and count > 0 and _is_invisible(text_page.raw)
        return PageText(Page(index + 1, round(width, 2), round(height, 2)), pieces, width, is_scan, is_under_image)
    finally:
        text_page.close()
        page.close()


def _is_unreadable(pieces: Sequence[Piece]) -> bool:
    """True when many characters are unknown or private: the font was embedded without saying which characters it draws."""
    characters = [glyph.text for piece in pieces for glyph in piece.glyphs]
    unknown = sum(1 for character in characters if character == "\ufffd" or "\ue000" <= character <= "\uf8ff")
    return unknown > UNREADABLE * len(characters)


def _is_invisible(text_page: object) -> bool:
    """True when the page's first character is drawn in mode 3, which leaves no mark (ISO 32000-1 §9.3.6)."""
    drawn = pdfium.FPDFText_GetTextObject(text_page, 0)
    return bool(drawn) and pdfium.FPDFTextObj_GetTextRenderMode(drawn) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE


def _transform(page: object, width: float, height: float) -> Transform:
    """From the page's own coordinates to points from the top left corner as it is shown (crop box and rotation applied)."""

    def show(x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        size = int(width * SCALE), int(height * SCALE)
        pdfium.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, across, down)
        return across.value / SCALE, down.value / SCALE

    (x0, y0), (x1, y1), (x2, y2) = show(0, 0), show(100, 0), show(0, 100)
    a, b, c, d = (x1 - x0) / 100, (y1 - y0) / 100, (x2 - x0) / 100, (y2 - y0) / 100
    return lambda x, y: (x0 + a * x + c * y, y0 + b * x + d * y)


def _glyphs(text_page: object, count: int, transform: Transform) -> Iterator[Glyph | None]:
    """The characters in the file's order with their rectangles; None where a line ends."""
    box = pdfium.FS_RECTF()
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        character = _character(code)
        if character in LINE_ENDS:
            yield None
        elif character and not pdfium.FPDFText_IsGenerated(text_page, index):
            pdfium.FPDFText_GetLooseCharBox(text_page, index, box)
            (x0, y0), (x1, y1) = transform(box.left, box.top), transform(box.right, box.bottom)
            yield Glyph(character, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _character(code: int) -> str:
    """The character, a hyphen for PDFium's marks of a broken word, or "" for what is not shown."""
    if code in HYPHENS:
        return "-"
    if not 0 < code < 0x110000 or 0xD800 <= code < 0xE000:
        return "\ufffd"
    character = chr(code)
    return character if character in LINE_ENDS or (character >= " " and character not in UNSHOWN) else ""


def pieces_of(glyphs: Iterator[Glyph | None]) -> Iterator[Piece]:
    """Glyphs gathered into pieces by where they stand: programs draw quotation marks of another font out of turn."""
    for line in lines_of(_drawn_pieces(glyphs)):
        merged = list(line[0].glyphs)
        for piece in line[1:]:
            if _apart(merged[-1], piece.glyphs[0]) > WIDE_GAP:
                yield _spaced(merged)
                merged = []
            merged = sorted([*merged, *piece.glyphs], key=lambda glyph: glyph.left)
        yield _spaced(merged)


def _drawn_pieces(glyphs: Iterator[Glyph | None]) -> Iterator[Piece]:
    """Pieces as the file draws them: a new one where the line changes, a wide gap opens or the pen goes back."""
    piece: list[Glyph] = []
    for glyph in glyphs:
        if glyph is None or (piece and (not -1 < _apart(piece[-1], glyph) <= WIDE_GAP or _on_other_line(piece[-1], glyph))):
            yield from _trimmed(piece)
            piece = []
        if glyph is not None:
            piece.append(glyph)
    yield from _trimmed(piece)


def _apart(one: Glyph, following: Glyph) -> float:
    """The gap between two glyphs in the size of the larger; below 0 where they overlap."""
    size = max(one.bottom - one.top, following.bottom - following.top)
    return (following.left - one.right) / size if size > 0 else 0.0


def _on_other_line(one: Glyph, other: Glyph) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared < SAME_LINE * min(one.bottom - one.top, other.bottom - other.top)


def _spaced(glyphs: list[Glyph]) -> Piece:
    """The piece with a space where a gap parts two words, since many programs draw a blank by moving the pen.

    The quarter that typesetting leaves between hanzi and digits is no blank, nor are gaps that the whole line has.
    """
    gaps = [_apart(one, other) for one, other in pairwise(glyphs)]
    usual = max(0.0, median(gaps)) if gaps else 0.0
    spaced = glyphs[:1]
    for gap, glyph in zip(gaps, glyphs[1:], strict=True):
        last = spaced[-1]
        least = WORD_GAP if last.text < WIDE_FROM and glyph.text < WIDE_FROM else WIDE_WORD_GAP
        if gap > usual + least and BLANK.isdisjoint((last.text, glyph.text)):
            spaced.append(Glyph(" ", last.right, last.top, glyph.left, last.bottom))
        spaced.append(glyph)
    return Piece.of(spaced)


def _trimmed(glyphs: list[Glyph]) -> Iterator[Piece]:
    """The piece without blanks at its ends; nothing when it is all blank or has no extent."""
    while glyphs and glyphs[-1].text in BLANK:
        glyphs.pop()
    first = next((i for i, glyph in enumerate(glyphs) if glyph.text not in BLANK), len(glyphs))
    if glyphs[first:]:
        piece = Piece.of(glyphs[first:])
        if piece.height > 0:
            yield piece


def _shows_image(page: pypdfium2.PdfPage) -> bool:
    return next(page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=4), None) is not None


def _running_titles(pages: Sequence[PageText]) -> set[str]:
    """Texts in the margin that stand on at least three pages and on more than half of them."""
    counted = Counter(title for page in pages for title in {p.text.strip() for p in page.pieces if page.in_margin(p)})
    least = max(REPEATED_ON, len(pages) // 2 + 1)
    return {title for title, times in counted.items() if times >= least and not title.isdigit()}


def _counted_pages(pages: Sequence[PageText]) -> set[tuple[int, str]]:
    """Bare numbers at the edge of a page that count the pages on: (page, number). A lone figure of a table is none of them."""
    bare = [
        (page.page.number, line[0].text)
        for page in pages
        for line in _edges(page)
        if len(line) == 1 and line[0].text.isdecimal()
    ]
    offsets = Counter(int(text) - number for number, text in bare)
    return {(number, text) for number, text in bare if offsets[int(text) - number] >= LEAST_COUNTED}


def _edges(page: PageText) -> list[Line]:
    """The first and the last line of the page, where they stand in the margin."""
    lines = list(lines_of(page.pieces))
    return [line for line in (*lines[:1], *lines[1:][-1:]) if page.in_margin(line[0])]


def _body(page: PageText, running: set[str], counted: set[tuple[int, str]]) -> list[Piece]:
    """The page's pieces without page numbers and running titles, which stand before the first or behind the last line of text."""

    def is_marginal(line: Line) -> bool:
        texts = [piece.text.strip() for piece in line]
        known = (text in running or bool(PAGE_NUMBER.fullmatch(text)) or (page.page.number, text) in counted for text in texts)
        return page.in_margin(line[0]) and all(known)

    lines = list(dropwhile(is_marginal, lines_of(page.pieces)))
    lines = list(dropwhile(is_marginal, reversed(lines)))
    return [piece for line in lines for piece in line]
