"""What a person is told when the program could not finish: the database or the disk refused, or it is our own fault.

Nothing here asks the database. An act is one transaction, so what was not answered was done whole or not at all.
"""

from __future__ import annotations

import errno
import logging
import os
import sys
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.defaults import page_not_found

API = "/api/"
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Why it did not work, what to do, and after how many seconds it is worth while to try again."""

    title: str | Promise
    advice: str | Promise
    wait: int


BUSY = Breakdown(gettext_lazy("系统正忙"), gettext_lazy("同一时刻写入的人太多，这一次没有排上。请稍等再试。"), 5)
FULL = Breakdown(
    gettext_lazy("磁盘已满"),
    gettext_lazy("服务器的磁盘没有空间了，现在写不进去；已经存下的都在。请联系系统管理员清理磁盘，然后再试。"), 60,
)  # fmt: skip
READ_ONLY = Breakdown(
    gettext_lazy("磁盘只读"),
    gettext_lazy("数据库或磁盘处于只读状态，写不进去；已经存下的都在。请联系系统管理员检查磁盘与权限，然后再试。"), 60,
)  # fmt: skip
AWAY = Breakdown(
    gettext_lazy("连不上数据库"),
    gettext_lazy("数据库没有应答，或连接中途断开；已经存下的都在。请稍等再试，仍不行请联系系统管理员。"), 10,
)  # fmt: skip

LEAST_SPACE = 1024 * 1024
"""Bytes below which a disk is as good as full."""
BY_STATE = {
    "53100": FULL, "25006": READ_ONLY, "55P03": BUSY, "40P01": BUSY, "40001": BUSY, "57014": BUSY, "53300": BUSY,
}  # fmt: skip
"""PostgreSQL's own codes (its manual, appendix A)."""
BY_WORDS = (("locked", BUSY), ("busy", BUSY), ("full", FULL), ("readonly", READ_ONLY), ("read-only", READ_ONLY))
"""SQLite's own sentences."""
BY_NUMBER = {errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EFBIG: FULL, errno.EROFS: READ_ONLY, errno.EACCES: READ_ONLY}


def find_breakdown(error: BaseException | None) -> Breakdown | None:
    """What the machine, not the program, could not do; None for a fault of ours."""
    if isinstance(error, (OperationalError, InterfaceError)) or _state_of(error) in BY_STATE:
        words = str(error).lower()
        named = BY_STATE.get(_state_of(error)) or next((found for word, found in BY_WORDS if word in words), None)
        return named or look_at_the_disk() or AWAY
    if isinstance(error, OSError) and error.errno is not None:
        return BY_NUMBER.get(error.errno)
    return None


def look_at_the_disk() -> Breakdown | None:
    """What is wrong with the home's disk, if anything: where SQLite cannot make a file it says no more than that it cannot open one."""
    try:
        disk = os.statvfs(settings.HOME)
    except OSError:
        return None
    if disk.f_flag & os.ST_RDONLY:
        return READ_ONLY
    return FULL if disk.f_bavail * disk.f_frsize < LEAST_SPACE else None


def _state_of(error: BaseException | None) -> str:
    """PostgreSQL's code of a database error; "" where there is none."""
    return str(getattr(error.__cause__, "sqlstate", None) or "") if isinstance(error, DatabaseError) else ""


def answer_absent(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404: a program that asks the API under an address that is none is answered in its own form."""
    if request.path_info.startswith(API):
        return JsonResponse({"detail": _("没有这个地址，或不在您的范围内。地址见 /api/openapi.json。")}, status=404)
    return page_not_found(request, exception)


def answer_breakdown(request: HttpRequest) -> HttpResponse:
    """Django's handler500: 503 with the reason where the machine refused, 500 where the fault is ours; never a page that asks the database."""
    breakdown = find_breakdown(sys.exc_info()[1])
    status = 503 if breakdown else 500
    title = breakdown.title if breakdown else _("程序出错了")
    advice = (
        breakdown.advice
        if breakdown
        else _("这一步没有完成，错误已记入服务器日志；已经存下的都在。请告诉系统管理员刚才在做什么。")
    )
    if request.path_info.startswith(API) or request.headers.get("Accept", "").startswith("application/json"):
        answer: HttpResponse = JsonResponse({"detail": f"{title}：{advice}"}, status=status)
    else:
        answer = HttpResponse(render_to_string("web/breakdown.html", {"title": title, "advice": advice}), status=status)
    if breakdown:
        answer["Retry-After"] = str(breakdown.wait)
    return answer
