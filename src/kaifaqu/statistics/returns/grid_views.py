"""The return's grid: the year around it, cells saved one by one, and what a cell said before."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import get_template, render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaifaqu.core.figures.item import items
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.statement import LABELS, Role
from kaifaqu.foundation.journal.queries import list_acts
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.foundation.subjects.queries import list_subtree
from kaifaqu.statistics.returns.deputy_queries import list_stamped_pages
from kaifaqu.statistics.returns.entry_actions import Answer, Entry, Fate, save_entries, words_of
from kaifaqu.statistics.returns.grid import Year, build_grid, build_year
from kaifaqu.statistics.returns.history import list_changes
from kaifaqu.statistics.returns.import_queries import list_imports
from kaifaqu.statistics.returns.markup import mark_origin
from kaifaqu.statistics.returns.models import Return
from kaifaqu.statistics.returns.proposals import Kind
from kaifaqu.statistics.returns.queries import (
    chain_of,
    find_problems,
    find_sent_back,
    form_of,
    get_return,
    is_locked,
    keyed_lines,
    may_sign,
    may_take_back,
    step_of,
    unexplained,
)
from kaifaqu.statistics.returns.reach import may_act, may_on

MOST_ENTRIES = 1000
"""How many cells one message may carry: a page sends more in several."""


def reach_return(request: AccountRequest, pk: int) -> Return:
    """The return within the user's reach; 404 whether it is absent or out of reach."""
    try:
        return get_return(pk, request.user)
    except Return.DoesNotExist as error:
        raise Http404 from error


@require_GET
def grid(request: AccountRequest, pk: int) -> HttpResponse:
    """The return's grid."""
    return show_grid(request, reach_return(request, pk))


def show_grid(request: AccountRequest, return_: Return, **more: Any) -> HttpResponse:
    """The page, or its grid alone for htmx; with a refusal it answers 422."""
    year = build_year(return_, request.user)
    form = form_of(return_)
    context = {
        "return": return_,
        "form": form,
        "period": Period.parse(return_.period),
        "year": year,
        "offered": _count_offered(year),
        "stamp": newest_act(return_),
        **_standing(return_, year),
        "step": step_of(return_),
        "chain": chain_of(return_),
        "is_last_step": return_.position == len(return_.chain) - 1,
        "locked": is_locked(return_),
        "may_declare": may_act(request.user, "returns:declare", return_) and not is_locked(return_),
        "may_start": may_act(request.user, "returns:start", return_),
        "may_sign": may_sign(return_, request.user, timezone.localdate()),
        "stamped": list_stamped_pages(return_),
        "may_stamp": may_on(request.user, "returns:stamp", return_.filer) and return_.accepted_at is None,
        "may_take_back": may_take_back(return_, request.user),
        "may_correct": may_act(request.user, "returns:correct", return_) and return_.accepted_at is not None,
        "signatures": return_.signatures.select_related("by", "on_behalf_of"),
        "sent_back": find_sent_back(return_),
        "acts": list_acts(f"return:{return_.pk}").order_by("-pk")[:30],
        "open_items": [item for item in items().values() if form.takes(item.code)],
        "subjects_within": list_subtree(return_.filer.code) if form.open_lines else [],
        "imports": list_imports(return_) if may_act(request.user, "returns:import", return_) else (),
        "roles": [(role.value, LABELS[role]) for role in Role],
        "missing": [(reason.value, reason.label) for reason in Missing if reason is not Missing.NOT_COMPUTABLE],
        **more,
    }
    partial = "returns/grid.html#grid" if request.headers.get("HX-Request") else "returns/grid.html"
    return render(request, partial, context, status=422 if "refusal" in more else 200)


def _standing(return_: Return, year: Year) -> dict[str, Any]:
    problems = year.problems.get(return_.pk, [])
    return {"problems": problems, "standing": unexplained(return_, problems)}


def _count_offered(year: Year) -> list[tuple[str, str, int]]:
    """How many unfilled cells of this return could be taken over from each kind of source."""
    labels = {Kind.READING: _("收文中已采用的数"), Kind.ROOM: _("各部门登记的数"), Kind.CARRIED: _("上期的存量数")}
    first = [{one.kind for one in row.own.proposals} for row in year.rows if row.own and row.own.line is None]
    counts = [(kind.value, labels[kind], sum(kind in kinds for kinds in first)) for kind in Kind]
    return [count for count in counts if count[2]]


def newest_act(return_: Return) -> int:
    """The number of the last act on the return: what changes when anybody changes anything."""
    newest: int | None = list_acts(f"return:{return_.pk}").order_by("-pk").values_list("pk", flat=True).first()
    return newest or 0


# -- cells ------------------------------------------------------------------------------------------------------------


