"""Writes of returns: start, declare, explain, sign, send back, correct. One act, one transaction, one journal row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.problem import Problem
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.statement import Statement
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.accounts.queries import may_as
from kaifaqu.foundation.exact import fits
from kaifaqu.foundation.journal.actions import record_act
from kaifaqu.foundation.provenance import Provenance
from kaifaqu.foundation.rulebook.actions import keep_rule
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.foundation.subjects.queries import list_subtree
from kaifaqu.foundation.zones.queries import signs_with_two
from kaifaqu.statistics.returns.deadline_actions import remind_of_deadlines
from kaifaqu.statistics.returns.deputy_queries import find_hand, refuse_hand
from kaifaqu.statistics.returns.form import Form
from kaifaqu.statistics.returns.models import WITHDRAWN, Explanation, Line, Return, Signature
from kaifaqu.statistics.returns.origins import Origin
from kaifaqu.statistics.returns.proposals import Kind, list_proposed
from kaifaqu.statistics.returns.queries import (
    find_problems,
    form_of,
    is_locked,
    keyed_lines,
    latest_return,
    line_key,
    may_take_back,
    signers_of,
    statement_for,
    statement_of,
    step_of,
    unexplained,
)
from kaifaqu.statistics.returns.reach import refuse_filling

__all__ = ["Origin", "remind_of_deadlines", "statement_for"]
"""What a caller of these acts needs to say, named for those who ask."""


class ReturnRefusedError(ValueError):
    """The act is not possible now; the message says why and what to do. `problems` names the cells, where cells are the reason."""

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


@transaction.atomic
def start_return(
    form: Form, filer: Subject, period: Period, *, by: User, at: datetime, provenance: Provenance = Provenance.OWN
) -> Return:
    """Opens the form for a period, or gives the version that is open or accepted already."""
    if filer.kind not in form.filers:
        raise ReturnRefusedError(
            _("「%(filer)s」不填报《%(form)s》。请在本单位的报表清单中选择。") % {"filer": filer, "form": form.name}
        )
    if not form.accepts(period):
        raise ReturnRefusedError(_("《%(form)s》按期填报，「%(period)s」不是它的报告期。请改选报告期。") % {
            "form": form.name, "period": period.chinese,
        })  # fmt: skip
    known = latest_return(form.code, filer, str(period))
    if known is not None:
        return known
    chain = list(form.chain_for(filer.kind, signs_with_two(filer)))
    return_ = Return.objects.create(
        form_code=form.code, form=keep_rule(form.rule), filer=filer, period=str(period), chain=chain, provenance=provenance,
        started_at=at,
    )  # fmt: skip
    record_act("returns.start_return", by=by, at=at, target=f"return:{return_.pk}", subject=filer.code, new=_head(return_))
    return return_


def _head(return_: Return) -> dict[str, Any]:
    return {"form": return_.form_code, "filer": return_.filer.code, "period": return_.period, "version": return_.version}


def declare_line(return_: Return, statement: Statement, origin: Origin, *, by: User, at: datetime) -> Line:
    """Puts one figure, or its named absence, into the return; the old value stays in the journal.

    Raises ReturnRefusedError when the return is locked or the form does not ask for the line, UnitError when the unit measures
    something else.
    """
    return declare_lines(return_, [(statement, origin)], by=by, at=at)[0]


@transaction.atomic
def declare_lines(return_: Return, declared: Sequence[tuple[Statement, Origin]], *, by: User, at: datetime) -> list[Line]:
    """Puts several figures into the return as one act: all of them, or none."""
    locked = lock_open(return_, by, [origin.room for _statement, origin in declared])
    lines, old, new = write_lines(locked, declared, at)
    record_act(
        "returns.declare_lines", by=by, at=at, target=f"return:{return_.pk}", subject=locked.filer.code, old=old, new=new
    )
    return lines


def lock_return(return_: Return) -> Return:
    """The return as it stands now; nobody else writes it until the transaction ends."""
    return Return.objects.select_for_update(of=("self",)).select_related("filer").get(pk=return_.pk)


def lock_open(return_: Return, by: User, rooms: Sequence[str] = ("",)) -> Return:
    """The same, of a return whose lines this person may change now. Raises ReturnRefusedError with the reason why not."""
    locked = lock_return(return_)
    if reason := is_locked(locked) or refuse_filling(locked, by, rooms):
        raise ReturnRefusedError(reason)
    return locked


COLUMNS = (
    "basis", "price", "scope", "value", "unit", "missing", "reading", "workbook", "cell", "room", "room_key", "room_url",
    "entered_by", "declared_at", "revision",
)  # fmt: skip
"""The fields of a line that a change writes."""


def write_lines(
    locked: Return, declared: Sequence[tuple[Statement, Origin]], at: datetime, standing: Mapping[str, Line] | None = None
) -> tuple[list[Line], dict[str, str | None], dict[str, str | None]]:
    """Writes the figures into a locked return: (lines, old words by key, new words by key). The caller records the act.

    `standing` (`keyed_lines`) are given by who has them already.
    """
    form, subjects = form_of(locked), subjects_within(locked, [statement.subject for statement, _origin in declared])
    standing = dict(keyed_lines(locked) if standing is None else standing)
    old: dict[str, str | None] = {}
    new: dict[str, str | None] = {}
    made, changed, lines = [], [], []
    for statement, origin in declared:
        key = _key(locked, statement)
        require_asked(form, locked, statement, key, subjects)
        line = standing.get(key)
        old[key] = show_quantity(statement_of(line)) if line else None
        new[key] = show_quantity(statement)
        if line is None:
            line = Line(owner=locked, item=statement.item, role=statement.role.value, period=str(statement.period))
            line.subject = subjects[statement.subject]
            made.append(line)
        elif line.pk:
            changed.append(line)
        standing[key] = line
        fill_line(line, statement, origin, at)
        lines.append(line)
    Line.objects.bulk_create(made)
    Line.objects.bulk_update(changed, COLUMNS, batch_size=200)
    return lines, old, new


def _key(return_: Return, statement: Statement) -> str:
    return line_key(return_, statement.item, statement.role.value, statement.subject, str(statement.period))


def subjects_within(return_: Return, codes: Iterable[str]) -> dict[str, Subject]:
    """Of the subjects so coded, those that lie within the filer's reach, by code."""
    named = set(codes)
    if named <= {return_.filer.code}:
        return {return_.filer.code: return_.filer}
    return {subject.code: subject for subject in list_subtree(return_.filer.code).filter(code__in=named)}


