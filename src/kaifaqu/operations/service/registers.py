"""Tickets and visits as they go in and out of Excel; the export of a 12345 hotline is read by the layout that its sender was taught once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaifaqu.core.figures.problem import Problem, Severity
from kaifaqu.core.reader.registers.columns import Column, Kind, Value
from kaifaqu.core.reader.registers.read import Record
from kaifaqu.core.reader.registers.write import Row
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.enterprises.matching import Match
from kaifaqu.foundation.enterprises.models import Enterprise
from kaifaqu.foundation.enterprises.queries import find_by_credit_code, find_named, find_similar
from kaifaqu.foundation.register import Register, RegisterRefusedError, Values
from kaifaqu.foundation.subjects.models import Kind as SubjectKind
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.foundation.subjects.queries import list_subtree
from kaifaqu.operations.service.actions import file_ticket, make_visit, remove_visit, settle_ticket, withdraw_ticket
from kaifaqu.operations.service.models import Category, Channel, Rating, State, Ticket, Visit, VisitKind
from kaifaqu.operations.service.queries import list_tickets_of, list_visits, measure_delay, run_ticket, zone_of
from kaifaqu.operations.service.rules import ServiceRefusedError, is_settled_outside

CATEGORIES = {
    "用地": Category.LAND, "土地": Category.LAND, "用地保障": Category.LAND, "融资": Category.FINANCE, "融资服务": Category.FINANCE,
    "金融": Category.FINANCE, "用工": Category.LABOUR, "用工服务": Category.LABOUR, "人力资源": Category.LABOUR, "水电气": Category.UTILITIES,
    "供电": Category.UTILITIES, "供水": Category.UTILITIES, "供气": Category.UTILITIES, "水电气暖": Category.UTILITIES, "审批": Category.APPROVAL,
    "行政审批": Category.APPROVAL, "证照办理": Category.APPROVAL, "政策兑现": Category.POLICY, "惠企政策": Category.POLICY, "物流": Category.LOGISTICS,
    "交通物流": Category.LOGISTICS, "历史遗留": Category.HISTORY, "其他": Category.OTHER, "其它": Category.OTHER,
}  # fmt: skip
RATINGS: Mapping[str, str] = {
    "非常满意": Rating.GOOD, "满意": Rating.GOOD, "基本满意": Rating.FAIR, "一般": Rating.FAIR, "不满意": Rating.BAD, "非常不满意": Rating.BAD,
}  # fmt: skip
OUTSIDE = ("outside_state", "finished_on", "outside_answer", "outside_rating")
"""What the channel from which a ticket came says of it."""
VISIT_KINDS = {
    "例行走访": VisitKind.ROUTINE,
    "例行": VisitKind.ROUTINE,
    "包联走访": VisitKind.CONTACT,
    "包联": VisitKind.CONTACT,
    "问题督办": VisitKind.URGED,
    "督办": VisitKind.URGED,
}
FIRM_COLUMNS = (
    Column("enterprise", "企业名称", aliases=("企业", "单位名称", "诉求企业", "诉求人", "来电人", "来电单位", "反映人", "公司名称"), required=True),
    Column("credit_code", "统一社会信用代码", Kind.CODE, aliases=("信用代码", "社会信用代码")),
)  # fmt: skip


def find_firm(subject: Subject, values: Mapping[str, Any]) -> Enterprise | None:
    """The firm below the subject that a row means: by code, by an exact name, by the one sure likeness."""
    coded = find_by_credit_code(str(values.get("credit_code") or ""))
    if coded is not None and coded.subject.path.startswith(subject.path):
        return coded
    name = str(values.get("enterprise") or "")
    named = find_named(name, subject) if name else None
    if named is not None or not name:
        return named
    sure = [row.enterprise for row in find_similar(name, "", list_subtree(subject.code)) if row.match is Match.SAME]
    return sure[0] if len(sure) == 1 else None


def tell_unknown_firm(record: Record) -> Problem:
    """A firm that nobody has registered stops the file: a ticket without its firm would be answered to nobody."""
    place = record.cells["enterprise"].place if "enterprise" in record.cells else record.place
    return Problem(
        "service.firm", place.replace("!", " "), _("企业“%(name)s”") % {"name": record.values.get("enterprise", "")},
        _("，本区企业名录里没有，或有几家相像"), _("请先登记企业，或在表里补统一社会信用代码"), Severity.HARD, place,
    )  # fmt: skip


class FirmRegister(Register):
    """A list whose rows belong to registered firms."""

    def judge(self, subject: Subject, record: Record) -> list[Problem]:
        return [] if find_firm(subject, record.values) else [tell_unknown_firm(record)]


class TicketsRegister(FirmRegister):
    """诉求台账, and what a 12345 hotline exports. An import files tickets; one that the hotline has settled keeps its state, day and answer from there."""

    code = "tickets"
    name = gettext_lazy("企业诉求台账")
    act = "service:file"
    page = "service:tickets"
    columns = (
        Column("title", "诉求", required=True, aliases=("诉求标题", "工单标题", "标题", "主要诉求", "问题", "事项", "反映事项", "诉求事项")),
        *FIRM_COLUMNS,
        Column("outside_number", "外来编号", Kind.CODE, aliases=("工单编号", "工单号", "编号", "流水号", "受理编号", "单号")),
        Column("words", "内容", aliases=("诉求内容", "工单内容", "详细内容", "问题描述", "来电内容", "反映内容")),
        Column("category", "类别", Kind.CHOICE, aliases=("诉求类别", "诉求类型", "问题类别", "问题类型", "工单类型", "事项类别"), choices={word: row.value for word, row in CATEGORIES.items()}),
        Column("filed_on", "提出日期", Kind.DATE, aliases=("受理时间", "来电时间", "提交时间", "登记时间", "受理日期", "诉求时间")),
        Column("outside_state", "外来办理状态", aliases=("办理状态", "工单状态", "办件状态", "处理状态", "状态")),
        Column("finished_on", "外来办结日期", Kind.DATE, aliases=("办结日期", "办结时间", "归档时间", "结案时间", "完成时间")),
        Column("outside_answer", "外来办理结果", aliases=("办理结果", "处理结果", "答复内容", "回复内容", "办理意见")),
        Column("outside_rating", "外来满意度", Kind.CHOICE, aliases=("满意度", "回访满意度", "评价结果"), choices=RATINGS),
        Column("state", "本平台办理状态", derived=True),
        Column("office", "本平台主办单位", derived=True),
        Column("due", "本平台到期日", derived=True),
        Column("outcome", "本平台办理结论", derived=True),
        Column("rating", "本平台企业评价", derived=True),
        Column("delay", "致项目延误天数", derived=True),
    )  # fmt: skip

    def find(self, subject: Subject, values: Mapping[str, Value]) -> str | None:
        rows = list_tickets_of(subject).exclude(state=State.WITHDRAWN)
        number, firm = str(values.get("outside_number") or ""), find_firm(subject, values)
        found = rows.filter(outside_number=number).first() if number else None
        if found is None and firm is not None:
            found = rows.filter(enterprise=firm, title=str(values.get("title", ""))[:200], outside_number="").first()
        return str(found.pk) if found else None

    def read(self, key: str) -> Mapping[str, Value]:
        ticket = (
            Ticket.objects.select_related("enterprise", "office", "project").prefetch_related("pauses").filter(pk=key).first()
        )
        return describe_ticket(ticket, ticket.filed_at) if ticket else {}

    def identify(self, values: Mapping[str, Value]) -> object:
        number = values.get("outside_number")
        return number if number else (values.get("enterprise"), values.get("title"))

    def write(
        self, subject: Subject, key: str | None, values: Values, category: tuple[str, ...], *, by: User, at: datetime
    ) -> str:
        if key is not None:
            return self._change(key, values, by, at)
        firm = find_firm(subject, values)
        if firm is None:
            raise RegisterRefusedError(_("企业不在本区名录里。请先登记企业。"))
        number, day = str(values.get("outside_number") or ""), values.get("filed_on")
        try:
            ticket = file_ticket(
                enterprise=firm, title=str(values["title"])[:200], words=str(values.get("words") or ""), outside_number=number,
                category=str(values.get("category") or Category.OTHER), channel=Channel.HOTLINE if number else Channel.OFFICE, by=by,
                at=begin_of(day) if isinstance(day, date) else at,
            )  # fmt: skip
            follow_outside(ticket, values, by, at)
        except ServiceRefusedError as error:
            raise RegisterRefusedError(str(error)) from error
        return str(ticket.pk)

    def _change(self, key: str, values: Values, by: User, at: datetime) -> str:
        """Words and category may be corrected while nobody has taken the ticket up; what the hotline says now is always followed. Raises RegisterRefusedError."""
        ticket = Ticket.objects.get(pk=key)
        follow_outside(ticket, values, by, at)
        values = {name: value for name, value in values.items() if name not in OUTSIDE}
        if not values:
            return key
        fields = [field for field in ("title", "words", "category", "outside_number") if field in values]
        if set(values) - set(fields) - {"enterprise", "credit_code"} or ticket.state != State.FILED:
            raise RegisterRefusedError(
                _("诉求“%(title)s”已经受理，内容不能再从表格改。请在诉求页反馈进展。") % {"title": ticket.title}
            )
        for field in fields:
            setattr(ticket, field, str(values[field] or ("other" if field == "category" else "")))
        ticket.save(update_fields=fields)
        return key

    def remove(self, key: str, *, by: User, at: datetime) -> None:
        ticket = Ticket.objects.filter(pk=key).exclude(state=State.WITHDRAWN).first()
        try:
            if ticket is not None:
                withdraw_ticket(ticket, words=_("导入撤销"), by=by, at=at)
        except ServiceRefusedError as error:
            raise RegisterRefusedError(str(error)) from error

    def rows(self, subject: Subject) -> Iterable[Row]:
        now = timezone.now()
        rows = list_tickets_of(subject).exclude(state=State.WITHDRAWN).select_related("enterprise", "office", "project")
        return [Row(describe_ticket(row, now)) for row in rows.prefetch_related("pauses")]


def follow_outside(ticket: Ticket, values: Values, by: User, at: datetime) -> None:
    """Keeps the hotline's word; a ticket that nobody here has taken up and that is settled there is settled. One in hand stays in hand."""
    word, day = str(values.get("outside_state") or ticket.outside_state)[:40], values.get("finished_on")
    finished = day if isinstance(day, date) else None
    if ticket.state == State.FILED and is_settled_outside(word, finished):
        answer, rating = str(values.get("outside_answer") or ""), str(values.get("outside_rating") or "")
        settle_ticket(ticket, state=word, on=finished, answer=answer, rating=rating, by=by, at=at)
    elif word != ticket.outside_state:
        ticket.outside_state = word
        ticket.save(update_fields=["outside_state"])


