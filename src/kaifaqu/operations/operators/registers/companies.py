"""The roll of operating companies as it goes in and out of Excel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from kaifaqu.core.reader.registers.columns import Column, Kind, Value
from kaifaqu.core.reader.registers.write import Row
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.register import Register, RegisterRefusedError, Values
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.foundation.zones.queries import list_zones
from kaifaqu.operations.operators.actions.companies import change_company, register_company, remove_company
from kaifaqu.operations.operators.actions.writing import OperatorRefusedError
from kaifaqu.operations.operators.models import Company, Nature
from kaifaqu.operations.operators.queries import list_companies_within

NATURES = {
    "管委会内设平台": Nature.PLATFORM,
    "内设平台": Nature.PLATFORM,
    "平台公司": Nature.PLATFORM,
    "第三方": Nature.THIRD_PARTY,
}


class CompaniesRegister(Register):
    """运营公司名册."""

    code = "operating-companies"
    name = _("运营公司名册")
    act = "operators:register"
    page = "operators:list"
    columns = (
        Column("name", "公司名称", required=True, aliases=("运营公司", "名称", "企业名称")),
        Column("zone", "所属开发区", aliases=("开发区", "所在开发区")),
        Column("nature", "性质", Kind.CHOICE, aliases=("类别", "公司性质", "类型"), choices={word: n.value for word, n in NATURES.items()}),
        Column("credit_code", "统一社会信用代码", Kind.CODE, aliases=("信用代码",)),
        Column("founded_on", "成立日期", Kind.DATE, aliases=("成立时间", "组建时间")),
        Column("shareholder", "控股方", aliases=("控股股东", "股东")),
        Column("note", "备注"),
    )  # fmt: skip

    def find(self, subject: Subject, values: Mapping[str, Value]) -> str | None:
        found = list_companies_within(subject).filter(subject__name=str(values.get("name", "")).strip()).first()
        return found.subject.code if found else None

    def read(self, key: str) -> Mapping[str, Value]:
        company = Company.objects.filter(subject__code=key).select_related("subject__parent").first()
        return describe_company(company) if company else {}

    def write(
        self, subject: Subject, key: str | None, values: Values, category: tuple[str, ...], *, by: User, at: datetime
    ) -> str:
        company = Company.objects.filter(subject__code=key).select_related("subject__parent").first() if key else None
        merged: dict[str, Any] = {**(describe_company(company) if company else {}), **values}
        told = {name: merged.get(name) or "" for name in ("shareholder", "note")} | {"founded_on": merged.get("founded_on")}
        if not merged.get("nature"):
            raise RegisterRefusedError(say("没有写性质。请填“管委会内设平台”或“第三方”。"))
        nature, code = Nature(str(merged["nature"])), str(merged.get("credit_code") or "")
        try:
            if company is not None:
                changed = change_company(
                    company, by=by, at=at, name=str(merged["name"]), credit_code=code, nature=nature, **told
                )
                return changed.subject.code
            zone = find_zone(subject, str(merged.get("zone") or ""))
            return register_company(zone, str(merged["name"]), nature, by=by, at=at, credit_code=code, **told).subject.code
        except OperatorRefusedError as error:
            raise RegisterRefusedError(str(error)) from error

    def remove(self, key: str, *, by: User, at: datetime) -> None:
        company = Company.objects.filter(subject__code=key).select_related("subject").first()
        if company is None:
            return
        try:
            remove_company(company, by=by, at=at)
        except OperatorRefusedError as error:
            raise RegisterRefusedError(str(error)) from error

    def rows(self, subject: Subject) -> Iterable[Row]:
        return [Row(describe_company(company)) for company in list_companies_within(subject)]


def find_zone(within: Subject, name: str) -> Subject:
    """The zone by its full or short name; the subject itself where it is one and nothing was written. Raises OperatorRefusedError."""
    zones = [zone.subject for zone in list_zones(within)]
    found = [zone for zone in zones if name.strip() in (zone.name, zone.short_name)] if name.strip() else zones
    if len(found) != 1:
        raise OperatorRefusedError(say("所属开发区“%(name)s”不在登记的开发区中。请照名录填写全称。") % {"name": name})
    return found[0]


def describe_company(company: Company) -> dict[str, Value]:
    """The company by the list's fields; what is not registered is not in it."""
    told: dict[str, Value | None] = {
        "name": company.subject.name, "zone": company.subject.parent.name if company.subject.parent else None,
        "nature": str(company.nature), "credit_code": company.credit_code or None, "founded_on": company.founded_on,
        "shareholder": company.shareholder or None, "note": company.note or None,
    }  # fmt: skip
    return {field: value for field, value in told.items() if value is not None}
