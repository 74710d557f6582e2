"""Writes of the ledger: a reviewed return becomes facts, all in one transaction, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.journal.actions import Actor, lock_chain, record_act
from kaifaqu.foundation.journal.chain import GENESIS, link_hash
from kaifaqu.foundation.provenance import Provenance
from kaifaqu.foundation.subjects.queries import SAMPLE, is_sample
from kaifaqu.statistics.ledger.models import Fact
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
    facts = _book_lines(list(list_lines(signed)), signed.provenance, at)
    mark_accepted(signed, at=at)
    record_act(
        "ledger.accept_return", by=by, at=at, target=f"return:{signed.pk}", subject=signed.filer.code,
        new={"facts": [fact.pk for fact in facts]},
    )  # fmt: skip
    return facts


@transaction.atomic
def book_samples(lines: Sequence[Line], *, by: Actor, at: datetime) -> int:
    """Books filed samples all at once as one act; gives how many figures.

    Only what is marked as a sample, about the sample province, and never booked before: anything else goes the way of its form.
    Raises ReturnRefusedError, with nothing booked.
    """
    stray = next((one for one in lines if one.owner.provenance != Provenance.SAMPLE or not is_sample(one.subject.code)), None)
    if stray is not None:
        raise ReturnRefusedError(_("「%(line)s」不是示例省的示例数，不能成批入账。请按报表的签发链办理。") % {"line": stray})
    lock_chain("ledger")
    facts = _chain_facts(lines, {}, Provenance.SAMPLE, at)
    record_act("ledger.book_samples", by=by, at=at, target="sample", subject=SAMPLE, new={"facts": len(facts)})
    return len(facts)


def project_columns(folder: Path) -> str:
    """Brings the columnar files in a folder up to the ledger's newest position, damaged ones made anew, and says how far they are."""
    # pyarrow takes a quarter of a second to load: only who writes the files waits for it.
    from kaifaqu.statistics.ledger.projection import repair

    manifest = repair(folder)
    return f"列式文件已更新到第 {manifest.position} 笔，共 {len(manifest.files)} 个文件。"


def newest_hash() -> str:
    """The link that the next fact follows."""
    return Fact.objects.order_by("-pk").values_list("hash", flat=True).first() or GENESIS


def _book_lines(lines: Sequence[Line], provenance: str, at: datetime) -> list[Fact]:
    """A fact of each line, in their order; each supersedes what stands at its address."""
    standing = Fact.objects.filter(
        superseded_by=None, subject__in={line.subject_id for line in lines}, item__in={line.item for line in lines},
        period__in={line.period for line in lines},
    )  # fmt: skip
    return _chain_facts(lines, {_address_of(fact): fact for fact in standing}, provenance, at)


def _address_of(said: Line | Fact) -> tuple[object, ...]:
    """What two figures share of which the later one takes the other's place."""
    return said.item, said.subject_id, said.period, said.role, said.basis, said.price, said.scope


def _chain_facts(
    lines: Sequence[Line], standing: Mapping[tuple[object, ...], Fact], provenance: str, at: datetime
) -> list[Fact]:
    """Books a fact of each line after the ledger's newest one; the caller holds the chain."""
    last, facts = newest_hash(), []
    for line in lines:
        fact = _fact_of(line, provenance, at, standing.get(_address_of(line)), last)
        last = fact.hash = link_hash(last, fact.content())
        facts.append(fact)
    return Fact.objects.bulk_create(facts, batch_size=500)


def _fact_of(line: Line, provenance: str, at: datetime, supersedes: Fact | None, previous_hash: str) -> Fact:
    return Fact(
        line=line, item=line.item, subject=line.subject, period=line.period, role=line.role, basis=line.basis,
        price=line.price, scope=line.scope, value=line.value, unit=line.unit, missing=line.missing, provenance=provenance,
        recorded_at=at, supersedes=supersedes, previous_hash=previous_hash,
    )  # fmt: skip
