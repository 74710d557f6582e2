"""分别 and 依次: a row of figures given out over a row of names, of parts before, or of years."""

from __future__ import annotations

import re

from kaifaqu.core.figures.period import Period, Shape
from kaifaqu.core.reader import indicators
from kaifaqu.core.reader.clauses import VEIL
from kaifaqu.core.reader.drafts import Draft
from kaifaqu.core.reader.layer import Layer
from kaifaqu.core.reader.lexicon_indicators import PRODUCT_HEADS
from kaifaqu.core.reader.model import Evidence

_CUE = re.compile(r"分别|依次")
_JOINT = re.compile(r"(?:[、,和与及]|以及|同比|环比|分别|增长|下降|增加|提高|达到?|为|约|近|超过?|了){0,6}")
_SEPARATORS = tuple(re.compile(joints) for joints in ("、", "、|和|与", "、|和|与|以及|及"))
"""From the coarsest: in 电子计算机及办公设备制造业、仪器仪表制造业 the 及 joins no two names."""
_ANY_SEPARATOR = re.compile(r"、|和|与|以及|及|,")
_RATIOS = frozenset(["%", "倍", "番"])
_YEARS = re.compile(r"[三四五两]年$")
_COLLECTIVE = re.compile(r"(?:等)?(?:[一二两三四五六七八九十]{1,2}|\d{1,2})(?:大|个|家|种|类|项)[^、,]{0,10}$")
_TOPIC = re.compile(r"(?:从|按)(?P<what>[^,。;\n]{2,12})看,")
_HOLDER = re.compile(r"(?:省|市|县|区|镇|乡|公司|集团|园|基地|街道)$")
"""A name of somebody, not of a part: the figure is his."""
_HOLDERS = re.compile(r"(?:省|市|县|区|镇|乡|公司|企业|集团|园|基地|街道|县区)$")
_JOINED = re.compile(r"(?<=[一-鿿]{2})[和与及](?=[一-鿿]{2})")
_STATE_VERB = re.compile(r"新?(?:签约|开工|竣工|投产|入库|落地|引进)$")
_REACH = 60


def distribute(layer: Layer, drafts: list[Draft]) -> None:
    """Corrects indicators (and years) of the figures that stand in such rows."""
    flat, index = layer.flat, 0
    for cue in _CUE.finditer(flat):
        while index < len(drafts) and drafts[index].mark.start < cue.end():
            index += 1
        row = _row(flat, drafts, index, cue.end())
        if len(row) >= 2:
            _give_out(layer, cue, row, drafts[max(0, index - 12) : index])


def _row(flat: str, drafts: list[Draft], index: int, start: int) -> list[Draft]:
    """The figures of one unit that follow the cue with nothing but joints between them."""
    row: list[Draft] = []
    for draft in drafts[index : index + 40]:
        gap = flat[row[-1].mark.end if row else start : draft.mark.start]
        fits = len(gap) <= 16 if not row else _JOINT.fullmatch(gap) is not None
        if not fits or "。" in gap or (row and not _alike(draft, row[0])):
            break
        row.append(draft)
    return row


def _alike(draft: Draft, first: Draft) -> bool:
    """Of one unit, or growth both: 分别增长1.2倍和61.3%."""
    units = {draft.mark.canonical, first.mark.canonical}
    return len(units) == 1 or units <= _RATIOS


def _give_out(layer: Layer, cue: re.Match[str], row: list[Draft], before: list[Draft]) -> None:
    flat = layer.flat
    start = max(row[0].place.segment[0], cue.start() - _REACH)
    names = flat[start : cue.start()]
    own = indicators.name_before(flat[cue.end() : row[0].mark.start])
    if _YEARS.search(names) and _give_years(row, before):
        return
    parts = _names(_COLLECTIVE.sub("", names), len(row))
    if own is not None and indicators.has_measure_head(own.text):
        _set_shared(layer, row, own.text, parts, cue)
        return
    together = _COLLECTIVE.search(names)
    if parts is not None and together is not None and _HOLDERS.search(together.group()):
        whole = next((d for d in reversed(before) if d.mark.canonical == row[0].mark.canonical and d.indicator), None)
        if whole is not None and whole.mark.start >= row[0].place.sentence[0]:
            _set(layer, row, [whole.indicator or ""] * len(row), cue)
            for draft, holder in zip(row, parts, strict=True):
                draft.subject, draft.of = holder, (whole.id,)
            return
    if parts is not None and _HOLDER.search(parts[-1]) and (topic := _topic(flat, row, before)):
        _set(layer, row, [topic] * len(row), cue)
        for draft, holder in zip(row, parts, strict=True):
            draft.subject = holder
        return
    if parts is not None:
        _set(layer, row, _with_measure(parts, row, before), cue)
        return
    earlier = _counterparts(row, before)
    label = indicators.name_before(flat[max(start, before[-1].mark.end if before else 0) : cue.start()])
    if len(earlier) == len(row):
        tail = label.text if label is not None and row[0].is_rate else ""
        _set(layer, row, [(draft.indicator or "").removesuffix("数") + tail for draft in earlier], cue)
        for draft, base in zip(row, earlier, strict=True):
            draft.of = (base.id,)