@require_POST
def declare(request: AccountRequest, pk: int) -> HttpResponse:
    """Saves one cell from the page's own form, for browsers without scripts."""
    return_, data = reach_return(request, pk), request.POST
    if not may_act(request.user, "returns:declare", return_):
        raise Http404
    key, row = data.get("key", ""), None
    seen = data.get("seen")
    if seen is None:
        row = next((row for row in build_grid(return_) if row.key == key), None)
        seen = row.stamp if row else ""
    entry = Entry("", key, data.get("value", ""), seen)
    (answer,) = save_entries(return_, [entry], by=request.user, at=timezone.now())
    if answer.fate is Fate.REFUSED:
        return show_grid(request, return_, refusal=answer.message, faulty=key, typed=entry.text)
    if answer.fate is Fate.CONFLICT:
        return show_grid(
            request, return_, refusal=_conflict_words(answer, entry), conflict=answer, faulty=key, typed=entry.text
        )
    return redirect("returns:grid", data.get("back") or pk)


def _conflict_words(answer: Answer, entry: Entry) -> str:
    line = answer.line
    if line is None:
        return _("这一格已被清空，您填的「%(mine)s」没有保存。请在该行选用哪一个数。") % {"mine": entry.text}
    return _("这一格已改为「%(theirs)s」（%(who)s），您填的「%(mine)s」没有保存。请在该行选用哪一个数。") % {
        "theirs": words_of(line), "who": _who(answer), "mine": entry.text,
    }  # fmt: skip


def _who(answer: Answer) -> str:
    line = answer.line
    if line is None:
        return ""
    moment = date_format(timezone.localtime(line.declared_at), "m-d H:i")
    return f"{line.entered_by.name} {moment}" if line.entered_by else moment


@require_http_methods(["GET", "POST"])
def entries(request: AccountRequest, pk: int) -> HttpResponse:
    """The cells as data: POST saves what a page sends and answers each entry; GET gives what changed since the page last heard."""
    return_ = reach_return(request, pk)
    answers: list[Answer] = []
    if request.method == "POST":
        if not may_act(request.user, "returns:declare", return_):
            raise Http404
        sent = _read_entries(request.body)
        if sent is None:
            return JsonResponse({"message": _("收到的内容不完整。请刷新本页后重试，未保存的数还在本机。")}, status=400)
        answers = save_entries(return_, sent, by=request.user, at=timezone.now())
    elif request.GET.get("since") == str(newest_act(return_)):
        return HttpResponse(status=204)
    return JsonResponse({"answers": [_told(answer) for answer in answers], **_cells(request, reach_return(request, pk))})


def _read_entries(body: bytes) -> list[Entry] | None:
    """The entries of a message, or None where it is none."""
    try:
        rows = json.loads(body)["entries"]
        found = [Entry(*(str(row[name])[:200] for name in ("sent", "key", "text", "seen"))) for row in rows]
    except (ValueError, KeyError, TypeError):
        return None
    return found if len(found) <= MOST_ENTRIES and all(0 < len(entry.sent) <= 40 for entry in found) else None


def _told(answer: Answer) -> dict[str, str]:
    return {
        "sent": answer.sent, "key": answer.key, "fate": answer.fate, "stamp": answer.stamp, "message": answer.message,
        "theirs": words_of(answer.line), "who": _who(answer),
    }  # fmt: skip


def _cells(request: AccountRequest, return_: Return) -> dict[str, Any]:
    """Every cell of the return with what stands beside it, as the page holds them: the frame of a page is not asked for."""
    lines = keyed_lines(return_)
    problems = find_problems(return_, lines=lines)
    standing = unexplained(return_, problems)
    rows = build_grid(return_, problems, lines)
    context = {
        "return": return_, "problems": problems, "standing": standing,
        "may_declare": may_act(request.user, "returns:declare", return_) and not is_locked(return_),
        "csrf_token": get_token(request),
    }  # fmt: skip
    beside = get_template("returns/beside.html")
    return {
        "stamp": newest_act(return_),
        "locked": is_locked(return_),
        "signable": not standing,
        "summary": render_to_string("returns/summary.html", context),
        "cells": {
            row.key: {
                "shown": row.shown, "stamp": row.stamp, "faulty": bool(row.problems),
                "origin": mark_origin(return_.pk, row.key, row.label, row.line),
                "beside": "" if row.is_quiet else beside.render({**context, "row": row}),
            }
            for row in rows
        },
    }  # fmt: skip


@require_GET
def cell(request: AccountRequest, pk: int) -> HttpResponse:
    """What one cell said before: every change, who made it and when."""
    return_, key = reach_return(request, pk), request.GET.get("key", "")
    row = next((row for row in build_grid(return_) if row.key == key), None)
    if row is None:
        raise Http404
    changes: Sequence[Any] = list_changes(return_, key)
    context = {
        "return": return_,
        "form": form_of(return_),
        "row": row,
        "changes": changes,
        "period": Period.parse(return_.period),
    }
    partial = "returns/cell.html#cell" if request.headers.get("X-Part") else "returns/cell.html"
    return render(request, partial, context)
