"""Writes of evaluation: a round is opened from the book, computed anew, shown to its participants, frozen and published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kaifaqu.core.engine.exact import round_half_up
from kaifaqu.core.engine.scoring import Score as Result
from kaifaqu.core.engine.values import Node
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.journal.actions import record_act
from kaifaqu.foundation.rulebook.actions import keep_rule
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.statistics.evaluation.models import Computation, FollowUp, Round, Score, Stage
from kaifaqu.statistics.evaluation.queries import (
    brings_of,
    get_scheme,
    list_objections,
    list_open_exemptions,
    list_scores,
    scheme_of,
    unconfirmed,
)
from kaifaqu.statistics.evaluation.reckoning import Brought, Reckoning, reckon, show_result
from kaifaqu.statistics.indicators.actions import cite_values
from kaifaqu.statistics.indicators.queries import Book


class RoundRefusedError(ValueError):
    """The round is not at the stage that the act asks for, or lacks something; the message says what to do."""


Numbers = Mapping[str, Mapping[str, str]]


@transaction.atomic
def open_round(
    scheme_code: str, owner: Subject, period: Period, *, by: User, at: datetime, numbers: Numbers | None = None
) -> Round:
    """Scores every registered participant from the book as it stands (试算); who cannot be ranked says why. Raises KeyError.

    `numbers` are this round's own parameters by criterion, as the year's baselines. Raises SchemeError for one that does not exist.
    """
    scheme = get_scheme(scheme_code, period)
    told = {criterion: dict(row) for criterion, row in (numbers or {}).items()}
    reckoning = reckon(scheme.with_numbers(told), owner, period, Book.now())
    _require_parameters(reckoning)
    run = cite_values(reckoning.values, reckoning.book, at=at)
    round_ = Round.objects.create(
        scheme_code=scheme_code, scheme=keep_rule(scheme.rule), numbers=told, owner=owner, period=str(period), run=run,
        expected=reckoning.expected, opened_at=at,
    )  # fmt: skip
    Computation.objects.create(round=round_, version=1, run=run, reason=_("开始评价"), by=by, at=at)
    _write_scores(round_, reckoning)
    record_act(
        "evaluation.open_round", by=by, at=at, target=f"round:{round_.pk}", subject=owner.code,
        new={"scheme": scheme_code, "period": str(period), "run": run.pk, "numbers": told,
             "participants": sorted(subject.code for subject in reckoning.participants)},
    )  # fmt: skip
    return round_


def _require_parameters(reckoning: Reckoning) -> None:
    if reckoning.needed:
        names = {criterion.code: criterion.name for criterion in reckoning.scheme.criteria}
        listed = _("、").join(f"{names[code]}（{name}）" for code, name in reckoning.needed)
        raise RoundRefusedError(
            _("方案「%(scheme)s」还有没有设定的参数：%(listed)s。请先填写本轮的参数，再开始评价。")
            % {"scheme": reckoning.scheme.name, "listed": listed}
        )


@transaction.atomic
def recompute_round(round_: Round, reason: str, *, by: User, at: datetime) -> Round:
    """Computes the round anew from the book as it stands: the next version; the earlier ones stay. Raises RoundRefusedError."""
    locked = lock_round(round_)
    require_stage(locked, Stage.DRY, Stage.NOTICE)
    if not reason.strip():
        raise RoundRefusedError(_("没有写重算的原因。请写明为什么重算。"))
    before = {score.subject.code: str(score.points) for score in list_scores(locked)}
    reckoning = reckon(scheme_of(locked), locked.owner, Period.parse(locked.period), Book.now(), brings_of(locked))
    _require_parameters(reckoning)
    locked.version, locked.expected = locked.version + 1, reckoning.expected
    locked.run = cite_values(reckoning.values, reckoning.book, at=at)
    locked.save(update_fields=["version", "run", "expected"])
    Computation.objects.create(round=locked, version=locked.version, run=locked.run, reason=reason, by=by, at=at)
    _write_scores(locked, reckoning)
    after = {score.subject.code: str(score.points) for score in list_scores(locked)}
    record_act(
        "evaluation.recompute_round", by=by, at=at, target=f"round:{locked.pk}", subject=locked.owner.code,
        old={"version": locked.version - 1, "points": before},
        new={"version": locked.version, "points": after, "reason": reason},
    )  # fmt: skip
    return locked


def _write_scores(round_: Round, reckoning: Reckoning) -> None:
    for subject in reckoning.participants:
        row = reckoning.results[subject.code]
        Score.objects.create(
            round=round_, version=round_.version, subject=subject, points=points_of(row.total), rank=row.place, grade=row.grade,
            marks=list(row.marks), reason=row.reason, explanation=[node_json(row.explanation)],
            figures=[figure_json(found) for found in reckoning.brought[subject.code].values()], sheet=sheet_json(row),
        )  # fmt: skip


@transaction.atomic
def notify_participants(round_: Round, until: date, *, by: User, at: datetime) -> Round:
    """Shows every participant its own sheet, and opens the window for objections up to and with `until`. Raises RoundRefusedError."""
    locked = lock_round(round_)
    require_stage(locked, Stage.DRY)
    if until < at.date():
        raise RoundRefusedError(_("异议截止日 %(until)s 早于今天。请改填今天或以后的日期。") % {"until": until})
    _require_decided(locked)
    locked.stage, locked.notice_until = Stage.NOTICE, until
    locked.save(update_fields=["stage", "notice_until"])
    _record_stage(locked, "evaluation.notify_participants", Stage.DRY, by, at, until=str(until))
    return locked


@transaction.atomic
def freeze_round(round_: Round, *, by: User, at: datetime) -> Round:
    """Freezes the participants and their scores. Refused while an objection is open or the window runs and not all have confirmed."""
    locked = lock_round(round_)
    before = require_stage(locked, Stage.DRY, Stage.NOTICE)
    _require_decided(locked)
    still = unconfirmed(locked) if locked.notice_until is not None and at.date() <= locked.notice_until else []
    if still:
        raise RoundRefusedError(_("异议期到 %(until)s 止，%(names)s 还没有确认。请等期满或等其确认后再冻结。") % {
            "until": locked.notice_until, "names": _("、").join(subject.label for subject in still),
        })  # fmt: skip
    locked.stage = Stage.FROZEN
    locked.save(update_fields=["stage"])
    _record_stage(locked, "evaluation.freeze_round", before, by, at)
    return locked


def _require_decided(round_: Round) -> None:
    open_ones = [_("%(name)s的异议") % {"name": row.subject.label} for row in list_objections(round_).filter(accepted=None)]
    open_ones += [_("%(name)s的豁免") % {"name": row.subject.label} for row in list_open_exemptions(round_)]
    if open_ones:
        raise RoundRefusedError(_("还有没有办结的：%(listed)s。请先答复或批复。") % {"listed": _("、").join(open_ones)})


@transaction.atomic
def publish_round(round_: Round, *, by: User, at: datetime) -> Round:
    """Publishes a frozen round, and records for each class what follows from it."""
    locked = lock_round(round_)
    require_stage(locked, Stage.FROZEN)
    locked.stage, locked.published_at = Stage.PUBLISHED, at
    locked.save(update_fields=["stage", "published_at"])
    follow_ups = _write_follow_ups(locked)
    _record_stage(locked, "evaluation.publish_round", Stage.FROZEN, by, at, follow_ups=follow_ups)
    return locked


def _write_follow_ups(round_: Round) -> int:
    scheme = scheme_of(round_)
    rows = [
        FollowUp(
            round=round_, subject=score.subject, grade=score.grade, effect=entry.effect, words=entry.words,
            percent=None if entry.percent is None else round_half_up(entry.percent, 2),
        )
        for score in list_scores(round_)
        for entry in scheme.consequences.get(score.grade, ())
    ]  # fmt: skip
    return len(FollowUp.objects.bulk_create(rows))


@transaction.atomic
def carry_out(follow_up: FollowUp, note: str, *, by: User, at: datetime) -> FollowUp:
    """Records that a consequence was carried out, and how. Raises RoundRefusedError."""
    locked = FollowUp.objects.select_for_update(of=("self",)).select_related("round__owner").get(pk=follow_up.pk)
    if locked.done_at is not None or not note.strip():
        raise RoundRefusedError(_("这一项已经登记落实，或没有写落实情况。请写明文号、金额或办理结果。"))
    locked.done_by, locked.done_at, locked.note = by, at, note
    locked.save(update_fields=["done_by", "done_at", "note"])
    record_act(
        "evaluation.carry_out", by=by, at=at, target=f"round:{locked.round_id}", subject=locked.subject.code,
        new={"words": locked.words, "note": note},
    )  # fmt: skip
    return locked


# -- shared by the acts ----------------------------------------------------------------------------------------------------


def lock_round(round_: Round) -> Round:
    """The round as it stands now; nobody else writes it until the transaction ends."""
    return Round.objects.select_for_update(of=("self",)).select_related("owner__parent").get(pk=round_.pk)


def require_stage(round_: Round, *stages: Stage) -> Stage:
    """The round's stage, if it is one of those. Raises RoundRefusedError."""
    now = Stage(round_.stage)
    if now not in stages:
        raise RoundRefusedError(_("这一轮评价现在是「%(now)s」，这一步要在「%(before)s」时办。请刷新后再办。") % {
            "now": now.label, "before": _("、").join(str(stage.label) for stage in stages),
        })  # fmt: skip
    return now


