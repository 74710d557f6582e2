"""The months' output as it goes in and out of Excel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaifaqu.core.reader.registers.columns import Column, Kind, Value
from kaifaqu.core.reader.registers.write import Row
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.register import Register, RegisterRefusedError, Values
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.production.actions import state_output
from kaifaqu.operations.production.models import Capacity, MonthOutput
from kaifaqu.operations.production.rules import ProductionRefusedError


class OutputsRegister(Register):
    """产量台账. Nothing that was stated is changed: a row that says otherwise is the next statement of its month."""

    code = "outputs"
    name = gettext_lazy("产量台账")
    act = "production:output"
    page = "production:list"
    columns = (
        Column("scope", "产能口径", required=True, aliases=("口径", "生产线", "产线")),
        Column("owner", "所属企业", aliases=("企业名称", "企业", "所属项目", "单位名称")),
        Column("month", "月份", Kind.MONTH, aliases=("时间", "报告期")),
        Column("planned", "计划产量", Kind.NUMBER, aliases=("计划",)),
        Column("real", "实际产量", Kind.NUMBER, aliases=("产量", "实际", "完成产量")),
        Column("capacity", "年产能", derived=True),
    )

    def find(self, subject: Subject, values: Mapping[str, Value]) -> str | None:
        capacity, month = find_capacity(subject, values), read_month(values)
        if capacity is None or month is None:
            return None
        found = MonthOutput.objects.filter(capacity=capacity, month=month).order_by("-pk").first()
        return str(found.pk) if found else None

    def identify(self, values: Mapping[str, Value]) -> object:
        return values.get("owner"), values.get("scope"), values.get("month")

    def read(self, key: str) -> Mapping[str, Value]:
        row = MonthOutput.objects.select_related("capacity__owner").filter(pk=key).first()
        return describe_output(row) if row else {}

    def write(
        self, subject: Subject, key: str | None, values: Values, category: tuple[str, ...], *, by: User, at: datetime
    ) -> str:
        before = MonthOutput.objects.select_related("capacity").get(pk=key) if key else None
        told = {
            **(describe_output(before) if before else {}),
            **{name: value for name, value in values.items() if value is not None},
        }
        capacity, month = before.capacity if before else find_capacity(subject, told), read_month(told)
        if capacity is None or month is None:
            raise RegisterRefusedError(
                _("没有写月份，或“%(scope)s”没有登记产能。请补写月份，或先登记产能。") % {"scope": told.get("scope", "")}
            )
        planned, real = told.get("planned"), told.get("real")
        try:
            row = state_output(
                capacity, month=month, planned=planned if isinstance(planned, Decimal) else None, by=by, at=at,
                real=real if isinstance(real, Decimal) else None,
            )  # fmt: skip
        except ProductionRefusedError as error:
            raise RegisterRefusedError(str(error)) from error
        return str(row.pk)

    def remove(self, key: str, *, by: User, at: datetime) -> None:
        raise RegisterRefusedError(_("报过的产量不删除：更正请再报一次，以最后一次为准。"))

    def rows(self, subject: Subject) -> Iterable[Row]:
        rows = MonthOutput.objects.filter(capacity__owner__path__startswith=subject.path).select_related("capacity__owner")
        newest = {(row.capacity_id, row.month): row for row in rows.order_by("month", "pk")}
        return [Row(describe_output(row)) for row in newest.values()]


def find_capacity(subject: Subject, values: Mapping[str, Value]) -> Capacity | None:
    """The one capacity below the subject with this scope, or of the one line so named; None for none or several."""
    rows = Capacity.objects.filter(owner__path__startswith=subject.path, valid_to=None).select_related("owner")
    scope, owner = str(values.get("scope") or "").strip(), str(values.get("owner") or "").strip()
    found = [row for row in rows if row.scope == scope and owner in ("", row.owner.name, row.owner.short_name)]
    return found[0] if len(found) == 1 else None


def read_month(values: Mapping[str, Value]) -> date | None:
    """The first day of the row's month."""
    try:
        return date.fromisoformat(f"{values.get('month')}-01")
    except ValueError:
        return None


def describe_output(row: MonthOutput) -> dict[str, Value]:
    """A month's output by the list's fields."""
    told: dict[str, Value | None] = {
        "scope": row.capacity.scope, "owner": row.capacity.owner.name, "month": f"{row.month:%Y-%m}", "planned": row.planned,
        "real": row.real, "capacity": str(row.capacity),
    }  # fmt: skip
    return {field: value for field, value in told.items() if value is not None}
