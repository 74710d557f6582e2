"""Attribution: each printed figure becomes a figure of somebody, at some time, in some role. One pass, in reading order."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from kaifaqu.core.reader import indicators
from kaifaqu.core.reader.clauses import Place, locate
from kaifaqu.core.reader.dates import DateMention
from kaifaqu.core.reader.figures import Mark
from kaifaqu.core.reader.layer import Layer
from kaifaqu.core.reader.model import Entity, Evidence, Figure, ReadRole
from kaifaqu.core.reader.periods import Dated, PeriodReader, basis_of
from kaifaqu.core.reader.roles import RoleReader, approximation, direction, qualifiers
from kaifaqu.core.reader.subjects import SubjectReader

RATES = frozenset(["percent", "pp", "multiple"])
_FREQUENCY = re.compile(r"每(?:个?[年月周日天季旬]|季度|星期|半年|两周)[^,。;]{0,8}$")
_ANNUAL = re.compile(r"年(?:产能|产|设计产能|生产能力|处理能力|吞吐能力|加工能力|生产|加工|处理|设计生产能力)[^,。;]{0,10}$|(?:产能|生产能力|处理能力|吞吐能力)[^,。;]{0,6}$")
_PART_OF = re.compile(r"其中|包括|包含|含(?!税)|分为")
_OUR_RANK = re.compile(r"^(?P<what>.{0,16}?)(?:在|居|位居|位列|列|排名|排|稳居|跃居|跻身|名列|均|分别|连续)")


@dataclass(slots=True)
class Draft:
    """A figure while its fields are being found."""

    id: str
    place: Place
    kind: str
    indicator: str | None = None
    object: str | None = None
    of: tuple[str, ...] = ()
    dated: Dated | None = None
    role: ReadRole = ReadRole.ACTUAL
    evidence: dict[str, Evidence] = field(default_factory=dict)

    @property
    def mark(self) -> Mark:
        return self.place.mark


class Attribution:
    """The pass over one text. `figures` gives the result."""

    def __init__(self, layer: Layer, marks: Sequence[Mark], mentions: Sequence[DateMention], entities: Sequence[Entity], published_on: date | None) -> None:
        self._layer, self._flat = layer, layer.flat
        self._places = locate(layer.flat, marks)
        self._periods = PeriodReader(layer.flat, mentions, published_on)
        self._roles = RoleReader(layer.flat)
        self._subjects = SubjectReader(layer, entities)
        self._published_on = published_on
        self._drafts: list[Draft] = []

    def figures(self) -> tuple[Figure, ...]:
        """Every figure, in reading order of the flat text."""
        for place in self._places:
            draft = Draft(f"f{place.index + 1:03d}", place, kind_in_context(self._flat, place))
            self._drafts.append(draft)
            self._name(draft)
            self._date(draft)
            self._stand(draft)
        return tuple(self._figure(draft) for draft in self._drafts)

    # -- what ------------------------------------------------------------------------------------------------------------

    def _name(self, draft: Draft) -> None:
        """Indicator and object, and the figure that a rate, rank or part belongs to."""
        if draft.kind == "rank":
            self._name_rank(draft)
        elif draft.kind in RATES:
            self._name_rate(draft)
        elif draft.kind in ("count", "headcount", "frequency"):
            self._name_count(draft)
        else:
            self._name_measure(draft)
        self._link_part(draft)

    def _set(self, draft: Draft, indicator: str, rule: str, start: int | None = None, end: int | None = None) -> None:
        draft.indicator = indicator.strip(" \n\t“”‘’()、,的")
        where = self._layer.span(start, end) if start is not None and end is not None and start < end else None
        draft.evidence["indicator"] = Evidence(rule, where)

    def _name_measure(self, draft: Draft) -> None:
        place = draft.place
        growth = indicators.growth_cue(place.left)
        if growth is not None and growth.start() == 0 and place.left:
            self._name_growth(draft, growth)
            return
        name = indicators.name_before(place.left[: growth.start()] if growth else place.left)
        after = indicators.measure_after(place.right)
        if after is not None and (name is None or not indicators.has_measure_head(name.text)):
            self._set(draft, after.text, "noun-after", place.mark.end + after.start, place.mark.end + after.end)
            return
        if name is not None:
            self._set(draft, name.text, "noun-before", place.left_start + name.start, place.left_start + name.end)
            return
        self._inherit(draft)

    def _inherit(self, draft: Draft) -> None:
        """No name of its own: the nearest name before it in the sentence, else the figure before it."""
        start, end = draft.place.sentence[0], draft.place.clause[0]
        previous = self._previous_in_sentence(draft)
        if previous is not None:
            start = max(start, previous.mark.end)
        for piece in reversed(list(_clauses(self._flat, max(start, end - 90), end))):
            name = indicators.name_before(self._flat[piece[0] : piece[1]])
            if name is not None and indicators.has_measure_head(name.text):
                self._set(draft, name.text, "clause-before", piece[0] + name.start, piece[0] + name.end)
                return
        if previous is not None and previous.indicator and previous.mark.canonical == draft.mark.canonical:
            self._set(draft, previous.indicator, "figure-before")
        elif previous is not None and previous.indicator:
            self._set(draft, previous.indicator, "figure-before")

    def _name_rate(self, draft: Draft) -> None:
        place = draft.place
        share = indicators.share_cue(place.left) if draft.kind == "percent" else None
        if share is not None:
            self._name_share(draft, share)
            return
        growth = indicators.growth_cue(place.left)
        if growth is not None:
            self._name_growth(draft, growth)
            return
        self._name_measure(draft)

    def _name_share(self, draft: Draft, share: re.Match[str]) -> None:
        """转型项目占工业投资比重为92.4%: part over whole."""
        place = draft.place
        part = indicators.name_before(place.left[: share.start()])
        whole = indicators.strip_cues(share["whole"] or "")
        base = self._base(draft)
        part_text = part.text if part else (base.indicator if base and base.indicator else "")
        self._set(draft, f"{part_text}占{whole}{share['word'] or '比重'}", "share", place.left_start + share.start(), place.mark.start)
        bases = [d.id for d in (self._named(part_text, draft), self._named(whole, draft)) if d is not None]
        draft.of = tuple(dict.fromkeys(bases)) or ((base.id,) if base else ())

    def _name_growth(self, draft: Draft, growth: re.Match[str]) -> None:
        """同比增长 belongs to the name before it in the clause, else to the figure before it."""
        place = draft.place
        name = indicators.name_before(place.left[: growth.start()])
        base = self._base(draft)
        if name is not None and not re.fullmatch(r"(?:同比|环比|年均|总体|平均|整体)+", name.text):
            text = name.text
            named = self._named(text, draft)
            if named is not None and named.indicator and named.indicator.endswith(text):
                text, base = named.indicator, named
            elif named is None:
                base = None if place.first_in_clause and not (base and base.indicator and text in base.indicator) else base
            self._set(draft, text, "growth-of-named", place.left_start + name.start, place.left_start + name.end)
            draft.of = (base.id,) if base is not None and base.indicator and text in base.indicator else ()
            return
        if base is not None and base.indicator:
            self._set(draft, base.indicator, "growth-of-figure-before", place.left_start + growth.start(), place.mark.start)
            draft.of = (base.id,)
            return
        self._inherit(draft)

    def _name_count(self, draft: Draft) -> None:
        place, mark = draft.place, draft.mark
        after = indicators.noun_after(place.right)
        if after is not None and after.text:
            draft.object = after.text
            self._set(draft, after.text + "数", "noun-after", mark.end + after.start, mark.end + after.end)
            return
        if mark.unit in PLACE_NOUNS:
            draft.object = mark.unit
            self._set(draft, mark.unit + "数", "unit-is-noun", mark.start, mark.end)
            return
        growth = indicators.growth_cue(place.left)
        name = indicators.name_before(place.left[: growth.start()] if growth else place.left)
        if name is not None:
            draft.object = name.text
            suffix = "次数" if mark.unit == "次" else "人数" if draft.kind == "headcount" and not name.text.endswith(("人数", "人口")) else "数"
            self._set(draft, name.text + suffix, "noun-before", place.left_start + name.start, place.left_start + name.end)
            return
        if place.right and draft.kind == "frequency":
            draft.object = place.right[:2]
            self._set(draft, place.right[:10] + "次数", "verb-after", mark.end, mark.end + min(10, len(place.right)))
            return
        self._inherit_count(draft)

    def _inherit_count(self, draft: Draft) -> None:
        """其中省级12个: the object of the count before it."""
        previous = self._previous_in_sentence(draft)
        label = indicators.strip_cues(draft.place.left)
        if previous is not None and previous.object:
            draft.object = previous.object
            self._set(draft, (label[-8:] if len(label) <= 8 else "") + (previous.indicator or previous.object), "figure-before")
        else:
            self._inherit(draft)

    def _name_rank(self, draft: Draft) -> None:
        """增速…排名第一: the rank of what the clause names, else of the figure before it."""
        place = draft.place
        clause = self._flat[max(place.clause[0], place.mark.start - 60) : place.mark.start]
        found = _OUR_RANK.match(clause)
        what = found["what"] if found else ""
        base = self._base(draft, measured=True)
        own = indicators.name_before(what) if what else None
        name = own.text if own else what if what in ("增速", "增幅", "总量", "规模") else ""
        if name in ("增速", "增幅", "总量", "规模", "") and base is not None and base.indicator:
            growth = "增速" if not name and base.kind in RATES and "占" not in base.indicator else name
            name = base.indicator + (growth if not base.indicator.endswith(growth or " ") else "")
        self._set(draft, (name or "综合") + "排名", "rank", place.clause[0], place.mark.start)
        draft.of = (base.id,) if base is not None and name and base.indicator and base.indicator in name else ()

    # -- neighbours ----------------------------------------------------------------------------------------------------

    def _previous_in_sentence(self, draft: Draft) -> Draft | None:
        if len(self._drafts) < 2:
            return None
        previous = self._drafts[-2]
        return previous if previous.mark.start >= draft.place.sentence[0] else None

    def _base(self, draft: Draft, *, measured: bool = False) -> Draft | None:
        """The nearest figure before, in this sentence, that a rate can belong to."""
        for previous in self._drafts[-2:-8:-1]:
            if previous.mark.start < draft.place.sentence[0]:
                return None
            if previous.kind == "rank" or previous.role is ReadRole.THRESHOLD:
                continue
            if (measured and previous.kind != "count") or (not measured and previous.kind not in RATES):
                return previous
        return None

    def _named(self, name: str, draft: Draft) -> Draft | None:
        """The last figure of the paragraph whose indicator ends with `name`."""
        if len(name) < 2:
            return None
        for previous in self._drafts[-2:-12:-1]:
            if previous.kind in RATES or previous.kind == "rank" or not previous.indicator:
                continue
            if previous.indicator.removesuffix("数").endswith(name) or name.endswith(previous.indicator) or previous.indicator.startswith(name):
                return previous
        return None

    def _link_part(self, draft: Draft) -> None:
        """其中 and 包括: a part belongs to the last whole of the same measure before the cue."""
        if draft.of or draft.kind in RATES:
            return
        start = draft.place.sentence[0]
        cue = None
        for cue in _PART_OF.finditer(self._flat, max(start, draft.mark.start - 120), draft.mark.start):
            pass
        if cue is None:
            return
        for previous in self._drafts[-2:-12:-1]:
            if previous.mark.start < start:
                break
            if previous.mark.end <= cue.start() and previous.mark.canonical == draft.mark.canonical and previous.kind == draft.kind:
                draft.of = (previous.id,)
                draft.evidence["of"] = Evidence("part-of", self._layer.span(cue.start(), cue.end()))
                return

    # -- when and in which standing -------------------------------------------------------------------------------------

    def _date(self, draft: Draft) -> None:
        draft.dated = self._periods.of(draft.place)
        if draft.dated is not None:
            mention = draft.dated.mention
            draft.evidence["period"] = Evidence(draft.dated.rule, self._layer.span(mention.start, mention.end))

    def _stand(self, draft: Draft) -> None:
        dated = draft.dated
        after = dated is not None and dated.rule == "after-completion"
        future = bool(dated and self._published_on and not after and _starts_after(dated, self._published_on))
        draft.role, rule = self._roles.of(draft.place, after_completion=after, future=future)
        if draft.kind in RATES and draft.of and rule in ("default", "done"):
            base = next((d for d in self._drafts[-2:-12:-1] if d.id == draft.of[0]), None)
            if base is not None and base.role in (ReadRole.TARGET, ReadRole.EXPECTED) and base.place.segment == draft.place.segment:
                draft.role, rule = base.role, "role-of-base"
        draft.evidence["role"] = Evidence(rule)

    def _figure(self, draft: Draft) -> Figure:
        mark, place, layer = draft.mark, draft.place, self._layer
        span = layer.span(mark.start, mark.end)
        subject, subject_evidence = self._subjects.of(place)
        if subject_evidence is not None:
            draft.evidence["subject"] = subject_evidence
        per_year = draft.kind == "capacity" and "/" not in mark.canonical and mark.kind != "capacity"
        return Figure(
            id=draft.id, span=span, text=layer.text[span[0] : span[1]], kind=draft.kind, value=mark.numeral.value, unit=mark.unit,
            canonical_unit=mark.canonical + "/年" if per_year else mark.canonical, low=mark.numeral.value if mark.high is not None else None,
            high=mark.high, step=mark.numeral.step, indicator=draft.indicator, subject=subject, object=draft.object,
            period=draft.dated.period if draft.dated else None, basis=basis_of(draft.dated) if draft.dated else None, role=draft.role,
            qualifier=qualifiers(place), approx=approximation(place, mark.numeral.more), direction=direction(place.left) if draft.kind in RATES else None,
            of=draft.of, evidence=draft.evidence,
        )  # fmt: skip


PLACE_NOUNS = frozenset("市 县 省 国 镇 村 乡 区 地 校 院 县区 县市 街道 乡镇 市县 省份 国家 省市 市州 盟市 地市 企业 项目 园区".split())


def _starts_after(dated: Dated, published_on: date) -> bool:
    """True for a period that lies wholly after the publication."""
    start, end = dated.period.start, dated.period.end
    if start is not None:
        return start > published_on
    return end is not None and (end.year, end.month) > (published_on.year, published_on.month)


def _clauses(flat: str, start: int, end: int) -> list[tuple[int, int]]:
    """The stretches between commas of [start, end)."""
    cuts = [start, *(found.end() for found in re.finditer(r"[,:;()、]", flat[start:end]) for _ in (0,))]
    edges = [cut if i == 0 else cut + start for i, cut in enumerate(cuts)]
    return [(a, b - 1 if b != end else b) for a, b in zip(edges, [*edges[1:], end], strict=True) if b - a > 1]


def kind_in_context(flat: str, place: Place) -> str:
    """The kind of the unit, save where the words say more: 每月两次 is a frequency, 年产能18万台 a capacity."""
    mark = place.mark
    before = flat[max(place.clause[0], mark.start - 24) : mark.start]
    if mark.unit == "次" and _FREQUENCY.search(before):
        return "frequency"
    if mark.kind in ("count", "mass", "power", "area", "length", "capacity") and "/" not in mark.canonical and _ANNUAL.search(before):
        return "capacity"
    return mark.kind
