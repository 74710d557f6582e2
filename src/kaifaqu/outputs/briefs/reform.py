"""管运分离进展: operating companies of a province, what they built and attracted, pilots apart, each share computed."""

from __future__ import annotations

from collections.abc import Iterator

from kaifaqu.outputs.briefs.reform_annexes import compose_annexes
from kaifaqu.outputs.briefs.segments import Paragraph, Segment, paragraph
from kaifaqu.outputs.briefs.source import Source

CITED = (
    "platform_operators_share", "third_party_operators_share", "projects_attracted_average", "pilot_infrastructure_share",
    "pilot_projects_share", "pilot_projects_investment_share", "pilot_projects_attracted_average", "operators_unaccounted",
)  # fmt: skip


def compose_reform(source: Source) -> list[Paragraph]:
    """The whole brief."""
    return [
        paragraph("title", f"{source.subject.name}开发区“管运分离”改革进展"),
        paragraph("heading", "一、运营公司组建"),
        paragraph("body", *_companies(source)),
        paragraph("heading", "二、建设与招商"),
        paragraph("body", *_work(source)),
        paragraph("heading", "三、试点开发区"),
        paragraph("body", *_pilots(source)),
        paragraph("heading", "四、数据说明"),
        paragraph(
            "note",
            "家数、投资额、项目数为公布数，照录；比重与平均数由本系统按入账数计算。登记簿能支持多少，见附件1；附件按成文时的登记簿列出，金额单位为亿元。",
        ),
        *compose_annexes(source),
    ]


def _companies(source: Source) -> Iterator[str | Segment]:
    yield f"{source.period.chinese}，{source.subject.name}"
    yield source.number("zones")
    yield "开发区组建运营公司"
    yield source.number("operating_companies")
    yield "。其中，管委会内设平台公司"
    yield source.number("operating_companies_platform")
    yield "，占"
    yield source.value("platform_operators_share", 1)
    yield "；第三方公司"
    yield source.number("operating_companies_third_party")
    yield "，占"
    yield source.value("third_party_operators_share", 1)
    yield "。"


def _work(source: Source) -> Iterator[str | Segment]:
    yield "运营公司累计完成基础设施建设投资"
    yield source.number("infrastructure_investment")
    yield "；招商引资项目"
    yield source.number("projects_attracted")
    yield "，投资额"
    yield source.number("projects_attracted_investment")
    yield "，平均每个项目"
    yield source.value("projects_attracted_average", 2)
    yield "。"


def _pilots(source: Source) -> Iterator[str | Segment]:
    yield "试点开发区"
    yield source.number("pilot_zones")
    yield "，其运营公司完成基础设施建设投资"
    yield source.number("pilot_infrastructure_investment")
    yield "，占全部的"
    yield source.value("pilot_infrastructure_share", 1)
    yield "；招商引资项目"
    yield source.number("pilot_projects_attracted")
    yield "，占"
    yield source.value("pilot_projects_share", 1)
    yield "；投资额"
    yield source.number("pilot_projects_attracted_investment")
    yield "，占"
    yield source.value("pilot_projects_investment_share", 1)
    yield "，平均每个项目"
    yield source.value("pilot_projects_attracted_average", 2)
    yield "。"
