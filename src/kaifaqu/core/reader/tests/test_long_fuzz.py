"""Whatever stands in a text, it is read without an exception, in spans of that text, in steps that grow no faster than its length."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaifaqu.core.reader.attribution import attribute
from kaifaqu.core.reader.checks import check_figures
from kaifaqu.core.reader.dates import find_dates
from kaifaqu.core.reader.figures import scan_figures
from kaifaqu.core.reader.layer import Layer
from kaifaqu.core.reader.model import ReadDocument
from kaifaqu.core.reader.numbers import find_numbers
from kaifaqu.core.reader.read import read_text

pytestmark = pytest.mark.long

WORDS = (
    "今年一季度 上年同期 截至目前 2024年 3月底 前三季度 “十四五” 明天 三天前 2月30日 9999年12月31日 0年 元年 2021—2025年 完成 达到 实现 同比增长 下降 占 比重为 完成率 "
    "其中 分别为 依次为 合计 平均 每亩 目标 计划 预计 力争 其他 较上年 翻一番 增加 减少 到 至 和 、 , , 。 ; : ( ) ( ) “ ” 《 》 — - ~ / . % ‰ ℃ ^ e E + "
    "工业投资 税收收入 签约项目 总投资 规上工业企业 某某开发区 开发区管委会 某市 有限公司 王某某 李主任 2.9 17 3,456.7 0 00 1.0.0 1/0 12:30 1e9 2^99 9999999999999999999 "
    "三点二亿 百分之三十 三分之零 零分之一 壹佰 廿五 两千五 一亿零五万 半 几 多 余 第一 首位 万亿 亿元 万元 元 个 家 亩 人 倍 个百分点 万吨/年 平方米 千瓦时 美元 "
    "\n \n\n \r\n \t \u3000 \u200b \ufeff \u2028 # 图为 ▲ 1. (一) (本报记者 张某某) \ud800 \U0001f600 ٣ ² ① 𝟛 億 萬 開發區 \x00 \u0301"
).split(" ")
TEXTS = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=60).map("".join),
    st.text(alphabet="0123456789.,%亿万千百十一二两零半年月日元个家人第前占其中增长到至-—/ \n", max_size=80),
    st.text(max_size=60),
)
DAYS = st.none() | st.dates() | st.just(date(2024, 2, 29))
FUZZ = settings(max_examples=3_000, deadline=None, suppress_health_check=list(HealthCheck))


def is_span(start: int, end: int, text: str) -> bool:
    return 0 <= start < end <= len(text)


@FUZZ
@given(text=TEXTS, day=DAYS)
def test_a_text_is_read_in_spans_of_itself(text: str, day: date | None) -> None:
    document = read_text(text, published_on=day)
    assert document.text == text
    ids = {figure.id for figure in document.figures}
    for figure in document.figures:
        assert is_span(*figure.span, text)
        assert figure.text == text[slice(*figure.span)]
        assert all(evidence.span is None or is_span(*evidence.span, text) for evidence in figure.evidence.values())
        assert figure.value is None or (isinstance(figure.value, Decimal) and figure.value.is_finite())
        assert set(figure.of) <= ids
    assert all(is_span(*event.trigger, text) for event in document.events)
    assert all(is_span(*mention, text) for entity in document.entities for mention in entity.mentions)
    assert all(set(check.figures) <= ids for check in document.checks)


@FUZZ
@given(text=TEXTS, day=DAYS)
def test_reading_twice_gives_the_same(text: str, day: date | None) -> None:
    def read() -> ReadDocument:
        return read_text(text, published_on=day)

    assert read().as_json() == read().as_json()


@FUZZ
@given(text=TEXTS)
def test_numbers_are_spans_in_order_with_finite_values(text: str) -> None:
    numbers = find_numbers(text)
    assert all(is_span(number.start, number.end, text) and number.text == text[number.start : number.end] for number in numbers)
    assert all(value is None or value.is_finite() for number in numbers for value in (number.value, number.low, number.high))
    plain = [number for number in numbers if number.type != "range"]
    assert all(first.end <= second.start for first, second in pairwise(plain))


@FUZZ
@given(text=TEXTS, day=DAYS)
def test_dates_are_spans_in_order_that_end_after_they_begin(text: str, day: date | None) -> None:
    mentions = find_dates(text, day)
    assert all(mention.text == text[mention.start : mention.end] != "" for mention in mentions)
    assert all(first.end <= second.start for first, second in pairwise(mentions))
    meanings = [mention.meaning for mention in mentions if mention.meaning.start and mention.meaning.end]
    assert all(
        meaning.start <= meaning.end for meaning in meanings if meaning.start and meaning.end and meaning.kind != "since"
    )


@FUZZ
@given(text=TEXTS, day=DAYS)
def test_checks_say_something_about_figures_that_are_there(text: str, day: date | None) -> None:
    layer = Layer.of(text)
    dates = find_dates(layer.flat, day)
    figures = attribute(layer, scan_figures(layer.flat, dates), dates, (), day)
    checks = check_figures(layer, figures, (), (), day)
    assert {name for check in checks for name in check.figures} <= {figure.id for figure in figures}
    assert all(check.sentence and check.expression for check in checks)


# -- growth -------------------------------------------------------------------------------------------------------------

PIECES = ["一", "(", "（", "亿", "1", "1,", "，", "“", "1家", "1亿元", "第", "前", "年", "半", "1、", "1%,", "2024年", "王", "公司", "《", "\n", "3家\n",
          "字\n\n", "其中3家", "占3%", "企业3家。", "“十四五", "百分之", "1-", "1 ", "#1家\n"]  # fmt: skip
LENGTH, MOST_GROWTH = 1_000, 8.0
"""Four times the text may take eight times the steps, since windows (thirty sentences, a hundred figures) are still filling up; a
comparison of all pairs would take sixteen."""


def steps_of(task: Callable[[str], object], text: str) -> int:
    """How many calls and lines of Python the task takes: the same on every machine, however busy."""
    steps = 0

    def count(_frame: object, _event: str, _argument: object) -> Callable[..., object]:
        nonlocal steps
        steps += 1
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        task(text)
    finally:
        sys.settrace(before)
    return steps


@pytest.mark.parametrize("task", [find_dates, find_numbers, Layer.of, read_text])
@pytest.mark.parametrize("piece", PIECES)
def test_steps_grow_with_the_text_and_not_with_its_square(task: Callable[[str], object], piece: str) -> None:
    read_text("一季度完成投资3亿元,增长2%。")
    short, long = (steps_of(task, (piece * size)[:size]) for size in (LENGTH, 4 * LENGTH))
    assert long <= MOST_GROWTH * short + 1_000


def scan(text: str) -> object:
    flat = Layer.of(text).flat
    return scan_figures(flat, find_dates(flat))


def seconds_of(task: Callable[[str], object], text: str) -> float:
    """Seconds of the processor for the fastest of three runs."""
    runs = []
    for _ in range(3):
        start = time.process_time()
        task(text)
        runs.append(time.process_time() - start)
    return min(runs)


@pytest.mark.parametrize("task", [find_numbers, scan])
@pytest.mark.parametrize("piece", PIECES)
def test_patterns_that_no_step_shows_do_not_backtrack_either(task: Callable[[str], object], piece: str) -> None:
    """The steps inside a pattern are not Python's: time alone shows them. Quadratic time would be sixteen times as long."""
    short, long = (seconds_of(task, (piece * size)[:size]) for size in (10_000, 40_000))
    assert long <= 9 * short + 0.05
