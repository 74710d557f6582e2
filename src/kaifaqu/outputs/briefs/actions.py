"""Writes of briefs: compose from references, re-read, issue."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaifaqu.core.engine.values import Value
from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.journal.actions import record_act
from kaifaqu.foundation.rulebook.actions import keep_rule
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.outputs.briefs import dispatch, project, reform, sentences, signing, written
from kaifaqu.outputs.briefs.editing import LONGEST, carry_words, find_numerals, insert_words, remove_words
from kaifaqu.outputs.briefs.models import Brief
from kaifaqu.outputs.briefs.queries import paragraphs_of
from kaifaqu.outputs.briefs.reread import reread_brief
from kaifaqu.outputs.briefs.segments import Paragraph
from kaifaqu.outputs.briefs.source import Source
from kaifaqu.statistics.indicators.queries import get_indicator
from kaifaqu.statistics.ledger.queries import Book, list_periods_of


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of brief: what it is called, whom it is about, what it computes, how it is written, an example of its period, and the
    periods to choose from."""

    label: Any
    kinds: tuple[Kind, ...]
    cited: tuple[str, ...]
    compose: Callable[[Source], list[Paragraph]]
    example: str
    offer: Callable[[Sequence[Subject], Book, date], list[Period]]


def offer_spans(subjects: Sequence[Subject], book: Book, _today: date) -> list[Period]:
    """The cumulative periods of which any of the subjects has a booked figure."""
    return [period for period in list_periods_of(subjects, book) if period.is_cumulative]


def offer_moments(subjects: Sequence[Subject], book: Book, _today: date, item: str | None = None) -> list[Period]:
    """The days and ends of periods of which any of the subjects has a booked figure, of the item where one is named."""
    return [period for period in list_periods_of(subjects, book, item) if not period.is_span and period.end is not None]


def _written(code: str, label: Any) -> Template:
    return Template(
        label, (Kind.ZONE,), written.list_cited(code), partial(written.compose_written, code), "2024Q1", offer_spans
    )


AREAS = (Kind.ZONE, Kind.CITY, Kind.PROVINCE)
TEMPLATES: Mapping[str, Template] = {
    "month": _written("month", gettext_lazy("月度经济运行分析")),
    "opening": _written("opening", gettext_lazy("开门红快讯")),
    "quarter": Template(
        gettext_lazy("季度经济运行简报"), (Kind.ZONE,), sentences.list_cited("quarter"), partial(sentences.compose_told, "quarter"),
        "2024Q1", offer_spans,
    ),
    "dispatch": Template(gettext_lazy("项目调度通报"), AREAS, dispatch.CITED, dispatch.compose_dispatch, "2024M4", dispatch.offer_months),
    "signing": Template(
        gettext_lazy("签约快讯"), (Kind.EVENT,), sentences.list_cited("signing"), signing.compose_signing, "D:2024-04-25",
        partial(offer_moments, item="projects_signed"),
    ),
    "reform": Template(
        gettext_lazy("管运分离改革进展"), (Kind.PROVINCE,), sentences.list_cited("reform"), reform.compose_reform, "@2023-12",
        partial(offer_moments, item="operating_companies"),
    ),
    "project": Template(
        gettext_lazy("项目专报"), (Kind.PROJECT,), project.CITED, project.compose_project, "@2024-04-21", offer_moments,
    ),
}  # fmt: skip
"""The kinds of brief by name."""


Edit = Callable[[list[Paragraph]], list[Paragraph]]


class BriefRefusedError(ValueError):
    """The brief cannot be issued; the message names each numeral that reads otherwise."""


@transaction.atomic
def compose_brief(template: str, subject: Subject, period: Period, *, by: User, at: datetime) -> Brief:
    """Composes the next edition from the book as it stands now, with the editor's words of the one before, and re-reads it at once."""
    book = Book.now()
    source = Source.of(subject, period, book, timezone.localdate(at), TEMPLATES[template].cited)
    earlier = Brief.objects.filter(template=template, subject=subject, period=str(period)).order_by("edition")
    editions, newest = earlier.count(), earlier.last()
    paragraphs = carry_words(paragraphs_of(newest) if newest else [], TEMPLATES[template].compose(source))
    brief = Brief.objects.create(
        template=template, subject=subject, period=str(period), edition=editions + 1, title=paragraphs[0].text,
        segments=[item.as_json() for item in paragraphs], position=book.position, rules=_keep_rules(source.values.values()),
        reread=_reread(paragraphs, at), composed_by=by, composed_at=at,
    )  # fmt: skip
    record_act(
        "briefs.compose_brief", by=by, at=at, target=f"brief:{brief.pk}", subject=subject.code,
        new={"template": template, "edition": brief.edition, "position": brief.position},
    )  # fmt: skip
    return brief


@transaction.atomic
def add_words(brief: Brief, text: str, after: int, *, by: User, at: datetime) -> Brief:
    """Puts an editor's paragraph after the one of that number. Raises BriefRefusedError for an issued brief, for nothing, for too much,
    for a place that is none, and for any numeral."""
    said = " ".join(text.split())
    if not said or len(said) > LONGEST:
        raise BriefRefusedError(_("这段话有 %(count)s 个字。请写 1 至 %(most)s 个字。") % {"count": len(said), "most": LONGEST})
    if numerals := find_numerals(said):
        raise BriefRefusedError(
            _("这段话里有数：%(listed)s。简报里的数只从账上引用，不能手写。请去掉这些数，或先把它们报进账本再成文。")
            % {"listed": "、".join(f"「{numeral}」" for numeral in numerals)}
        )
    return _edit(brief, lambda paragraphs: insert_words(paragraphs, said, after), {"words": said, "after": after}, by, at)


