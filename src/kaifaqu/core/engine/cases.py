"""Worked cases of the catalogue: facts in, expected value out, each with its source. Every evaluator must pass them all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kaifaqu.core.engine.indicator import Indicator, indicators, indicators_from
from kaifaqu.core.engine.memory import MemoryBook
from kaifaqu.core.engine.scheme import Scheme, schemes
from kaifaqu.core.figures.catalogue import CatalogueError, Rule, load_rules
from kaifaqu.core.figures.item import Item, Nature, items
from kaifaqu.core.figures.missing import BY_LABEL, Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.statement import Price, Role, Scope, Statement
from kaifaqu.core.figures.unit import parse_unit

NUMBER = re.compile(r"\s*([+-]?[\d.,]+)\s*(\S+)\s*")


@dataclass(frozen=True)
class Case:
    """One worked case. `expect` holds any of result, shown, missing, words, reason_has, marks, problems, says, printed, fits."""

    name: str
    source: str
    indicator: Indicator
    book: MemoryBook
    subject: str
    period: Period
    expect: Mapping[str, Any]
    series: str = ""
    """The published series that the case is one period of, where it is one."""


def cases() -> Iterator[Case]:
    """Every worked case of an indicator in `catalogue/cases`. Raises CatalogueError naming file and case."""
    for rule in load_rules("cases"):
        for row in rule.content.get("indicators", []):
            try:
                yield _case(rule, row)
            except (KeyError, ValueError, TypeError) as error:
                name = row.get("name", "?") if isinstance(row, dict) else row
                raise CatalogueError(f"catalogue/cases/{rule.code}.yaml 的「{name}」有误：{error}") from error


@dataclass(frozen=True)
class SchemeCase:
    """One worked case of a scheme. `expect` holds per participant any of total, place, grade, missing, reason_has, marks, points."""

    name: str
    source: str
    scheme: Scheme
    participants: Mapping[str, Mapping[str, Quantity | Missing]]
    expect: Mapping[str, Mapping[str, Any]]


def scheme_cases() -> Iterator[SchemeCase]:
    """Every worked case of a scheme in `catalogue/cases`. Raises CatalogueError naming file and case."""
    for rule in load_rules("cases"):
        for row in rule.content.get("schemes", []):
            try:
                yield _scheme_case(rule, row)
            except (KeyError, ValueError, TypeError, AttributeError) as error:
                raise CatalogueError(f"catalogue/cases/{rule.code}.yaml 的「{row.get('name', '?')}」有误：{error}") from error


def _scheme_case(rule: Rule, row: Mapping[str, Any]) -> SchemeCase:
    scheme = schemes(row["day"])[row["scheme"]].with_numbers(row.get("numbers", {})).with_weights(row.get("weights", {}))
    brought = {
        who: {code: parse_figure(str(figure)) for code, figure in row_of.items()} for who, row_of in row["participants"].items()
    }
    return SchemeCase(row["name"], row.get("source", rule.content.get("source", "")), scheme, brought, row["expect"])


def parse_figure(text: str) -> Quantity | Missing:
    """`2.68 亿元` or a label of absence (未报). Raises ValueError with what was expected."""
    if text in BY_LABEL:
        return BY_LABEL[text]
    found = NUMBER.fullmatch(text)
    if found is None:
        raise ValueError(f"「{text}」应形如 2.68 亿元，或为 {'、'.join(BY_LABEL)}")
    return Quantity.of(found[1], found[2])


def _case(rule: Rule, row: Mapping[str, Any]) -> Case:
    period = Period.parse(str(row["period"]))
    subject = row.get("subject", "本区")
    known = items() | {code: _extra_item(code, given) for code, given in row.get("items", {}).items()}
    statements = [_statement(fact, subject, period, known) for fact in row.get("facts", [])]
    book = MemoryBook(statements, row.get("parts", {}), row.get("groups", {}), row.get("names", {}))
    on = period.end or date.max
    return Case(
        row["name"], row.get("source", rule.content.get("source", "")), _indicator(row, on, known), book, subject, period, row["expect"],
        row.get("series", ""),
    )  # fmt: skip


def _indicator(row: Mapping[str, Any], on: date, known: Mapping[str, Item]) -> Indicator:
    """The catalogue's indicator, or the case's own formula where it proves the language and not an indicator."""
    if "indicator" in row:
        return indicators(on)[row["indicator"]]
    content = {"name": row["name"], "unit": row["unit"], "formula": row["formula"], "valid_from": date.min, "reference": "算例"}
    content |= {key: row[key] for key in ("places", "vocabulary", "doubts") if key in row}
    return indicators_from([Rule("indicators", "case", "", content)], on, known)["case"]


def _extra_item(code: str, given: Mapping[str, Any]) -> Item:
    nature = Nature(given.get("nature", "flow"))
    price = Price(given.get("price", "none"))
    return Item(code, given["name"], parse_unit(given["unit"]), nature, nature is not Nature.PUBLISHED, price)


def _statement(fact: list[Any], subject: str, period: Period, known: Mapping[str, Item]) -> Statement:
    """[item, figure] or [item, figure, {subject, period, role, scope}]."""
    code, figure = str(fact[0]), parse_figure(str(fact[1]))
    options = fact[2] if len(fact) > 2 else {}
    item = known[code]
    return Statement(
        item=code,
        subject=options.get("subject", subject),
        period=Period.parse(str(options.get("period", period))),
        quantity=figure,
        role=Role(options.get("role", "actual")),
        basis=item.basis,
        price=item.price,
        scope=Scope(options.get("scope", "department")),
    )
