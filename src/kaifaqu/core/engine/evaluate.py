"""The reference evaluator: one indicator, one subject, one period, and the tree that explains the result."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
            outcome = scene.reckon(inner)
            return replace(outcome, node=replace(outcome.node, label=name))
        case _:
            return FUNCTIONS[formula.function](scene, formula)


def evaluate(indicator: Indicator, book: Book, subject: str, period: Period) -> Value:
    """The indicator's value with its explanation. Data never raises: what cannot be computed is absent, with the reason."""
    return _valued(indicator, Scene(book, subject, period, reckon, indicator.vocabulary))


def evaluate_each(indicator: Indicator, book: Book, subjects: Iterable[str], period: Period) -> dict[str, Value]:
    """The same for many subjects: a formula is reckoned once per subject and period, so a rank of n costs n and not n²."""
    reckoner = remembering()
    scenes = {subject: Scene(book, subject, period, reckoner, indicator.vocabulary) for subject in subjects}
    return {subject: _valued(indicator, scene) for subject, scene in scenes.items()}


def remembering() -> Callable[[Formula, Scene], Outcome]:
    """A reckoner that keeps every outcome; for one book and one vocabulary, thrown away after use."""
    kept: dict[tuple[int, str, Period], Outcome] = {}

    def reckon_once(formula: Formula, scene: Scene) -> Outcome:
        # The indicator keeps its formula alive while it is evaluated, so its identity names it: hashing the tree costs more.
        key = (id(formula), scene.subject, scene.period)
        if key not in kept:
            kept[key] = reckon(formula, scene)
        return kept[key]

    return reckon_once


def _valued(indicator: Indicator, scene: Scene) -> Value:
    outcome = _reckon_anywhere(indicator, scene)
    doubts = [
        problem for name, limits in indicator.doubts.items() for problem in DOUBTS[name](scene, outcome, indicator.name, limits)
    ]
    result = outcome.exact if isinstance(outcome.exact, Missing) else quantity_of(outcome.exact, indicator.unit)
    node = replace(outcome.node, label=f"{scene.name} {scene.period.chinese} {indicator.name}", result=result)
    problems = (*outcome.problems, *doubts)
    return Value(indicator.code, scene.subject, scene.period, result, outcome.node.reason, outcome.words, node, problems)


def _reckon_anywhere(indicator: Indicator, scene: Scene) -> Outcome:
    try:
        return scene.reckon(indicator.formula)
    except PeriodError as error:
        return absent(indicator.name, indicator.name, Missing.NOT_APPLICABLE, str(error), indicator.unit)
