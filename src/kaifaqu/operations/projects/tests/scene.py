"""Sample projects for tests; none of them exists."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.projects.actions import list_project, open_project, record_fact, work
from kaifaqu.operations.projects.models import Project
from kaifaqu.operations.projects.vocabulary import (
    About,
    FactKind,
    FilingWay,
    ListKind,
    Nature,
    PledgeKind,
    ProblemKind,
    ReadinessKind,
)

ZONE = "Z140200-ZY"
AT = datetime(2024, 4, 26, 9, 0, tzinfo=timezone(timedelta(hours=8)))


def person(username: str = "zuoyun-officer") -> User:
    found: User = User.objects.get(username=username)
    return found


def make_project(name: str = "样品厂", **fields: Any) -> Project:
    return open_project(name=name, under=get_subject(fields.pop("under", ZONE)), by=person(), at=AT, **fields)


def happen(project: Project, kind: FactKind, day: str, note: str = "据样本") -> Project:
    record_fact(project, kind, Period.day(date.fromisoformat(day)), by=person(), at=AT, note=note)
    project.refresh_from_db()
    return project


def make_rich_project(at: datetime, name: str = "年产两万吨样品新材料及配套装置扩能改造项目（一期）") -> Project:
    """A project in its second year with something in every part of its page; invented for tests."""
    by, day = person(), at.date()
    year = day.year
    project = make_project(
        name, builder="样品新材料科技股份有限公司", industry="C2653", industry_name="高性能纤维制造", chain="新材料", park="东区",
        content="新建生产车间四座、仓库两座、公用工程及环保设施，购置主要设备一百二十八台套，形成年产两万吨的能力。", land_area=Decimal("186.5"),
        total_investment=Decimal(123456), fixed_investment=Decimal(98765), filing_way=FilingWay.RECORD, nature=Nature.EXTENSION,
        commitment=True, standard_land=True, full_agency=True, office="开发区项目服务中心", leader="样品领导",
        contact="样品联系人 13800001234", planned_start=date(year - 1, 4, 1), planned_completion=day + timedelta(days=20),
        planned_production=day + timedelta(days=80),
    )  # fmt: skip
    for kind, when in (
        (FactKind.CONTACT, date(year - 2, 9, 4)), (FactKind.SIGNED, date(year - 1, 1, 12)), (FactKind.REGISTERED, date(year - 1, 1, 30)),
        (FactKind.FILED, date(year - 1, 2, 8)), (FactKind.LAND, date(year - 1, 3, 1)), (FactKind.PLANNING, date(year - 1, 3, 20)),
        (FactKind.PERMIT, date(year - 1, 4, 7)), (FactKind.LAUNCH, date(year - 1, 4, 9)), (FactKind.STARTED, date(year - 1, 4, 15)),
    ):  # fmt: skip
        record_fact(project, kind, Period.day(when), by=by, at=at, note="据样本")
    for kind in (ListKind.CONTINUED, ListKind.NURSED, ListKind.TRANSFORMATION, ListKind.CITY_KEY):
        list_project(project, kind, f"{year}", by=by, at=at)
    work.put_plan(
        project, year, {"amount": Decimal(60000), "done_before": Decimal(21000), "funds": Decimal(50000)}, by=by, at=at
    )
    for month in range(1, day.month + 1):
        done = {"done_month": Decimal(3000), "done_year": Decimal(3000 * month), "done_total": Decimal(21000 + 3000 * month)}
        words = {
            "site": "二号车间主体封顶，三号车间基础完成，厂区道路路基完成八成。",
            "funds_total": Decimal(20000 + 2500 * month),
        }
        hindered = (
            {"hindrance": "三号车间地下水位高，降水方案待批。", "needs": "请协调供电部门提前送电。"}
            if month > day.month - 2
            else {}
        )
        work.report_progress(project, year, month, done | words | hindered, by=by, at=at)
    for item, accepted, settled in (
        ("环境影响评价", date(year - 1, 2, 20), date(year - 1, 3, 28)), ("节能审查", date(year - 1, 2, 20), date(year - 1, 3, 18)),
        ("安全条件审查", day - timedelta(days=120), None), ("水土保持", day - timedelta(days=9), None),
    ):  # fmt: skip
        work.put_approval(
            project, item, {"accepted_on": accepted, "settled_on": settled, "number": "样品文号〔2025〕12号"}, by=by, at=at
        )
    for kind, text in (
        (ProblemKind.LABOUR, "缺操作工六十人。"),
        (ProblemKind.FINANCE, "流动资金缺口三千万元。"),
        (ProblemKind.SAFETY, "塔吊验收资料不全。"),
    ):
        values = {
            "kind": kind,
            "text": text,
            "turn": "样品部门",
            "raised_on": day - timedelta(days=15),
            "due_on": day + timedelta(days=5),
        }
        work.raise_problem(project, values, by=by, at=at)
    for kind, text, amount, unit in (
        (PledgeKind.OUTPUT, "达产后年产值", Decimal(150000), "万元"), (PledgeKind.TAX, "达产后年税收", Decimal(6000), "万元"), (PledgeKind.JOBS, "带动就业", Decimal(260), "人"),
    ):  # fmt: skip
        work.make_pledge(project, kind, text, by=by, at=at, amount=amount, unit=unit, due_on=day + timedelta(days=300))
    for kind, needed, ready in (
        (ReadinessKind.EQUIPMENT, 128, 96),
        (ReadinessKind.STAFF, 260, 200),
        (ReadinessKind.FUNDS, 8000, 5000),
    ):
        work.put_readiness(
            project,
            kind,
            {"needed": Decimal(needed), "ready": Decimal(ready), "due_on": day + timedelta(days=15)},
            by=by,
            at=at,
        )
    work.ask_exemption(project, About.APPROVAL, day + timedelta(days=30), "专家评审延期（样品通知）", by=by, at=at)
    project.refresh_from_db()
    return project
