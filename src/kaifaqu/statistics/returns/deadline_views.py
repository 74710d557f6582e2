"""报送进度: who is late since when, one click to remind; the league of the punctual; since when each unit files."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.statistics.returns.deadline_actions import DeadlineRefusedError, start_filing, urge_filer
from kaifaqu.statistics.returns.deadline_mail import mail_is_on
from kaifaqu.statistics.returns.deadline_queries import (
    Owed,
    build_league,
    filing_since,
    list_excused,
    list_filers,
    list_idle,
    list_late,
    list_near,
    list_owed,
    pick_year,
    years_of,
)
from kaifaqu.statistics.returns.deadline_rules import Duty, Standing, count_standings
from kaifaqu.statistics.returns.form import current_forms
from kaifaqu.statistics.returns.reach import may_on, pick_subject

LABELS = {
    Standing.MISSING: gettext_lazy("逾期未报"), Standing.LATE: gettext_lazy("迟报"), Standing.ON_TIME: gettext_lazy("按时"),
    Standing.OPEN: gettext_lazy("未到期"),
}  # fmt: skip


def _top(request: AccountRequest, act: str, code: str) -> Subject:
    top = pick_subject(request.user, act, code)
    if top is None:
        raise Http404
    return top


@require_GET
def show_deadlines(request: AccountRequest) -> HttpResponse:
    """Who is late with what since when, what falls due soon, and who has not begun to file."""
    top = _top(request, "returns:deadlines", request.GET.get("at", ""))
    today = timezone.localdate()
    year = pick_year(request.GET.get("year"), today)
    owed, form = list_owed(top, year, today), request.GET.get("form", "")
    chosen = [one for one in owed if not form or one.form == form]
    idle = list_idle(top) if may_on(request.user, "returns:start_filing", top) else []
    context = {
        "top": top, "year": year, "years": years_of(today), "today": today, "form": form,
        "forms": [current_forms()[code] for code in dict.fromkeys(one.form for one in owed)],
        "counted": count_standings(one.standing for one in chosen),
        "late": [(row, (today - row.since).days) for row in list_late(chosen)],
        "near": [(one, (one.due - today).days) for one in list_near(chosen, today)],
        "idle": idle, "idle_by_form": _by_form(idle),
        "excused": list_excused(top), "may_start": may_on(request.user, "returns:start_filing", top),
        "may_remind": may_on(request.user, "returns:remind", top),
        "mail": mail_is_on(),
    }  # fmt: skip
    return render(request, "returns/deadlines.html", context)


def _by_form(idle: list[tuple[Subject, Duty]]) -> list[tuple[str, list[Subject]]]:
    codes = dict.fromkeys(duty.form for _filer, duty in idle)
    return [(code, [filer for filer, duty in idle if duty.form == code]) for code in codes]


@require_GET
def show_league(request: AccountRequest) -> HttpResponse:
    """The year's league, or the returns that one of its numbers counts."""
    top = _top(request, "returns:league", request.GET.get("at", ""))
    today = timezone.localdate()
    year = pick_year(request.GET.get("year"), today)
    owed = list_owed(top, year, today)
    context: dict[str, Any] = {"top": top, "year": year, "years": years_of(today), "today": today}
    unit, standing = request.GET.get("unit", ""), request.GET.get("standing", "")
    if unit or standing:
        rows = [one for one in owed if unit in ("", one.filer.code) and standing in ("", one.standing)]
        context["rows"] = [(one, LABELS[one.standing], one.days_late(today)) for one in rows]
        context["unit"] = next((one.filer for one in owed if one.filer.code == unit), None)
        context["standing"] = LABELS.get(Standing(standing)) if standing in set(Standing) else ""
    else:
        league = build_league(owed, today)
        total = count_standings(one.standing for one in owed)
        context |= {
            "league": [(row, row.counted.share(row.counted.on_time), row.counted.share(row.counted.filed)) for row in league],
            "total": total, "on_time": total.share(total.on_time), "filed": total.share(total.filed),
            "days_late": sum(row.days_late for row in league), "sent_back": sum(row.sent_back for row in league),
        }  # fmt: skip
    return render(request, "returns/league.html", context)


def _debts(request: AccountRequest) -> list[list[Owed]]:
    """What the posted `unit` and `form` owe, or all that is late below `at`, unit by unit."""
    data, today = request.POST, timezone.localdate()
    top = _top(request, "returns:remind", data.get("unit") or data.get("at", ""))
    late = list_late(list_owed(top, pick_year(data.get("year"), today), today))
    form = data.get("form", "")
    own = [row for row in late if not form or row.form == form]
    return [list(row.owed) for row in own if not data.get("unit") or row.filer.code == data["unit"]]


@require_POST
def remind(request: AccountRequest) -> HttpResponse:
    """Reminds one unit of one form, or every unit that is late."""
    debts, reminded = _debts(request), 0
    one_only = bool(request.POST.get("unit"))
    for owed in debts:
        try:
            faults = urge_filer(owed, by=request.user, at=timezone.now())
        except DeadlineRefusedError as error:
            if one_only:
                messages.error(request, str(error))
            continue
        reminded += 1
        for fault in faults:
            messages.warning(request, fault)
    if reminded:
        messages.success(request, _("已催报 %(count)s 家次，任务已列入对方的待办。") % {"count": reminded})
    elif not one_only or not debts:
        messages.info(request, _("没有需要催报的，或今天都已催过。"))
    return _back(request, "returns:deadlines")


def _back(request: AccountRequest, name: str) -> HttpResponse:
    kept = {key: request.POST[key] for key in ("at", "year") if request.POST.get(key)}
    return redirect(f"{reverse(name)}?{urlencode(kept)}")


@require_POST
def start(request: AccountRequest) -> HttpResponse:
    """Says since when units file a form: those ticked, or all that have not begun; or until when one files no more, and why."""
    data = request.POST
    top = _top(request, "returns:start_filing", data.get("at", ""))
    form = data.get("form", "")
    asked = set(data.getlist("unit"))
    pairs = [(filer, duty) for filer, duty in list_filers(top) if duty.form == form and (not asked or filer.code in asked)]
    idle = {(filer.pk, duty.form) for filer, duty in list_idle(top)}
    filers = [filer for filer, duty in pairs if asked or (filer.pk, duty.form) in idle]
    try:
        since, until = _day(data, "since"), _day(data, "until")
        changed = sum(
            start_filing(
                [filer], form, since or filing_since(filer, form) or date(pick_year(data.get("year"), timezone.localdate()), 1, 1),
                by=request.user, at=timezone.now(), until=until, reason=data.get("reason", ""),
            )
            for filer in filers
        )  # fmt: skip
    except DeadlineRefusedError as error:
        messages.error(request, str(error))
    except ValueError:
        messages.error(request, _("日期「%(text)s」不对，应为 2024-01-01 的写法。") % {
            "text": data.get("since", "") or data.get("until", ""),
        })  # fmt: skip
    else:
        words = _("已为 %(count)s 家单位登记免报。") if until else _("已为 %(count)s 家单位设定起报日。")
        messages.success(request, words % {"count": changed})
    return _back(request, "returns:deadlines")


def _day(data: QueryDict, name: str) -> date | None:
    """The day that the page says; None where it says none. Raises ValueError for what is no day."""
    text = data.get(name)
    return date.fromisoformat(text) if text else None
