"""Help given to firms as it goes in and out of Excel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaifaqu.core.reader.registers.columns import Column, Kind, Value
from kaifaqu.core.reader.registers.write import Row
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.register import RegisterRefusedError, Values
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.service.actions import change_help, note_help, remove_help
from kaifaqu.operations.service.models import Help, HelpKind
from kaifaqu.operations.service.queries import list_helps_of
from kaifaqu.operations.service.registers import FIRM_COLUMNS, FirmRegister, find_firm

TOLD = ("kind", "on", "words", "output_before", "output_after")


class HelpsRegister(FirmRegister):
    """帮扶台账. A firm is helped in one way once a day: the same row again brings it up to date."""

    code = "helps"
    name = gettext_lazy("帮扶台账")
    act = "service:help"
    page = "service:help"
    columns = (
        *FIRM_COLUMNS,
        Column("on", "帮扶日期", Kind.DATE, aliases=("日期", "时间")),
        Column("kind", "帮扶方式", Kind.CHOICE, aliases=("方式", "帮扶类型"), choices={str(row.label): row.value for row in HelpKind}),
        Column("words", "帮扶内容", aliases=("做了什么", "内容", "帮扶措施", "措施")),
        Column("output_before", "帮扶前月产值", Kind.AMOUNT, "万元", aliases=("帮扶前产值",)),
        Column("output_after", "帮扶后月产值", Kind.AMOUNT, "万元", aliases=("帮扶后产值",)),
    )  # fmt: skip

    def find(self, subject: Subject, values: Mapping[str, Value]) -> str | None:
        firm, on, kind = find_firm(subject, values), values.get("on"), values.get("kind")
        if firm is None or not isinstance(on, date):
            return None
        found = Help.objects.filter(enterprise=firm, on=on, kind=kind or HelpKind.OTHER).first()
        return str(found.pk) if found else None

    def identify(self, values: Mapping[str, Value]) -> object:
        return values.get("enterprise"), values.get("on"), values.get("kind")

    def read(self, key: str) -> Mapping[str, Value]:
        row = Help.objects.select_related("enterprise").filter(pk=key).first()
        return describe_help(row) if row else {}

    def write(
        self, subject: Subject, key: str | None, values: Values, category: tuple[str, ...], *, by: User, at: datetime
    ) -> str:
        row = Help.objects.select_related("enterprise__subject").get(pk=key) if key else None
        told: dict[str, Any] = {**(describe_help(row) if row else {}), **values}
        firm = row.enterprise if row else find_firm(subject, values)
        if firm is None or not isinstance(told.get("on"), date) or not told.get("words"):
            raise RegisterRefusedError(_("没有写帮扶日期或内容，或企业不在本区名录里。请补全这一行。"))
        fields = {name: told.get(name) for name in TOLD} | {"kind": told.get("kind") or HelpKind.OTHER}
        done = change_help(row, by=by, at=at, **fields) if row else note_help(enterprise=firm, by=by, at=at, **fields)
        return str(done.pk)

    def remove(self, key: str, *, by: User, at: datetime) -> None:
        row = Help.objects.select_related("enterprise__subject").filter(pk=key).first()
        if row is not None:
            remove_help(row, by=by, at=at)

    def rows(self, subject: Subject) -> Iterable[Row]:
        return [Row(describe_help(row)) for row in list_helps_of(subject)]


def describe_help(row: Help) -> dict[str, Value]:
    """The help by the list's fields."""
    told: dict[str, Value | None] = {
        "enterprise": row.enterprise.name, "credit_code": row.enterprise.credit_code, "on": row.on, "kind": str(row.kind),
        "words": row.words, "output_before": row.output_before, "output_after": row.output_after,
    }  # fmt: skip
    return {field: value for field, value in told.items() if value not in (None, "")}