def tell_outside(ticket: Ticket) -> dict[str, Value | None]:
    """What the hotline said of the ticket, by the list's fields."""
    if ticket.state != State.SETTLED:
        return {"outside_state": ticket.outside_state}
    day = timezone.localdate(ticket.closed_at) if ticket.closed_at is not None else None
    return {
        "outside_state": ticket.outside_state, "finished_on": day, "outside_answer": ticket.answer, "outside_rating": str(ticket.rating),
    }  # fmt: skip


def begin_of(day: date) -> datetime:
    """The morning of a day on which the hotline took the call: from there the clocks run."""
    return timezone.make_aware(datetime.combine(day, time(9)))


def describe_ticket(ticket: Ticket, now: datetime) -> dict[str, Value]:
    """The ticket by the list's fields."""
    on = timezone.localdate(now)
    due = next((row.due for row in run_ticket(ticket, on) if row.clock.code == "lead"), None)
    delay = measure_delay(ticket, on)
    told: dict[str, Value | None] = {
        "title": ticket.title, "enterprise": ticket.enterprise.name, "credit_code": ticket.enterprise.credit_code,
        "outside_number": ticket.outside_number, "words": ticket.words, "category": str(ticket.category),
        "filed_on": timezone.localdate(ticket.filed_at), "state": str(ticket.get_state_display()), "due": due,
        "office": ticket.office.name if ticket.office else None, "outcome": str(ticket.get_outcome_display()),
        "rating": str(ticket.get_rating_display()), **tell_outside(ticket), "delay": None if delay is None else Decimal(delay),
    }  # fmt: skip
    return {field: value for field, value in told.items() if value not in (None, "")}


