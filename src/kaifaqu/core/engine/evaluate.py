"""The reference evaluator: one indicator, one subject, one period, and the tree that explains the result."""

from __future__ import annotations

from dataclasses import replace

from kaifaqu.core.engine.arithmetic import ARITHMETIC
from kaifaqu.core.engine.book import Book
from kaifaqu.core.engine.doubts import DOUBTS
from kaifaqu.core.engine.exact import quantity_of
from kaifaqu.core.engine.formula import Formula, Read, Use
from kaifaqu.core.engine.indicator import Indicator
from kaifaqu.core.engine.peers import PEERS
from kaifaqu.core.engine.reading import read
from kaifaqu.core.engine.scene import Compute, Outcome, Scene, absent
from kaifaqu.core.engine.values import Value
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period, PeriodError

FUNCTIONS: dict[str, Compute] = ARITHMETIC | PEERS


def reckon(formula: Formula, scene: Scene) -> Outcome:
    """A formula's outcome in a scene: computing and explaining are one run."""
    match formula:
        case Read(item=item):
            return read(scene, item)
        case Use(name=name, formula=inner):
            outcome = reckon(inner, scene)
            return replace(outcome, node=replace(outcome.node, label=name))
        case _:
            return FUNCTIONS[formula.function](scene, formula)


def evaluate(indicator: Indicator, book: Book, subject: str, period: Period) -> Value:
    """The indicator's value with its explanation. Data never raises: what cannot be computed is absent, with the reason."""
    scene = Scene(book, subject, period, reckon, indicator.vocabulary)
    outcome = _reckon_anywhere(indicator, scene)
    doubts = [
        problem for name, limits in indicator.doubts.items() for problem in DOUBTS[name](scene, outcome, indicator.name, limits)
    ]
    result = outcome.exact if isinstance(outcome.exact, Missing) else quantity_of(outcome.exact, indicator.unit)
    node = replace(outcome.node, label=f"{scene.name} {period.chinese} {indicator.name}", result=result)
    problems = (*outcome.problems, *doubts)
    return Value(indicator.code, subject, period, result, outcome.node.reason, outcome.words, node, problems)


def _reckon_anywhere(indicator: Indicator, scene: Scene) -> Outcome:
    try:
        return scene.reckon(indicator.formula)
    except PeriodError as error:
        return absent(indicator.name, indicator.name, Missing.NOT_APPLICABLE, str(error), indicator.unit)
