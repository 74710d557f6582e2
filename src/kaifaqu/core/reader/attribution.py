"""Attribution: each printed figure becomes a figure of somebody, at some time, in some role. One pass, in reading order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from kaifaqu.core.figures.period import Period, Shape
from kaifaqu.core.reader.clauses import VEIL, Place, locate, veil_asides
from kaifaqu.core.reader.date_meanings import Meaning
from kaifaqu.core.reader.dates import DateMention
from kaifaqu.core.reader.distribution import distribute
from kaifaqu.core.reader.drafts import RATES, Draft
from kaifaqu.core.reader.layer import Layer
from kaifaqu.core.reader.marks import Mark
from kaifaqu.core.reader.model import Entity, Evidence, Figure, ReadRole
from kaifaqu.core.reader.naming import name_figure
from kaifaqu.core.reader.periods import Dated, PeriodReader, basis_of
from kaifaqu.core.reader.roles import RoleReader, approximation, direction, qualifiers
from kaifaqu.core.reader.subjects import SubjectReader

_FREQUENCY = re.compile(r"每(?:个?[年月周日天季旬]|季度|星期|半年|两周)[^,。;]{0,8}$")
_YEARLY = re.compile(
    r"年(?:产能|产|设计产能|生产能力|处理能力|吞吐能力|加工能力|生产|加工|处理|设计生产能力)[^,。;]{0,10}(?<!等)$|(?:产能|生产能力|处理能力|吞吐能力)[^,。;]{0,6}(?<!等)$"
)
_CAN_BE_CAPACITY = frozenset(["count", "mass", "power", "area", "length", "capacity"])


def attribute(
    layer: Layer, marks: Sequence[Mark], mentions: Sequence[DateMention], entities: Sequence[Entity], published_on: date | None
) -> tuple[Figure, ...]:
    """Every printed figure with its fields, in reading order of the flat text."""
    subjects = SubjectReader(layer, entities)
    layer = replace(layer, flat=veil_asides(layer.flat, marks))
    periods, roles = PeriodReader(layer.flat, mentions, published_on), RoleReader(layer.flat)
    drafts: list[Draft] = []
    for place in locate(layer.flat, marks):
        draft = Draft(f"f{place.index + 1:03d}", place, kind_in_context(layer.flat, place))
        drafts.append(draft)
        _date(layer, draft, periods)
        _date_duration(draft)
        name_figure(layer, drafts)
        _stand(drafts, roles, published_on)
        _date_goal(layer, draft, periods)
        _date_yield(drafts)
        _date_rate(drafts)
    distribute(layer, drafts)
    return tuple(_figure(layer, draft, subjects) for draft in drafts)


def kind_in_context(flat: str, place: Place) -> str:
    """The kind of the unit, save where the words say more: 每月两次 is a frequency, 年产能18万台 a capacity."""
    mark = place.mark
    before = flat[max(place.clause[0], mark.start - 24) : mark.start]
    if mark.unit == "次" and _FREQUENCY.search(before):
        return "frequency"
    if mark.kind in _CAN_BE_CAPACITY and "/" not in mark.canonical and _YEARLY.search(before):
        return "capacity"
    return mark.kind


def _date(layer: Layer, draft: Draft, periods: PeriodReader, *, target: bool = False) -> None:
    draft.dated = periods.of(draft.place, rate=draft.is_rate, target=target)
    if draft.dated is not None:
        mention = draft.dated.mention
        draft.evidence["period"] = Evidence(draft.dated.rule, layer.span(mention.start, mention.end))


_ANNUAL_YIELD = re.compile(
    r"年(?:可)?(?:均)?(?:新增|实现|贡献)?(?:应税|开票|主营)?(?:产|销售|税收|纳税|利税|营业|发电|处理|加工|创税|上缴|缴税|出口)"
)
_PROJECT_SCENE = re.compile(r"总投资|计划投资|拟投资|投资\d|占地|用地|项目(?:建成|达产|投产)?,?预计")
_HARDLY_BEGUN = 45
"""Days that a quarter or a half year must still last for its figures to be plans."""
_OF_THE_YEAR = re.compile(
    r"(?<![半前])(?:年度|全年|年初|年)(?:投资计划|计划投资|目标任务|目标|任务|计划|预算)(?:数|值|投资|为)*$"
)
_REACHING = frozenset([ReadRole.TARGET, ReadRole.EXPECTED])
"""Roles that a rate shares with its base."""
_SPENT = re.compile(r"(?:用时|历时|耗时|用了)(?:约|近|仅|共)*$")


def _date_duration(draft: Draft) -> None:
    """仅用时18天 after the day of completion: the months that those days reach back over."""
    dated = draft.dated
    if draft.kind != "duration" or draft.mark.canonical != "天" or dated is None or dated.period.shape is not Shape.DAY:
        return
    if _SPENT.search(draft.place.left) is None or not 0 < draft.mark.numeral.value < 366:
        return
    end = dated.period.bounded_end
    start = end - timedelta(days=int(draft.mark.numeral.value))
    if start.year == end.year:
        draft.dated = replace(dated, period=Period.months(end.year, start.month, end.month), rule="days-before")


def _date_goal(layer: Layer, draft: Draft, periods: PeriodReader) -> None:
    """A target stands in the period of its plan (全年目标), which what is done does not."""
    if draft.role in (ReadRole.TARGET, ReadRole.EXPECTED) and not draft.is_comparison:
        _date(layer, draft, periods, target=True)
    if draft.role is ReadRole.PLANNED and (draft.dated is None or draft.dated.rule == "named-ahead"):
        _date(layer, draft, periods, target=True)
    if draft.role is ReadRole.TARGET and draft.dated is not None and _OF_THE_YEAR.search(draft.place.left):
        start = draft.dated.period.start or draft.dated.period.end
        draft.dated = replace(draft.dated, period=Period.year(start.year), rule="goal-of-the-year") if start else draft.dated
    yields = draft.role is ReadRole.EXPECTED and _is_yield(layer, draft)
    if yields and (draft.dated is None or draft.dated.mention.start < draft.place.clause[0]):
        mention = (
            draft.dated.mention
            if draft.dated
            else DateMention(draft.place.left_start, draft.mark.start, "", Meaning("completion"))
        )
        draft.dated = Dated(Period.after_completion(), mention, "yearly-yield")


def _is_yield(layer: Layer, draft: Draft) -> bool:
    """预计年销售收入5亿元, and what a project whose investment or site the sentence has named is expected to bring."""
    if _ANNUAL_YIELD.search(draft.place.left) is not None:
        return True
    scene = _PROJECT_SCENE.search(layer.flat, max(draft.place.sentence[0], draft.mark.start - 120), draft.mark.start)
    dated = draft.dated
    return scene is not None and (dated is None or dated.mention.start < scene.start()) and draft.kind in _YIELDED


_YIELDED = frozenset(["amount", "count", "headcount", "mass", "energy"])


def _date_yield(drafts: list[Draft]) -> None:
    """年产再生铝15万吨,产值30亿元: what else a project will yield stands in the same time."""
    draft, previous = drafts[-1], drafts[-2] if len(drafts) > 1 else None
    if previous is None or draft.role is not ReadRole.EXPECTED or previous.place.segment != draft.place.segment:
        return
    own = draft.dated is not None and draft.dated.mention.start >= previous.mark.end
    if previous.dated is not None and previous.dated.rule in ("yearly-yield", "after-completion") and not own:
        draft.dated = previous.dated


def _date_rate(drafts: list[Draft]) -> None:
    """A rate without a period of its own clause has its base's."""
    draft = drafts[-1]
    if not draft.is_rate or not draft.of or draft.role is ReadRole.TARGET:
        return
    own = (
        draft.dated is not None
        and draft.dated.mention.start >= draft.place.clause[0]
        and draft.dated.rule in ("named-in-sentence", "compared")
    )
    base = next((d for d in drafts[-2:-12:-1] if d.id == draft.of[0]), None)
    if base is not None and base.dated is not None and not own and not base.is_comparison and base.role is not ReadRole.TARGET:
        draft.dated = base.dated
        draft.evidence["period"] = Evidence("period-of-base", None)


