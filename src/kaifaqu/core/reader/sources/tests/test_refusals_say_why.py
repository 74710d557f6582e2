"""What is empty, mislabelled, broken, encrypted, huge or a bomb is refused with what was found, what was expected, what to do."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image

from kaifaqu.core.reader.sources import SourceRefused, load_source
from kaifaqu.core.reader.sources.limits import MAX_FILE_BYTES, MAX_PAGES
from kaifaqu.core.reader.sources.tests.samples import (
    docx,
    encoded,
    encrypted,
    paragraph,
    pdf,
    pdf_file,
    word_file,
    xlsx,
    zipped,
)

DOCX, XLSX = docx(paragraph("投资2.9亿元")), xlsx({"表": [("投资", 2.9)]})
PDF = pdf([[(72, 100, "投资2.9亿元")]])
PNG = encoded(Image.new("RGB", (40, 40), "white"), "PNG")
JPEG = encoded(Image.new("RGB", (40, 40), "white"), "JPEG")
BOMB_SIZE = 120 * 1024 * 1024


def refusal(data: bytes, name: str) -> str:
    """The message; it comes by the reader's own limit of time at the latest."""
    with pytest.raises(SourceRefused) as refused:
        load_source(data, name)
    return str(refused.value)


@pytest.mark.parametrize("ending", ["txt", "csv", "html", "docx", "xlsx", "xls", "et", "pdf", "png", "jpg"])
def test_an_empty_file_is_refused(ending: str) -> None:
    assert "0 字节" in refusal(b"", f"a.{ending}")


def test_a_huge_file_is_refused() -> None:
    assert "51 MB,上限为 50 MB" in refusal(bytes(MAX_FILE_BYTES + 1), "a.txt")


@pytest.mark.parametrize(
    ("name", "advice"), [("a.doc", ".docx"), ("a.ofd", ".pdf"), ("a.rar", "解压"), ("a", "「无」"), ("a.exe", "应为")]
)
def test_other_kinds_are_refused_with_what_to_do(name: str, advice: str) -> None:
    assert advice in refusal(b"x", name)


@pytest.mark.parametrize(
    ("data", "name", "found"),
    [
        (PDF, "a.docx", "PDF 文件"),
        (DOCX, "a.pdf", "Office 新格式文件"),
        (DOCX, "a.xlsx", "Word 文档(.docx)"),
        (XLSX, "a.docx", "Excel 工作簿(.xlsx)"),
        (XLSX, "a.xls", "Office 新格式文件"),
        (PNG, "a.jpg", "PNG 图片"),
        (JPEG, "a.png", "JPEG 图片"),
        (PNG, "a.txt", "PNG 图片"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "a.xls", "HTML 网页"),
        (b"<!DOCTYPE html><p>1", "a.txt", "HTML 网页"),
        (zipped({"a.txt": "x"}), "a.docx", "普通压缩包"),
        (b"{\\rtf1 abc}", "a.docx", "不支持的二进制文件"),
    ],
)
def test_content_is_believed_before_the_ending(data: bytes, name: str, found: str) -> None:
    message = refusal(data, name)
    assert f"内容却是{found}" in message
    assert "请" in message


@pytest.mark.parametrize(
    ("data", "name"), [(DOCX, "a.docx"), (XLSX, "a.xlsx"), (PDF, "a.pdf"), (PNG, "a.png"), (JPEG, "a.jpg")]
)
@pytest.mark.parametrize("part", [0.3, 0.7, 0.97])
def test_half_a_file_is_refused_or_read_without_harm(data: bytes, name: str, part: float) -> None:
    try:
        text = load_source(data[: int(len(data) * part)], name).text
    except SourceRefused as refused:
        text = str(refused)
    assert "请" in text or "2.9" in text, "PDFium mends a file whose end is missing"


def test_a_document_with_a_password_is_refused() -> None:
    assert "打开密码" in refusal(encrypted(word_file(["投资2.9亿元"]), "secret"), "a.docx")


