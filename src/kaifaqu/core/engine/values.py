"""What an evaluation gives: a value with the tree that explains it, down to the statements it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.problem import Problem
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.statement import Statement


@dataclass(frozen=True, slots=True)
class Node:
    """One step of a computation as a clerk reads it.

    `label` says what is computed, `expression` the arithmetic with its numbers (`2.68 亿元 ÷ 2.9 亿元 × 100%`), `reason`
    why the result is absent. A leaf carries the statement it was read from. `marks` are any of `published` (as printed),
    `derived` (difference of cumulatives), `nominal` (computed on levels), `incomplete` (members are missing), `target`.
    """

    label: str
    expression: str
    result: Quantity | Missing
    reason: str = ""
    children: tuple[Node, ...] = ()
    statement: Statement | None = None
    marks: tuple[str, ...] = ()

    def walk(self) -> Iterator[Node]:
        """This node and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()

    def statements(self) -> tuple[Statement, ...]:
        """The statements that the result rests on, each once, in the order of reading."""
        return tuple(dict.fromkeys(node.statement for node in self.walk() if node.statement is not None))


@dataclass(frozen=True, slots=True)
class Value:
    """An indicator of one subject and period. Rates are in percent, rounded once at 10⁻⁹; display rounds again by mode.

    `words` stands where a number would mislead (扭亏为盈 …) and is empty otherwise; `problems` are doubts, never corrections.
    """

    indicator: str
    subject: str
    period: Period
    result: Quantity | Missing
    reason: str
    words: str
    explanation: Node
    problems: tuple[Problem, ...] = ()
