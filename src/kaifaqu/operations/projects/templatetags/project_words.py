"""How a page of projects writes money, rates, and addresses with one filter changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaifaqu.core.figures.quantity import plain, round_display
from kaifaqu.operations.projects.queries.listing import write_filters
from kaifaqu.operations.projects.vocabulary import Colour, Stage

register = template.Library()
HUNDRED_MILLION = Decimal(10000)


@register.filter
def money(value: Decimal | None) -> str:
    """An amount kept in 万元 as officials say it: 亿元 from one 亿 on."""
    if value is None:
        return _("未报")
    if abs(value) >= HUNDRED_MILLION:
        return f"{plain(round_display(value / HUNDRED_MILLION, 4)):f}亿元"
    return f"{plain(round_display(value, 2)):f}万元"


@register.filter
def plainly(value: Decimal | None) -> str:
    """A number with its own digits; nothing for nothing."""
    return "" if value is None else f"{plain(value):f}"


@register.filter
def tenth(value: Decimal | None) -> str:
    """A rate or distance with one digit after the point."""
    return "" if value is None else f"{round_display(value, 1)}"


@register.filter
def pixels(value: Decimal | None) -> int:
    """A rate as a length between 0 and 100."""
    return 0 if value is None else int(min(max(value, Decimal(0)), Decimal(100)))


@register.filter
def days_since(since: date | None, on: date) -> int | str:
    """Days from a day on."""
    return (on - since).days if since is not None else ""


@register.simple_tag
def narrow(path: str, asked: Mapping[str, str], **changes: Any) -> str:
    """The address with a filter set, or taken out where it is set so already."""
    turned = {key: "" if asked.get(key) == str(value) else str(value) for key, value in changes.items()}
    query = write_filters(asked, **turned)
    return f"{path}?{query}" if query else path


ACTS = {
    "open_project": gettext_lazy("建档"), "change_project": gettext_lazy("改基本情况"), "list_project": gettext_lazy("列入清单"),
    "unlist_project": gettext_lazy("调出清单"), "record_fact": gettext_lazy("登记日期"), "void_fact": gettext_lazy("作废日期"),
    "put_approval": gettext_lazy("办手续"), "pause_approval": gettext_lazy("停表补正"), "end_pause": gettext_lazy("补正完"),
    "put_plan": gettext_lazy("年度计划"), "report_progress": gettext_lazy("报进度"), "raise_problem": gettext_lazy("提问题"),
    "solve_problem": gettext_lazy("办结问题"), "make_pledge": gettext_lazy("记承诺"), "realise_pledge": gettext_lazy("记兑现"),
    "raise_labour_need": gettext_lazy("提用工需求"), "ask_school": gettext_lazy("对接院校"), "settle_labour_offer": gettext_lazy("用工对接结果"),
    "put_readiness": gettext_lazy("竣工准备"), "add_photo": gettext_lazy("传照片"), "ask_exemption": gettext_lazy("申请免亮"),
    "decide_exemption": gettext_lazy("批免亮"), "claim_duration": gettext_lazy("记公布用时"),
    "reveal_contact": gettext_lazy("看联系电话全号"),
}  # fmt: skip
"""What a page calls the acts of the journal."""


@register.filter
def act_name(act: str) -> str:
    """An act of the journal in words."""
    return str(ACTS.get(act.removeprefix("projects."), act))


@register.filter
def stage_name(stage: str) -> str:
    """A stage that was kept as its code, in words."""
    return str(Stage(stage).label)


@register.filter
def colour_name(colour: str) -> str:
    """A light that was kept as its code, in words."""
    return str(Colour(colour).label)
