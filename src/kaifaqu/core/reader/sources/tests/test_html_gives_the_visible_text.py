"""Of a web page only what a visitor sees comes in, in reading order."""

from __future__ import annotations

import pytest

from kaifaqu.core.reader.sources import SourceRefused, load_source


def text_of(html: str, encoding: str = "utf-8") -> str:
    return load_source(html.encode(encoding), "a.html").text


def test_scripts_styles_comments_and_hidden_parts_are_left_out() -> None:
    html = """<html><head><title>标题</title><style>p{color:red}</style></head><body><script>var x="2.9亿元"</script>
    <!-- 注释 --><p>甲<b>乙</b></p><p style="display: none">丙</p><div hidden>丁<p>戊</p></div>己</body></html>"""
    assert text_of(html) == "甲乙\n己\n"


def test_line_ends_in_the_source_do_not_part_chinese_words() -> None:
    assert text_of("<p>完成工业\n   投资2.9亿元,\n GDP growth\n rate</p>") == "完成工业投资2.9亿元, GDP growth rate\n"


def test_a_line_break_is_kept() -> None:
    assert text_of("<p>甲<br>乙<br/></p>丙") == "甲\n乙\n丙\n"


def test_a_table_becomes_lines_of_tab_separated_cells() -> None:
    html = "<table><tr><th>指标<th>数值</tr><tr><td><p>工业</p><p>投资</p></td><td>2.9</td></tr><tr><td></td><td>1</td></tr></table>"
    assert text_of(html) == "指标\t数值\n工业 投资\t2.9\n\t1\n"


def test_a_table_that_lays_out_the_page_stays_running_text() -> None:
    html = "<table><tr><td><p>第一段</p><p>第二段</p></td></tr><tr><td>导航</td><td><table><tr><td>甲</td><td>1</td></tr></table></td></tr></table>"
    assert text_of(html) == "第一段\n第二段\n导航\n甲\t1\n"


def test_a_page_that_says_gb2312_is_read_as_gb18030() -> None:
    html = '<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"></head><body>朱镕基䶮</body></html>'
    assert text_of(html, "gb18030") == "朱镕基䶮\n"


def test_an_xml_declaration_and_entities_are_no_obstacle() -> None:
    assert text_of('<?xml version="1.0" encoding="utf-8"?><html><body>2.9&nbsp;亿元&lt;3</body></html>') == "2.9\u00a0亿元<3\n"


def test_text_without_any_tag_is_refused() -> None:
    with pytest.raises(SourceRefused, match=r"没有任何 HTML 标签.*\.txt"):
        load_source("完成投资".encode(), "a.html")


def test_a_page_without_text_is_refused() -> None:
    with pytest.raises(SourceRefused, match="没有读到任何文字"):
        load_source(b"<html><body><script>1</script></body></html>", "a.html")
