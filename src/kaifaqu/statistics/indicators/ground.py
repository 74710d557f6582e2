"""What a run was told of the register of subjects, as JSON: a zone that is moved, renamed or merged later changes no run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kaifaqu.statistics.ledger.queries import Question

GroundRow = Sequence[Any]
"""A question and its answer: method, arguments (days as ISO), and the name or the codes that came back."""


def write_ground(told: Mapping[Question, Any]) -> list[GroundRow]:
    """The answers as JSON rows, in an order of their own: the same answers give the same rows."""
    return sorted(
        [[method, [str(one) for one in arguments], _plain(said)] for (method, arguments), said in told.items()], key=str
    )


def _plain(said: Any) -> Any:
    return said if isinstance(said, str) else list(said)


def read_ground(rows: Sequence[GroundRow]) -> dict[Question, Any]:
    """What a book is to answer. A name has one argument; of the other questions the last argument is the day."""
    return {(method, _arguments(method, arguments)): said for method, arguments, said in rows}


def _arguments(method: str, written: Sequence[str]) -> tuple[Any, ...]:
    return tuple(written) if method == "name_of" else (*written[:-1], date.fromisoformat(written[-1]))
