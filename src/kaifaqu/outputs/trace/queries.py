"""From any number back to its source: a walk along keys, station by station, to a cell, a span, a record or a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy, gettext_noop
from django.utils.translation import gettext as _

from kaifaqu.core.engine.rounding_fit import Way
from kaifaqu.core.engine.values import Node, Value
from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity, plain, round_display
from kaifaqu.core.figures.statement import LABELS, Basis, Price, Role, Scope, Statement
from kaifaqu.foundation.documents.models import Document, ReadCheck, Reading
from kaifaqu.foundation.provenance import Provenance
from kaifaqu.foundation.subjects.queries import get_subject, is_sample
from kaifaqu.outputs.trace.sheet import Window, window_of
from kaifaqu.statistics.indicators.queries import compute_value, get_indicator
from kaifaqu.statistics.indicators.queries.printing import PLAIN, print_value, rounding_of
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.statistics.ledger.queries import Book, versions_of
from kaifaqu.statistics.ledger.queries.claims import Claim, read_claim
from kaifaqu.statistics.returns.models import Explanation, Signature
from kaifaqu.statistics.returns.queries import explanations_of
from kaifaqu.statistics.returns.sources import label_of

CONTEXT = 60
"""Code points of a document shown on either side of a figure."""


MARKS = {
    "published": gettext_noop("公布数"),
    "derived": gettext_noop("由累计数推算"),
    "nominal": gettext_noop("名义"),
    "comparable": gettext_noop("可比"),
    "rollup": gettext_noop("汇总"),
    "incomplete": gettext_noop("缺数"),
    "target": gettext_noop("目标"),
}
"""What the engine's marks are called on a page."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The place in a document: the figure between what stands before and after it."""

    document: Document
    before: str
    figure: str
    after: str
    checks: tuple[ReadCheck, ...]


@dataclass(frozen=True, slots=True)
class Signed:
    """One signature, with the step's name."""

    step: str
    signature: Signature


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a figure: how it reads, why it was made and who filed and last signed it."""

    fact: Fact
    shown: str
    reason: str
    filer: str
    signer: str


@dataclass(frozen=True, slots=True)
class FactTrace:
    """Everything that stands behind one booked figure."""

    fact: Fact
    name: str
    shown: str
    period: Period
    role: str
    scope: str
    origin: str
    passage: Passage | None
    signatures: tuple[Signed, ...]
    explanations: tuple[Explanation, ...]
    versions: tuple[Version, ...]
    claim: Claim | None
    basis: str = ""
    price: str = ""
    window: Window | None = None

    @property
    def newest(self) -> Version:
        """The version that stands now."""
        return self.versions[-1]

    @property
    def is_superseded(self) -> bool:
        """True when a later version stands in its place."""
        return self.newest.fact.pk != self.fact.pk


@dataclass(frozen=True, slots=True)
class Step:
    """One node of an explanation with the fact that it was read from."""

    node: Node
    fact: Fact | None
    children: tuple[Step, ...] = ()
    places: int = 2
    depth: int = 0
    count: int = 1
    """How many steps read exactly so: the members of a group that were counted in print and stand in no register."""

    @property
    def marks(self) -> list[str]:
        """How the number came about, in words, where it is not simply read."""
        return [gettext(MARKS[mark]) for mark in self.node.marks if mark in MARKS]

    @property
    def folds(self) -> bool:
        """True where so many steps lie below that a page shows them on demand: the zones of a city in a province's sum."""
        return self.depth > 0 and len(self.children) > MANY

    @property
    def owes(self) -> bool:
        """True for a figure that was looked for and is not in the book."""
        return isinstance(self.node.result, Missing) and self.fact is None and not self.children

    @property
    def shown(self) -> str:
        """The exact result; an absence by its name."""
        result = self.node.result
        return str(result) if isinstance(result, Quantity) else result.label

    @property
    def printed(self) -> str:
        """The result at the digits that a page prints."""
        return print_result(self.node.result, self.places)


def print_result(result: Quantity | Missing, places: int = 2) -> str:
    """A computed result rounded half up once; an absence by its name."""
    if isinstance(result, Missing):
        return result.label
    return str(Quantity(round_display(result.value, places), result.unit))


