"""Which pictures a subject's page has: put together from the queries, asked whole by the page and one by one by a file."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from kaifaqu.core.figures.item import Item, item_named
from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import is_sample
from kaifaqu.outputs.dashboards.drawing import Drawing
from kaifaqu.outputs.dashboards.queries import build_cards, list_amounts, pick_period
from kaifaqu.outputs.dashboards.queries.charts import (
    NAMES,
    choose_item,
    draw_amounts,
    draw_map,
    draw_ranking,
    draw_trend,
    draw_works,
)
from kaifaqu.outputs.dashboards.queries.scopes import CHOICES, Field, build_field
from kaifaqu.outputs.dashboards.queries.trends import build_trend
from kaifaqu.statistics.indicators.queries.months import items_of
from kaifaqu.statistics.ledger.queries import Book

SCOPES = (Kind.PROVINCE, Kind.CITY)


@dataclass(frozen=True, slots=True)
class Pictures:
    """What is drawn of a subject: the item that was chosen among `items`, its zones where it has any, and the pictures."""

    item: Item | None
    items: Sequence[Item]
    field: Field | None
    drawings: Sequence[Drawing]

    def named(self, name: str) -> Drawing:
        """One picture. Raises KeyError for one that the subject has not."""
        return {drawing.name: drawing for drawing in self.drawings}[name]


def _order(item: Item) -> int:
    return CHOICES.index(item.code) if item.code in CHOICES else len(CHOICES)


def draw_subject(
    subject: Subject, asked: Period | None, item: str, today: date, book: Book, only: Collection[str] = NAMES
) -> Pictures:
    """The pictures of a subject's page, those of `only`, for a period or the newest. Raises ValueError for an item that it has no figures of."""
    is_scope, period = subject.kind in SCOPES, pick_period(subject, asked, book)
    items = [item_named(code) for code in CHOICES] if is_scope else sorted(items_of(book, subject), key=_order)
    chosen = choose_item(items, item)
    field = build_field(subject, chosen, asked, book) if is_scope and chosen else None
    drawings: list[Drawing] = []
    if "amounts" in only:
        drawings += draw_amounts(list_amounts(build_cards(subject, period, book)))
    if field is not None and "ranking" in only:
        drawings += draw_ranking(field)
    if field is not None and "map" in only:
        drawings += draw_map(field, book)
    if chosen is not None and ("trend" in only or "growth" in only):
        drawings += draw_trend(build_trend(subject, chosen, field.period if field else period, book))
    if not is_sample(subject.code) and ("funnel" in only or "lights" in only):
        drawings += draw_works(subject, today)
    return Pictures(chosen, items, field, [drawing for drawing in drawings if drawing.name in only])
