"""The register of enterprises as it goes in and out of Excel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaifaqu.core.figures.problem import Problem, Severity
from kaifaqu.core.reader.registers.columns import Column, Kind, Value
from kaifaqu.core.reader.registers.read import Record
from kaifaqu.core.reader.registers.write import Row
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.enterprises.actions import (
    EnterpriseRefusedError,
    register_enterprise,
    remove_enterprise,
    rename_enterprise,
    set_credit_code,
    set_scale,
    update_enterprise,
)
from kaifaqu.foundation.enterprises.codes import find_credit_code_fault, find_industry_fault, tidy_code
from kaifaqu.foundation.enterprises.models import Enterprise, Scale, Sector
from kaifaqu.foundation.enterprises.queries import find_by_credit_code, find_named, list_enterprises, list_enterprises_of
from kaifaqu.foundation.register import Register, RegisterRefusedError, Values
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.foundation.subjects.queries import list_subtree

SECTORS = {
    "工业": Sector.INDUSTRY, "制造业": Sector.INDUSTRY, "批发业": Sector.WHOLESALE, "批发": Sector.WHOLESALE, "零售业": Sector.RETAIL,
    "零售": Sector.RETAIL, "住宿餐饮业": Sector.CATERING, "住宿餐饮": Sector.CATERING, "住餐": Sector.CATERING, "其他": Sector.OTHER,
}  # fmt: skip
SCALES = {
    "规上": Scale.ABOVE,
    "规模以上": Scale.ABOVE,
    "是": Scale.ABOVE,
    "规下": Scale.BELOW,
    "规模以下": Scale.BELOW,
    "否": Scale.BELOW,
}
PLAIN = (
    "industry_2017",
    "industry_2011",
    "sector",
    "founded_on",
    "in_production_since",
    "address",
    "contact",
    "phone",
    "left_on",
)


class EnterprisesRegister(Register):
    """企业名录. A firm is found by its credit code, else by a name that it bears or bore."""

    code = "enterprises"
    name = gettext_lazy("企业名录")
    act = "enterprises:register"
    page = "enterprises:list"
    columns = (
        Column("name", "企业名称", required=True, aliases=("单位名称", "企业", "公司名称", "名称", "企业全称", "单位详细名称")),
        Column("credit_code", "统一社会信用代码", Kind.CODE, aliases=("信用代码", "社会信用代码", "统一信用代码", "组织机构代码")),
        Column("place", "所在园区", aliases=("所属园区", "园区", "所在地")),
        Column("sector", "统计类别", Kind.CHOICE, aliases=("专业类别", "类别"), choices={word: row.value for word, row in SECTORS.items()}),
        Column("industry_2017", "行业代码", Kind.CODE, aliases=("国民经济行业代码", "行业代码2017", "行业小类代码")),
        Column("industry_2011", "行业代码2011", Kind.CODE, aliases=("旧行业代码", "2011版行业代码")),
        Column("scale", "规上情况", Kind.CHOICE, aliases=("是否规上", "规模", "是否规模以上"), choices={word: row.value for word, row in SCALES.items()}),
        Column("scale_since", "规上起始", Kind.DATE, aliases=("入规时间", "升规时间", "纳统时间", "入库时间")),
        Column("founded_on", "成立日期", Kind.DATE, aliases=("成立时间", "注册时间", "注册日期", "开业时间")),
        Column("in_production_since", "投产日期", Kind.DATE, aliases=("投产时间",)),
        Column("address", "地址", aliases=("企业地址", "注册地址", "详细地址")),
        Column("contact", "联系人", aliases=("负责人", "企业负责人", "法人", "法定代表人")),
        Column("phone", "联系电话", Kind.CODE, aliases=("电话", "手机", "联系方式"), personal=True),
        Column("left_on", "迁出或注销日期", Kind.DATE, aliases=("注销日期", "迁出日期")),
    )  # fmt: skip

    def find(self, subject: Subject, values: Mapping[str, Value]) -> str | None:
        firm = find_by_credit_code(str(values.get("credit_code", "")))
        if firm is None or not firm.subject.path.startswith(subject.path):
            firm = find_named(str(values.get("name", "")), subject)
        return str(firm.pk) if firm else None

    def read(self, key: str) -> Mapping[str, Value]:
        firm = list_enterprises().prefetch_related("scales").filter(pk=key).first()
        return describe_enterprise(firm) if firm else {}

    def judge(self, subject: Subject, record: Record) -> list[Problem]:
        checks = (
            ("credit_code", lambda text: find_credit_code_fault(tidy_code(text))), ("industry_2017", find_industry_fault),
            ("industry_2011", lambda text: find_industry_fault(text, "2011")),
        )  # fmt: skip
        return [
            tell(record, field, fault)
            for field, check in checks
            if (value := record.values.get(field)) and (fault := check(str(value)))
        ]

    def write(
        self, subject: Subject, key: str | None, values: Values, category: tuple[str, ...], *, by: User, at: datetime
    ) -> str:
        try:
            firm = list_enterprises().get(pk=key) if key else self._register(subject, values, by, at)
            if key:
                change_enterprise(firm, values, by=by, at=at)
            put_scale(firm, values, by=by, at=at)
        except EnterpriseRefusedError as error:
            raise RegisterRefusedError(str(error)) from error
        return str(firm.pk)

    def _register(self, subject: Subject, values: Values, by: User, at: datetime) -> Enterprise:
        return register_enterprise(
            name=str(values["name"]), parent=find_place(subject, str(values.get("place") or "")), by=by, at=at,
            credit_code=str(values.get("credit_code") or ""), **read_details(values),
        )  # fmt: skip

    def remove(self, key: str, *, by: User, at: datetime) -> None:
        firm = list_enterprises().filter(pk=key).first()
        try:
            if firm is not None:
                remove_enterprise(firm, by=by, at=at)
        except ProtectedError as error:
            raise RegisterRefusedError(_("名下已有走访、诉求、营业收入或项目，没有撤回。")) from error

    def rows(self, subject: Subject) -> Iterable[Row]:
        rows = list_enterprises_of(subject).prefetch_related("scales")
        return [Row(describe_enterprise(firm)) for firm in rows]


def tell(record: Record, field: str, fault: str) -> Problem:
    """A cell that stops the file: what is wrong and what to do stand in the fault."""
    place = record.cells[field].place
    return Problem(
        "enterprises.cell", place.replace("!", " "), fault, "", _("请更正单元格或留空后再导入"), Severity.HARD, place
    )


def find_place(subject: Subject, name: str) -> Subject:
    """The park, zone or county of this name below the subject; the subject itself where none is written. Raises EnterpriseRefusedError."""
    if not name.strip():
        return subject
    places = list_subtree(subject.code).exclude(
        kind__in=("enterprise", "project", "production_line", "office", "operating_company")
    )
    found = [row for row in places if name.strip() in (row.name, row.short_name)]
    if len(found) != 1:
        raise EnterpriseRefusedError(
            _("所在园区“%(name)s”不在「%(within)s」之下。请照主体名称填写或留空。") % {"name": name, "within": subject.label}
        )
    return found[0]


def read_details(values: Values) -> dict[str, Any]:
    """The fields that need no ceremony; what the row empties becomes empty."""
    days = ("founded_on", "in_production_since", "left_on")
    return {field: (values[field] if field in days or values[field] else "") for field in PLAIN if field in values}


def change_enterprise(firm: Enterprise, values: Values, *, by: User, at: datetime) -> None:
    """What the row says otherwise: the name by its own act, the code by its own, the rest together. Raises EnterpriseRefusedError."""
    if values.get("name") and values["name"] != firm.name:
        rename_enterprise(firm, name=str(values["name"]), since=None, by=by, at=at)
    if values.get("credit_code") and values["credit_code"] != firm.credit_code:
        set_credit_code(firm, credit_code=str(values["credit_code"]), by=by, at=at)
    details = read_details(values)
    if details:
        update_enterprise(firm, by=by, at=at, **details)


def put_scale(firm: Enterprise, values: Values, *, by: User, at: datetime) -> None:
    """规上 or 规下 as the list says it, where that is news. Raises EnterpriseRefusedError."""
    now = firm.scales.filter(valid_to=None).order_by("-pk").first()
    scale, since = values.get("scale"), values.get("scale_since")
    if scale and (now is None or now.scale != scale):
        set_scale(
            firm, Scale(str(scale)), since=since if isinstance(since, date) else None, basis=_("企业名录导入"), by=by, at=at
        )


def describe_enterprise(firm: Enterprise) -> dict[str, Value]:
    """The firm by the list's fields; what is not registered is not in it."""
    now = next((row for row in firm.scales.all() if row.valid_to is None), None)
    told: dict[str, Value | None] = {
        "name": firm.name, "credit_code": firm.credit_code, "place": firm.subject.parent.name if firm.subject.parent else None,
        "scale": str(now.scale) if now else None, "scale_since": now.valid_from if now else None,
        **{field: getattr(firm, field) for field in PLAIN},
    }  # fmt: skip
    return {field: value for field, value in told.items() if value not in (None, "")}
