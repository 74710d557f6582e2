"""A brief as PDF: the layout of GB/T 9704 with charts, its Chinese font embedded (`paper.typ`)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import typst
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

import kaifaqu.foundation
from kaifaqu.foundation.paper import list_attached, split_annex
from kaifaqu.outputs.briefs.charts import Chart, list_charts
from kaifaqu.outputs.briefs.models import Brief
from kaifaqu.outputs.briefs.queries import paragraphs_of
from kaifaqu.outputs.briefs.word import parts_of

LAYOUT = Path(__file__).with_name("paper.typ")
FAMILIES = {
    "serif": ("Noto Serif CJK SC", "Source Han Serif SC", "Source Han Serif CN", "Noto Sans S Chinese"),
    "sans": ("Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "Noto Sans S Chinese"),
}
"""Fonts that may be embedded and passed on; any one of each kind does. The last comes with the program (`FONTS`)."""
FONTS = Path(kaifaqu.foundation.__file__).with_name("fonts")
"""Collected when the program is installed: a machine without any Chinese font prints too."""
ARCHIVE: Final = "a-2b"
"""The PDF/A profile for keeping: every font inside, nothing that a reader would have to fetch."""


class NoFontError(RuntimeError):
    """The machine has no Chinese font that may be embedded."""


def write_pdf(brief: Brief) -> bytes:
    """The .pdf of a brief. The same brief gives the same bytes. Raises NoFontError."""
    when = brief.issued_at or brief.composed_at
    parts = list(_list_parts(brief))
    first = next((number for number, part in enumerate(parts) if part["level"] == "annex"), len(parts))
    told = {
        "title": brief.title, "issuer": brief.subject.name, "draft": "" if brief.issued_at else "未签发",
        "day": f"{localdate(when):%Y年%-m月%-d日}", "fonts": find_fonts(),
        "body": parts[:first], "attached": list_attached(parts_of(paragraphs_of(brief))), "annexes": parts[first:],
    }  # fmt: skip
    return _print(json.dumps(told, ensure_ascii=False), when)


def _print(told: str, when: datetime) -> bytes:
    compiler = typst.Compiler(LAYOUT, font_paths=_fonts(), ignore_system_fonts=True)
    printed = compiler.compile(
        format="pdf", sys_inputs={"told": told}, timestamp=when.replace(microsecond=0), pdf_standards=ARCHIVE
    )
    assert isinstance(printed, bytes)
    return printed


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=[FONTS])


def find_fonts() -> dict[str, str]:
    """A font of the machine for each kind. Raises NoFontError."""
    families = set(_fonts().families())
    found = {kind: next((name for name in names if name in families), "") for kind, names in FAMILIES.items()}
    if not all(found.values()):
        raise NoFontError(
            _(
                "这台机器没有装可以嵌入的中文字体，不能出 PDF。请系统管理员安装思源宋体和思源黑体（Debian 的 fonts-noto-cjk 软件包）并重启服务，再来下载；Word 可以照常下载。"
            )
        )
    return found


def _list_parts(brief: Brief) -> Iterator[dict[str, Any]]:
    """The parts of the paper with the charts between them, numbered in the order of the text."""
    paragraphs, charts = paragraphs_of(brief), list_charts(brief)
    cuts = [0, *sorted({chart.after + 1 for chart in charts} | {len(paragraphs)})]
    number = 0
    for start, end in pairwise(cuts):
        for part in parts_of(paragraphs[start:end]):
            label, title = split_annex(part.text)
            yield {
                "level": part.level,
                "text": part.text,
                "rows": [list(row) for row in part.rows],
                "label": label,
                "title": title,
            }
        for chart in (chart for chart in charts if chart.after + 1 == end):
            number += 1
            yield _chart(chart, number)


def _chart(chart: Chart, number: int) -> dict[str, Any]:
    bars = [{"label": bar.label, "text": bar.text, "share": f"{chart.share(bar):.2f}"} for bar in chart.bars]
    return {"level": "chart", "text": f"图{number}　{chart.title}", "bars": bars}
