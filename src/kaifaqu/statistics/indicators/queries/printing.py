"""How an office prints: the rounding rule that holds for a subject, and the published columns that can be tried for theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaifaqu.core.engine.formula import Apply, Read, Use
from kaifaqu.core.engine.indicator import Indicator
from kaifaqu.core.engine.rounding import Rounding, difference_as_printed, display
from kaifaqu.core.engine.rounding_fit import Printed, Way
from kaifaqu.core.engine.values import Value
from kaifaqu.core.figures.item import Item
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period, PeriodError
from kaifaqu.core.figures.quantity import Quantity, QuantityError, parse_decimal, plain
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.statistics.indicators.models import RoundingRule
from kaifaqu.statistics.indicators.queries import compute_value, list_indicators
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.statistics.ledger.queries import Book, standing_facts

PLAIN = Way(Rounding.HALF_UP, False)
"""How everybody prints who has not said otherwise."""
POINTS = "百分点"
ROUNDED_AT = Decimal("2e-9")
"""Each of the two sides and their difference was rounded at 10⁻⁹."""


def find_rounding_rule(subject: Subject, form_code: str = "") -> RoundingRule | None:
    """The newest rule of the nearest subject upwards, one for the very form before one for all forms."""
    codes = subject.path.strip("/").split("/")
    rules = RoundingRule.objects.filter(subject__code__in=codes, form_code__in=("", form_code)).select_related("subject", "by")
    nearest = sorted(rules, key=lambda rule: (len(rule.subject.path), rule.form_code != "", rule.pk))
    return nearest[-1] if nearest else None


def rounding_of(subject: Subject, form_code: str = "") -> Way:
    """How a subject's office prints: its own rule, else the nearest above it, else 四舍五入 once at the end."""
    rule = find_rounding_rule(subject, form_code)
    return Way(Rounding(rule.rounding), rule.rounded_first) if rule else PLAIN


def list_rounding_rules(subjects: QuerySet[Subject]) -> list[RoundingRule]:
    """The rules set on these subjects, newest first; an older rule of the same subject and form is left out."""
    seen: dict[tuple[int, str], RoundingRule] = {}
    for rule in RoundingRule.objects.filter(subject__in=subjects).select_related("subject", "by"):
        seen.setdefault((rule.subject_id, rule.form_code), rule)
    return list(seen.values())


def print_quantity(result: Quantity | Missing, places: int, rounding: Rounding = Rounding.HALF_UP) -> str:
    """A result as an office prints it; an absence by its name."""
    if isinstance(result, Missing):
        return result.label
    number = plain(display(result.value, places, rounding))
    return f"{number:f}{'' if result.unit.symbol == '%' else ' '}{result.unit}"


def print_value(value: Value, places: int, way: Way = PLAIN) -> str:
    """A computed value as an office prints it: what cards, tables and briefs call. An absence by its words or its name."""
    return value.words if value.words and isinstance(value.result, Missing) else print_quantity(
        shown_quantity(value, places, way), places, way.rounding
    )  # fmt: skip


def shown_quantity(value: Value, places: int, way: Way = PLAIN) -> Quantity | Missing:
    """The value at its printed digits. Where the office rounds first, a difference is that of its two printed sides (三明 7.33)."""
    if isinstance(value.result, Missing):
        return value.result
    sides = [child.result for child in value.explanation.children]
    if way.rounded_first and len(sides) == 2 and is_difference(sides, value.result):
        left, right = (side.value for side in sides if isinstance(side, Quantity))
        return Quantity(difference_as_printed(left, right, places, way.rounding, rounded_first=True), value.result.unit)
    return Quantity(display(value.result.value, places, way.rounding), value.result.unit)


def is_difference(sides: Sequence[Quantity | Missing], result: Quantity) -> bool:
    """True where a result in 百分点 is its first side less its second."""
    left, right = sides
    if not (isinstance(left, Quantity) and isinstance(right, Quantity)) or result.unit.symbol != POINTS:
        return False
    return abs(left.value - right.value - result.value) <= ROUNDED_AT


