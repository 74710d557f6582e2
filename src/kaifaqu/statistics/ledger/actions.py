"""Writes of the ledger: a reviewed return becomes facts, all in one transaction, or none."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.journal.actions import lock_chain, record_act
from kaifaqu.foundation.journal.chain import GENESIS, link_hash
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.statistics.ledger.queries import standing_facts
from kaifaqu.statistics.returns.actions import ReturnRefusedError, mark_accepted, sign_step
from kaifaqu.statistics.returns.models import Line, Return
from kaifaqu.statistics.returns.queries import list_lines, step_of


@transaction.atomic
def accept_return(return_: Return, *, by: User, at: datetime, note: str = "") -> list[Fact]:
    """Signs the last step and books every line; each fact supersedes the one that said the same before.

    Raises ReturnRefusedError, with the whole return left out, when it is not at its last step or not this person's.
    """
    step = step_of(return_)
    if step is None or return_.position != len(return_.chain) - 1:
        waiting = step.waiting if step else _("已入账")
        raise ReturnRefusedError(_("本表%(state)s，不能核准入账。请在轮到省级核准时再办。") % {"state": waiting})
    signed = sign_step(return_, by=by, at=at, note=note)
    lock_chain("ledger")
    facts = [_book_line(line, signed, at) for line in list_lines(signed)]
    mark_accepted(signed, at=at)
    record_act(
        "ledger.accept_return", by=by, at=at, target=f"return:{signed.pk}", subject=signed.filer.code,
        new={"facts": [fact.pk for fact in facts]},
    )  # fmt: skip
    return facts


def _book_line(line: Line, return_: Return, at: datetime) -> Fact:
    before = (
        standing_facts()
        .filter(
            item=line.item, subject=line.subject, period=line.period, role=line.role, basis=line.basis, price=line.price,
            scope=line.scope,
        )
        .first()
    )  # fmt: skip
    fact = Fact(
        line=line, item=line.item, subject=line.subject, period=line.period, role=line.role, basis=line.basis,
        price=line.price, scope=line.scope, value=line.value, unit=line.unit, missing=line.missing,
        provenance=return_.provenance, recorded_at=at, supersedes=before,
        previous_hash=Fact.objects.order_by("-pk").values_list("hash", flat=True).first() or GENESIS,
    )  # fmt: skip
    fact.hash = link_hash(fact.previous_hash, fact.content())
    fact.save()
    return fact
