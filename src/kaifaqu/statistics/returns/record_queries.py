"""Reads of the three records: what an enterprise reported, what the zone noted, what the bureau says; and their sums by a named choice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from kaifaqu.core.figures.item import Item, Nature, item_named
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.unit import parse_unit
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import list_below
from kaifaqu.statistics.returns.form import Form, current_forms
from kaifaqu.statistics.returns.models import Line, Return, SideRecord


class Choice(StrEnum):
    """Whose value a sum over enterprises takes."""

    ENTERPRISE = "enterprise"
    BUREAU = "bureau"
    BUREAU_FIRST = "bureau_first"

    @property
    def label(self) -> Any:
        """How the page names the sum."""
        return CHOICES[self]


CHOICES = {
    Choice.ENTERPRISE: _("一律按企业自报值"),
    Choice.BUREAU: _("一律按统计部门反馈值"),
    Choice.BUREAU_FIRST: _("有反馈值的按反馈值，其余按自报值"),
}


@dataclass(frozen=True, slots=True)
class Beside:
    """One item of one enterprise: the three records, none of which changes another."""

    filer: Subject
    item: Item
    reported: Decimal | None
    line: Line | None
    note: SideRecord | None
    bureau: SideRecord | None

    @property
    def bureau_value(self) -> Decimal | None:
        """The bureau's value in the item's unit."""
        return _in_unit(self.bureau.value, self.bureau.unit, self.item) if self.bureau else None

    @property
    def gap(self) -> Decimal | None:
        """What the enterprise reported above the bureau's value (below zero: under it)."""
        told = self.bureau_value
        return self.reported - told if self.reported is not None and told is not None else None

    def value_by(self, choice: Choice) -> Decimal | None:
        """The value that a choice takes."""
        if choice is Choice.ENTERPRISE:
            return self.reported
        if choice is Choice.BUREAU or self.bureau_value is not None:
            return self.bureau_value
        return self.reported


def _in_unit(value: Decimal | None, unit: str, item: Item) -> Decimal | None:
    return Quantity(value, parse_unit(unit)).to(item.unit).value if value is not None else None


def list_enterprise_forms() -> list[Form]:
    """The forms that enterprises file for themselves."""
    return [form for form in current_forms().values() if Kind.ENTERPRISE in form.filers]


def newest_records(filers: Iterable[Subject], form: str, period: str) -> dict[tuple[int, str, str], SideRecord]:
    """The newest record of each enterprise, item and kind."""
    rows = SideRecord.objects.filter(filer__in=list(filers), form_code=form, period=period).order_by("pk")
    return {(row.filer_id, row.item, row.kind): row for row in rows.select_related("by", "document")}


def list_beside(return_: Return, form: Form) -> list[Beside]:
    """Every line of one enterprise's form with its three records."""
    lines = {line.item: line for line in return_.lines.select_related("subject", "entered_by")}
    records = newest_records([return_.filer], return_.form_code, return_.period)
    return [_beside(return_.filer, row.item, lines.get(row.item.code), records) for row in form.lines]


def _beside(filer: Subject, item: Item, line: Line | None, records: Mapping[tuple[int, str, str], SideRecord]) -> Beside:
    note, bureau = (records.get((filer.pk, item.code, kind)) for kind in (SideRecord.Kind.NOTE, SideRecord.Kind.BUREAU))
    return Beside(filer, item, _in_unit(line.value, line.unit, item) if line else None, line, note, bureau)


def list_history(return_: Return) -> list[SideRecord]:
    """Every note and bureau value of one enterprise's period, newest first."""
    found = SideRecord.objects.filter(filer=return_.filer, form_code=return_.form_code, period=return_.period)
    return list(found.select_related("by", "document").order_by("-pk"))


@dataclass(frozen=True, slots=True)
class EnterpriseRow:
    """One enterprise in a zone's sum: its records, and its return where it was filed."""

    beside: Beside
    return_: Return | None
    used: Decimal | None


@dataclass(frozen=True, slots=True)
class EnterpriseSum:
    """One item over the enterprises of a zone by one choice of record: the total, and who is not in it."""

    item: Item
    choice: Choice
    rows: tuple[EnterpriseRow, ...]

    @property
    def total(self) -> Decimal | None:
        told = [row.used for row in self.rows if row.used is not None]
        return sum(told, Decimal(0)) if told else None

    @property
    def owing(self) -> tuple[Subject, ...]:
        """The enterprises without the value that the choice asks for: they are not zero."""
        return tuple(row.beside.filer for row in self.rows if row.used is None)

    @property
    def totals(self) -> list[tuple[Choice, Decimal | None, int]]:
        """(choice, total, how many are in it) for every choice, so that none is taken for the other."""
        return [_total_by(choice, self.rows) for choice in Choice]


def _total_by(choice: Choice, rows: Sequence[EnterpriseRow]) -> tuple[Choice, Decimal | None, int]:
    told = [value for row in rows if (value := row.beside.value_by(choice)) is not None]
    return choice, (sum(told, Decimal(0)) if told else None), len(told)


def sum_over_enterprises(zone: Subject, form: Form, period: Period, item: str, choice: Choice) -> EnterpriseSum:
    """The sum of an item over the enterprises below a zone, by a named choice of record. Only filed returns count."""
    filers = list(list_below(zone.code, Kind.ENTERPRISE).order_by("path"))
    returns = newest_filed(filers, form.code, str(period))
    lines = {line.owner_id: line for line in Line.objects.filter(owner__in=list(returns.values()), item=item)}
    records = newest_records(filers, form.code, str(period))
    rows = []
    for filer in filers:
        return_ = returns.get(filer.pk)
        beside = _beside(filer, item_named(item), lines.get(return_.pk) if return_ else None, records)
        rows.append(EnterpriseRow(beside, return_, beside.value_by(choice)))
    return EnterpriseSum(item_named(item), choice, tuple(rows))


def newest_filed(filers: Iterable[Subject], form: str, period: str) -> dict[int, Return]:
    """The newest version that each enterprise has filed (signed by itself), by its key."""
    found = Return.objects.filter(filer__in=list(filers), form_code=form, period=period, position__gt=0).order_by("version")
    return {return_.filer_id: return_ for return_ in found}


def list_filed_periods(zone: Subject, form: str) -> list[Period]:
    """The periods that enterprises below a zone have opened this form for, newest first."""
    texts = Return.objects.filter(filer__path__startswith=zone.path, form_code=form).values_list("period", flat=True).distinct()
    return sorted((Period.parse(text) for text in texts), key=lambda period: period.sort_key, reverse=True)


def sums_of(form: Form) -> list[Item]:
    """The items of a form that may be added over enterprises."""
    return [line.item for line in form.lines if line.item.adds_over_subjects and line.item.nature is not Nature.PUBLISHED]
