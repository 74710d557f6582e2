"""Enterprises of a zone with invented figures, and the round that its committee opens over them."""

from __future__ import annotations

from decimal import Decimal

from conftest import AT
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.foundation.subjects.actions import put_subject
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.statistics.evaluation.actions import open_round, recompute_round
from kaifaqu.statistics.evaluation.input_actions import give_figure
from kaifaqu.statistics.evaluation.models import Round
from tests.walks import ZONE, person

YEAR = Period.year(2022)
FIRM = {
    "tax": "1350", "land": "45", "value_added": "5400", "energy": "2250", "emissions": "1.2", "employees": "300",
    "research": "540", "revenue": "20000",
}  # fmt: skip
"""The worked example of the 黄岩 baselines: 100.7841 in all."""
LEADER, ABOVE = "zuoyun-signer", "datong"


def firm(code: str, name: str) -> Subject:
    """An enterprise of the zone that only tests know."""
    return put_subject(code=code, kind=Kind.ENTERPRISE, name=name, parent=ZONE)


def give(round_: Round, subject: Subject, **figures: str) -> None:
    """The committee brings figures with their paper."""
    units = {"tax": "万元", "land": "亩", "value_added": "万元", "energy": "吨标准煤", "emissions": "吨", "employees": "人",
             "research": "万元", "revenue": "万元"}  # fmt: skip
    for code, value in figures.items():
        quantity = Quantity(Decimal(value), Quantity.of(0, units[code]).unit)
        give_figure(round_, subject, code, quantity, "企业年报盖章件", by=person(LEADER), at=AT)


def open_firms() -> Round:
    """A round of two enterprises under the published baselines of 2022, computed with what the committee brought."""
    one, two = firm("T-JIA", "甲厂"), firm("T-YI", "乙厂")
    round_ = open_round("huangyan_above_scale", get_subject(ZONE), YEAR, by=person(LEADER), at=AT)
    give(round_, one, **FIRM)
    give(round_, two, **(FIRM | {"tax": "900"}))
    return recompute_round(round_, "补录企业年报", by=person(LEADER), at=AT)