class VisitsRegister(FirmRegister):
    """走访台账: visits that were made."""

    code = "visits"
    name = gettext_lazy("走访台账")
    act = "service:visit_new"
    page = "service:visits"
    columns = (
        *FIRM_COLUMNS,
        Column("on", "走访日期", Kind.DATE, aliases=("日期", "时间", "走访时间")),
        Column("office", "走访单位", aliases=("走访部门", "部门", "责任单位", "牵头单位")),
        Column("kind", "类型", Kind.CHOICE, aliases=("走访类型",), choices={word: row.value for word, row in VISIT_KINDS.items()}),
        Column("by_principal", "主要负责人带队", Kind.YES, aliases=("主要领导带队", "是否主要负责人")),
        Column("visitors", "走访人", aliases=("带队领导", "走访领导", "走访人员", "参加人员")),
        Column("output", "当月产值", Kind.AMOUNT, "万元", aliases=("产值",)),
        Column("orders", "订单", aliases=("订单情况",)),
        Column("workers", "用工（人）", Kind.NUMBER, aliases=("用工", "用工人数", "职工人数")),
        Column("findings", "走访情况", aliases=("走访内容", "情况", "生产经营情况", "企业情况")),
        Column("answers", "现场答复", aliases=("现场解决情况", "答复情况")),
        Column("policies", "政策宣讲", aliases=("宣讲政策",)),
        Column("problems", "转出诉求", derived=True),
    )  # fmt: skip

    def find(self, subject: Subject, values: Mapping[str, Value]) -> str | None:
        firm, on = find_firm(subject, values), values.get("on")
        if firm is None or not isinstance(on, date):
            return None
        rows = Visit.objects.filter(enterprise=firm, on=on, made_at__isnull=False).select_related("office")
        office = str(values.get("office") or "")
        found = [row for row in rows if office in ("", row.office.name, row.office.short_name)]
        return str(found[0].pk) if len(found) == 1 else None

    def identify(self, values: Mapping[str, Value]) -> object:
        return values.get("enterprise"), values.get("on"), values.get("office")

    def judge(self, subject: Subject, record: Record) -> list[Problem]:
        missing = [] if isinstance(record.values.get("on"), date) else [_tell_missing_day(record)]
        return [*super().judge(subject, record), *missing]

    def read(self, key: str) -> Mapping[str, Value]:
        visit = Visit.objects.select_related("enterprise", "office").filter(pk=key).first()
        return describe_visit(visit) if visit else {}

    def write(
        self, subject: Subject, key: str | None, values: Values, category: tuple[str, ...], *, by: User, at: datetime
    ) -> str:
        visit = Visit.objects.select_related("enterprise__subject", "office").get(pk=key) if key else None
        told: dict[str, Any] = {**(describe_visit(visit) if visit else {}), **values}
        firm = visit.enterprise if visit else find_firm(subject, values)
        if firm is None:
            raise RegisterRefusedError(_("企业不在本区名录里。请先登记企业。"))
        try:
            made = make_visit(
                enterprise=firm, office=find_office(zone_of(firm), str(told.get("office") or "")), kind=str(told.get("kind") or VisitKind.ROUTINE),
                on=told["on"], by_principal=bool(told.get("by_principal")), planned=visit, event=visit.event if visit else None, by=by, at=at, **tell_visit(told),
            )  # fmt: skip
        except ServiceRefusedError as error:
            raise RegisterRefusedError(str(error)) from error
        return str(made.pk)

    def remove(self, key: str, *, by: User, at: datetime) -> None:
        visit = Visit.objects.select_related("enterprise__subject", "office").filter(pk=key).first()
        try:
            if visit is not None:
                remove_visit(visit, by=by, at=at)
        except ServiceRefusedError as error:
            raise RegisterRefusedError(str(error)) from error

    def rows(self, subject: Subject) -> Iterable[Row]:
        rows = list_visits(list_subtree(subject.code)).filter(made_at__isnull=False).prefetch_related("tickets")
        return [Row({**describe_visit(row), "problems": str(len(row.tickets.all()))}) for row in rows]


