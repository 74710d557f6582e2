"""Pure decisions of 管运分离: who holds which duty, what a contract may pay and pays, whether a fund's terms stand, what a handing back takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

from kaifaqu.core.figures.catalogue import CatalogueError, load_rules
from kaifaqu.core.figures.problem import Problem, Severity
from kaifaqu.core.figures.quantity import WIDE, plain

HUNDRED = Decimal(100)
COMMITTEE = "committee"


@cache
def read_rules(code: str) -> Mapping[str, Any]:
    """One file of `catalogue/operators`. Raises CatalogueError."""
    for rule in load_rules("operators"):
        if rule.code == code:
            return rule.content
    raise CatalogueError(f"catalogue/operators/{code}.yaml 不在。请恢复该文件。")


# -- duties ----------------------------------------------------------------------------------------------------------------


class Verdict(StrEnum):
    """How a duty stands."""

    GAP = "gap"
    OVERLAP = "overlap"
    UNUSUAL = "unusual"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True)
class Duty:
    """One line of the duty list; `usual` is `committee`, `company`, or empty for a zone's own line."""

    code: str
    name: str
    usual: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A party that claims a duty; `party` is a company's code or `committee`."""

    duty: str
    party: str
    leads: bool


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A duty with everybody who claims it."""

    duty: Duty
    leads: tuple[str, ...]
    supports: tuple[str, ...]

    @property
    def verdict(self) -> Verdict:
        """Nobody leads: a gap. Two lead: an overlap. The other side leads: unusual, and worth a look, no fault."""
        if not self.leads:
            return Verdict.GAP
        if len(self.leads) > 1:
            return Verdict.OVERLAP
        held_by_committee = self.leads[0] == COMMITTEE
        return Verdict.UNUSUAL if self.duty.usual and held_by_committee is not (self.duty.usual == COMMITTEE) else Verdict.CLEAR


def list_duties() -> list[Duty]:
    """The list that every zone starts from."""
    return [Duty(row["code"], row["name"], row["usual"]) for row in read_rules("duties")["duties"]]


def build_matrix(claims: Iterable[Claim]) -> list[DutyRow]:
    """Every duty of the list, and those that a zone added, with who leads and who helps."""
    held = list(claims)
    known = list_duties()
    own = [
        Duty(code, code, "") for code in dict.fromkeys(row.duty for row in held) if code not in {duty.code for duty in known}
    ]
    return [
        DutyRow(
            duty,
            tuple(dict.fromkeys(row.party for row in held if row.duty == duty.code and row.leads)),
            tuple(dict.fromkeys(row.party for row in held if row.duty == duty.code and not row.leads)),
        )
        for duty in (*known, *own)
    ]


# -- contracts -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FeeKind:
    """A way of paying: `unit` 万元 is a sum, % a share of `base`, which stands in the register that `source` names; "" where none keeps it."""

    code: str
    name: str
    unit: str
    base: str
    source: str


@dataclass(frozen=True, slots=True)
class RedLine:
    """What stands against a term: `stop`, or `review` before it may stand; the rule that it breaks; what to do."""

    verdict: str
    rule: str
    advice: str


def list_fee_kinds() -> list[FeeKind]:
    """The ways of paying that the catalogue knows."""
    return [FeeKind(row["code"], row["name"], row["unit"], row["base"], row["source"]) for row in read_rules("fees")["kinds"]]


def fee_kind(code: str) -> FeeKind:
    """One way of paying. Raises KeyError."""
    return {kind.code: kind for kind in list_fee_kinds()}[code]


def judge_term(words: str, named_firm: str, review_paper: str) -> RedLine | None:
    """The first red line that the term crosses, or None. A review with its paper is no obstacle any more."""
    for row in read_rules("fees")["red_lines"]:
        said = not row["words"] or any(word in words for word in row["words"])
        if not said or (row.get("named", False) and not named_firm.strip()):
            continue
        if row["verdict"] == "review" and review_paper.strip():
            continue
        return RedLine(row["verdict"], row["rule"], row["advice"])
    return None


@dataclass(frozen=True, slots=True)
class Base:
    """What a share is taken of, in 万元: from which records, and the address that opens them."""

    amount: Decimal
    words: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One term of a settlement: its sum in 万元 with the arithmetic, and where its base stands."""

    words: str
    amount: Decimal
    expression: str
    base: str = ""
    url: str = ""


def compute_fee(kind: FeeKind, words: str, rate: Decimal, base: Base | None, cap: Decimal | None) -> FeeLine:
    """A fixed sum as it is, a share as base × rate ÷ 100, neither above its cap. Raises ValueError where the base is missing."""
    if kind.unit != "%":
        amount, expression = rate, f"{plain(rate)}"
    elif base is None:
        raise ValueError(f"「{words}」没有{kind.base}。请填写后再结算。")
    else:
        amount = WIDE.divide(WIDE.multiply(base.amount, rate), HUNDRED)
        expression = f"{plain(base.amount)} × {plain(rate)}%"
    told, url = (base.words, base.url) if base is not None else ("", "")
    if cap is not None and amount > cap:
        return FeeLine(words, cap, f"{expression} = {plain(amount)}，封顶 {plain(cap)}", told, url)
    return FeeLine(words, plain(amount), expression, told, url)


