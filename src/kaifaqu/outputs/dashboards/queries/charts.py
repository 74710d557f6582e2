"""The pictures of a subject's page, by name: each with its legend and the table behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaifaqu.core.figures.item import Item
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.outputs.dashboards.drawing import Cell, Drawing
from kaifaqu.outputs.dashboards.drawing.bars import Bar, draw_bars
from kaifaqu.outputs.dashboards.drawing.bars import height_of as bars_high
from kaifaqu.outputs.dashboards.drawing.tiles import EMPTY, draw_tiles
from kaifaqu.outputs.dashboards.drawing.tiles import height_of as tiles_high
from kaifaqu.outputs.dashboards.drawing.trends import HEIGHT, Point, draw_columns, draw_rates
from kaifaqu.outputs.dashboards.queries.scopes import Field, Ranked, lay_map
from kaifaqu.outputs.dashboards.queries.trends import Trend, by_period, owed_at
from kaifaqu.outputs.dashboards.queries.works import draw_lights, draw_stages
from kaifaqu.statistics.ledger.queries import Book

LEAST = 2
"""Periods that make a way: one is a figure, and stands on its card."""
SHOWN = 10
"""Zones in the picture of a ranking; the table behind it has all."""
NAMES = ("amounts", "trend", "growth", "ranking", "map", "funnel", "lights")
"""Every picture that there may be."""


def draw_amounts(rows: Sequence[tuple[str, Decimal, int]]) -> Iterator[Drawing]:
    """The booked amounts of the period in one unit."""
    if not rows:
        return
    bars = [Bar(label, value, f"{value:f}", reverse("trace:fact", args=[pk])) for label, value, pk in rows]
    yield Drawing(
        "amounts", _("金额（亿元）"), bars_high(bars), list(draw_bars(bars)), (_("指标"), _("亿元")),
        [(Cell(bar.label), Cell(bar.shown, bar.url, number=True)) for bar in bars],
    )  # fmt: skip


RATES: tuple[tuple[str, Any, Callable[[Trend], Sequence[Point]]], ...] = (
    ("dot solid", gettext_lazy("公布（可比价）"), lambda trend: trend.published),
    ("dot broken", gettext_lazy("推算：现价，本期比上年同期"), lambda trend: trend.computed),
)
"""The two rates of a picture of growth: class, words, points."""


def draw_trend(trend: Trend) -> Iterator[Drawing]:
    """The item through time, and its growth where any was published or can be computed."""
    if sum(_is_told(point) for point in trend.levels) < LEAST:
        return
    kinds = _absent(trend.levels)
    booked = any(not point.derived for point in trend.levels)
    legend = [("booked", _("入账的累计"))] if booked else [("derived", _("推算：各开发区之和"))]
    steps = [("dot broken", _("推算：当期，累计相减"))] if trend.steps else []
    title = _("%(item)s走势（%(unit)s）") % {"item": trend.item.name, "unit": trend.item.unit}
    headings, rows = tabulate_trend(trend)
    yield Drawing(
        "trend", title, HEIGHT, list(draw_columns(trend.levels, trend.steps)), headings, rows, (*legend, *steps, *kinds)
    )
    rates = [*trend.published, *trend.computed]
    if sum(_is_told(point) for point in rates) >= LEAST:
        yield Drawing(
            "growth", _("%(item)s同比增速（%%）") % {"item": trend.item.name}, HEIGHT,
            list(draw_rates(trend.published or trend.computed, trend.computed)), headings, rows,
            [(css, words) for css, words, points in RATES if any(point.value is not None for point in points(trend))],
        )  # fmt: skip


def _is_told(point: Point) -> bool:
    return point.value is not None or point.partial is not None


def _absent(levels: Sequence[Point]) -> list[tuple[str, str]]:
    if any(point.partial is not None for point in levels):
        return [("absent", _("有区未报：只是已报的合计"))]
    return [("absent", _("未报"))] if any(point.value is None for point in levels) else []


def tabulate_trend(trend: Trend) -> tuple[list[str], list[list[Cell]]]:
    """A row per period, newest first; a column that nobody can fill is left out."""
    columns = [
        (_("累计"), trend.levels),
        (_("当期（推算）"), trend.steps),
        (_("公布增速"), trend.published),
        (_("推算增速"), trend.computed),
    ]
    kept = [(name, by_period(points)) for name, points in columns if any(point.value is not None for point in points)]
    rows = [
        [Cell(level.period.chinese, period=level.period), *(_cell_of(find(level.period)) for _name, find in kept)]
        for level in reversed(trend.levels)
    ]
    return [_("时期"), *(name for name, _find in kept)], rows


def _cell_of(point: Point | None) -> Cell:
    if point is None:
        return Cell("")
    return Cell(
        point.shown, point.url, number=True, css="absent" if point.value is None else "derived" if point.derived else ""
    )


def draw_ranking(field: Field) -> Iterator[Drawing]:
    """The zones in order with places won and lost; the table names those that did not report, and where it is asked of them."""
    if not field.ranked:
        return
    bars = [_bar_of(row) for row in field.ranked[:SHOWN]]
    note = (
        ""
        if len(field.ranked) <= SHOWN
        else _("图中是前 %(shown)s 名，共 %(all)s 名，全部见图后的表。") % {"shown": SHOWN, "all": len(field.ranked)}
    )
    title = _("%(item)s位次（%(unit)s）") % told(field)
    headings = (_("位次"), _("开发区"), str(field.item.unit), _("较上期"))
    yield Drawing(
        "ranking",
        title,
        bars_high(bars),
        list(draw_bars(bars)),
        headings,
        list(tabulate_ranking(field)),
        note=note,
        period=field.period,
    )


def told(field: Field) -> dict[str, object]:
    """What a title says of a field."""
    return {"item": field.item.name, "unit": field.item.unit}


def _bar_of(row: Ranked) -> Bar:
    return Bar(
        row.zone.label, row.value, row.shown, reverse("trace:fact", args=[row.fact]), mark=str(row.place), moved=row.arrow, moved_css=row.direction
    )  # fmt: skip


def tabulate_ranking(field: Field) -> Iterator[Sequence[Cell]]:
    """Who reported in order, then who did not."""
    for row in field.ranked:
        home = f"{reverse('dashboards:subject', args=[row.zone.code])}?period={field.period}"
        fact = reverse("trace:fact", args=[row.fact])
        yield (
            Cell(str(row.place), number=True),
            Cell(row.zone.label, home),
            Cell(row.shown, fact, number=True),
            Cell(row.arrow, number=True),
        )
    for zone in field.silent:
        home = f"{reverse('dashboards:subject', args=[zone.code])}?period={field.period}"
        yield (
            Cell("—", number=True),
            Cell(zone.label, home),
            Cell(_("未报"), owed_at(zone, field.period), number=True, css="absent"),
            Cell(""),
        )


def draw_map(field: Field, book: Book) -> Iterator[Drawing]:
    """The tiles; the table behind says every tile's figure."""
    tiles, seats = lay_map(field, book)
    if not tiles:
        return
    legend = [
        ("step1", _("最低五分之一")),
        ("step3", _("中间")),
        ("step5", _("最高五分之一")),
        ("absent", _("未报")),
        ("vacant", _("未登记开发区")),
    ]
    legend = [row for row in legend if row[0] != "vacant" or any(tile.step == EMPTY for tile in tiles)]
    rows = [(Cell(tile.name, tile.home), Cell(tile.shown, tile.url, number=True), Cell(tile.note)) for tile in tiles]
    yield Drawing(
        "map", _("%(item)s分布（%(unit)s）") % told(field), tiles_high(seats), list(draw_tiles(tiles, seats)), (_("单位"), str(field.item.unit), _("报送或位次")), rows, legend,
        _("方格大小相同，按方位排列，不表示面积。格内小方块是开发区，深浅按全部开发区分五档。") if any(tile.parts for tile in tiles) else "",
        field.period,
    )  # fmt: skip


def draw_works(subject: Subject, on: date) -> Iterator[Drawing]:
    """Projects by stage, and by light."""
    for name, title, bars in (
        ("funnel", _("项目阶段（个）"), draw_stages(subject)), ("lights", _("项目亮灯（个）"), draw_lights(subject, on)),
    ):  # fmt: skip
        if bars:
            rows = [(Cell(bar.label), Cell(bar.shown, bar.url, number=True)) for bar in bars]
            yield Drawing(name, title, bars_high(bars), list(draw_bars(bars)), (title, _("个")), rows)


def choose_item(choices: Sequence[Item], asked: str) -> Item | None:
    """The item asked for among the choices, the first where none is asked. Raises ValueError for one that is no choice."""
    if not asked:
        return choices[0] if choices else None
    found = next((item for item in choices if item.code == asked), None)
    if found is None:
        raise ValueError(asked)
    return found
