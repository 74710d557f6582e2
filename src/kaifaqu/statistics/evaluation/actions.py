"""Writes of evaluation: a round is opened from the book, frozen with its participants, and published."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kaifaqu.core.engine.scoring import score
from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.journal.actions import record_act
from kaifaqu.foundation.rulebook.actions import keep_rule
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.statistics.evaluation.models import Round, Score, Stage
from kaifaqu.statistics.evaluation.queries import (
    collect_values,
    expected_count,
    figures_of,
    get_scheme,
    list_participants,
    node_json,
    points_of,
)
from kaifaqu.statistics.indicators.actions import cite_values
from kaifaqu.statistics.indicators.queries import Book


class RoundRefusedError(ValueError):
    """The round is not at the stage that the act asks for; the message says what to do."""


@transaction.atomic
def open_round(scheme_code: str, owner: Subject, period: Period, *, by: User, at: datetime) -> Round:
    """Scores every registered participant from the book as it stands (试算); who cannot be ranked says why. Raises KeyError."""
    book, scheme = Book.now(), get_scheme(scheme_code, period)
    participants = list_participants(owner)
    values = collect_values(scheme, participants, period, book)
    run = cite_values([value for row in values.values() for value in row.values()], book, at=at)
    round_ = Round.objects.create(
        scheme_code=scheme_code, scheme=keep_rule(scheme.rule), owner=owner, period=str(period), run=run,
        expected=expected_count(owner, period, book), opened_at=at,
    )  # fmt: skip
    subjects = {subject.code: subject for subject in participants}
    figures = {code: figures_of(scheme, held) for code, held in values.items()}
    for row in score(scheme, figures, names={code: subject.label for code, subject in subjects.items()}):
        Score.objects.create(
            round=round_, subject=subjects[row.participant], points=points_of(row.total), rank=row.place,
            grade=row.grade, marks=list(row.marks), reason=row.reason,
            explanation=[node_json(row.explanation)],
        )  # fmt: skip
    record_act(
        "evaluation.open_round", by=by, at=at, target=f"round:{round_.pk}", subject=owner.code,
        new={"scheme": scheme_code, "period": str(period), "run": run.pk, "participants": sorted(subjects)},
    )  # fmt: skip
    return round_


def freeze_round(round_: Round, *, by: User, at: datetime) -> Round:
    """Freezes the participants and their scores."""
    return _advance(round_, Stage.DRY, Stage.FROZEN, "evaluation.freeze_round", by, at)


def publish_round(round_: Round, *, by: User, at: datetime) -> Round:
    """Publishes a frozen round."""
    return _advance(round_, Stage.FROZEN, Stage.PUBLISHED, "evaluation.publish_round", by, at)


@transaction.atomic
def _advance(round_: Round, before: Stage, after: Stage, act: str, by: User, at: datetime) -> Round:
    locked = Round.objects.select_for_update(of=("self",)).get(pk=round_.pk)
    if locked.stage != before:
        raise RoundRefusedError(_("这一轮评价现在是「%(now)s」，要先到「%(before)s」才能到「%(after)s」。请刷新后再办。") % {
            "now": Stage(locked.stage).label, "before": before.label, "after": after.label,
        })  # fmt: skip
    locked.stage = after
    locked.published_at = at if after is Stage.PUBLISHED else locked.published_at
    locked.save(update_fields=["stage", "published_at"])
    record_act(
        act, by=by, at=at, target=f"round:{locked.pk}", subject=locked.owner.code, old={"stage": before}, new={"stage": after}
    )
    return locked
