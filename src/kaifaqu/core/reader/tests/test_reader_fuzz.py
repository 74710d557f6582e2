"""Whatever stands in a text, it is read without an exception and in spans of itself: a short walk over random texts, the same every time."""

from __future__ import annotations

import random
from datetime import date

import pytest

from kaifaqu.core.reader.dates import find_dates
from kaifaqu.core.reader.numbers import find_numbers
from kaifaqu.core.reader.read import read_text

WORDS = (
    "今年一季度 上年同期 截至目前 2024年 3月底 十四五 春节期间 上个月15日至20日 2月30日 9999年12月31日 0年 全年 完成 实现 同比增长 下降 占 比重为 其中 分别为 合计 目标 计划 预计 力争 提出 的预期目标 "
    "到2026年 将达到 还差 工业投资 税收收入 签约项目 总投资 某某开发区 有限公司 2.9 17 3,456.7 0 00 1.0.0 1/0 12:30 1e9 2^99 99999999999999999999 -12.75 3‰ 三点二亿 百分之三十 三分之零 零分之一 "
    "壹佰元整 參佰萬 廿五 半成 两毛五 一米七五 人民币 零下 半 几 多 第一 首位 万亿 亿元 万元 元 个 家 亩 倍 个百分点 万吨/年 美元 一心一意 的 、 , 。 ; : ( ) “ ” 《 》 — - ~ / . % "
    "\n \r\n \t \u3000 \u200b \ufeff \u2028 # 图为 (一) \ud800 \U0001f600 ٣ ² ① 億 \x00 \u0301"
).split(" ")
TEXTS = 40


@pytest.mark.parametrize("seed", range(6))
def test_random_texts_are_read_in_spans_of_themselves(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(TEXTS):
        text = "".join(chance.choices(WORDS, k=chance.randrange(1, 60)))
        day = chance.choice([None, date(2024, 2, 29), date(1, 1, 1), date(9999, 12, 31)])
        document = read_text(text, published_on=day)
        assert all(figure.text == text[slice(*figure.span)] for figure in document.figures)
        assert document.as_json() == read_text(text, published_on=day).as_json()
        for found in (*find_numbers(text), *find_dates(text, day)):
            assert 0 <= found.start < found.end <= len(text)
            assert found.text == text[found.start : found.end]
            found.as_json()