def _record_stage(round_: Round, act: str, before: Stage, by: User, at: datetime, **more: Any) -> None:
    record_act(
        act, by=by, at=at, target=f"round:{round_.pk}", subject=round_.owner.code,
        old={"stage": before}, new={"stage": round_.stage, **more},
    )  # fmt: skip


def figure_json(found: Brought) -> dict[str, str]:
    """A figure as the sheet keeps it: name, how much, where from, on what paper, instead of what."""
    return {
        "code": found.input.code, "name": found.input.name, "shown": show_result(found.result), "origin": found.origin,
        "indicator": found.indicator, "note": found.note, "instead_of": found.instead_of,
    }  # fmt: skip


def sheet_json(row: Result) -> list[dict[str, str]]:
    """The lines of a sheet as they are kept."""
    return [asdict(part) for part in row.sheet]


def node_json(node: Node) -> dict[str, Any]:
    """A score's explanation as it is kept."""
    result = node.result
    return {
        "label": node.label,
        "expression": node.expression,
        "result": str(result) if isinstance(result, Quantity) else result.label,
        "reason": node.reason,
        "children": [node_json(child) for child in node.children],
    }


def points_of(total: Decimal | Missing) -> Decimal | None:
    """A total as a column keeps it."""
    return None if isinstance(total, Missing) else total