def test_a_pdf_with_a_password_is_refused() -> None:
    lock = b"/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -4>>" % (b"41" * 32, b"42" * 32)
    assert "打开密码" in refusal(pdf([[(72, 100, "2.9")]], trailer=lock), "a.pdf")


def test_an_archive_with_encrypted_parts_is_refused() -> None:
    data = bytearray(DOCX)
    central = data.rindex(b"PK\x01\x02")
    data[central + 8] |= 1
    assert "加了密码" in refusal(bytes(data), "a.docx")


@pytest.mark.parametrize(("name", "part"), [("a.docx", "word/document.xml"), ("a.xlsx", "xl/worksheets/sheet1.xml")])
def test_a_zip_bomb_is_refused_by_what_it_declares(name: str, part: str) -> None:
    assert "展开后有 120 MB" in refusal(zipped({part: b" " * BOMB_SIZE, "x": "y"}), name)


def test_a_zip_bomb_that_lies_about_its_size_is_refused() -> None:
    data = bytearray(zipped({"word/document.xml": b" " * BOMB_SIZE}))
    size = BOMB_SIZE.to_bytes(4, "little")
    small = (1000).to_bytes(4, "little")
    assert "已损坏" in refusal(bytes(data.replace(size, small)), "a.docx")


def test_a_workbook_that_claims_a_whole_sheet_is_refused() -> None:
    book = zipfile.ZipFile(io.BytesIO(XLSX))
    files: dict[str, str | bytes] = {name: book.read(name) for name in book.namelist()}
    sheet = book.read("xl/worksheets/sheet1.xml")
    files["xl/worksheets/sheet1.xml"] = sheet.replace(b'r="B1"', b'r="XFD1048576"').replace(b'r="1"', b'r="1048576"', 1)
    assert "上限" in refusal(zipped(files), "a.xlsx")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_xml_bomb_is_refused(encoding: str) -> None:
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE w [{entities}]><w><body><p><r><t>&a11;</t></r></p></body></w>'
    assert "word/document.xml" in refusal(zipped({"word/document.xml": bomb.encode(encoding)}), "a.docx")


def test_a_document_nested_without_end_is_refused() -> None:
    table = "<w:tbl><w:tr><w:tc>" * 60 + paragraph("x") + "</w:tc></w:tr></w:tbl>" * 60
    assert "嵌套" in refusal(docx(table), "a.docx")
    assert "document.xml" in refusal(docx("<w:p>" * 5000 + "</w:p>" * 5000), "a.docx")


def test_too_many_parts_are_refused() -> None:
    assert "6001 个部件" in refusal(zipped({f"word/{n}": "" for n in range(6001)}), "a.docx")


def test_too_many_pages_are_refused() -> None:
    kids = b" ".join(b"3 0 R" for _ in range(MAX_PAGES + 1))
    pages = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count %d/Kids[%s]>>" % (MAX_PAGES + 1, kids)]
    message = refusal(pdf_file([*pages, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"]), "a.pdf")
    assert f"{MAX_PAGES + 1} 页" in message


@pytest.mark.long
def test_a_pdf_that_contains_itself_is_refused() -> None:
    tree = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 5/Kids[2 0 R 2 0 R]/Parent 2 0 R>>"]
    assert "请" in refusal(pdf_file(tree), "a.pdf")
    form = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 4 0 R>>>>/Length 14>>stream\n/X Do /X Do /X\nendstream"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Resources<</XObject<</X 4 0 R>>>>/Contents 5 0 R>>"
    one = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        page,
        form,
        b"<</Length 5>>stream\n/X Do\nendstream",
    ]
    assert "上传" in refusal(pdf_file(one), "a.pdf"), "each form draws itself twice: memory runs out"


def test_an_image_of_too_many_pixels_is_refused_before_it_is_unpacked() -> None:
    image = bytearray(encoded(Image.new("L", (10, 10)), "PNG"))
    image[16:24] = (60_000).to_bytes(4, "big") * 2
    message = refusal(bytes(image), "a.png")
    assert "像素" in message or "已损坏" in message