@dataclass(frozen=True, slots=True)
class Pair:
    """A published rate and the indicator that computes the same: what a `gap` of the catalogue compares."""

    gap: Indicator
    published: Item
    computed: str

    @property
    def name(self) -> str:
        return self.published.name


def list_pairs(period: Period) -> list[Pair]:
    """Every published rate that the catalogue computes as well."""
    found = []
    for indicator in list_indicators(period):
        formula = indicator.formula
        if isinstance(formula, Apply) and formula.function == "gap":
            published, computed = formula.arguments
            if isinstance(published, Read) and isinstance(computed, Use):
                found.append(Pair(indicator, published.item, computed.code))
    return found


def list_published(pair: Pair, subjects: QuerySet[Subject], book: Book) -> list[Fact]:
    """The booked figures of a published rate, by subject and period."""
    facts = standing_facts(book.position).filter(item=pair.published.code, subject__in=subjects, provenance__in=book.provenance)
    return sorted(
        (fact for fact in facts if fact.value is not None), key=lambda f: (f.subject.path, Period.parse(f.period).sort_key)
    )


def rows_of_pair(pair: Pair, subjects: QuerySet[Subject], book: Book) -> Iterator[Printed]:
    """The published column of the ledger beside its exact values; what cannot be computed is left out."""
    for fact in list_published(pair, subjects, book):
        try:
            value = compute_value(pair.computed, fact.subject.code, Period.parse(fact.period), book)
        except (KeyError, PeriodError):
            continue
        if isinstance(value.result, Quantity) and fact.value is not None:
            label = f"{fact.subject.label} {value.period.chinese}"
            yield Printed(label, Fraction(value.result.value), plain(fact.value))


COLUMNS = {
    "ratio": (gettext_lazy("分子 分母 印出的%"), 3),
    "growth": (gettext_lazy("本期 上年同期 印出的%"), 3),
    "ahead": (gettext_lazy("完成 全年目标 月数 印出的百分点"), 4),
    "value": (gettext_lazy("算得的原值 印出的数"), 2),
}
"""What a pasted column can be, with how its rows are written and how many numbers each has."""


def read_pasted(text: str, kind: str) -> tuple[list[Printed], list[str]]:
    """The rows of a pasted table, and what is wrong with those that cannot be read: all at once."""
    written, count = COLUMNS[kind]
    rows, faults = [], []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        *label, numbers = split_row(line, count)
        try:
            rows.append(row_of(kind, label[0] if label else str(number), [parse_decimal(part) for part in numbers]))
        except (QuantityError, ValueError, ZeroDivisionError):
            faults.append(
                _(
                    "第 %(number)s 行「%(line)s」读不成「%(written)s」。请每行写这几个数，用空格或制表符隔开，前面可以有单位名称。"
                )
                % {"number": number, "line": line.strip(), "written": written}
            )
    return rows, faults


def split_row(line: str, count: int) -> tuple[str, list[str]]:
    """A row's name and its last numbers."""
    parts = re.split(r"[\s\t|;；]+", line.strip().replace("%", "").replace("％", ""))
    return " ".join(parts[:-count]) or line.strip(), parts[-count:]


def row_of(kind: str, label: str, numbers: list[Decimal]) -> Printed:
    """One pasted row. Raises ValueError for a row that has not enough numbers, ZeroDivisionError for a divisor of zero."""
    *given, printed = numbers
    if len(numbers) != COLUMNS[kind][1]:
        raise ValueError(label)
    exact = [Fraction(number) for number in given]
    match kind:
        case "ratio":
            return Printed(label, exact[0] / exact[1] * 100, printed)
        case "growth":
            return Printed(label, (exact[0] / exact[1] - 1) * 100, printed)
        case "ahead":
            done, due = exact[0] / exact[1] * 100, exact[2] / 12 * 100
            return Printed(label, done - due, printed, (done, due))
        case _:
            return Printed(label, exact[0], printed)
