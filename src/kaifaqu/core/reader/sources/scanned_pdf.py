"""PDF files with scanned pages: those pages are drawn and recognised, the others give their text layer."""

from __future__ import annotations

import pypdfium2

from kaifaqu.core.reader.sources.limits import MAX_IMAGE_PIXELS, MAX_SCANNED_PAGES
from kaifaqu.core.reader.sources.model import Extract, SourceRefused
from kaifaqu.core.reader.sources.pdf import PageText, compose, open_document, read_page
from kaifaqu.core.reader.sources.recognition import Recogniser, describe

DOTS_PER_INCH = 200
POINTS_PER_INCH = 72


def extract(data: bytes) -> Extract:
    """The text of all pages. Raises SourceRefused when too many are scans or recognition is not installed."""
    document = open_document(data)
    try:
        pages = [read_page(document, index) for index in range(len(document))]
        scans = [page.page.number for page in pages if page.is_scan]
        if len(scans) > MAX_SCANNED_PAGES:
            raise SourceRefused(f"PDF 有 {len(scans)} 页是扫描图像,上限为 {MAX_SCANNED_PAGES} 页。请拆成几个文件后再上传。")
        recogniser = Recogniser()
        notes: list[str] = []
        for index, page in enumerate(pages):
            if page.is_scan:
                pages[index], described = recognise_page(document, page, recogniser)
                notes += described
        return compose(pages, notes)
    except pypdfium2.PdfiumError as error:
        raise SourceRefused("PDF 的某一页画不出来,文件已损坏。请重新扫描或导出 PDF,或重新取得原文件。") from error
    finally:
        document.close()


def recognise_page(document: pypdfium2.PdfDocument, text: PageText, recogniser: Recogniser) -> tuple[PageText, list[str]]:
    """The page with recognised pieces in points, and the notes on it."""
    scale = DOTS_PER_INCH / POINTS_PER_INCH
    pixels = text.page.width * text.page.height * scale**2
    if pixels > MAX_IMAGE_PIXELS:
        scale *= (MAX_IMAGE_PIXELS / pixels) ** 0.5
    page = document[text.page.number - 1]
    try:
        recognised = recogniser.read(page.render(scale=scale, rev_byteorder=False).to_numpy()[:, :, :3])
    finally:
        page.close()

    def place(upright: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        left, top, right, bottom = recognised.place(upright)
        return left / scale, top / scale, right / scale, bottom / scale

    return PageText(text.page, recognised.pieces, recognised.width, is_scan=False, place=place), describe(
        text.page.number, recognised
    )
