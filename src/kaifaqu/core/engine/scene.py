"""Where a formula is evaluated, and what each step hands to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from kaifaqu.core.engine.book import Book
from kaifaqu.core.engine.exact import quantity_of
from kaifaqu.core.engine.formula import Apply, Formula
from kaifaqu.core.engine.values import Node
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.problem import Problem
from kaifaqu.core.figures.statement import LABELS, Scope
from kaifaqu.core.figures.unit import Unit

PRECEDENCE = (
    Missing.CONFIDENTIAL,
    Missing.NOT_REPORTED,
    Missing.NOT_DUE,
    Missing.NOT_APPLICABLE,
    Missing.NOT_COMPUTABLE,
)
"""Which absence a result carries when several operands are absent: what must not be guessed first, then what someone owes."""


@dataclass(frozen=True, slots=True)
class Scene:
    """The book, the subject and the period of an evaluation, with the words that its changes are told in.

    `reckoner` evaluates a formula in a scene; it is handed along so that functions may evaluate their arguments elsewhere.
    """

    book: Book
    subject: str
    period: Period
    reckoner: Callable[[Formula, Scene], Outcome]
    vocabulary: str = "plain"

    def reckon(self, formula: Formula) -> Outcome:
        """The formula's outcome for this subject and period."""
        return self.reckoner(formula, self)

    def at(self, period: Period) -> Scene:
        return replace(self, period=period)

    def of(self, subject: str) -> Scene:
        return replace(self, subject=subject)

    @property
    def name(self) -> str:
        return self.book.name_of(self.subject)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A step's exact result in the unit's canonical measure, or its named absence, with the node that explains it."""

    exact: Fraction | Missing
    unit: Unit
    node: Node
    words: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def number(self) -> Fraction:
        """The exact result. Raises ValueError where there is none: ask `absent` first."""
        if isinstance(self.exact, Missing):
            raise ValueError(f"{self.node.label}没有数值：{self.node.reason}")
        return self.exact

    @property
    def printed(self) -> str:
        """The result as an expression writes it: `2.68 亿元`, `未报`."""
        return self.node.result.label if isinstance(self.node.result, Missing) else str(self.node.result)


def operand(outcome: Outcome) -> str:
    """What stands after a sign: a number below zero in brackets, as it is written by hand."""
    below = not isinstance(outcome.exact, Missing) and outcome.exact < 0
    return f"（{outcome.printed}）" if below else outcome.printed


OF_THE_FIGURE = frozenset({"published", "target"})
"""Marks that say what a figure itself is; what is computed with it does not inherit them."""

Compute = Callable[[Scene, Apply], Outcome]
"""How a function of the formula language is computed."""


def present(
    label: str, expression: str, exact: Fraction, unit: Unit, parts: Sequence[Outcome] = (), *, marks: tuple[str, ...] = (),
    words: str = "", problems: tuple[Problem, ...] = (),
) -> Outcome:  # fmt: skip
    """A step that has a result; it inherits its parts' problems and the marks of how they were computed."""
    quantity = quantity_of(exact, unit)
    inherited = (mark for part in parts for mark in part.node.marks if mark not in OF_THE_FIGURE)
    all_marks = tuple(dict.fromkeys((*marks, *inherited)))
    node = Node(label, f"{expression} = {quantity}", quantity, "", tuple(part.node for part in parts), None, all_marks)
    return Outcome(exact, unit, node, words, (*problems_of(parts), *problems))


def absent(
    label: str, expression: str, missing: Missing, reason: str, unit: Unit, parts: Sequence[Outcome] = (), *,
    marks: tuple[str, ...] = (), words: str = "", problems: tuple[Problem, ...] = (),
) -> Outcome:  # fmt: skip
    """A step without a result, with the reason that a page prints beside it."""
    node = Node(label, expression, missing, reason, tuple(part.node for part in parts), None, marks)
    return Outcome(missing, unit, node, words, (*problems_of(parts), *problems))


def absence(parts: Sequence[Outcome]) -> tuple[Missing, str] | None:
    """The absence that follows from absent parts, with each reason once; None when all are there."""
    gone = [(part.exact, part.node.reason) for part in parts if isinstance(part.exact, Missing)]
    if not gone:
        return None
    return min((missing for missing, _ in gone), key=PRECEDENCE.index), "；".join(dict.fromkeys(reason for _, reason in gone))


def lacking(label: str, expression: str, unit: Unit, parts: Sequence[Outcome]) -> Outcome | None:
    """The step without a result that follows from absent parts; None when all are there."""
    gone = absence(parts)
    if gone is None:
        return None
    words = next((part.words for part in parts if isinstance(part.exact, Missing) and part.words), "")
    return absent(label, expression, *gone, unit, parts, words=words)


def problems_of(parts: Iterable[Outcome]) -> tuple[Problem, ...]:
    """The problems of several steps, each once."""
    return tuple(dict.fromkeys(problem for part in parts for problem in part.problems))


def clashing_scopes(parts: Iterable[Outcome]) -> str:
    """The reason why figures of different scopes are not taken together; empty when there is but one scope."""
    scopes: dict[Scope, None] = {}
    for part in parts:
        scopes |= dict.fromkeys(statement.scope for statement in part.node.statements())
    return "" if len(scopes) < 2 else f"口径不同（{'、'.join(LABELS[scope] for scope in scopes)}），不可相加减或比较"
