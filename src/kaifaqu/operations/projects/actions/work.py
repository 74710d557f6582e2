"""The daily work on a project: approvals and their pauses, the month's report, problems, promises, readiness, photos, exemptions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.accounts.models import User
from kaifaqu.operations.projects.actions.facts import record_fact
from kaifaqu.operations.projects.actions.files import ProjectRefusedError, as_json, change_fields, note_act
from kaifaqu.operations.projects.actions.supervision import supervise
from kaifaqu.operations.projects.clocks import approval_items
from kaifaqu.operations.projects.models import (
    Approval,
    ApprovalPause,
    DispatchMonth,
    DurationClaim,
    Exemption,
    Photo,
    Pledge,
    Problem,
    Progress,
    Project,
    Readiness,
    YearPlan,
)
from kaifaqu.operations.projects.photographs import ReadPhoto
from kaifaqu.operations.projects.vocabulary import About, ExemptionState, FactKind, PledgeKind, ReadinessKind

NOTHING: dict[str, Any] = {}
AMOUNTS = ("done_month", "done_year", "done_total", "funds_year", "funds_total", "percent")


@transaction.atomic
def put_approval(project: Project, item: str, values: Mapping[str, Any], *, by: User, at: datetime) -> Approval:
    """Writes an approval item; what the catalogue knows is the default. An issued paper also records the fact that it proves."""
    known = approval_items().get(item)
    defaults = {"authority": known.authority, "standard_days": known.days} if known else {}
    approval, _created = Approval.objects.get_or_create(project=project, item=item, defaults=defaults)
    accepted, settled = values.get("accepted_on", approval.accepted_on), values.get("settled_on", approval.settled_on)
    if accepted and settled and settled < accepted:
        raise ProjectRefusedError(
            _("%(item)s：办结日 %(settled)s 早于受理日 %(accepted)s。请核对。")
            % {"item": item, "settled": settled, "accepted": accepted}
        )
    old, new = change_fields(approval, values)
    note_act("put_approval", project, by=by, at=at, old={"item": item, **old}, new={"item": item, **new})
    if known and known.proves and approval.settled_on and not _is_dated(project, known.proves):
        note = _("据%(item)s办结 %(number)s") % {"item": item, "number": approval.number}
        record_fact(
            project, known.proves, Period.day(approval.settled_on), by=by, at=at, note=note.strip(), document=approval.document
        )
    supervise(project, by=by, at=at)
    return approval


def _is_dated(project: Project, kind: FactKind) -> bool:
    return project.facts.filter(kind=kind, voided_at=None).exists()


@transaction.atomic
def pause_approval(approval: Approval, first: date, last: date | None, reason: str, *, by: User, at: datetime) -> ApprovalPause:
    """Stops the clock from a day on, up to a day if it is known. Raises ProjectRefusedError."""
    if approval.accepted_on is None or first < approval.accepted_on:
        raise ProjectRefusedError(_("补正应在受理之后。请先填受理日，或核对补正起日。"))
    if last is not None and last < first:
        raise ProjectRefusedError(_("补正止日早于起日。请核对。"))
    if approval.pauses.filter(last=None).exists():
        raise ProjectRefusedError(_("上一次补正还没有结束。请先填它的止日。"))
    pause = ApprovalPause.objects.create(approval=approval, first=first, last=last, reason=reason.strip())
    note_act(
        "pause_approval", approval.project, by=by, at=at,
        new={"item": approval.item, "first": first.isoformat(), "last": as_json(last), "reason": reason},
    )  # fmt: skip
    supervise(approval.project, by=by, at=at)
    return pause


@transaction.atomic
def end_pause(pause: ApprovalPause, last: date, *, by: User, at: datetime) -> None:
    """Lets the clock run again after a day. Raises ProjectRefusedError."""
    if last < pause.first:
        raise ProjectRefusedError(_("补正止日 %(last)s 早于起日 %(first)s。请核对。") % {"last": last, "first": pause.first})
    pause.last = last
    pause.save(update_fields=["last"])
    project = pause.approval.project
    note_act("end_pause", project, by=by, at=at, new={"item": pause.approval.item, "last": last.isoformat()})
    supervise(project, by=by, at=at)


@transaction.atomic
def put_plan(project: Project, year: int, values: Mapping[str, Any], *, by: User, at: datetime) -> YearPlan:
    """Writes the plan of a year."""
    plan = YearPlan.objects.filter(project=project, year=year).first()
    if plan is None:
        plan = YearPlan.objects.create(project=project, year=year, **values)
        old, new = NOTHING, {name: as_json(value) for name, value in values.items()}
    else:
        old, new = change_fields(plan, values)
    note_act("put_plan", project, by=by, at=at, old={"year": year, **old}, new={"year": year, **new})
    supervise(project, by=by, at=at)
    return plan


@transaction.atomic
def report_progress(project: Project, year: int, month: int, values: Mapping[str, Any], *, by: User, at: datetime) -> Progress:
    """Writes a month's report. Raises ProjectRefusedError for a frozen month, a month ahead, or a doubt without explanation."""
    if (year, month) > (at.year, at.month):
        raise ProjectRefusedError(_("%(year)s年%(month)s月还没有到。") % {"year": year, "month": month})
    refuse_frozen(project, year, month)
    row = Progress.objects.filter(project=project, year=year, month=month).first()
    merged = {name: getattr(row, name) if row else None for name in AMOUNTS} | dict(values)
    doubts = list(find_doubts(project, year, month, merged))
    if doubts and not str(values.get("explanation") or (row.explanation if row else "")).strip():
        raise ProjectRefusedError(_("；").join(doubts) + _("。请核对；确实如此的，请在“说明”里写明。"))
    if row is None:
        kept = {name: value for name, value in values.items() if name in AMOUNTS or value}
        row = Progress.objects.create(project=project, year=year, month=month, by=by, at=at, **kept)
        old, new = NOTHING, {name: as_json(value) for name, value in kept.items()}
    else:
        old, new = change_fields(row, dict(values))
    note_act(
        "report_progress", project, by=by, at=at, old={"month": f"{year}-{month:02d}", **old},
        new={"month": f"{year}-{month:02d}", **new},
    )  # fmt: skip
    supervise(project, by=by, at=at)
    return row