def require_asked(form: Form, return_: Return, statement: Statement, key: str, subjects: Mapping[str, Subject]) -> None:
    """Raises ReturnRefusedError or UnitError where the return cannot hold the figure."""
    if form.line(key) is None and not form.takes(statement.item):
        raise ReturnRefusedError(_("《%(form)s》没有「%(item)s」(%(period)s)这一行。请改填其他报表。") % {
            "form": form.name, "item": item_named(statement.item).name, "period": statement.period.chinese,
        })  # fmt: skip
    if statement.subject not in subjects:
        raise ReturnRefusedError(_("这个主体不在「%(filer)s」范围内，不能填进本表。请改选本单位或下属的主体。") % {
            "filer": return_.filer.name,
        })  # fmt: skip
    if isinstance(statement.quantity, Quantity):
        if not fits(statement.quantity.value):
            raise ReturnRefusedError(_("数值太长：整数部分最多 20 位，小数部分最多 10 位。请核对，或换用较大的单位。"))
        statement.quantity.to(item_named(statement.item).unit)


def fill_line(line: Line, statement: Statement, origin: Origin, at: datetime) -> None:
    """Puts the statement's figure and its origin into the line; nothing is saved."""
    line.basis, line.price, line.scope = statement.basis.value, statement.price.value, statement.scope.value
    quantity = statement.quantity
    line.value = quantity.value if isinstance(quantity, Quantity) else None
    line.unit = quantity.unit.symbol if isinstance(quantity, Quantity) else ""
    line.missing = quantity.value if isinstance(quantity, Missing) else ""
    line.reading, line.workbook, line.cell = origin.reading, origin.workbook, origin.cell
    line.room, line.room_key, line.room_url = origin.room, origin.room_key, origin.room_url
    line.entered_by = origin.entered_by
    line.declared_at = at
    line.revision = line.revision + 1 if line.pk else 1


