"""Plain text comes in unchanged, in one of four encodings, or not at all."""

from __future__ import annotations

import hashlib

import pytest

from kaifaqu.core.reader.sources import SourceRefused, load_source

TEXT = "一季度\r\n完成工业投资2.9亿元,同比增长20.2%。\r\n"


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (TEXT.encode(), TEXT, "UTF-8"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "\ufeff" + TEXT, "UTF-8(有 BOM)"),
        (TEXT.encode("gb18030"), TEXT, "GB18030"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "\ufeff" + TEXT, "UTF-16 LE(有 BOM)"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "\ufeff" + TEXT, "UTF-16 BE(有 BOM)"),
    ],
)
def test_byte_order_mark_and_line_ends_are_kept_and_the_encoding_is_named(data: bytes, text: str, encoding: str) -> None:
    source = load_source(data, "简报.TXT")
    assert source.text == text
    assert source.notes == (f"编码:{encoding}",)
    assert source.sha256 == hashlib.sha256(data).hexdigest()
    assert source.media_type == "text/plain"


def test_rare_characters_of_gb18030_come_in() -> None:
    text = "负责人䶮某、㛃某、𠅤某到会,完成投资2.9亿元,涉及企业𬭎泰公司等12家,增长率为20.2%,全部开工建设。"
    assert load_source(text.encode("gb18030"), "a.txt").text == text


def test_codes_that_gb18030_gave_new_characters_in_2022_are_shown() -> None:
    text = load_source("工业投资增长".encode("gb18030") + b"\xa6\xd9\xfe\x59", "a.txt").text
    assert text == "工业投资增长\ufe10\u9fb4"


@pytest.mark.parametrize(
    "data",
    [
        "完成工業投資三十億元,比上年同期增長百分之二十".encode("big5"),
        "Le café était déjà fermé à Orléans".encode("latin-1"),
        "完成工业投资".encode() + b"\xff",
        "一季度".encode("utf-16-le"),
        b"\xff\xfe" + "一季度".encode("utf-16-le")[:-1],
        b"\x00\x01\x02\x03binary",
        "一季度\x07".encode(),
    ],
)
def test_other_encodings_and_control_characters_are_refused(data: bytes) -> None:
    with pytest.raises(SourceRefused, match="UTF-8"):
        load_source(data, "a.txt")


def test_a_dos_end_of_file_is_no_fault() -> None:
    assert load_source(b"abc\r\n\x1a", "a.txt").text == "abc\r\n\x1a"


def test_csv_rows_become_lines_of_tab_separated_cells() -> None:
    source = load_source('\ufeff指标,数值\r\n"工业投资,亿元",2.9\r\n"两\n行",\r\n'.encode(), "a.csv")
    assert source.text == "指标\t数值\n工业投资,亿元\t2.9\n两 行\n"
    assert source.media_type == "text/csv"


def test_csv_may_be_separated_by_tabs() -> None:
    assert load_source("指标\t数值\n工业投资\t2.9\n".encode("gb18030"), "a.csv").text == "指标\t数值\n工业投资\t2.9\n"