def refuse_frozen(project: Project, year: int, month: int) -> None:
    """A month that was dispatched and frozen takes no report any more."""
    frozen = DispatchMonth.objects.filter(year=year, month=month, closed_at__isnull=False).select_related("subject")
    above = [row for row in frozen if project.subject.path.startswith(row.subject.path)]
    if above:
        raise ProjectRefusedError(
            _("%(year)s年%(month)s月的调度已定稿，不能再改。请在下月报数里更正并说明，或由领导退回重开该月。")
            % {"year": year, "month": month}
        )


def find_doubts(project: Project, year: int, month: int, values: Mapping[str, Any]) -> list[str]:
    """What cannot be quite right in a month's figures: a cumulative that falls, a part above its whole, a slip of unit."""
    before = Progress.objects.filter(project=project, year=year, month__lt=month).order_by("-month").first()
    done_month, done_year, done_total = (values.get(name) for name in ("done_month", "done_year", "done_total"))
    doubts = []
    if before is not None:
        for name, label in (
            ("done_year", _("本年累计完成")),
            ("done_total", _("开工以来累计")),
            ("funds_total", _("累计到位")),
        ):
            now, then = values.get(name), getattr(before, name)
            if now is not None and then is not None and now < then:
                doubts.append(
                    _("%(label)s %(now)s 小于 %(month)s 月的 %(then)s")
                    % {"label": label, "now": as_json(now), "month": before.month, "then": as_json(then)}
                )
    earlier = before.done_year if before else (Decimal("0") if month == 1 else None)
    if done_month is not None and done_year is not None and earlier is not None and earlier + done_month != done_year:
        doubts.append(
            _("本月 %(month)s 加上月累计 %(before)s 不等于本年累计 %(year)s")
            % {"month": as_json(done_month), "before": as_json(earlier), "year": as_json(done_year)}
        )
    if done_year is not None and done_total is not None and done_year > done_total:
        doubts.append(
            _("本年累计 %(year)s 大于开工以来累计 %(total)s") % {"year": as_json(done_year), "total": as_json(done_total)}
        )
    whole = project.total_investment
    if whole is not None and done_total is not None and done_total > whole:
        doubts.append(
            _("开工以来累计 %(total)s 万元大于总投资 %(whole)s 万元，是否错了单位（万元、亿元差一万倍）")
            % {"total": as_json(done_total), "whole": as_json(whole)}
        )
    return doubts


@transaction.atomic
def raise_problem(project: Project, values: Mapping[str, Any], *, by: User, at: datetime) -> Problem:
    """Writes down what stands in the way, or what an inspection found."""
    problem = Problem.objects.create(project=project, by=by, **values)
    note_act("raise_problem", project, by=by, at=at, new={name: as_json(value) for name, value in values.items()})
    supervise(project, by=by, at=at)
    return problem


@transaction.atomic
def solve_problem(problem: Problem, solved_on: date, result: str, *, by: User, at: datetime) -> None:
    """Closes a problem with its result. Raises ProjectRefusedError."""
    if not result.strip():
        raise ProjectRefusedError(_("办结要写明结果：怎么解决的、凭什么算办结。"))
    if solved_on < problem.raised_on:
        raise ProjectRefusedError(_("办结日早于提出日 %(day)s。请核对。") % {"day": problem.raised_on})
    problem.solved_on, problem.result = solved_on, result.strip()
    problem.save(update_fields=["solved_on", "result"])
    note_act("solve_problem", problem.project, by=by, at=at, old={"problem": problem.text}, new={"result": result.strip()})
    supervise(problem.project, by=by, at=at)