@dataclass(frozen=True, slots=True)
class ValueTrace:
    """Everything that stands behind one computed value: its formula, its tree, and each fact's own trace."""

    value: Value
    name: str
    reference: str
    digest: str
    position: int
    root: Step
    facts: tuple[FactTrace, ...] = field(default=())

    places: int = 2
    rounding: Way = PLAIN
    formula: str = ""

    @property
    def is_number(self) -> bool:
        """False where the value is absent."""
        return isinstance(self.value.result, Quantity)

    @property
    def owing(self) -> tuple[Step, ...]:
        """The figures that the value lacks, each once: who owes what of when."""
        return () if self.is_number else tuple({step.node.reason: step for step in _leaves(self.root) if step.owes}.values())

    @property
    def signers(self) -> tuple[str, ...]:
        """Who let the figures below into the ledger, each once."""
        return tuple(dict.fromkeys(trace.newest.signer for trace in self.facts if trace.newest.signer))

    @property
    def provenance(self) -> str:
        """示例 when any figure below is a sample, 页载 when all were published on the page, else 实报."""
        held = {trace.fact.provenance for trace in self.facts}
        return (
            Provenance.SAMPLE if Provenance.SAMPLE in held else Provenance.PAGE if held == {Provenance.PAGE} else Provenance.OWN
        )

    @property
    def shown(self) -> str:
        """The exact result; an absence by its name."""
        result = self.value.result
        return str(result) if isinstance(result, Quantity) else result.label

    @property
    def printed(self) -> str:
        """The result at the indicator's digits."""
        return print_value(self.value, self.places, self.rounding) if not self.value.words else print_result(self.value.result)


def trace_fact(fact: Fact, book: Book | None = None) -> FactTrace:
    """The walk from a booked figure to where it stands written."""
    line = fact.line
    return FactTrace(
        fact=fact,
        name=item_named(fact.item).name,
        shown=show_fact(fact),
        period=Period.parse(fact.period),
        role=str(LABELS[Role(fact.role)]),
        scope=str(LABELS[Scope(fact.scope)]),
        origin=describe_origin(fact),
        passage=passage_of(line.reading) if line.reading else None,
        signatures=tuple(Signed(s.step_label, s) for s in line.owner.signatures.filter(forward=True).select_related("by")),
        explanations=tuple(explanations_of(line.owner, fact.item)),
        versions=tuple(map(describe_version, versions_of(fact))),
        claim=read_claim(book or Book.now(), fact),
        basis=describe_basis(fact),
        price=str(LABELS[Price(fact.price)]),
        window=window_of(line.workbook, line.cell) if line.workbook else None,
    )


def describe_version(fact: Fact) -> Version:
    """A version with its reason: the correction's, or that it was the first."""
    return_ = fact.line.owner
    signed = return_.signatures.filter(forward=True).select_related("by").order_by("-pk").first()
    reason = return_.reason or (_("首次入账") if fact.supersedes_id is None else _("未写更正原因"))
    return Version(fact, show_fact(fact), reason, return_.filer.label, signed.by.name if signed else "")


def describe_basis(fact: Fact) -> str:
    """What stretch of time the figure is of, in words: 累计（2024年1月1日至3月31日）."""
    label, period = str(LABELS[Basis(fact.basis)]), Period.parse(fact.period)
    if period.start is None or period.end is None or period.start == period.end:
        return label
    days = {"start": date_format(period.start, "Y-m-d"), "end": date_format(period.end, "Y-m-d"), "label": label}
    return _("%(label)s（%(start)s 至 %(end)s）") % days


def show_fact(fact: Fact) -> str:
    """The figure as it is printed; an absence by its name."""
    if fact.value is None:
        return Missing(fact.missing).label
    return str(Quantity.of(plain(fact.value), fact.unit))


def describe_origin(fact: Fact) -> str:
    """Which of the four origins the figure has, in words."""
    line = fact.line
    if line.reading is not None:
        return _("《%(title)s》第 %(start)s—%(end)s 字") % {
            "title": line.reading.document.title, "start": line.reading.start, "end": line.reading.end,
        }  # fmt: skip
    if line.workbook is not None:
        return _("工作簿《%(name)s》%(cell)s") % {"name": line.workbook.filename, "cell": line.cell}
    if line.entered_by is not None:
        return _("%(name)s 录入") % {"name": line.entered_by.name}
    if is_sample(fact.subject.code):
        return _("示例数据（虚构）")
    return str(OTHER_ORIGINS.get(line.room, _("%(room)s登记") % {"room": label_of(line.room)}))