def unpaid_days(first: date, last: date, paid: Iterable[tuple[date, date]]) -> tuple[date, date] | None:
    """The days of [first, last] that no settlement has paid yet, which are the last ones; None where every day is paid."""
    begins = max([first, *(end + timedelta(days=1) for start, end in paid if start <= last and end >= first)])
    return (begins, last) if begins <= last else None


def pay_by_grade(gross: Decimal, percent: Decimal) -> Decimal:
    """What is paid of a sum at a grade: gross × percent ÷ 100, exact."""
    return plain(WIDE.divide(WIDE.multiply(gross, percent), HUNDRED))


def days_left(end: date, today: date) -> int:
    """Days until a term ends; below zero once it has."""
    return (end - today).days


# -- funds -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Money:
    """A fund in figures, all in 万元; `leverage` is size ÷ fiscal money, None without any (domain §4: 24 亿 → 120 亿 = 5 倍)."""

    size: Decimal
    committed: Decimal
    paid: Decimal
    fiscal: Decimal
    invested: Decimal
    returned: Decimal
    overpaid: bool

    @property
    def leverage(self) -> Decimal | None:
        return None if self.fiscal <= 0 else WIDE.divide(self.size, self.fiscal)

    @property
    def available(self) -> Decimal:
        """Paid in, less invested, and what came back."""
        return self.paid - self.invested + self.returned


def sum_money(size: Decimal, commitments: Iterable[tuple[bool, Decimal, Decimal | None]], investments: Iterable[tuple[Decimal, Decimal | None]]) -> Money:  # fmt: skip
    """`commitments` are (is fiscal, committed, paid), `investments` (amount, returned); what nobody has said adds nothing."""
    rows, put = list(commitments), list(investments)
    return Money(
        size=size,
        committed=sum((row[1] for row in rows), Decimal(0)),
        paid=sum((row[2] for row in rows if row[2] is not None), Decimal(0)),
        fiscal=sum((row[1] for row in rows if row[0]), Decimal(0)),
        invested=sum((row[0] for row in put), Decimal(0)),
        returned=sum((row[1] for row in put if row[1] is not None), Decimal(0)),
        overpaid=any(row[2] is not None and row[2] > row[1] for row in rows),
    )


@dataclass(frozen=True, slots=True)
class Terms:
    """What a fund's agreement says, as far as the rules ask."""

    name: str
    founded_on: date
    for_attraction: bool
    county_level: bool
    approved_paper: str
    reinvestment: Decimal | None
    tolerance: bool


ARITHMETIC = ("paid_above_committed", "committed_below_size", "overdrawn")
"""Tests of a fund's figures: they hold for every fund. The others judge what was agreed, and bind whoever was founded since."""


def check_fund(terms: Terms, money: Money) -> list[Problem]:
    """Everything that is wrong with a fund: against the rules that were in force when it was founded, and in its figures."""
    content = read_rules("funds")
    legacy = terms.founded_on < content["valid_from"]
    return [
        _fund_problem(terms, row, legacy=legacy and row["code"] not in ARITHMETIC)
        for row in content["terms"]
        if _is_broken(row, terms, money)
    ]


def _is_broken(row: Mapping[str, Any], terms: Terms, money: Money) -> bool:
    figures = {
        "paid_above_committed": money.overpaid,
        "committed_below_size": money.committed < money.size,
        "overdrawn": money.available < 0,
    }
    if row["code"] in figures:
        return figures[row["code"]]
    said = getattr(terms, row["code"])
    if "above" in row:
        return said is not None and said > Decimal(row["above"])
    return said is row["when"] and not (row.get("unless") and getattr(terms, row["unless"]))


def _fund_problem(terms: Terms, row: Mapping[str, Any], *, legacy: bool) -> Problem:
    severity = Severity.NOTE if legacy else Severity(row["severity"])
    advice = "本基金设立在先，按存量条款列出。" if legacy else row["advice"]
    return Problem(
        f"fund_{row['code']}", f"基金「{terms.name}」", row["found"], f"；{row['rule']}", advice, severity, key=row["code"]
    )


# -- leases and handing back -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Let:
    """A lease as far as occupancy asks."""

    area: Decimal
    start: date
    end: date
    ended_on: date | None

    def runs_on(self, day: date) -> bool:
        return self.start <= day <= self.end and (self.ended_on is None or day < self.ended_on)


def let_area(leases: Iterable[Let], day: date) -> Decimal:
    """The square metres let on a day."""
    return sum((row.area for row in leases if row.runs_on(day)), Decimal(0))


USUAL_HAND_BACKS = ("项目、招商和企业服务档案", "合同、印章、账户和债权债务清单", "在办事项及责任人清单", "审计报告")
"""What every exit hands back besides the entrusted assets and the duties."""


def plan_hand_backs(assets: Sequence[str], duties: Sequence[str]) -> list[str]:
    """The list of an exit: each entrusted asset, each duty that falls back to the committee, and the usual papers."""
    return [*(f"资产：{name}" for name in assets), *(f"职责：{name}" for name in duties), *USUAL_HAND_BACKS]
