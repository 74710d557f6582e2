"""Reads of returns: forms, lines as statements, problems, whose turn it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from kaifaqu.core.figures.item import Nature, item_named
from kaifaqu.core.figures.locator import Cell, Entry, Locator, Row, Span
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.problem import Problem, Severity
from kaifaqu.core.figures.quantity import Quantity, plain
from kaifaqu.core.figures.statement import Basis, Price, Role, Scope, Statement
from kaifaqu.core.figures.unit import parse_unit
from kaifaqu.foundation.rulebook.queries import get_rule
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.statistics.returns.checks import Declared, check_return
from kaifaqu.statistics.returns.deputy_queries import find_hand, refuse_hand
from kaifaqu.statistics.returns.earlier import gather_accepted
from kaifaqu.statistics.returns.form import Form, current_forms, parse_form
from kaifaqu.statistics.returns.models import Explanation, Line, Return, Signature
from kaifaqu.statistics.returns.reach import reach_filers
from kaifaqu.statistics.returns.rules import STEPS, Step, may_withdraw, next_step

__all__ = ["Form", "Step"]
"""Types of what is answered here, named for those who ask."""


def get_form(code: str) -> Form:
    """The form as the catalogue has it today. Raises KeyError."""
    return current_forms()[code]


def form_of(return_: Return) -> Form:
    """The form as it read when the return was started."""
    return _form_with(return_.form_id)


@lru_cache(maxsize=200)
def _form_with(digest: str) -> Form:
    """A form by the digest of its text: one digest never reads differently."""
    return parse_form(get_rule(digest))


def list_forms_for(filer: Subject) -> list[Form]:
    """The forms that a subject of this kind files."""
    return [form for form in current_forms().values() if filer.kind in form.filers]


def list_returns(user: Any) -> QuerySet[Return]:
    """The returns within the user's reach, newest first."""
    return Return.objects.filter(filer__in=reach_filers(user, "returns:list")).select_related("filer")


def get_return(pk: int, user: Any) -> Return:
    """One return within the user's reach. Raises Return.DoesNotExist, whether it is absent or out of reach."""
    return list_returns(user).get(pk=pk)


def line_key(return_: Return, item: str, role: str, subject: str, period: str) -> str:
    """The key of a line's cell: `item:role`, with subject and period where they are not the return's own."""
    state = item_named(item).basis is Basis.AS_OF and Period.parse(period).end == Period.parse(return_.period).end
    own = subject == return_.filer.code and (period == return_.period or state)
    return f"{item}:{role}" if own else f"{item}:{role}:{subject}:{period}"


def locator_of(line: Line) -> Locator:
    """Where the line's figure stands written."""
    if line.reading is not None:
        return Span(line.reading.document.sha256, line.reading.start, line.reading.end)
    if line.workbook is not None:
        sheet, _sep, cell = line.cell.rpartition("!")
        return Cell(line.workbook.sha256, sheet, cell)
    if line.entered_by is not None:
        return Entry(line.entered_by.name, line.declared_at)
    return Row(line.room, line.room_key)


def as_printed(value: Decimal, item: str) -> Decimal:
    """The value as it was printed: a published rate keeps the zero of 4.0 %, which says how exact it is; nothing else does."""
    said, printed = plain(value), item_named(item)
    places = said.as_tuple().exponent
    short = printed.nature is Nature.PUBLISHED and isinstance(places, int) and -places < printed.places
    return said.quantize(Decimal(1).scaleb(-printed.places)) if short else said


def statement_of(line: Line) -> Statement:
    """The line as a statement."""
    quantity = (
        Missing(line.missing) if line.value is None else Quantity(as_printed(line.value, line.item), parse_unit(line.unit))
    )
    return Statement(
        item=line.item, subject=line.subject.code, period=Period.parse(line.period), quantity=quantity, role=Role(line.role),
        basis=Basis(line.basis), price=Price(line.price), scope=Scope(line.scope), locator=locator_of(line),
    )  # fmt: skip


def statement_for(return_: Return, item: str, role: Role, quantity: Quantity | Missing, *, subject: str = "",
                  period: Period | None = None) -> Statement:  # fmt: skip
    """The statement that a cell of this return makes: the item's basis and price, the form's scope, the return's period."""
    measured = item_named(item)
    stated = period or Period.parse(return_.period)
    return Statement(
        item=item, subject=subject or return_.filer.code, period=stated, quantity=quantity, role=role,
        basis=Basis.AS_OF if stated.is_state else measured.basis, price=measured.price, scope=form_of(return_).scope,
    )  # fmt: skip


def list_lines(return_: Return) -> QuerySet[Line]:
    """The lines with everything that their origin needs."""
    return return_.lines.select_related("reading__document", "workbook").prefetch_related("subject", "entered_by")


def keyed_lines(return_: Return) -> dict[str, Line]:
    """The lines by the key of their cell."""
    return {line_key(return_, line.item, line.role, line.subject.code, line.period): line for line in list_lines(return_)}


