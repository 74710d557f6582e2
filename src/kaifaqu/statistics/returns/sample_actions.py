"""Samples come in bulk: returns of the sample province, filed and closed by the program itself, never by a person's signature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.statement import Basis, Role, Statement
from kaifaqu.foundation.journal.actions import Actor, record_act
from kaifaqu.foundation.provenance import Provenance
from kaifaqu.foundation.rulebook.actions import keep_rule
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.foundation.subjects.queries import SAMPLE, is_sample
from kaifaqu.foundation.zones.queries import signs_with_two
from kaifaqu.statistics.returns.actions import ReturnRefusedError, fill_line
from kaifaqu.statistics.returns.form import Form
from kaifaqu.statistics.returns.models import Line, Return
from kaifaqu.statistics.returns.origins import Origin

ORIGIN = Origin(room="sample", room_key="catalogue/sample/province.yaml")
"""Where every sample comes from: the recipe of the catalogue."""

Figures = Sequence[tuple[str, Role, Quantity]]


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample return: who files what for when, and when it counts as accepted."""

    filer: Subject
    period: Period
    figures: Figures
    accepted_at: datetime


@transaction.atomic
def file_samples(form: Form, samples: Sequence[Sample], *, by: Actor, at: datetime) -> list[Line]:
    """Files many sample returns of one form as one act; gives their lines. Raises ReturnRefusedError when one is about a real subject."""
    stray = next((sample.filer for sample in samples if not is_sample(sample.filer.code)), None)
    if stray is not None:
        raise ReturnRefusedError(_("「%(filer)s」不在示例省，不能填示例数。") % {"filer": stray})
    kept = keep_rule(form.rule)
    filers = {sample.filer.pk: sample.filer for sample in samples}
    chains = {pk: list(form.chain_for(filer.kind, signs_with_two(filer))) for pk, filer in filers.items()}
    returns = Return.objects.bulk_create([
        Return(
            form_code=form.code, form=kept, filer=sample.filer, period=str(sample.period), provenance=Provenance.SAMPLE,
            chain=chains[sample.filer.pk], position=len(chains[sample.filer.pk]),
            started_at=at, accepted_at=sample.accepted_at,
        )
        for sample in samples
    ], batch_size=300)  # fmt: skip
    lines = [
        _line_of(return_, sample, item, role, quantity, form, at)
        for return_, sample in zip(returns, samples, strict=True) for item, role, quantity in sample.figures
    ]  # fmt: skip
    lines = Line.objects.bulk_create(lines, batch_size=500)
    record_act(
        "returns.file_samples", by=by, at=at, target=f"form:{form.code}", subject=SAMPLE,
        new={"returns": len(returns), "lines": len(lines)},
    )  # fmt: skip
    return lines


def _line_of(return_: Return, sample: Sample, item: str, role: Role, quantity: Quantity, form: Form, at: datetime) -> Line:
    measured = item_named(item)
    basis = Basis.AS_OF if sample.period.is_state else measured.basis
    line = Line(owner=return_, item=item, role=role.value, period=return_.period, subject=sample.filer)
    statement = Statement(
        item=item, subject=sample.filer.code, period=sample.period, quantity=quantity, role=role, basis=basis,
        price=measured.price, scope=form.scope,
    )  # fmt: skip
    fill_line(line, statement, ORIGIN, at)
    return line
