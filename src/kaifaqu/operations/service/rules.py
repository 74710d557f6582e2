"""Pure decisions of service: which step may follow which state, and who is called on too often."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

FOLLOWS: Mapping[str, frozenset[str]] = {
    "refuse": frozenset({"filed"}),
    "settle": frozenset({"filed"}),
    "withdraw": frozenset({"filed", "settled"}),
    "assign": frozenset({"filed", "returned", "raised"}),
    "sign": frozenset({"assigned"}),
    "return": frozenset({"assigned"}),
    "progress": frozenset({"working", "suspended", "raised"}),
    "ask_extension": frozenset({"working"}),
    "decide_extension": frozenset({"working"}),
    "suspend": frozenset({"working"}),
    "resume": frozenset({"suspended", "raised"}),
    "raise": frozenset({"working"}),
    "answer": frozenset({"working"}),
    "confirm": frozenset({"answered"}),
    "reopen": frozenset({"answered"}),
}
"""The states in which each step may be taken."""


SETTLED_WORDS = frozenset({
    "办结", "已办结", "归档", "已归档", "结案", "已结案", "完成", "已完成", "已回访", "回访办结", "办理完毕", "已办理", "办结归档",
})  # fmt: skip
"""What a hotline calls a call that it has settled; everything else is still to be taken up here."""


def is_settled_outside(state: str, finished: date | None) -> bool:
    """True when the channel from which a ticket came says that it is settled there, by its word or by its day."""
    return finished is not None or state.strip() in SETTLED_WORDS


class ServiceRefusedError(ValueError):
    """The step is not possible; the message says what was found and what to do."""


def may_follow(act: str, state: str) -> bool:
    """True when the step may be taken in the state."""
    return state in FOLLOWS[act]


def list_steps_from(state: str) -> list[str]:
    """The steps that may follow a state, in the order of a ticket's life."""
    return [act for act, states in FOLLOWS.items() if state in states]


def calls_too_soon(one: date, other: date, days_between: int) -> bool:
    """True when two visits of different offices lie closer than the rule allows."""
    return abs((one - other).days) < days_between


def months_between(first: date, last: date) -> int:
    """The calendar months that a span touches."""
    return (last.year - first.year) * 12 + last.month - first.month + 1


def count_delay(due: date | None, answered: date | None, moved_on: date | None, on: date) -> int:
    """Calendar days that a project waited for an answer beyond its due day: until the answer, or until the project moved on to its next
    stage, or today, whichever came first. 0 where the clock stands still or is in time."""
    ends = min([on, *(day for day in (answered, moved_on) if day is not None)])
    return max((ends - due).days, 0) if due is not None else 0