def _stand(drafts: list[Draft], roles: RoleReader, published_on: date | None) -> None:
    draft = drafts[-1]
    dated = draft.dated
    after = dated is not None and dated.rule == "after-completion"
    future = bool(dated and published_on and not after and _starts_after(dated, published_on))
    if dated is not None and (dated.rule == "named-ahead" or (draft.is_rate and dated.rule == "named-after")):
        future = False
    draft.role, rule = roles.of(draft.place, after_completion=after, future=future)
    if draft.kind in RATES and draft.of and rule in ("default", "done"):
        base = next((d for d in drafts[-2:-12:-1] if d.id == draft.of[0]), None)
        if base is not None and base.role in _REACHING and base.place.segment == draft.place.segment:
            draft.role, rule = base.role, "role-of-base"
    draft.evidence["role"] = Evidence(rule)


def _starts_after(dated: Dated, published_on: date) -> bool:
    """True for a period that lies wholly after the publication."""
    start, end = dated.period.start, dated.period.end
    if dated.mention.kind in ("quarter", "half") and end is not None:
        return (end - published_on).days > _HARDLY_BEGUN
    if start is not None:
        return start > published_on
    return end is not None and (end.year, end.month) > (published_on.year, published_on.month)


def _figure(layer: Layer, draft: Draft, subjects: SubjectReader) -> Figure:
    mark, place = draft.mark, draft.place
    span = layer.span(mark.start, mark.end)
    subject, evidence = subjects.of(place)
    if evidence is not None:
        draft.evidence["subject"] = evidence
    per_year = draft.kind == "capacity" and "/" not in mark.canonical and mark.kind != "capacity"
    dated = draft.dated
    return Figure(
        id=draft.id, span=span, text=layer.text[span[0] : span[1]], kind=draft.kind, value=mark.numeral.value, unit=mark.unit,
        canonical_unit=mark.canonical + "/年" if per_year else mark.canonical, low=mark.numeral.value if mark.high is not None else None,
        high=mark.high, step=mark.numeral.step, indicator=_unveiled(draft.indicator),
        subject=_unveiled(draft.subject) or subject, object=_unveiled(draft.object),
        period=dated.period if dated else None, basis=basis_of(dated) if dated else None, role=draft.role, qualifier=qualifiers(place),
        approx=approximation(place, mark.numeral.more), direction=direction(place.left) if draft.is_rate else None,
        of=draft.of, evidence=draft.evidence,
    )  # fmt: skip


def _unveiled(name: str | None) -> str | None:
    return name.replace(VEIL, "") if name else name