def _tell_missing_day(record: Record) -> Problem:
    cell = record.cells.get("on")
    place = cell.place if cell else record.place
    return Problem(
        "service.day", place.replace("!", " "), _("没有走访日期"), "", _("请补写日期，如 2024-04-20"), Severity.HARD, place
    )


def find_office(zone: Subject, name: str) -> Subject:
    """The bureau of this name in a zone; the zone itself for its own name or none. Raises ServiceRefusedError."""
    if name.strip() in ("", zone.name, zone.short_name):
        return zone
    rows = list_subtree(zone.code).filter(kind__in=(SubjectKind.OFFICE, SubjectKind.PARK, SubjectKind.OPERATING_COMPANY))
    found = [row for row in rows if name.strip() in (row.name, row.short_name)]
    if len(found) != 1:
        raise ServiceRefusedError(_("走访单位“%(name)s”没有登记。请先在“承办机构”登记，或写管委会。") % {"name": name})
    return found[0]


def tell_visit(told: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a visit that are taken as they stand."""
    workers = told.get("workers")
    words = {name: str(told.get(name) or "") for name in ("visitors", "orders", "findings", "answers", "policies")}
    return {**words, "output": told.get("output"), "workers": None if workers is None else int(workers)}


def describe_visit(visit: Visit) -> dict[str, Value]:
    """The visit by the list's fields."""
    told: dict[str, Value | None] = {
        "enterprise": visit.enterprise.name, "credit_code": visit.enterprise.credit_code, "on": visit.on, "office": visit.office.name,
        "kind": str(visit.kind), "by_principal": visit.by_principal, "visitors": visit.visitors, "output": visit.output,
        "orders": visit.orders, "workers": None if visit.workers is None else Decimal(visit.workers), "findings": visit.findings,
        "answers": visit.answers, "policies": visit.policies,
    }  # fmt: skip
    return {field: value for field, value in told.items() if value not in (None, "")}
