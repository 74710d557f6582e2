"""Files made for the tests: documents, workbooks, PDF and page images with invented bulletins."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx as python_docx
import msoffcrypto.format.ooxml
import pytest
import xlsxwriter
from PIL import Image, ImageDraw, ImageFont

SHARED = Path(os.environ.get("KAIFAQU_SHARED", Path(__file__).resolve().parents[7] / "shared"))
FONTS = ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc")

BULLETIN = (
    "清源经济技术开发区一季度运行情况",
    "一季度,全区完成工业投资2.9亿元,同比增长20.2%;工业增加值完成5.67亿元,增速在全市5个工业开发区中排名第一。",
    "转型项目投资完成2.68亿元,占工业投资比重为92.4%。截至3月底,全区共有规模以上工业企业116家,较年初净增4家。",
    "招商引资签约项目6个,总投资16.8亿元,其中亿元以上项目3个。下一步,将确保上半年完成“双过半”。",
)
FIGURES = ("2.9亿元", "20.2%", "5.67亿元", "5个", "2.68亿元", "92.4%", "116家", "4家", "6个", "16.8亿元", "3个")

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def docx(body: str, **parts: str) -> bytes:
    """A Word document with this XML as its body; other parts by name (`header1`, `footnotes`), each related to the document."""
    head = f'<?xml version="1.0" encoding="UTF-8"?><w:{{0}} xmlns:w="{WORD}">{{1}}</w:{{0}}>'
    roots = {"header": "hdr", "footer": "ftr", "footnotes": "footnotes", "endnotes": "endnotes"}
    kinds = {name: name.rstrip("0123456789") for name in parts}
    related = "".join(f'<Relationship Id="{n}" Type="{RELATIONS}/{kind}" Target="{n}.xml"/>' for n, kind in kinds.items())
    files = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships><Relationship Id="a" Type="{RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": head.format("document", f"<w:body>{body}</w:body>"),
        "word/_rels/document.xml.rels": f"<Relationships>{related}</Relationships>",
        **{f"word/{name}.xml": head.format(roots[kind], parts[name]) for name, kind in kinds.items()},
    }
    return zipped(files)


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def word_file(paragraphs: Sequence[str]) -> bytes:
    """A complete Word document, as other programs open it."""
    document = python_docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def zipped(files: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def xlsx(sheets: dict[str, Sequence[Sequence[object]]], hidden: Sequence[str] = ()) -> bytes:
    """A workbook with these rows on its sheets."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            if name in hidden:
                sheet.hide()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return out.getvalue()


def encrypted(data: bytes, password: str) -> bytes:
    """An Office file as its program saves it with an opening password."""
    out = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(data)).encrypt(password, out)
    return out.getvalue()


Placed = tuple[float, float, str]


def pdf(
    pages: Sequence[Sequence[Placed]], size: float = 10.5, trailer: bytes = b"", rotate: int = 0, first: bytes = b""
) -> bytes:
    """A PDF of A4 pages with text at (x, y) points from the top left corner, in a Chinese font that is not embedded.

    `first` are drawing operators at the beginning of every page.
    """
    font = (
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType0"
        b"/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/DW 1000/W[1 95 500]/FontDescriptor"
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120"
        b"/CapHeight 880/StemV 93>>>>]>>"
    )
    kids = b" ".join(b"%d 0 R" % (4 + 2 * number) for number in range(len(pages)))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(pages), kids), font]
    for number, placed in enumerate(pages):
        drawn = first + b"".join(
            b"BT /F %g Tf %g %g Td <%s> Tj ET\n" % (size, x, 842 - y, text.encode("utf-16-be").hex().encode())
            for x, y, text in placed
        )
        objects.append(
            b"<</Type/Page/Parent 2 0 R/Rotate %d/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R>>"
            % (rotate, 5 + 2 * number)
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn))
    return pdf_file(objects, trailer)


def pdf_file(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """Numbered objects, the first of which is the catalogue, as a PDF file."""
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(
        b"%010d 00000 n \n" % offset for offset in offsets
    )
    out += b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, start)
    return bytes(out)


def page_image(
    columns: Sequence[Sequence[str]], title: str = "", size: tuple[int, int] = (1654, 2339), points: int = 29
) -> Image.Image:
    """A page (A4 at 200 dpi) with a title across and columns of running text, each paragraph indented by two characters."""
    path = next((path for path in FONTS if Path(path).exists()), None)
    if path is None:
        pytest.skip("没有安装 Noto CJK 字体,画不出中文页面")
    font, large = ImageFont.truetype(path, points), ImageFont.truetype(path, points * 2)
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    margin, gutter = 150, 2 * points
    draw.text((margin, 120), title, "black", large)
    width = (size[0] - 2 * margin - gutter * (len(columns) - 1)) // len(columns)
    for number, paragraphs in enumerate(columns):
        left, top = margin + number * (width + gutter), 260
        for text in paragraphs:
            for line in wrapped("  " + text, font, width):
                draw.text((left, top), line, "black", font)
                top += int(points * 1.6)
    return image


def wrapped(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """The text in lines that fill the width; no line begins with a stop. Two leading blanks stand for an indent."""
    lines = [""]
    for character in text.replace("  ", "\u3000\u3000", 1):
        if font.getlength(lines[-1] + character) > width and character not in ",。;%”、":
            lines.append("")
        lines[-1] += character
    return lines


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()
