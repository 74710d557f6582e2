"""Production lines as they go in and out of Excel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaifaqu.core.figures.problem import Problem, Severity
from kaifaqu.core.reader.registers.columns import Column, Kind, Value
from kaifaqu.core.reader.registers.read import Record
from kaifaqu.core.reader.registers.write import Row
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.register import Register, RegisterRefusedError, Values
from kaifaqu.foundation.subjects.models import Kind as SubjectKind
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.foundation.subjects.queries import list_subtree
from kaifaqu.operations.production.actions import correct_product, put_line, set_status, state_capacity
from kaifaqu.operations.production.models import Line, LineStatus
from kaifaqu.operations.production.queries import list_lines_of, list_used
from kaifaqu.operations.production.rules import ProductionRefusedError

STATUSES = {
    "规划": LineStatus.PLANNED, "在建": LineStatus.BUILDING, "建设中": LineStatus.BUILDING, "已建成": LineStatus.BUILT, "建成": LineStatus.BUILT,
    "试产": LineStatus.TRIAL, "试生产": LineStatus.TRIAL, "全面量产": LineStatus.FULL, "量产": LineStatus.FULL, "投产": LineStatus.FULL,
    "停产": LineStatus.STOPPED,
}  # fmt: skip


class LinesRegister(Register):
    """生产线台账. A capacity in it is of this one line; one that several lines share is stated on the page."""

    code = "lines"
    name = gettext_lazy("生产线台账")
    act = "production:put_line"
    page = "production:list"
    columns = (
        Column("name", "生产线名称", required=True, aliases=("生产线", "产线", "产线名称")),
        Column("owner", "所属企业", aliases=("企业名称", "企业", "所属项目", "单位名称", "所属企业或项目")),
        Column("product", "产品", aliases=("主要产品", "产品名称")),
        Column("status", "状态", Kind.CHOICE, aliases=("生产状态", "建设状态", "运行状态"), choices={word: row.value for word, row in STATUSES.items()}),
        Column("since", "状态起", Kind.DATE, aliases=("投产日期", "投产时间")),
        Column("capacity", "年产能", Kind.NUMBER, aliases=("设计产能", "产能", "年设计产能")),
        Column("unit", "产能单位", aliases=("计量单位", "单位")),
        Column("shared", "与他线合计的产能", derived=True),
        Column("utilisation", "今年产能利用率（%）", Kind.NUMBER, derived=True),
    )  # fmt: skip

    def find(self, subject: Subject, values: Mapping[str, Value]) -> str | None:
        written = str(values.get("owner") or "")
        owner = find_owner(subject, written) if written else subject
        if owner is None:
            return None
        rows = list_lines_of(owner).filter(subject__name=str(values.get("name", "")).strip())
        found = list(rows[:2])
        return str(found[0].pk) if len(found) == 1 else None

    def identify(self, values: Mapping[str, Value]) -> object:
        return values.get("owner"), values.get("name")

    def read(self, key: str) -> Mapping[str, Value]:
        line = Line.objects.select_related("subject", "owner").exclude(status=LineStatus.VOID).filter(pk=key).first()
        return describe_line(line) if line else {}

    def judge(self, subject: Subject, record: Record) -> list[Problem]:
        if self.find(subject, record.values) or find_owner(subject, str(record.values.get("owner") or "")):
            return []
        cell = record.cells.get("owner")
        place = cell.place if cell else record.place
        return [
            Problem(
                "production.owner", place.replace("!", " "), _("所属企业“%(name)s”") % {"name": record.values.get("owner", "")},
                _("，不是本区登记的企业或项目"), _("请照企业名录、项目档案的名称填写"), Severity.HARD, place,
            )
        ]  # fmt: skip

    def write(
        self, subject: Subject, key: str | None, values: Values, category: tuple[str, ...], *, by: User, at: datetime
    ) -> str:
        try:
            line = Line.objects.select_related("subject", "owner").get(pk=key) if key else self._put(subject, values, by, at)
            if key:
                change_line(line, values, by=by, at=at)
            put_capacity(line, values, by=by, at=at)
        except ProductionRefusedError as error:
            raise RegisterRefusedError(str(error)) from error
        return str(line.pk)

    def _put(self, subject: Subject, values: Values, by: User, at: datetime) -> Line:
        owner = find_owner(subject, str(values.get("owner") or ""))
        if owner is None:
            raise ProductionRefusedError(_("所属企业不在本区登记的企业和项目里。"))
        since = values.get("since")
        return put_line(
            owner=owner, name=str(values["name"]), product=str(values.get("product") or ""), by=by, at=at,
            status=LineStatus(str(values.get("status") or LineStatus.BUILT)), since=since if isinstance(since, date) else None,
        )  # fmt: skip

    def remove(self, key: str, *, by: User, at: datetime) -> None:
        line = Line.objects.select_related("subject").exclude(status=LineStatus.VOID).filter(pk=key).first()
        if line is None:
            return
        if line.capacities.filter(outputs__isnull=False).exists() or line.upgrades.exists():
            raise RegisterRefusedError(_("生产线已登记产量或技改，没有撤回。"))
        line.capacities.clear()
        set_status(line, status=LineStatus.VOID, on=None, words=_("导入撤销"), by=by, at=at)

    def rows(self, subject: Subject) -> Iterable[Row]:
        return [Row(describe_line(line)) for line in list_lines_of(subject).prefetch_related("capacities__lines")]


def find_owner(subject: Subject, name: str) -> Subject | None:
    """The one enterprise or project of this name below the subject; None for none, several or no name."""
    rows = list_subtree(subject.code).filter(kind__in=(SubjectKind.ENTERPRISE, SubjectKind.PROJECT))
    found = [row for row in rows if name.strip() and name.strip() in (row.name, row.short_name)]
    return found[0] if len(found) == 1 else None


def change_line(line: Line, values: Values, *, by: User, at: datetime) -> None:
    """A new status by its own act, which keeps the old one; a corrected product. Raises ProductionRefusedError."""
    since = values.get("since", line.since)
    if values.get("status") and values["status"] != line.status:
        words = _("台账导入")
        set_status(
            line,
            status=LineStatus(str(values["status"])),
            on=since if isinstance(since, date) else None,
            words=words,
            by=by,
            at=at,
        )
    if values.get("product") and values["product"] != line.product:
        correct_product(line, product=str(values["product"]), by=by, at=at)


def put_capacity(line: Line, values: Values, *, by: User, at: datetime) -> None:
    """The line's own capacity, where the row states another than holds. Raises ProductionRefusedError without a unit."""
    amount = values.get("capacity")
    if not isinstance(amount, Decimal):
        return
    unit = str(values.get("unit") or describe_line(line).get("unit") or "")
    if not unit:
        raise ProductionRefusedError(_("“%(line)s”有产能没有单位。请在“产能单位”写明，如 万台。") % {"line": line})
    since = values.get("since")
    state_capacity(
        lines=[line], amount=amount, unit=unit, scope=line.subject.name, valid_from=since if isinstance(since, date) else None, by=by, at=at
    )  # fmt: skip


