"""The judgement: points per criterion, totals, places and classes, each with the sheet that explains it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kaifaqu.core.engine.classes import grade_all, places_of_totals
from kaifaqu.core.engine.exact import HUNDRED, PLACES, fraction_of, quantity_of, round_half_up
from kaifaqu.core.engine.scheme import Absent, Criterion, Override, Scheme, SchemeError
from kaifaqu.core.engine.standardise import METHODS, Marked, Setting, bounded, written
from kaifaqu.core.engine.values import Node
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.unit import parse_unit

POINT = parse_unit("分")
Figures = Mapping[str, Quantity | Missing]


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a participant's sheet, every number as it is written: what is printed is what was computed.

    `value` is in `unit`; `standard` is the standardised score on 100 before weight and bound (empty where the weight is 0);
    `before` are the points before the bound, `points` what counts. A line without a value says in `reason` what was done about it.
    """

    code: str
    name: str
    category: str
    unit: str
    weight: str
    method: str
    value: str
    arithmetic: str
    standard: str
    before: str
    bound: str
    points: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """One participant's result. `total` is rounded at 10⁻⁹ and `place` compares exact totals; both are absent with a reason.

    `grade` is the class, or what an exemption or a veto calls it; `marks` holds any of `exempt`, `veto`, `unranked`,
    `provisional` (places withheld), `unverified` (a veto's or exemption's fact is missing).
    """

    participant: str
    total: Decimal | Missing
    place: int | None
    grade: str
    reason: str
    explanation: Node
    marks: tuple[str, ...] = ()
    sheet: tuple[Part, ...] = ()

    @property
    def points(self) -> dict[str, Decimal]:
        """Points by the criterion's name."""
        nodes = self.explanation.children
        return {node.label: node.result.value for node in nodes if isinstance(node.result, Quantity)}


@dataclass(frozen=True, slots=True)
class Gap:
    """Why a criterion has no value, and which rule of the scheme answers it."""

    rule: Absent | Fraction
    missing: Missing
    reason: str


Held = Fraction | Gap
"""What a participant brings to a criterion: its value, or the gap in its place."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a ranked participant stands: points per criterion, exact total, place and class unless withheld, veto, notes."""

    sheet: Mapping[str, Marked]
    held: Mapping[str, Held]
    total: Fraction
    place: int | None
    grade: str
    veto: Override | None
    notes: list[str]


def score(
    scheme: Scheme,
    participants: Mapping[str, Figures],
    names: Mapping[str, str] | None = None,
    released: Mapping[str, Override] | None = None,
) -> list[Score]:
    """Scores in the order of the participants given. Raises SchemeError where a parameter of the scheme is not set.

    `names` says how reasons call a participant; without it they are called by their keys. Who is exempt — by a fact of the
    scheme, or `released` by a decision — or lacks a needed value takes no part: relative formulas, places and shares are of
    those who are ranked.
    """
    _require_parameters(scheme)
    exempt = {who: found for who, figures in participants.items() if (found := _override(scheme, figures, exempts=True))}
    exempt |= {who: decision for who, decision in (released or {}).items() if who in participants}
    held = {who: _held(scheme, figures) for who, figures in participants.items() if who not in exempt}
    lacking = {who: reasons for who, row in held.items() if (reasons := _unranked_reasons(row))}
    ranked = {who: row for who, row in held.items() if who not in lacking}
    withheld = _withheld(scheme, len(ranked), [(names or {}).get(who, who) for who in lacking])
    standings = _judge(scheme, ranked, participants, withheld=bool(withheld))
    results = {who: _exempted(who, override) for who, override in exempt.items()}
    results |= {who: _unranked(scheme, who, held[who], reasons) for who, reasons in lacking.items()}
    results |= {who: _scored(scheme, who, standing, withheld) for who, standing in standings.items()}
    return [results[who] for who in participants]


def _judge(
    scheme: Scheme, ranked: Mapping[str, Mapping[str, Held]], participants: Mapping[str, Figures], *, withheld: bool
) -> dict[str, Standing]:
    sheets = _sheets(scheme, ranked)
    totals = {who: sum((marked.points for marked in sheet.values()), Fraction(0)) for who, sheet in sheets.items()}
    places = {} if withheld else places_of_totals(totals)
    grades = {} if withheld else grade_all(scheme, totals)
    return {
        who: Standing(
            sheet=sheets[who],
            held=ranked[who],
            total=total,
            place=places.get(who),
            grade=grades.get(who, ""),
            veto=_override(scheme, participants[who], exempts=False),
            notes=_unverified(scheme, participants[who]),
        )
        for who, total in totals.items()
    }


