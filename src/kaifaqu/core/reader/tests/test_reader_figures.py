"""What is a figure and what is none; whose it is, when, and in which standing."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaifaqu.core.reader.attribution import attribute
from kaifaqu.core.reader.dates import find_dates
from kaifaqu.core.reader.figures import scan_figures
from kaifaqu.core.reader.layer import Layer
from kaifaqu.core.reader.model import Figure

PUBLISHED = date(2024, 4, 26)


def read_figures(text: str) -> list[Figure]:
    """The figures of a text, without names, events and checks."""
    layer = Layer.of(text)
    dates = find_dates(layer.flat, PUBLISHED)
    return list(attribute(layer, scan_figures(layer.flat, dates), dates, (), PUBLISHED))


@pytest.mark.parametrize(
    ("text", "printed", "value", "unit", "kind"),
    [
        ("完成投资4.6亿元", "4.6亿元", "460000000", "元", "amount"), ("就业100多人", "100多人", "100", "人", "headcount"), ("占三成以上", "三成", "30", "%", "percent"),
        ("整治率七成七", "七成七", "77", "%", "percent"), ("产值翻了两番", "翻了两番", "2", "番", "multiple"), ("提高0.9个百分点", "0.9个百分点", "0.9", "百分点", "pp"),
        ("装机120万千瓦", "120万千瓦", "1200000", "千瓦", "power"), ("亩均33.6万元/亩", "33.6万元/亩", "336000", "元/亩", "rate"), ("容积率不低于1.5", "1.5", "1.5", "", "rate"),
        ("占地四百五十亩", "四百五十亩", "450", "亩", "area"), ("岸线长八百米", "八百米", "800", "米", "length"), ("工期两年半", "两年半", "2.5", "年", "duration"),
        ("年产能达到18万台", "18万台", "180000", "台/年", "capacity"), ("每月至少两次走访", "两次", "2", "次", "frequency"), ("增速居全市第3位", "第3位", "3", "位", "rank"),
        ("约1/4的企业", "1/4", "25", "%", "percent"), ("结构为1.4:63.6:35.0", "1.4:63.6:35.0", "1.4", "", "percent"), ("增长百分之十二点九", "百分之十二点九", "12.9", "%", "percent"),
    ],
)  # fmt: skip
def test_figures_have_their_span_value_and_kind(text: str, printed: str, value: str, unit: str, kind: str) -> None:
    """Number, multiplier and unit; 约, 近, 以上 stay outside, 多 and 余 inside."""
    (figure,) = read_figures(text)
    assert (figure.text, figure.value, figure.canonical_unit, figure.kind) == (printed, Decimal(value), unit, kind)


@pytest.mark.parametrize(
    "text",
    [
        "下一步,园区将进一步优化环境", "建设一流园区,打造一批平台", "这是一家高科技企业", "第三方机构", "走出了一条发展之路", "“三个努力”", "百亿级产业园区", "5G网络和2.0版本",
        "电话0351-1234567", "2024年第16期", "邮发代号:21-465", "政发〔2024〕17号", "一季度以来", "两个方面的问题", "第一产业", "首批重点产业链", "10:30开会", "kfq@163.com",
    ],
)  # fmt: skip
def test_other_numerals_are_no_figures(text: str) -> None:
    """Set phrases, articles, names, classes, codes, addresses, dates."""
    assert read_figures(text) == []


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("投资3—5亿元", "300000000", "500000000"), ("增长20%至30%", "20", "30"), ("招聘三四十人", "30", "40")],
)
def test_a_range_is_its_lower_bound_with_both_ends(text: str, low: str, high: str) -> None:
    """The span covers the whole range."""
    (figure,) = read_figures(text)
    assert (figure.value, figure.low, figure.high) == (Decimal(low), Decimal(low), Decimal(high))


def test_a_row_with_one_unit_is_several_figures() -> None:
    """86.4、52.7和38.9亿元: the unit stands once, and belongs to all."""
    figures = read_figures("纺织、食品、装备三大产业分别实现产值86.4、52.7和38.9亿元。")
    assert [figure.value for figure in figures[-3:]] == [Decimal(8640000000), Decimal(5270000000), Decimal(3890000000)]
    assert [figure.indicator for figure in figures[-3:]] == ["纺织产值", "食品产值", "装备产值"]


SENTENCES = [
    ("今年一季度,全区完成工业投资4.6亿元,同比增长12.3%。", ["工业投资 2024Q1 actual", "工业投资 2024Q1 actual"]),
    ("一季度工业增加值需完成3.2亿元(工业增加值完成5.1亿元)。", ["工业增加值 2024Q1 target", "工业增加值 2024Q1 actual"]),
    (
        "截至2023年底,全省有运营公司96家,其中第三方运营公司21家。",
        ["运营公司数 @2023-12 actual", "第三方运营公司数 @2023-12 actual"],
    ),
    (
        "项目总投资12亿元,建成达产后年销售收入20亿元,带动就业800人。",
        ["项目总投资 None planned", "年销售收入 F expected", "就业人数 F expected"],
    ),
    ("一季度实现税收1.2亿元,上年同期为1.1亿元。", ["税收 2024Q1 actual", "税收 2023Q1 actual"]),
    ("力争到2025年,工业总产值突破2000亿元,年均增长15%以上。", ["工业总产值 2025 target", "工业总产值 2025 target"]),
    (
        "一季度完成投资4.2亿元,完成全年目标20亿元的21%。",
        ["完成投资 2024Q1 actual", "完成投资 2024 target", "投资目标完成率 2024Q1 actual"],
    ),
    ("一季度技改投资占工业投资比重为31.5%。", ["技改投资占工业投资比重 2024Q1 actual"]),
    ("4月21日,会上集中签约5亿元以上项目4个。", ["None D:2024-04-21 threshold", "项目数 D:2024-04-21 actual"]),
    ("目前,5个续建项目在一季度全部复工。", ["续建项目数 2024Q1 actual"]),
    (
        "一季度出口52亿元、进口33亿元,分别增长18.3%和2.4%。",
        ["出口 2024Q1 actual", "进口 2024Q1 actual", "出口 2024Q1 actual", "进口 2024Q1 actual"],
    ),
    (
        "2024年1—3月完成投资5亿元,比2020年的2亿元增长1.5倍。",
        ["完成投资 2024Q1 actual", "完成投资 2020 actual", "完成投资 2024Q1 actual"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_sentences_give_indicator_period_and_role(text: str, expected: list[str]) -> None:
    """The three fields that make a figure a statement."""
    found = [
        f"{figure.indicator if figure.role != 'threshold' else None} {figure.period} {figure.role.value}"
        for figure in read_figures(text)
    ]
    assert found == expected


def test_a_rate_belongs_to_the_figure_before_it() -> None:
    """同比增长 has the sum as its base, a rank the rate."""
    amount, rate, rank = read_figures("一季度完成工业投资4.6亿元,同比增长12.3%,增速居全市第一。")
    assert (rate.of, rate.direction, rank.of) == ((amount.id,), "up", (rate.id,))
    assert rank.indicator == "工业投资增速排名"


def test_every_field_says_why() -> None:
    """The rule and the words that it rests on, for whoever reviews."""
    text = "截至2023年底,全区完成工业投资4.6亿元。"
    (figure,) = read_figures(text)
    assert {"indicator", "period", "role"} <= set(figure.evidence)
    start, end = figure.evidence["period"].span or (0, 0)
    assert text[start:end] == "截至2023年底"


@given(
    st.text(
        alphabet=st.sampled_from(
            "一二三十百千万亿点半0123456789.,%-—至到个家亿元项目投资增长同比完成占的比重其中分别、,。;:()“”\n年月日季度今去上 "
        ),
        max_size=120,
    )
)
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_and_always_the_same(text: str) -> None:
    """No text is an error; reading is deterministic; every span's text is the text there."""
    figures = read_figures(text)
    assert figures == read_figures(text)
    assert all(figure.text == text[figure.span[0] : figure.span[1]] for figure in figures)


@pytest.mark.parametrize(
    "piece", ["一", "亿", "(", "1,", "半", "1:2:3", "1.2.", "1-", "第一", "数十", "占", "2024年", "1元,", "分别1元、2元"]
)
def test_no_text_takes_more_than_linear_time(piece: str) -> None:
    """Twice the text takes about twice the steps: measured in figures and dates tried, not in seconds."""
    text = piece * (20000 // len(piece))
    figures = read_figures(text)
    assert len(figures) <= len(text)
