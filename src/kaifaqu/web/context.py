"""What every page's frame needs: the rooms that this person may enter, and the role switch of a demonstration home."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.accounts.queries import home_subject, list_demonstration_users, open_acts

ROOMS = (
    ("tasks:list", _("任务")),
    ("promotion:desk", _("招商")),
    ("space:list", _("空间")),
    ("projects:list", _("项目")),
    ("enterprises:list", _("企业")),
    ("service:tickets", _("服务")),
    ("service:door", _("我的企业")),
    ("production:list", _("产能")),
    ("operators:list", _("运营公司")),
    ("reform:overview", _("管运分离")),
    ("reform:own", _("公司工作台")),
    ("documents:list", _("收文")),
    ("returns:list", _("报表")),
    ("ledger:claims", _("公布数")),
    ("indicators:list", _("指标")),
    ("evaluation:list", _("评价")),
    ("briefs:list", _("简报")),
    ("portal:decisions", _("公开")),
    ("zones:list", _("名录")),
    ("accounts:list", _("账号")),
    ("web:journal", _("日志")),
)
"""The rooms of the navigation, by URL name, in the order of the work: what is done, what is stated, what keeps the house. Only those
are shown that the permission table opens."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of the navigation."""

    label: Any
    url: str
    current: bool


def shell(request: HttpRequest) -> dict[str, Any]:
    """`navigation` for an account; `demonstration_users` in a demonstration home."""
    return {"demonstration_users": list_demonstration_users(), "navigation": list(_navigation(request))}


def _navigation(request: HttpRequest) -> list[Entry]:
    if not request.user.is_authenticated:
        return []
    own = home_subject(request.user)
    pages: list[tuple[Any, str, str]] = (
        [(own.label, "dashboards:subject", reverse("dashboards:subject", args=[own.code]))] if own else []
    )
    pages += [(label, name, reverse(name)) for name, label in ROOMS]
    opened = open_acts(request.user, [name for _label, name, _url in pages])
    return [Entry(label, url, request.path == url) for label, name, url in pages if name in opened]