OTHER_ORIGINS = {"targets": gettext_lazy("上级下达的目标"), "returns": gettext_lazy("沿用上期入账的数")}
"""Origins that are no room's own count."""


def passage_of(reading: Reading) -> Passage:
    """The sentence around a reading, with the checks that rest on it."""
    text, document = reading.document.text, reading.document
    checks = [check for check in document.checks.all() if reading.number in check.figures]
    return Passage(
        document,
        text[max(0, reading.start - CONTEXT) : reading.start],
        text[reading.start : reading.end],
        text[reading.end : reading.end + CONTEXT],
        tuple(checks),
    )


def trace_value(code: str, subject: str, period: Period, book: Book) -> ValueTrace:
    """The walk from a computed value through its formula to each fact. Raises KeyError for an unknown indicator."""
    value = compute_value(code, subject, period, book)
    indicator = get_indicator(code, period)
    root = replace(step_of(value.explanation, book), places=indicator.places)
    facts = {fact.pk: fact for fact in _facts_below(root)}
    return ValueTrace(
        value, indicator.name, indicator.reference, indicator.rule.digest, book.position, root,
        tuple(trace_fact(fact, book) for fact in facts.values()), indicator.places,
        rounding_of(get_subject(subject)), indicator.formula.title,
    )  # fmt: skip


def step_of(node: Node, book: Book, depth: int = 0) -> Step:
    """A node with its fact, and all below it; steps that read alike stand once, with their count."""
    below = Counter(node.children)
    children = tuple(replace(step_of(child, book, depth + 1), count=count) for child, count in below.items())
    return Step(node, find_fact(node.statement, book), children, depth=depth)


def find_fact(statement: Statement | None, book: Book) -> Fact | None:
    """The fact that a statement of the book was read from."""
    if statement is None:
        return None
    return book.find_fact(statement.item, statement.subject, statement.period, statement.role, statement.scope)


MANY = 6
"""Steps below one step that a page shows at once."""


def _leaves(step: Step) -> list[Step]:
    """The steps that rest on no other, each with how many read so."""
    below = [leaf for child in step.children for leaf in _leaves(child)]
    return [replace(leaf, count=leaf.count * step.count) for leaf in below] if below else [step]


def _facts_below(step: Step) -> Sequence[Fact]:
    own = [step.fact] if step.fact else []
    return own + [fact for child in step.children for fact in _facts_below(child)]


def as_json(trace: FactTrace) -> dict[str, Any]:
    """A fact's trace for machines: the origin is a span, a cell, a row or an entry."""
    fact, line = trace.fact, trace.fact.line
    origin: dict[str, Any] = {"type": "row", "room": line.room, "key": line.room_key}
    if line.reading is not None and trace.passage is not None:
        origin = {
            "type": "span", "document": line.reading.document.sha256, "title": line.reading.document.title,
            "span": [line.reading.start, line.reading.end], "text": trace.passage.figure,
        }  # fmt: skip
    elif line.workbook is not None:
        sheet, _sep, cell = line.cell.rpartition("!")
        origin = {
            "type": "cell",
            "document": line.workbook.sha256,
            "title": line.workbook.filename,
            "sheet": sheet,
            "cell": cell,
        }
    elif line.entered_by is not None:
        origin = {"type": "entry", "by": line.entered_by.name, "at": line.declared_at.isoformat()}
    return {
        "fact": fact.pk,
        "item": fact.item,
        "subject": fact.subject.code,
        "period": fact.period,
        "role": fact.role,
        "scope": fact.scope,
        "value": None if fact.value is None else format(plain(fact.value), "f"),
        "unit": fact.unit or None,
        "missing": fact.missing or None,
        "provenance": fact.provenance,
        "recorded_at": fact.recorded_at.isoformat(),
        "return": {"id": line.owner_id, "form": line.owner.form_code, "version": line.owner.version},
        "signatures": [
            {"step": row.signature.step, "by": row.signature.by.name, "at": row.signature.at.isoformat()}
            for row in trace.signatures
        ],
        "versions": [version.fact.pk for version in trace.versions],
        "origin": origin,
    }
