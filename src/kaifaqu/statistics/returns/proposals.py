"""What a return could take over instead of typing: documents' accepted figures, the rooms' own counts, last period's states.

A proposal is never declared by itself: a person takes it over, and the line keeps its origin.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.urls import reverse
from django.utils.translation import gettext as _

from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity, plain
from kaifaqu.core.figures.statement import Role, Statement
from kaifaqu.core.figures.unit import parse_unit
from kaifaqu.foundation.documents.models import Decision
from kaifaqu.foundation.documents.queries import list_accepted
from kaifaqu.statistics.returns.form import Form
from kaifaqu.statistics.returns.models import Line, Return
from kaifaqu.statistics.returns.origins import CARRIED, Origin
from kaifaqu.statistics.returns.queries import form_of, line_key, list_forms_for, list_lines, statement_for
from kaifaqu.statistics.returns.sources import list_stated


class Kind(StrEnum):
    """Where a proposal comes from."""

    READING = "reading"
    ROOM = "room"
    CARRIED = "carried"


@dataclass(frozen=True, slots=True)
class Proposed:
    """One figure that a cell could take over: what it says, where it would come from, and the page that shows its record."""

    kind: Kind
    key: str
    statement: Statement
    origin: Origin
    words: str
    url: str

    @property
    def shown(self) -> str:
        """The figure as the cell would print it, with its unit."""
        return str(self.statement.quantity)


def list_proposed(return_: Return) -> dict[str, list[Proposed]]:
    """Every proposal by the key of its cell: documents first, then the rooms, then last period."""
    form = form_of(return_)
    found: dict[str, list[Proposed]] = {}
    for proposed in (*_from_readings(return_, form), *_from_rooms(return_, form), *_from_last_period(return_)):
        found.setdefault(proposed.key, []).append(proposed)
    return found


def _from_readings(return_: Return, form: Form) -> Iterator[Proposed]:
    """An open form leaves to the other forms what they ask of the figure's own subject: one figure is declared once."""
    latest: dict[str, Decision] = {}
    for decision in list_accepted(return_.filer):
        key = line_key(return_, decision.item, decision.role, decision.about.code, decision.period)
        if form.line(key) or (form.takes(decision.item) and not _asked_elsewhere(decision)):
            latest[key] = decision
    for key, decision in latest.items():
        if decision.value is None or decision.subject is None:
            continue
        reading = decision.reading
        statement = statement_for(
            return_, decision.item, Role(decision.role), Quantity(plain(decision.value), parse_unit(decision.unit)),
            subject=decision.subject.code, period=Period.parse(decision.period if form.open_lines else return_.period),
        )  # fmt: skip
        url = reverse("documents:review", args=[reading.document_id]) + f"#f-{reading.number}" if reading else ""
        yield Proposed(Kind.READING, key, statement, Origin(reading=reading), _("收文《%(title)s》") % {
            "title": reading.document.title if reading else "",
        }, url)  # fmt: skip


def _asked_elsewhere(decision: Decision) -> bool:
    key = f"{decision.item}:{decision.role}"
    return any(form.line(key) for form in list_forms_for(decision.about))


def _from_rooms(return_: Return, form: Form) -> Iterator[Proposed]:
    period = Period.parse(return_.period)
    for source, stated in list_stated(return_.filer, period):
        said = stated.statement
        key = line_key(return_, said.item, said.role.value, said.subject, str(said.period))
        if not isinstance(said.quantity, Quantity) or not (form.line(key) or form.takes(said.item)):
            continue
        own = None if form.line(key) else said.period
        statement = statement_for(return_, said.item, said.role, said.quantity, subject=said.subject, period=own)
        origin = Origin(room=source.room, room_key=str(getattr(said.locator, "key", ""))[:80] or key[:80], room_url=stated.url)
        yield Proposed(Kind.ROOM, key, statement, origin, f"{source.label}：{stated.words}", stated.url)


def _from_last_period(return_: Return) -> Iterator[Proposed]:
    """The states of the period before, and plans that hold for the year: never a flow, which grows from month to month."""
    period, before = Period.parse(return_.period), return_before(return_)
    if before is None:
        return
    same_year = Period.parse(before.period).bounded_end.year == period.bounded_end.year
    for line in list_lines(before):
        item = item_named(line.item)
        holds = item.carries and (same_year or item.basis.value == "as_of")
        if line.value is None or not holds or line.period != before.period:
            continue
        statement = statement_for(
            return_, line.item, Role(line.role), Quantity(plain(line.value), parse_unit(line.unit)), subject=line.subject.code
        )
        key = line_key(return_, line.item, line.role, line.subject.code, return_.period)
        url = reverse("returns:grid", args=[before.pk])
        origin = Origin(room=CARRIED, room_key=f"line:{line.pk}", room_url=url)
        yield Proposed(
            Kind.CARRIED, key, statement, origin, _("%(period)s的数") % {"period": Period.parse(before.period).chinese}, url
        )


def return_before(return_: Return) -> Return | None:
    """The return of the same form and filer for the period before this one, in its newest version; None where there is none."""
    try:
        end = Period.parse(return_.period).bounded_end
    except ValueError:
        return None
    others = Return.objects.filter(form_code=return_.form_code, filer=return_.filer).exclude(period=return_.period)
    earlier = [other for other in others.select_related("filer") if Period.parse(other.period).sort_key[0] < end]
    return max(earlier, key=lambda other: (Period.parse(other.period).sort_key, other.version), default=None)


def list_carried_keys(return_: Return) -> list[str]:
    """The cells of an open form that last period filled, for this period: its rows are asked again, empty."""
    if not form_of(return_).open_lines or form_of(return_).periods == "any":
        return []
    before = return_before(return_)
    lines: list[Line] = list(list_lines(before)) if before else []
    return [
        line_key(return_, line.item, line.role, line.subject.code, return_.period)
        for line in lines
        if before and line.period == before.period
    ]