def find_problems(
    return_: Return, instead: Mapping[str, Statement] | None = None, lines: Mapping[str, Line] | None = None
) -> list[Problem]:
    """Every problem of the return, each with the key of its cell; `instead` are statements as if they stood in it already.

    `lines` (`keyed_lines`) are given by who has them already.
    """
    form, lines = form_of(return_), keyed_lines(return_) if lines is None else lines
    places = {line.key: f"{form.number} 第{number}行「{line.label}」" for number, line in enumerate(form.lines, 1)}
    places |= {
        key: f"{form.number}「{line.subject.label}·{item_named(line.item).name}」"
        for key, line in lines.items()
        if key not in places
    }
    told = dict(instead or {})
    places = {key: f"{form.number}「{item_named(stated.item).name}」" for key, stated in told.items()} | places
    statements = {key: statement_of(line) for key, line in lines.items()} | told
    return check_return(Declared(form, statements, places, *gather_accepted(statements.values())))


def unexplained(return_: Return, problems: Sequence[Problem]) -> list[Problem]:
    """The problems that stop signing: every hard one, and each soft one without a written explanation."""
    explained = set(return_.explanations.values_list("rule", "key"))
    return [
        problem
        for problem in problems
        if problem.severity is Severity.HARD
        or (problem.severity is Severity.SOFT and (problem.rule, problem.key) not in explained)
    ]


def explanations_of(return_: Return, item: str) -> list[Explanation]:
    """What the filer wrote beside the lines of one item."""
    return list(return_.explanations.filter(key__startswith=f"{item}:").select_related("by"))


def explanations_beside(lines: Iterable[Line]) -> list[Explanation]:
    """What the filers wrote in the returns that hold these lines."""
    found = Explanation.objects.filter(owner__lines__in=list(lines)).select_related("owner__filer").distinct()
    return list(found.order_by("pk"))


def signers_of(return_: Return) -> list[Signature]:
    """The forward signatures of the present round, in order."""
    return list(return_.signatures.filter(round=return_.round, forward=True).select_related("by", "on_behalf_of"))


def find_sent_back(return_: Return) -> Signature | None:
    """Who sent the return back and why, while it is with its filer for that reason."""
    last = return_.signatures.select_related("by").last() if return_.position == 0 else None
    return last if last is not None and not last.forward and not last.is_withdrawal else None


def step_of(return_: Return) -> Step | None:
    """The step that the return waits for."""
    return next_step(return_.chain, return_.position)


def chain_of(return_: Return) -> list[tuple[str, str, str, Signature | None]]:
    """The steps of the sign-off chain: (code, label, done | now | later, signature of this round)."""
    signed = {signature.step: signature for signature in signers_of(return_)}
    states = [
        "done" if n < return_.position else "now" if n == return_.position else "later" for n in range(len(return_.chain))
    ]
    return [(code, str(STEPS[code].label), state, signed.get(code)) for code, state in zip(return_.chain, states, strict=True)]


def may_sign(return_: Return, user: Any, on: date | None = None) -> bool:
    """True when the next step is this user's to take, by role and reach and by who signed before; `on` a day, as a deputy too."""
    step = step_of(return_)
    hand = find_hand(user, step.role, return_.filer, on) if step else None
    return hand is not None and refuse_hand(return_, signers_of(return_), hand) is None


def may_take_back(return_: Return, user: Any) -> bool:
    """True when the user signed in this round and the superior has not opened the return yet."""
    mine = any(signature.by_id == user.pk for signature in signers_of(return_))
    return mine and may_withdraw(return_.chain, return_.position, return_.opened_at is not None)


def is_locked(return_: Return) -> str:
    """Why the lines cannot be changed now, or "" when they can."""
    if return_.accepted_at is not None:
        day = return_.accepted_at.astimezone(timezone.get_current_timezone()).date()
        return _("本表第 %(version)s 版已于 %(day)s 核准入账，不能再改；如需更正，请新建更正版。") % {
            "version": return_.version, "day": day,
        }  # fmt: skip
    step = step_of(return_)
    if return_.position == 0 or step is None:
        return ""
    return _("本表%(state)s，不能改数；需要修改请先撤回或由审核人退回。") % {"state": step.waiting}


def list_waiting(user: Any) -> list[Return]:
    """The returns whose next step is this user's."""
    pending = list_returns(user).filter(accepted_at=None)
    return [return_ for return_ in pending if may_sign(return_, user)]


def booked_filers(form_codes: Collection[str], within: Subject, period: str) -> set[int]:
    """The keys of the subjects below `within` of which one of these forms was booked for the period, in whatever version."""
    booked = Return.objects.filter(form_code__in=form_codes, period=period, accepted_at__isnull=False)
    return set(booked.filter(filer__path__startswith=within.path).values_list("filer", flat=True))


def latest_return(form_code: str, filer: Subject, period: str) -> Return | None:
    """The newest version of a return, or None."""
    return (
        Return.objects.filter(Q(form_code=form_code, filer=filer, period=period))
        .select_related("filer")
        .order_by("-version")
        .first()
    )