def describe_line(line: Line) -> dict[str, Value]:
    """The line by the list's fields; a shared capacity is printed beside, never taken for the line's own."""
    capacities = [row for row in line.capacities.order_by("-pk").prefetch_related("lines") if row.valid_to is None]
    own = next((row for row in capacities if len(row.lines.all()) == 1), None)
    shared = "；".join(f"{row}（{row.scope}）" for row in capacities if len(row.lines.all()) > 1)
    told: dict[str, Value | None] = {
        "name": line.subject.name, "owner": line.owner.name, "product": line.product, "status": str(line.status), "since": line.since,
        "capacity": own.amount.normalize() if own else None, "unit": own.unit if own else None, "shared": shared,
        "utilisation": find_utilisation(line),
    }  # fmt: skip
    return {field: value for field, value in told.items() if value not in (None, "")}


def find_utilisation(line: Line) -> Decimal | None:
    """The utilisation of the year of the line's newest month, under the newest capacity that covers it; None without months."""
    capacity = line.capacities.filter(outputs__real__isnull=False).order_by("-pk").first()
    last = capacity.outputs.order_by("-month").first() if capacity is not None else None
    if capacity is None or last is None:
        return None
    return next((row.utilisation for row in list_used(line.owner, last.month.year) if row.capacity.pk == capacity.pk), None)