def _require_parameters(scheme: Scheme) -> None:
    for criterion in scheme.criteria:
        unset = sorted(METHODS[criterion.method].needs - criterion.numbers.keys())
        if unset:
            raise SchemeError(f"方案「{scheme.name}」的「{criterion.name}」还没有设定 {'、'.join(unset)}；请先设定再评价。")


# -- what a participant brings ------------------------------------------------------------------------------------------


def _override(scheme: Scheme, figures: Figures, *, exempts: bool) -> Override | None:
    """The first override whose fact is recorded above zero; a fact that nobody recorded has not happened."""
    for override in scheme.overrides:
        fact = figures.get(override.input)
        if override.exempts is exempts and isinstance(fact, Quantity) and fact.value > 0:
            return override
    return None


def _held(scheme: Scheme, figures: Figures) -> dict[str, Held]:
    return {criterion.code: value_of(scheme, criterion, figures) for criterion in scheme.criteria}


def value_of(scheme: Scheme, criterion: Criterion, figures: Figures) -> Held:
    """The criterion's value in its unit, or the gap with the rule that answers it."""
    exact: list[Fraction] = []
    for code in criterion.inputs:
        known, figure = scheme.inputs[code], figures.get(code, Missing.NOT_REPORTED)
        if isinstance(figure, Missing):
            return Gap(criterion.missing, figure, f"{known.name}{figure.label}")
        if not figure.unit.same_measure(known.unit):
            return Gap(Absent.UNRANKED, Missing.NOT_COMPUTABLE, f"{known.name}的单位是 {figure.unit}，应为 {known.unit}")
        value = fraction_of(figure)
        exact.append(max(value, Fraction(0)) if criterion.negative_counts_as_zero else value)
    return _quotient(scheme, criterion, exact)


def _quotient(scheme: Scheme, criterion: Criterion, exact: list[Fraction]) -> Held:
    if len(exact) == 1:
        return exact[0] / Fraction(criterion.unit.factor)
    over, under = exact
    if under == 0:
        name = scheme.inputs[criterion.under].name
        return Gap(criterion.zero_denominator, Missing.NOT_COMPUTABLE, f"{name}为零，「{criterion.name}」没有值")
    pure = scheme.inputs[criterion.over].unit.same_measure(scheme.inputs[criterion.under].unit)
    if pure:
        return over / under * (HUNDRED if criterion.unit.canonical == "%" else 1)
    return over / under / Fraction(criterion.unit.factor)


def _unranked_reasons(row: Mapping[str, Held]) -> list[str]:
    gaps = [held.reason for held in row.values() if isinstance(held, Gap) and held.rule is Absent.UNRANKED]
    return list(dict.fromkeys(gaps))


def _unverified(scheme: Scheme, figures: Figures) -> list[str]:
    """Overrides whose fact is known to be missing: the score stands, and says that it has not been looked into."""
    facts = ((override.name, figures.get(override.input)) for override in scheme.overrides)
    return [
        f"「{name}」{fact.label}，尚未核实"
        for name, fact in facts
        if isinstance(fact, Missing) and fact is not Missing.NOT_APPLICABLE
    ]


# -- points --------------------------------------------------------------------------------------------------------------


def _sheets(scheme: Scheme, ranked: Mapping[str, Mapping[str, Held]]) -> dict[str, dict[str, Marked]]:
    sheets: dict[str, dict[str, Marked]] = {who: {} for who in ranked}
    for criterion in scheme.criteria:
        column = {who: row[criterion.code] for who, row in ranked.items()}
        for who, marked in _column(criterion, column):
            sheets[who][criterion.code] = marked
    return sheets


def _column(criterion: Criterion, column: Mapping[str, Held]) -> Iterator[tuple[str, Marked]]:
    """One criterion's points for everybody ranked; who lacks a value gets what the scheme's rule gives."""
    present = {who: held for who, held in column.items() if isinstance(held, Fraction)}
    setting = Setting(criterion.weight, criterion.numbers, tuple(present.values()), criterion.tiers, criterion.reverse)
    formula = METHODS[criterion.method].formula
    marked = {who: bounded(formula(value, setting), setting) for who, value in present.items()}
    mean = sum((entry.points for entry in marked.values()), Fraction(0)) / len(marked) if marked else Fraction(0)
    for who, held in column.items():
        yield who, _in_place_of(held, mean) if isinstance(held, Gap) else marked[who]