def show_quantity(statement: Statement) -> str:
    """The figure in words for the journal."""
    quantity = statement.quantity
    return str(quantity) if isinstance(quantity, Quantity) else quantity.label


@transaction.atomic
def declare_proposals(
    return_: Return, *, by: User, at: datetime, keys: Sequence[str] | None = None, kinds: Sequence[str] = (Kind.READING,)
) -> list[Line]:
    """Takes over what is proposed for the lines that nobody has filled yet (or just those named): documents' accepted figures,
    the rooms' own counts, last period's states, as `kinds` says."""
    held = keyed_lines(return_)
    readings = {(line.reading_id, line.item, line.role) for line in held.values()}
    declared = []
    for key, proposed in list_proposed(return_).items():
        first = next((one for one in proposed if one.kind in kinds), None)
        if first is None or (keys is not None and key not in keys) or (keys is None and key in held):
            continue
        reading = first.origin.reading
        if reading is None or (reading.pk, first.statement.item, first.statement.role.value) not in readings:
            declared.append((first.statement, first.origin))
    return declare_lines(return_, declared, by=by, at=at) if declared else []


@transaction.atomic
def explain_problem(return_: Return, rule: str, key: str, text: str, *, by: User, at: datetime) -> Explanation:
    """Writes down why a doubtful figure stands. Raises ReturnRefusedError for an empty explanation or a locked return."""
    locked = lock_return(return_)
    if reason := is_locked(locked):
        raise ReturnRefusedError(reason)
    if not text.strip():
        raise ReturnRefusedError(_("说明是空的。请写明数据为什么如此，审核人会看到。"))
    before = locked.explanations.filter(rule=rule, key=key).first()
    explanation, _created = Explanation.objects.update_or_create(
        owner=locked, rule=rule, key=key, defaults={"text": text.strip(), "by": by, "at": at}
    )
    record_act(
        "returns.explain_problem", by=by, at=at, target=f"return:{locked.pk}", subject=locked.filer.code,
        old={"text": before.text} if before else None, new={"rule": rule, "key": key, "text": explanation.text},
    )  # fmt: skip
    return explanation


@transaction.atomic
def sign_step(return_: Return, *, by: User, at: datetime, note: str = "") -> Return:
    """Takes the next step of the chain. The last step books nothing by itself: the ledger calls it while it accepts.

    Raises ReturnRefusedError when the step is not this person's, or when problems stand that nobody explained.
    """
    locked = lock_return(return_)
    step = step_of(locked)
    if step is None:
        raise ReturnRefusedError(_("本表各步已签完，无需再签。"))
    hand = find_hand(by, step.role, locked.filer, at.astimezone(timezone.get_current_timezone()).date())
    if hand is None:
        raise ReturnRefusedError(_("本步「%(step)s」应由「%(role)s」签署。请转交有该角色的同事。") % {
            "step": step.label, "role": step.role.label,
        })  # fmt: skip
    if refusal := refuse_hand(locked, signers_of(locked), hand):
        raise ReturnRefusedError(refusal)
    if locked.position == 0:
        _require_signable(locked)
    Signature.objects.create(
        owner=locked, round=locked.round, step=step.code, forward=True, note=note, by=by, on_behalf_of=hand.principal, at=at
    )
    locked.position += 1
    locked.save(update_fields=["position"])
    new = {"step": step.code, "position": locked.position, "note": note}
    record_act(
        "returns.sign_step", by=by, at=at, target=f"return:{locked.pk}", subject=locked.filer.code,
        old={"position": locked.position - 1}, new=new | ({"for": hand.principal.name} if hand.principal else {}),
    )  # fmt: skip
    return locked


def _require_signable(return_: Return) -> None:
    if not return_.lines.exists():
        raise ReturnRefusedError(_("本表还没有任何数据，不能签。请先填报。"))
    standing = unexplained(return_, find_problems(return_))
    if standing:
        raise ReturnRefusedError(
            _("还有 %(count)s 处问题没有改正或说明，不能签。请逐格处理。") % {"count": len(standing)}, standing
        )