@transaction.atomic
def take_words_out(brief: Brief, place: int, *, by: User, at: datetime) -> Brief:
    """Takes an editor's paragraph out again. Raises BriefRefusedError for an issued brief and for a paragraph that no editor wrote."""
    return _edit(brief, lambda paragraphs: remove_words(paragraphs, place), {"taken_out": place}, by, at)


def _edit(brief: Brief, change: Edit, told: Mapping[str, Any], by: User, at: datetime) -> Brief:
    """The brief with its paragraphs changed and read again; nothing where a number of it would read otherwise beside the new words."""
    fresh = Brief.objects.select_for_update().select_related("subject").get(pk=brief.pk)
    if fresh.issued_at is not None:
        raise BriefRefusedError(_("《%(title)s》已签发，不能再改。需要改动请成文新版。") % {"title": fresh.title})
    try:
        paragraphs = change(paragraphs_of(fresh))
    except IndexError as error:
        raise BriefRefusedError(_("这个位置不能加减文字，本页可能已过时。请刷新后再试。")) from error
    reread = _reread(paragraphs, fresh.composed_at)
    if wrong := [row for row in reread if not row["agrees"]]:
        raise BriefRefusedError(
            _("加了这段话，旁边的数会读错：%(listed)s。请换个说法或换个位置。")
            % {"listed": _("；").join(_describe_wrong(row) for row in wrong)}
        )
    fresh.segments, fresh.reread = [item.as_json() for item in paragraphs], reread
    fresh.save(update_fields=["segments", "reread"])
    record_act("briefs.edit_words", by=by, at=at, target=f"brief:{fresh.pk}", subject=fresh.subject.code, new=dict(told))
    return fresh


def _reread(paragraphs: Sequence[Paragraph], at: datetime) -> list[dict[str, Any]]:
    """Every number as our own reader reads it in the text, dated by the day of composing."""
    published_on = at.astimezone(timezone.get_current_timezone()).date()
    return [
        {"text": row.text, "meant": row.meant, "found": row.found, "agrees": row.agrees}
        for row in reread_brief(paragraphs, published_on)
    ]


def _keep_rules(values: Iterable[Value]) -> dict[str, str]:
    """The digest of every formula that the text rests on, its wording kept in the rulebook."""
    return {value.indicator: keep_rule(get_indicator(value.indicator, value.period).rule).digest for value in values}


@transaction.atomic
def issue_brief(brief: Brief, *, by: User, at: datetime) -> Brief:
    """Freezes and issues the brief, read once more as it stands.

    Raises BriefRefusedError when a numeral reads otherwise than it was meant.
    """
    if brief.issued_at is not None:
        raise BriefRefusedError(_("《%(title)s》第 %(edition)s 版已签发，不能再签。需要改动请重新成文。") % {
            "title": brief.title, "edition": brief.edition,
        })  # fmt: skip
    brief.reread = _reread(paragraphs_of(brief), brief.composed_at)
    wrong = [row for row in brief.reread if not row["agrees"]]
    if wrong or not paragraphs_of(brief):
        raise BriefRefusedError(_("回读发现 %(count)s 处与账本不符：%(listed)s。请核对措辞后重新成文。") % {
            "count": len(wrong), "listed": _("；").join(_describe_wrong(row) for row in wrong),
        })  # fmt: skip
    brief.issued_by, brief.issued_at = by, at
    brief.save(update_fields=["reread", "issued_by", "issued_at"])
    record_act(
        "briefs.issue_brief",
        by=by,
        at=at,
        target=f"brief:{brief.pk}",
        subject=brief.subject.code,
        new={"edition": brief.edition},
    )
    return brief


@transaction.atomic
def publish_brief(brief: Brief, *, by: User, at: datetime) -> Brief:
    """Lays an issued brief open to the public. Raises BriefRefusedError when it was not issued, or is open already."""
    fresh = Brief.objects.select_for_update().select_related("subject").get(pk=brief.pk)
    if fresh.issued_at is None:
        raise BriefRefusedError(_("《%(title)s》还没有签发。请先签发，再公开。") % {"title": fresh.title})
    if fresh.published_at is not None:
        raise BriefRefusedError(_("《%(title)s》已经公开。") % {"title": fresh.title})
    fresh.published_by, fresh.published_at = by, at
    fresh.save(update_fields=["published_by", "published_at"])
    record_act(
        "briefs.publish_brief",
        by=by,
        at=at,
        target=f"brief:{fresh.pk}",
        subject=fresh.subject.code,
        new={"edition": fresh.edition},
    )
    return fresh


def _describe_wrong(row: Mapping[str, Any]) -> str:
    return _("「%(text)s」应为 %(meant)s，回读为 %(found)s") % {
        "text": row["text"], "meant": row["meant"], "found": row["found"] or _("未读出"),
    }  # fmt: skip
