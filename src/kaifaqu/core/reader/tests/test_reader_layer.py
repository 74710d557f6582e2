"""The layer folds one to one and repairs layout without moving an offset."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaifaqu.core.reader.folding import fold
from kaifaqu.core.reader.layer import Layer

ANY_TEXT = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from("一二三亿万元%,。;:()“”\n\r 　.0123456789年月日投资")), max_size=300
)


@pytest.mark.parametrize(
    ("text", "flat"),
    [
        ("完 成 工业 投资 4 . 6 亿 元,同 比增 长 12. 3%。", "完成工业投资4.6亿元,同比增长12.3%。"),
        ("完成工业投资４．６億元，同比增長12.3％。", "完成工业投资4.6亿元,同比增长12.3%。"),
        ("全区完成工业投资4.6亿\r\n元,同比增长12.3%。", "全区完成工业投资4.6亿元,同比增长12.3%。"),
        ("表 工业投资  2.9  12.3%\n增加值  5.6  3.1%", "表 工业投资2.9  12.3%\n增加值5.6  3.1%"),
        ("\ufeff一季度完成投资1 234.5亿元,增长。", "一季度完成投资1234.5亿元,增长。"),
    ],
)
def test_flat_text_is_easy_to_read(text: str, flat: str) -> None:
    """Full width, Traditional characters, OCR spaces, broken numbers, byte order marks."""
    assert Layer.of(text).flat == flat


def test_words_broken_across_paragraphs_are_joined() -> None:
    """A paragraph that breaks off goes on after a blank line."""
    text = "南岭经开区表示,园区完善设施。南岭经济\n\n技术开发区完成投资9亿元,增长3%。"
    assert "南岭经济技术开发区" in Layer.of(text).flat


def test_a_caption_is_moved_out_of_its_sentence() -> None:
    """The word broken around a caption is whole again, and the caption follows."""
    text = "园区发展生物医药产业。他表示,要推动生\n\n\n\n3月5日,6个项目在会上签约。\n\n物医药产业迈上新台阶。\n"
    flat = Layer.of(text).flat
    assert "推动生物医药产业迈上新台阶。" in flat
    assert "3月5日,6个项目在会上签约。" in flat


@pytest.mark.parametrize(
    "text",
    [
        "南岭经开区\n\n一季度完成投资9亿元,增长3%。",
        "## 打赢开局战\n\n完成投资9亿元。",
        "完成投资9亿元。张三\n\n北岭经开区,新开工。",
    ],
)
def test_headings_and_bylines_stay_apart(text: str) -> None:
    """What is no broken sentence is not joined."""
    assert "\n" in Layer.of(text).flat


@given(ANY_TEXT)
def test_folding_keeps_the_length(text: str) -> None:
    """One character is read as one character."""
    assert len(fold(text)) == len(text)


@given(ANY_TEXT)
def test_every_flat_character_stands_in_the_document(text: str) -> None:
    """The map leads from each flat character to the one that it was folded from."""
    layer = Layer.of(text)
    folded = fold(text)
    assert len(layer.flat) == len(layer.origin)
    assert all(folded[layer.origin[i]] == character for i, character in enumerate(layer.flat))


@given(ANY_TEXT)
def test_nothing_but_blanks_and_invisible_characters_is_left_out(text: str) -> None:
    """Layout repair skips no word."""
    layer = Layer.of(text)
    left_out = set(range(len(text))) - set(layer.origin[: len(layer.origin)])
    assert all(fold(text)[i].isspace() or not fold(text)[i].isprintable() for i in left_out)


@given(ANY_TEXT)
def test_an_offset_of_the_document_is_found_again_in_the_flat_text(text: str) -> None:
    """What the layout left out is found nowhere."""
    origin = Layer.of(text).origin
    assert [origin.find(offset) for offset in origin] == list(range(len(origin)))
    assert all(origin.find(offset) is None for offset in {*range(len(text) + 1)} - {*origin})
