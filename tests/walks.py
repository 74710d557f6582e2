"""Short walks along the stations: what the rooms' tests start from. Every step is the program's own action."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from conftest import AT
from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.statement import Role
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.statistics.ledger.actions import accept_return
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.statistics.returns.actions import Origin, declare_line, declare_lines, sign_step, start_return, statement_for
from kaifaqu.statistics.returns.models import Return
from kaifaqu.statistics.returns.queries import get_form

ZONE = "Z140200-ZY"
QUARTER = Period.quarter(2024, 1)
FIGURES = {"industrial_investment": "2.9", "transformation_investment": "2.68", "industrial_value_added": "5.67"}
"""What the form requires, in 亿元."""
HALF_YEAR = {"industrial_investment": "6.4", "transformation_investment": "5.6", "industrial_value_added": "11.2"}
"""The same at the half-year."""
STAFF = ("zuoyun-clerk", "zuoyun-reviewer", "zuoyun-signer", "datong")
"""Who signs before the province accepts."""

Told = Mapping[str, str | Missing]
"""`item` or `item:role` → a number in the item's own unit, or the name of its absence."""


def person(username: str) -> User:
    """The account with this name."""
    user: User = User.objects.get(username=username)
    return user


def declare(return_: Return, told: Told, at: datetime = AT) -> None:
    """The clerk enters figures by hand."""
    clerk = person("zuoyun-clerk")
    declare_lines(
        return_, [(state(return_, key, value), Origin(entered_by=clerk)) for key, value in told.items()], by=clerk, at=at
    )


def state(return_: Return, key: str, value: str | Missing) -> object:
    """One cell of the return as a statement."""
    item, _, role = key.partition(":")
    quantity = value if isinstance(value, Missing) else Quantity.of(value, item_named(item).unit.symbol)
    return statement_for(return_, item, Role(role or "actual"), quantity)


def file_quarter(told: Told = FIGURES, period: Period = QUARTER) -> Return:
    """The zone's quarter, declared and not yet signed."""
    return_ = start_return(get_form("zone_quarter"), get_subject(ZONE), period, by=person("zuoyun-clerk"), at=AT)
    declare(return_, told)
    return return_


def sign(return_: Return, usernames: Sequence[str] = STAFF, at: datetime = AT) -> Return:
    """Each person takes the next step."""
    for username in usernames:
        return_ = sign_step(return_, by=person(username), at=at)
    return return_


def book_quarter(told: Told = FIGURES, period: Period = QUARTER, at: datetime = AT) -> list[Fact]:
    """The zone's quarter as facts."""
    return accept_return(sign(file_quarter(told, period), at=at), by=person("province"), at=at)


def correct_quarter(told: Told, at: datetime = AT) -> list[Fact]:
    """The zone's booked quarter corrected and booked again."""
    from kaifaqu.statistics.returns.actions import start_correction

    return_ = start_correction(Return.objects.latest("pk"), "补录", by=person("zuoyun-clerk"), at=at)
    declare(return_, told, at)
    return accept_return(sign(return_, at=at), by=person("province"), at=at)


def publish(item: str, number: str, unit: str, subject: str, period: str) -> None:
    """The province books one published total."""
    from kaifaqu.statistics.returns.actions import start_correction

    clerk, day = person("province-clerk"), Period.day(AT.date())
    return_ = start_return(get_form("published_totals"), get_subject("140000"), day, by=clerk, at=AT)
    if return_.accepted_at is not None:
        return_ = start_correction(return_, "另一份公报", by=clerk, at=AT)
    statement = statement_for(
        return_, item, Role.ACTUAL, Quantity.of(number, unit), subject=subject, period=Period.parse(period)
    )
    declare_line(return_, statement, Origin(entered_by=clerk), by=clerk, at=AT)
    accept_return(sign(return_, ["province-clerk"]), by=person("province"), at=AT)


def publish_all(told: Told, subject: str, period: str) -> list[Fact]:
    """The province books several published totals of one subject at once."""
    clerk = person("province-clerk")
    return_ = start_return(get_form("published_totals"), get_subject("140000"), Period.day(AT.date()), by=clerk, at=AT)
    for key, number in told.items():
        item, _, role = key.partition(":")
        quantity = Quantity.of(str(number), item_named(item).unit.symbol)
        statement = statement_for(return_, item, Role(role or "actual"), quantity, subject=subject, period=Period.parse(period))
        declare_line(return_, statement, Origin(entered_by=clerk), by=clerk, at=AT)
    return accept_return(sign(return_, ["province-clerk"]), by=person("province"), at=AT) if told else []
