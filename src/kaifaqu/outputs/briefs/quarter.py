"""The quarter's brief of a zone: investment, value added, projects, and what is doubtful or not reported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.statement import Role
from kaifaqu.outputs.briefs.segments import Paragraph, Segment, paragraph
from kaifaqu.outputs.briefs.source import Source

CITED = ("transformation_share", "industrial_value_added_completion", "industrial_value_added_growth_rank")
"""The indicators that this brief cites."""

PROJECT_ITEMS = (
    ("projects_signed", Role.ACTUAL, "签约项目"),
    ("projects_signed_investment", Role.ACTUAL, "签约总投资"),
    ("projects_started", Role.ACTUAL, "开工项目"),
    ("projects_continued", Role.ACTUAL, "续建项目"),
    ("projects_nursed", Role.PLANNED, "培育投产升规项目"),
    ("dispatch_meetings", Role.ACTUAL, "召开项目推进会"),
)
RANK = {
    "published": "industrial_value_added_growth_rank_published", "computed": "industrial_value_added_growth_rank",
    "of": "industrial_value_added_growth_published", "among": "industrial_zones_of_city",
}  # fmt: skip
WATCHED = ("industrial_output", "industrial_revenue", "tax_revenue", "funds_in_place")
"""What a zone's quarter is expected to say besides; absent, it is named as absent."""


def compose_quarter(source: Source) -> list[Paragraph]:
    """The whole brief."""
    return [
        paragraph("title", f"{source.subject.name}{source.period.chinese}经济运行简报"),
        paragraph("heading", "一、工业投资"),
        paragraph("body", *_investment(source)),
        paragraph("heading", "二、工业增加值"),
        paragraph("body", *_value_added(source)),
        *_doubts(source),
        paragraph("heading", "三、项目建设"),
        paragraph("body", *_projects(source)),
        paragraph("heading", "四、数据说明"),
        *_notes(source),
    ]


def _investment(source: Source) -> Iterator[str | Segment]:
    yield f"{source.period.chinese}，全区完成工业投资"
    yield source.number("industrial_investment")
    yield from source.growth("industrial_investment")
    yield "。其中，转型项目投资"
    yield source.number("transformation_investment")
    yield "，占工业投资的"
    yield source.value("transformation_share", 1)
    yield "。"


def _value_added(source: Source) -> Iterator[str | Segment]:
    yield f"{source.period.chinese}，工业增加值完成"
    yield source.number("industrial_value_added")
    yield from source.growth("industrial_value_added")
    yield from source.rank(RANK)
    yield "。目标为"
    yield source.number("industrial_value_added", Role.TARGET)
    yield "，完成率"
    yield source.value("industrial_value_added_completion", 1)
    yield "。"


def _doubts(source: Source) -> Iterator[Paragraph]:
    rank = source.values["industrial_value_added_growth_rank"]
    if rank.reason:
        yield paragraph("note", "存疑：公布的位次尚不能复核，同组其他开发区的数据未报。")
    for value in source.values.values():
        if value.problems:
            yield paragraph("note", "存疑：完成率明显偏高，目标数的时期或年度有待填报单位核对。")
            return


def _projects(source: Source) -> Iterator[str | Segment]:
    parts: list[Sequence[str | Segment]] = []
    for item, role, words in PROJECT_ITEMS:
        if source.fact(item, role) is not None:
            parts.append((words, source.number(item, role)))
    if not parts:
        yield "项目数据未报。"
        return
    yield f"{source.period.chinese}，全区"
    for number, part in enumerate(parts):
        yield from part
        yield "。" if number == len(parts) - 1 else "，"


def _notes(source: Source) -> Iterator[Paragraph]:
    absent = [item_named(code).name for code in WATCHED if source.fact(code) is None]
    if absent:
        yield paragraph("note", f"{'、'.join(absent)}：未报。")
    yield paragraph(
        "note", "增速为公布数，照录；比重与完成率由本系统按入账数计算。部分数据因单位取舍产生的误差，未作机械调整。"
    )