def _in_place_of(gap: Gap, mean: Fraction) -> Marked:
    if isinstance(gap.rule, Fraction):
        return Marked(gap.rule, f"{gap.reason}，按规定计 {written(gap.rule)} 分")
    if gap.rule is Absent.AVERAGE:
        return Marked(mean, f"{gap.reason}，取该项平均分 {written(mean)}")
    return Marked(Fraction(0), f"{gap.reason}，计 0 分")


# -- results -------------------------------------------------------------------------------------------------------------


def _withheld(scheme: Scheme, ranked: int, lacking: list[str]) -> str:
    """Why places and classes are not given to anybody; empty when they are."""
    if scheme.complete_group and lacking:
        return f"{ranked + len(lacking)} 个参评对象中 {len(lacking)} 个缺数（{'、'.join(lacking)}），暂不排名次"
    if ranked < scheme.smallest_group:
        return f"参评 {ranked} 个，少于 {scheme.smallest_group} 个，不排名次、不分档"
    return ""


def _scored(scheme: Scheme, who: str, standing: Standing, withheld: str) -> Score:
    sheet, total, veto = standing.sheet, standing.total, standing.veto
    nodes = tuple(_node(criterion, sheet[criterion.code]) for criterion in scheme.criteria)
    sums = " + ".join(written(sheet[criterion.code].points) for criterion in scheme.criteria)
    vetoed = f"{veto.name}，直接定为{veto.grade}" if veto else ""
    reason = "；".join(filter(None, (withheld, vetoed, *standing.notes)))
    told = {"provisional": withheld, "veto": vetoed, "unverified": standing.notes}
    marks = tuple(mark for mark, said in told.items() if said)
    node = Node(f"{scheme.name}总分", f"{sums} = {written(total)}", quantity_of(total, POINT), reason, nodes, None, marks)
    grade = veto.grade if veto else standing.grade
    parts = tuple(_part(criterion, standing.held[criterion.code], sheet[criterion.code]) for criterion in scheme.criteria)
    return Score(who, round_half_up(total, PLACES), standing.place, grade, reason, node, marks, parts)


def _part(criterion: Criterion, held: Held, marked: Marked | None) -> Part:
    """A line of the sheet; without `marked` the total is not given and neither are points."""
    told = held if isinstance(held, Gap) else None
    before = marked.points if marked is not None and marked.before is None else marked.before if marked is not None else None
    weighted = before is not None and criterion.weight > 0
    return Part(
        code=criterion.code,
        name=criterion.name,
        category=criterion.category,
        unit=str(criterion.unit),
        weight=written(criterion.weight),
        method=METHODS[criterion.method].name,
        value=told.missing.label if told else written(held) if isinstance(held, Fraction) else "",
        arithmetic=marked.expression if marked else "",
        standard=written(before / criterion.weight * 100) if weighted and before is not None else "",
        before=written(before) if before is not None else "",
        bound=marked.bound if marked else "",
        points=written(marked.points) if marked else "",
        reason=told.reason if told else "",
    )


def _node(criterion: Criterion, marked: Marked) -> Node:
    return Node(criterion.name, f"{marked.expression} = {written(marked.points)}", quantity_of(marked.points, POINT))


def _unranked(scheme: Scheme, who: str, row: Mapping[str, Held], reasons: list[str]) -> Score:
    """No total: the sheet shows which values are there and which are owed."""
    reason = "；".join(reasons)
    gaps = [held for held in row.values() if isinstance(held, Gap) and held.rule is Absent.UNRANKED]
    missing = gaps[0].missing if gaps else Missing.NOT_REPORTED
    nodes = tuple(_bare(criterion, row[criterion.code]) for criterion in scheme.criteria)
    node = Node(f"{scheme.name}总分", "缺数，不计总分", missing, reason, nodes, None, ("unranked",))
    parts = tuple(_part(criterion, row[criterion.code], None) for criterion in scheme.criteria)
    return Score(who, missing, None, "", reason, node, ("unranked",), parts)


def _bare(criterion: Criterion, held: Held) -> Node:
    if isinstance(held, Gap):
        return Node(criterion.name, held.reason, held.missing, held.reason)
    return Node(criterion.name, f"{written(held)} {criterion.unit}", Missing.NOT_COMPUTABLE, "总分不计，本项不评分")


def _exempted(who: str, override: Override) -> Score:
    reason = f"{override.name}，不参加评价，列为{override.grade}"
    node = Node("不参加评价", override.name, Missing.NOT_APPLICABLE, reason, (), None, ("exempt",))
    return Score(who, Missing.NOT_APPLICABLE, None, override.grade, reason, node, ("exempt",))