def _with_measure(parts: list[str], row: list[Draft], before: list[Draft]) -> list[str]:
    """新能源汽车、充电桩产量分别增长: the measure stands once; where it does not, it is what the sentence spoke of."""
    head = indicators.measure_head(parts[-1])
    if head is None and before and before[-1].mark.start >= row[0].place.sentence[0] and row[0].is_rate:
        head = indicators.measure_head(before[-1].indicator or "")
    if head is None:
        return parts
    return [part if _measured(part) else part + head for part in parts]


def _measured(part: str) -> bool:
    """True where a name says what is measured of it: 工业投资, not 新能源汽车."""
    head = indicators.measure_head(part)
    return head is not None and head not in PRODUCT_HEADS


def _topic(flat: str, row: list[Draft], before: list[Draft]) -> str | None:
    """What is compared among holders: 从营业收入看, else what the figures of the same unit before measured."""
    found = _TOPIC.search(flat, max(row[0].place.sentence[0], row[0].mark.start - 160), row[0].mark.start)
    if found is not None and indicators.has_measure_head(found["what"]):
        return found["what"]
    near = (
        d for d in reversed(before) if d.mark.canonical == row[0].mark.canonical and d.mark.start >= row[0].place.sentence[0]
    )
    return next((d.indicator for d in near if d.indicator), None)


def _counterparts(row: list[Draft], before: list[Draft]) -> list[Draft]:
    """The figures before the row that its own belong to: rates for percentage points, sums and counts for rates."""
    wanted = "percent" if row[0].kind == "pp" else None
    fitting = [d for d in before if d.mark.start >= row[0].place.sentence[0] and d.kind not in ("rank", "duration")]
    return [d for d in fitting if (d.kind == wanted if wanted else not d.is_rate)][-len(row) :]


def _names(text: str, count: int) -> list[str] | None:
    """The last `count` names of the row before the cue; the last one carries the head that all share."""
    pieces = _pieces(text, count)
    if len(pieces) < count:
        return None
    chosen = pieces[-count:]
    if max(len(piece) for piece in chosen[1:]) > 14 or any(c.isdigit() for piece in chosen for c in piece):
        return None
    first = _joined_name(chosen[0])
    last = _joined_name(_COLLECTIVE.sub("", chosen[-1]))
    verb = _STATE_VERB.search(chosen[0]) if first is None else None
    opening = first if first is not None else verb.group() if verb is not None else None
    if opening is None or last is None:
        return None
    return [opening, *chosen[1:-1], last]


def _joined_name(piece: str) -> str | None:
    """The name that ends a piece, with what 和 and 及 join inside it: 电子计算机及办公设备制造业."""
    name = indicators.name_before(_JOINED.sub(VEIL, piece))
    return None if name is None else piece[name.start : name.end]


def _pieces(text: str, count: int) -> list[str]:
    """The names of a row, parted as coarsely as gives enough of them; commas part them only where nothing else does."""
    clause = text[text.rfind(",") + 1 :]
    for separator in _SEPARATORS:
        pieces = [piece for piece in separator.split(clause) if piece]
        if len(pieces) >= count:
            return pieces
    return [piece for piece in _ANY_SEPARATOR.split(text) if piece]


def _give_years(row: list[Draft], before: list[Draft]) -> bool:
    """三年分别完成: each figure has its year of the span that the sentence names."""
    period = row[0].dated.period if row[0].dated is not None else None
    if period is None or period.shape is not Shape.YEARS or period.bounded_end.year - period.bounded_start.year + 1 != len(row):
        return False
    whole = next((d for d in reversed(before) if d.mark.canonical == row[0].mark.canonical and d.indicator), None)
    for offset, draft in enumerate(row):
        if draft.dated is not None:
            draft.dated = type(draft.dated)(Period.year(period.bounded_start.year + offset), draft.dated.mention, "distributed")
        if whole is not None and not draft.indicator:
            draft.indicator = whole.indicator
    return True


def _set(layer: Layer, row: list[Draft], names: list[str], cue: re.Match[str]) -> None:
    for draft, name in zip(row, names, strict=True):
        if name:
            draft.indicator = name
            draft.evidence["indicator"] = Evidence("distributed", layer.span(cue.start(), cue.end()))


def _set_shared(layer: Layer, row: list[Draft], measure: str, parts: list[str] | None, cue: re.Match[str]) -> None:
    """One measure for all: the names before the cue are those whose it is (甲县、乙县), or its parts (新型建材、电池材料)."""
    holders = [part if _HOLDER.search(part) else None for part in parts] if parts else [None] * len(row)
    names = [
        measure if holder or not parts else part + measure
        for holder, part in zip(holders, parts or [measure] * len(row), strict=True)
    ]
    _set(layer, row, names, cue)
    for draft, holder in zip(row, holders, strict=True):
        draft.subject = holder
