"""Briefs whose contents are data: `catalogue/briefs/month.yaml` (月度经济运行分析) and `opening.yaml` (开门红) say what stands in which part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.quantity import Quantity, plain
from kaifaqu.core.figures.statement import Role
from kaifaqu.outputs.briefs.segments import Paragraph, Segment, paragraph
from kaifaqu.outputs.briefs.source import Source
from kaifaqu.outputs.briefs.wording import brief_rule, write_turn

Line = Mapping[str, Any]
Rule = Mapping[str, Any]
COMPUTED = ("completion", "pace", "share", "due")
WHOLE = 100
"""Per cent of a target from which on it is met."""


def list_lines(rule: Rule) -> list[Line]:
    """Every line of a brief, in its order."""
    return [line for section in rule["sections"] for line in section["lines"]]


def list_cited(code: str) -> tuple[str, ...]:
    """The indicators that a brief of this kind cites."""
    lines = list_lines(brief_rule(code))
    ranked = [line["rank"]["computed"] for line in lines if "rank" in line]
    return (*(line[name] for line in lines for name in COMPUTED if name in line), *ranked)


def compose_written(code: str, source: Source) -> list[Paragraph]:
    """The whole brief of a kind."""
    rule = brief_rule(code)
    words = {"subject": source.subject.name, "period": source.period.chinese}
    return [paragraph("title", str(rule["title"]).format(**words)), *_sections(source, rule), *_notes(source, rule)]


def _sections(source: Source, rule: Rule) -> Iterator[Paragraph]:
    for section in rule["sections"]:
        yield paragraph("heading", section["heading"])
        told = [line for line in section["lines"] if source.fact(line["item"]) is not None]
        for line in told:
            yield paragraph("body", *_sentence(source, rule, line))
        if not told:
            yield paragraph("body", "未报。")


def _sentence(source: Source, rule: Rule, line: Line) -> Iterator[str | Segment]:
    yield f"{source.period.chinese}，{item_named(line['item']).name}{line.get('verb', '')}"
    yield source.number(line["item"])
    turn = _turn(source, line["item"]) if line.get("turn") else None
    yield from (f"，同比{turn}",) if turn else source.growth(line["item"])
    yield from _due(source, rule, line)
    yield from _target(source, line)
    yield from source.rank(line["rank"]) if "rank" in line else ()
    yield "。"
    yield from _part(source, line)


def _turn(source: Source, item: str) -> str | None:
    if not source.period.is_cumulative:
        return None
    before = source.book.find_fact(item, source.subject.code, source.period.previous_year(), Role.ACTUAL)
    now = source.fact(item)
    if now is None or before is None or before.value is None:
        return None
    return write_turn(plain(before.value), plain(now.value))


def _due(source: Source, rule: Rule, line: Line) -> Iterator[str | Segment]:
    """，完成本期目标的133.6%，实现“开门红”: the target of the period itself, and whether it was met."""
    result = source.values[line["due"]].result if "due" in line else None
    if isinstance(result, Quantity):
        yield "，完成本期目标的"
        yield source.value(line["due"], 1)
        yield f"，{rule['met' if result.value >= WHOLE else 'missed']}"


def _target(source: Source, line: Line) -> Iterator[str | Segment]:
    if "completion" in line and source.is_computed(line["completion"]):
        yield "，完成全年目标的"
        yield source.value(line["completion"], 1)
    if "pace" in line and source.is_computed(line["pace"]):
        yield "，"
        yield source.pace(line["pace"])


def _part(source: Source, line: Line) -> Iterator[str | Segment]:
    if "part" not in line or source.fact(line["part"]) is None:
        return
    yield f"其中，{item_named(line['part']).name}"
    yield source.number(line["part"])
    if source.is_computed(line["share"]):
        yield "，占"
        yield source.value(line["share"], 1)
    yield "。"


def _notes(source: Source, rule: Rule) -> Iterator[Paragraph]:
    yield paragraph("heading", rule["notes"])
    lines = list_lines(rule)
    told = [line for line in lines if source.fact(line["item"]) is not None]
    undue = [line for line in told if _lacks(source, line, "due")]
    notes = (
        ("{}：未报。", [line for line in lines if line not in told]),
        ("{}没有全年目标，完成率与序时进度不写。", [line for line in told if _lacks(source, line, "completion")]),
        (f"{{}}没有下达本期目标，是否{rule['met'] if undue else ''}不判断。", undue),
        ("存疑：{}的目标完成率明显偏高，目标数有待填报单位核对。", [line for line in lines if _is_doubted(source, line)]),
    )
    for words, meant in notes:
        if meant:
            yield paragraph("note", words.format("、".join(item_named(line["item"]).name for line in meant)))
    yield paragraph("note", "增速与位次为公布数，照录；完成率、超欠序时与比重由本系统按入账数计算。")


def _lacks(source: Source, line: Line, name: str) -> bool:
    """True where the line asks for a computed value that there is none of."""
    return name in line and not source.is_computed(line[name])


def _is_doubted(source: Source, line: Line) -> bool:
    """True where the year's or the period's completion says itself that it cannot well be."""
    return any(source.values[line[name]].problems for name in ("completion", "due") if name in line)
