"""Pictures of a file's pages, to be shown beside what was read on them: JPEG, in the size of a screen."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass

import pypdfium2
from PIL import Image

from kaifaqu.core.reader.sources.image import open_image
from kaifaqu.core.reader.sources.limits import MAX_IMAGE_PIXELS, MAX_PICTURES
from kaifaqu.core.reader.sources.model import SourceRefused
from kaifaqu.core.reader.sources.pdf import open_document

DOTS_PER_INCH, POINTS_PER_INCH = 110, 72
WIDEST = 1600
"""Pixels: a page stays legible, and its picture a few hundred kilobytes."""


@dataclass(frozen=True, slots=True)
class Pictures:
    """The first pages as base64 of JPEG, in order."""

    pictures: tuple[str, ...]


def extract(data: bytes) -> Pictures:
    """A picture of an image file, or of each of the first pages of a PDF. Raises SourceRefused where one cannot be drawn."""
    if not data.startswith(b"%PDF"):
        return Pictures((_jpeg(open_image(data)),))
    document = open_document(data)
    try:
        return Pictures(tuple(_jpeg(_drawn(document, index)) for index in range(min(len(document), MAX_PICTURES))))
    except pypdfium2.PdfiumError as error:
        raise SourceRefused("PDF 的某一页画不出来,文件已损坏。请重新扫描或导出 PDF,或重新取得原文件。") from error
    finally:
        document.close()


def _drawn(document: pypdfium2.PdfDocument, index: int) -> Image.Image:
    page = document[index]
    try:
        scale = DOTS_PER_INCH / POINTS_PER_INCH
        width, height = page.get_size()
        scale *= min(1.0, (MAX_IMAGE_PIXELS / (width * height * scale**2)) ** 0.5)
        drawn: Image.Image = page.render(scale=scale).to_pil()
        return drawn
    finally:
        page.close()


def _jpeg(image: Image.Image) -> str:
    image.thumbnail((WIDEST, WIDEST * 4))
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=72)
    return base64.b64encode(out.getvalue()).decode("ascii")