@transaction.atomic
def send_back(return_: Return, reason: str, *, by: User, at: datetime) -> Return:
    """Gives the return back to the filer with a reason (退回); a new round of signatures begins."""
    locked = lock_return(return_)
    step = step_of(locked)
    if step is None or locked.position == 0:
        raise ReturnRefusedError(_("本表不在审签中，无法退回。"))
    if not may_as(by, [step.role], locked.filer):
        raise ReturnRefusedError(
            _("本表%(state)s，只能由「%(role)s」退回。") % {"state": step.waiting, "role": step.role.label}
        )
    if not reason.strip():
        raise ReturnRefusedError(_("退回必须写明原因。请说明哪一格、为什么、请对方怎么做。"))
    return _reopen(locked, step.code, reason.strip(), "returns.send_back", by, at)


@transaction.atomic
def withdraw_return(return_: Return, *, by: User, at: datetime) -> Return:
    """Takes the return back before the superior has opened it (撤回)."""
    locked = lock_return(return_)
    if not may_take_back(locked, by):
        raise ReturnRefusedError(_("本表不能撤回：上级已打开，或本轮没有您的签署。需要修改请联系上级退回。"))
    step = step_of(locked)
    return _reopen(locked, step.code if step else "", WITHDRAWN, "returns.withdraw_return", by, at)


def _reopen(return_: Return, step: str, note: str, act: str, by: User, at: datetime) -> Return:
    Signature.objects.create(owner=return_, round=return_.round, step=step, forward=False, note=note, by=by, at=at)
    old = {"position": return_.position, "round": return_.round}
    return_.position, return_.round, return_.opened_at = 0, return_.round + 1, None
    return_.save(update_fields=["position", "round", "opened_at"])
    record_act(act, by=by, at=at, target=f"return:{return_.pk}", subject=return_.filer.code, old=old, new={"note": note})
    return return_


@transaction.atomic
def note_opened(return_: Return, *, by: User, at: datetime) -> None:
    """Remembers that the superior whose turn it is has opened the return: from then on it cannot be withdrawn."""
    locked = lock_return(return_)
    step = step_of(locked)
    if step is None or step.within_filer or locked.opened_at is not None or not may_as(by, [step.role], locked.filer):
        return
    locked.opened_at = at
    locked.save(update_fields=["opened_at"])
    record_act(
        "returns.note_opened", by=by, at=at, target=f"return:{locked.pk}", subject=locked.filer.code, new={"step": step.code}
    )


@transaction.atomic
def start_correction(return_: Return, reason: str, *, by: User, at: datetime) -> Return:
    """Opens the next version of an accepted return, with the same lines, for a stated reason."""
    if return_.accepted_at is None:
        raise ReturnRefusedError(_("本表还没有入账，直接修改即可，不需要更正版。"))
    if not reason.strip():
        raise ReturnRefusedError(_("更正必须写明原因。请说明哪个数、为什么更正。"))
    newest = latest_return(return_.form_code, return_.filer, return_.period)
    if newest is not None and newest.pk != return_.pk:
        raise ReturnRefusedError(_("已有第 %(version)s 版，请在该版上更正。") % {"version": newest.version})
    correction = Return.objects.create(
        form_code=return_.form_code, form=return_.form, filer=return_.filer, period=return_.period,
        version=return_.version + 1, chain=return_.chain, provenance=return_.provenance, reason=reason.strip(), started_at=at,
    )  # fmt: skip
    _copy_content(return_, correction)
    record_act(
        "returns.start_correction", by=by, at=at, target=f"return:{correction.pk}", subject=return_.filer.code,
        old=_head(return_), new={**_head(correction), "reason": correction.reason},
    )  # fmt: skip
    return correction


def _copy_content(source: Return, target: Return) -> None:
    rows: list[Line | Explanation] = [*source.lines.all(), *source.explanations.all()]
    for row in rows:
        row.pk, row.owner, row._state.adding = None, target, True
        row.save()


def mark_accepted(return_: Return, *, at: datetime) -> None:
    """Locks the return as accepted. Called by the ledger inside the transaction that books it."""
    return_.accepted_at = at
    return_.save(update_fields=["accepted_at"])
