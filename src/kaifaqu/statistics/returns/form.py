"""Forms (报表) as the catalogue gives them: which lines, for which periods, with which checks, signed by whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Any

from kaifaqu.core.figures.catalogue import MISWRITTEN, CatalogueError, Rule, load_rules
from kaifaqu.core.figures.item import Item, item_named
from kaifaqu.core.figures.period import JANUARY_FEBRUARY, Period
from kaifaqu.core.figures.problem import Severity
from kaifaqu.core.figures.statement import LABELS, Role, Scope
from kaifaqu.statistics.returns.checks import CHECKS
from kaifaqu.statistics.returns.deadline_rules import duty_of
from kaifaqu.statistics.returns.rules import STEPS

PERIOD_LENGTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


@dataclass(frozen=True)
class FormLine:
    """One line that the form asks for."""

    item: Item
    role: Role
    required: bool
    indent: int

    @cached_property
    def key(self) -> str:
        """The line's name in a grid, a workbook and a problem: `item:role`."""
        return f"{self.item.code}:{self.role.value}"

    @property
    def label(self) -> str:
        """The item's name, with the role where it is not the actual figure."""
        return self.item.name if self.role is Role.ACTUAL else f"{self.item.name}({LABELS[self.role]})"


@dataclass(frozen=True, slots=True)
class FormCheck:
    """One check that the form asks for, with its parameters and how much it weighs."""

    name: str
    severity: Severity
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class Form:
    """A form as it reads on a day. `open_lines` takes any item, or those of `open_items`, of any subject within the filer's reach.

    `issued` is a form whose figures the superior sends down: its filer acknowledges them and enters none.
    """

    code: str
    name: str
    number: str
    filers: tuple[str, ...]
    periods: str
    unit: str
    scope: Scope
    open_lines: bool
    open_items: tuple[str, ...]
    issued: bool
    chains: Mapping[str, tuple[str, ...]]
    lines: tuple[FormLine, ...]
    checks: tuple[FormCheck, ...]
    rule: Rule

    def line(self, key: str) -> FormLine | None:
        """The line with this key."""
        return self.by_key.get(key)

    @cached_property
    def by_key(self) -> Mapping[str, FormLine]:
        """The lines by their key, in the form's order."""
        return {line.key: line for line in self.lines}

    def takes(self, item: str) -> bool:
        """True when an open form takes this item; a form with lines of its own takes none besides them."""
        return self.open_lines and (not self.open_items or item in self.open_items)

    def accepts(self, period: Period) -> bool:
        """True when the form is filed for this period: the cumulative to the end of a month (January never alone), quarter, half or year."""
        if self.periods == "any":
            return True
        month = period.bounded_end.month if period.is_cumulative else 0
        return month >= JANUARY_FEBRUARY and month % PERIOD_LENGTHS[self.periods] == 0

    def due_on(self, period: Period) -> date | None:
        """The last day for filing by the calendar of that time, or None when the form has no deadline."""
        duty = duty_of(self.code, period)
        return duty.due_on(period) if duty else None

    def chain_for(self, kind: str, small: bool) -> tuple[str, ...]:
        """The sign-off chain of a filer: its kind's own where the form has one, else that of a small or a full office."""
        return self.chains.get(kind) or self.chains["small" if small else "full"]


def parse_form(rule: Rule) -> Form:
    """A form from its rule. Raises CatalogueError naming the file and the fault."""
    content = rule.content
    try:
        return Form(
            code=rule.code,
            name=content["name"],
            number=content.get("number", ""),
            filers=tuple(content["filer"]),
            periods=_parse_periods(content["periods"]),
            unit=content.get("unit", ""),
            scope=Scope(content.get("scope", "department")),
            open_lines=content.get("open_lines", False),
            open_items=tuple(item_named(code).code for code in content.get("open_items", ())),
            issued=content.get("issued", False),
            chains=_parse_chains(content["chain"]),
            lines=tuple(_parse_line(line) for line in content["lines"]),
            checks=tuple(_parse_check(check) for check in content["checks"]),
            rule=rule,
        )
    except MISWRITTEN as error:
        raise CatalogueError(f"catalogue/forms/{rule.code}.yaml 有误：{error}。") from error


def _parse_periods(periods: str) -> str:
    if periods != "any" and periods not in PERIOD_LENGTHS:
        raise ValueError(f"periods「{periods}」应为 {'、'.join(PERIOD_LENGTHS)} 或 any")
    return periods


def _parse_chains(chains: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    if lacking := {"full", "small"} - set(chains):
        raise ValueError(f"chain 缺少 {'、'.join(sorted(lacking))}")
    return {name: _parse_chain(steps) for name, steps in chains.items()}


def _parse_chain(steps: Iterable[str]) -> tuple[str, ...]:
    chain = tuple(steps)
    if unknown := [step for step in chain if step not in STEPS]:
        raise ValueError(f"签发链中没有「{'、'.join(unknown)}」这一步，应为 {'、'.join(STEPS)}")
    return chain


def _parse_line(line: Mapping[str, Any]) -> FormLine:
    return FormLine(
        item_named(line["item"]), Role(line.get("role", "actual")), line.get("required", False), line.get("indent", 0)
    )


def _parse_check(check: Mapping[str, Any]) -> FormCheck:
    if check["check"] not in CHECKS:
        raise ValueError(f"没有「{check['check']}」这项校核，应为 {'、'.join(CHECKS)}")
    parameters = {name: value for name, value in check.items() if name not in ("check", "severity")}
    return FormCheck(check["check"], Severity(check["severity"]), parameters)


@cache
def current_forms() -> Mapping[str, Form]:
    """The catalogue's forms by code."""
    return {rule.code: parse_form(rule) for rule in load_rules("forms")}
