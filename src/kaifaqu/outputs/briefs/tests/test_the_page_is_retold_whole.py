"""Every figure that a newspaper page prints in its four articles stands, with an equal numeral, in a brief of ours."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from conftest import AT
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.outputs.briefs.actions import compose_brief
from kaifaqu.outputs.briefs.models import Brief
from kaifaqu.outputs.briefs.queries import paragraphs_of
from kaifaqu.outputs.briefs.reread import pair_numbers
from kaifaqu.statistics.ledger.queries import find_booked
from tests.house.order import ROOT
from tests.walks import person

GOLD = ROOT.parent / "shared" / "page" / "gold" / "figures.jsonl"
pytestmark = [
    pytest.mark.usefixtures("standing_demonstration", "db"),
    pytest.mark.skipif(not GOLD.exists(), reason="the page's figures, found by hand, are not part of this source tree"),
]
NO_FIGURES = ("date", "id", "idiom", "indefinite")
NAMELESS = ("两地",)
"""An appositive, 津晋两地: it counts the two places that are named before it."""
ARTICLES = {
    "A1": (("signing", "E20240425-BHB", "D:2024-04-25"),),
    "A2": (("quarter", "Z140200-ZY", "2024Q1"),),
    "A3": (("reform", "140000", "@2023-12"),),
    "A4": (("project", "P141000-LF-ZGYZ", "@2024-04-21"),),
}
ITEMS = {
    "签约项目所在市数": "cities_signed", "签约项目数": "projects_signed", "签约项目总投资": "projects_signed_investment",
    "规模以上医药工业企业数": "pharmaceutical_enterprises_above_scale", "营业收入": "pharmaceutical_revenue",
    "项目投资": "project_investment", "解决就业人数": "project_jobs_expected", "产值": "project_output_expected",
    "入驻企业数": "enterprises_settled", "工业投资": "industrial_investment", "工业增加值": "industrial_value_added",
    "工业开发区数": "zones_industrial", "工业增加值增速排名": "industrial_value_added_growth_rank_published",
    "转型项目投资": "transformation_investment", "转型项目占工业投资比重": "transformation_share",
    "走访园区企业次数": "visits_per_month_quota", "项目推进会议次数": "dispatch_meetings", "规模以上企业数": "enterprises_above_scale",
    "新建项目开工数": "projects_started", "续建项目数": "projects_continued", "培育投产升规项目数": "projects_nursed",
    "开发区数": "zones", "开发区运营公司数": "operating_companies", "开发区管委会内设平台运营公司数": "operating_companies_platform",
    "第三方运营公司数": "operating_companies_third_party", "基础设施建设投资": "infrastructure_investment",
    "招商引资项目数": "projects_attracted", "招商引资项目投资额": "projects_attracted_investment", "试点开发区数": "pilot_zones",
    "从初步考察、选址到完成注册用时": "project_days_to_registration", "总投资": "project_investment", "已建成生产线数": "production_lines",
    "PC生产线数": "production_lines_pc", "服务器生产线数": "production_lines_server", "PC年产能": "pc_capacity",
    "百亿级产业园区数": "parks_ten_billion",
}  # fmt: skip
"""What the figures found by hand call an item → the item of the catalogue."""

UNITS = {"市": "个", "万台": "万台/年"}
"""A unit as it was found in print → as the item has it."""


def printed() -> list[dict[str, Any]]:
    """The figures of the four articles."""
    if not GOLD.exists():
        return []
    rows = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if row["article"] in ARTICLES and row["kind"] not in NO_FIGURES and row["text"] not in NAMELESS]


def item_of(row: dict[str, Any]) -> str:
    """The item that the printed figure is of."""
    if "试点开发区运营公司" in row["subject"]:
        return f"pilot_{ITEMS[row['indicator']]}"
    return ITEMS[row["indicator"]] + (
        "_growth_published" if row["kind"] == "percent" and "同比增长" in row["qualifier"] else ""
    )


def written(brief: Brief) -> dict[tuple[str, str], Decimal]:
    """What a reader of our text finds at each number that is a reference: (item, role) → value in the base unit."""
    found: dict[tuple[str, str], Decimal] = {}
    for _one, segment, figure in pair_numbers(paragraphs_of(brief), AT.date()):
        if segment.address:
            assert figure is not None, segment.text
            assert figure.value is not None, segment.text
            found.setdefault(what(segment.address), figure.value)
    return found


def what(address: Any) -> tuple[str, str]:
    if "fact" in address:
        fact = find_booked(address["fact"])
        assert fact is not None
        return fact.item, fact.role
    return address["indicator"], "actual"


def test_every_printed_figure_stands_in_a_brief_with_an_equal_numeral() -> None:
    by, told = person("province-clerk"), {}
    for article, kinds in ARTICLES.items():
        told[article] = {
            key: value
            for template, subject, period in kinds
            for key, value in written(compose_brief(template, get_subject(subject), Period.parse(period), by=by, at=AT)).items()
        }
    rows = printed()
    assert len(rows) >= 50
    missing = []
    for row in rows:
        wanted = Quantity.of(str(row["value"]), UNITS.get(row["unit"], row["unit"])).canonical
        held = told[row["article"]].get((item_of(row), row["role"]))
        if held != wanted:
            missing.append((row["id"], row["text"], item_of(row), row["role"], held))
    assert missing == []
