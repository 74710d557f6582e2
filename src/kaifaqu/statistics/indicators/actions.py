"""Writing down a run and the values that somebody cites; issuing a release; saying how an office rounds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kaifaqu.core.engine.indicator import code_of
from kaifaqu.core.engine.rounding_fit import Way
from kaifaqu.core.engine.values import Value
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.journal.actions import lock_chain, record_act
from kaifaqu.foundation.rulebook.actions import keep_rule
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.statistics.indicators.ground import write_ground
from kaifaqu.statistics.indicators.models import CitedValue, Release, ReleasedFact, RoundingRule, Run
from kaifaqu.statistics.indicators.queries import get_indicator, told_of
from kaifaqu.statistics.indicators.queries.releases import (
    draft_release,
    latest_release,
    list_revisions,
    shown_of,
    shown_of_draft,
)
from kaifaqu.statistics.ledger.queries import Book


@transaction.atomic
def cite_values(values: Sequence[Value], book: Book, *, at: datetime) -> Run:
    """Keeps the values as they are now, with the ledger position, the digests of their rules, and the names, parts and groups
    that they were told: a zone moved or merged later changes nothing. Journalled by who cites."""
    used = {rule.digest: rule for value in values for rule in get_indicator(value.indicator, value.period).rules}
    rules = {code_of(rule): keep_rule(rule).digest for rule in used.values()}
    run = Run.objects.create(position=book.position, rules=rules, ground=write_ground(told_of(values, book)), at=at)
    for value in values:
        result = value.result
        CitedValue.objects.create(
            run=run, indicator=value.indicator, subject=get_subject(value.subject), period=str(value.period),
            value=result.value if isinstance(result, Quantity) else None,
            unit=result.unit.symbol if isinstance(result, Quantity) else "",
            missing=result.value if isinstance(result, Missing) else "", reason=value.reason or value.words,
        )  # fmt: skip
    return run


class ReleaseRefusedError(ValueError):
    """There is nothing to release, or nothing new; the message says which."""


@transaction.atomic
def issue_release(subject: Subject, period: Period, *, note: str, by: User, at: datetime) -> Release:
    """Freezes what the book says of the subject and period as the next edition. Raises ReleaseRefusedError."""
    lock_chain("releases")
    draft = draft_release(subject, period, Book.now())
    before, named = latest_release(subject, period), {"name": subject.label, "period": period.chinese}
    if not draft.facts:
        raise ReleaseRefusedError(_("%(name)s%(period)s账上没有数，不能发布。请先报送并核准入账。") % named)
    revisions = list_revisions(shown_of(before), shown_of_draft(draft)) if before else []
    if before and not revisions:
        named["edition"] = str(before.edition)
        raise ReleaseRefusedError(_("%(name)s%(period)s自第 %(edition)s 版以来没有变动，不必再发布。") % named)
    release = Release.objects.create(
        subject=subject, period=str(period), edition=before.edition + 1 if before else 1,
        run=cite_values(draft.values, draft.book, at=at), note=note, issued_by=by, issued_at=at,
    )  # fmt: skip
    for fact in draft.facts:
        ReleasedFact.objects.create(release=release, fact=fact)
    record_act(
        "indicators.issue_release", by=by, at=at, target=f"release:{release.pk}", subject=subject.code,
        new={"period": str(period), "edition": release.edition, "position": draft.book.position, "revisions": len(revisions)},
    )  # fmt: skip
    return release


@transaction.atomic
def set_rounding(subject: Subject, way: Way, *, form_code: str, reason: str, by: User, at: datetime) -> RoundingRule:
    """How the office prints from now on, with the table that shows it. Values stay exact; only what is shown changes."""
    rule = RoundingRule.objects.create(
        subject=subject,
        form_code=form_code,
        rounding=way.rounding.value,
        rounded_first=way.rounded_first,
        reason=reason,
        by=by,
        at=at,
    )
    record_act(
        "indicators.set_rounding", by=by, at=at, target=f"rounding:{rule.pk}", subject=subject.code,
        new={"form": form_code, "rounding": rule.rounding, "rounded_first": rule.rounded_first, "reason": reason},
    )  # fmt: skip
    return rule