@transaction.atomic
def make_pledge(project: Project, kind: PledgeKind, text: str, *, by: User, at: datetime, **values: Any) -> Pledge:
    """Writes down a promise of the investor."""
    pledge = Pledge.objects.create(project=project, kind=kind, text=text.strip(), **values)
    note_act("make_pledge", project, by=by, at=at, new={"kind": kind.value, "text": text})
    return pledge


@transaction.atomic
def realise_pledge(
    pledge: Pledge, realised: Decimal | None, realised_on: date, evidence: str, *, by: User, at: datetime
) -> None:
    """Writes what has become of a promise, with what proves it. Raises ProjectRefusedError."""
    if not evidence.strip():
        raise ProjectRefusedError(_("兑现情况要有依据，如“2024年度纳税证明”。"))
    if pledge.amount is not None and realised is None:
        raise ProjectRefusedError(_("这项承诺有数值，请填实际值（%(unit)s）。") % {"unit": pledge.unit})
    old, new = change_fields(pledge, {"realised": realised, "realised_on": realised_on, "evidence": evidence.strip()})
    note_act("realise_pledge", pledge.project, by=by, at=at, old={"pledge": pledge.text, **old}, new=new)


@transaction.atomic
def put_readiness(project: Project, kind: ReadinessKind, values: Mapping[str, Any], *, by: User, at: datetime) -> Readiness:
    """Writes what production needs of one kind, and how much is there."""
    row = Readiness.objects.filter(project=project, kind=kind).first()
    if row is None:
        row, old, new = (
            Readiness.objects.create(project=project, kind=kind, **values),
            NOTHING,
            {name: as_json(value) for name, value in values.items()},
        )
    else:
        old, new = change_fields(row, values)
    note_act("put_readiness", project, by=by, at=at, old={"kind": kind.value, **old}, new={"kind": kind.value, **new})
    return row


@transaction.atomic
def add_photo(project: Project, photo: ReadPhoto, values: Mapping[str, Any], *, by: User, at: datetime) -> Photo:
    """Keeps a picture with its time and place; what the camera wrote goes before what a person says. The same bytes are one photo."""
    known = Photo.objects.filter(project=project, sha256=photo.sha256).first()
    if known is not None:
        return known
    name = f"photos/{photo.sha256}"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(photo.data))
    kept = dict(values)
    if photo.taken_at is not None:
        kept["taken_at"] = photo.taken_at
    row = Photo.objects.create(
        project=project, sha256=photo.sha256, media_type=photo.media_type, longitude=photo.longitude, latitude=photo.latitude,
        from_camera=photo.taken_at is not None, by=by, at=at, **kept,
    )  # fmt: skip
    note_act("add_photo", project, by=by, at=at, new={"sha256": photo.sha256, "caption": row.caption})
    return row


@transaction.atomic
def ask_exemption(project: Project, about: About, until: date, reason: str, *, by: User, at: datetime) -> Exemption:
    """Asks that a light shall not burn until a day. Raises ProjectRefusedError."""
    if not reason.strip():
        raise ProjectRefusedError(_("免亮要有正当理由。请写明，如“冬季停工（住建局通知）”。"))
    if until <= at.date():
        raise ProjectRefusedError(_("免至的日期已过。请填以后的日期。"))
    if Exemption.objects.filter(project=project, about=about, state=ExemptionState.ASKED).exists():
        raise ProjectRefusedError(_("这一项已经申请，正待批准。"))
    row = Exemption.objects.create(project=project, about=about, until=until, reason=reason.strip(), asked_by=by, asked_at=at)
    note_act("ask_exemption", project, by=by, at=at, new={"about": about.value, "until": until.isoformat(), "reason": reason})
    return row


@transaction.atomic
def decide_exemption(exemption: Exemption, state: ExemptionState, *, by: User, at: datetime) -> None:
    """A leader grants or refuses; nobody decides about what he asked for himself. Raises ProjectRefusedError."""
    if exemption.state != ExemptionState.ASKED:
        raise ProjectRefusedError(_("这一项已经批过。"))
    if exemption.asked_by_id == by.pk:
        raise ProjectRefusedError(_("申请人不能批自己的申请。请由其他领导批。"))
    exemption.state, exemption.decided_by, exemption.decided_at = state, by, at
    exemption.save(update_fields=["state", "decided_by", "decided_at"])
    note_act(
        "decide_exemption", exemption.project, by=by, at=at, old={"about": exemption.about, "reason": exemption.reason},
        new={"state": state.value},
    )  # fmt: skip
    supervise(exemption.project, by=by, at=at)


@transaction.atomic
def claim_duration(
    project: Project, start: FactKind, end: FactKind, days: int, *, by: User, at: datetime, reading: Any = None
) -> DurationClaim:
    """Keeps a published duration with both ends named; it is compared with the dates, never written into them."""
    claim, created = DurationClaim.objects.get_or_create(
        project=project, start_kind=start, end_kind=end, reading=reading, defaults={"days": days}
    )
    if created:
        note_act("claim_duration", project, by=by, at=at, new={"from": start.value, "to": end.value, "days": days})
    return claim
