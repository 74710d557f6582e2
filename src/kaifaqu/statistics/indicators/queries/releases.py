"""Releases: what would be frozen, what was, and what changed between two editions — old, new, why and by whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kaifaqu.core.engine.indicator import indicators
from kaifaqu.core.engine.rounding_fit import Way
from kaifaqu.core.engine.values import Value
from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity, plain
from kaifaqu.core.figures.statement import LABELS, Role
from kaifaqu.foundation.accounts.queries import reach_of
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.statistics.indicators.models import Release
from kaifaqu.statistics.indicators.queries import compute_value, get_indicator, list_indicators, result_of
from kaifaqu.statistics.indicators.queries.printing import print_quantity, rounding_of
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.statistics.ledger.queries import Book, list_booked

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What a release of a subject and period would hold, as the book stands."""

    subject: Subject
    period: Period
    book: Book
    facts: Sequence[Fact]
    values: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Shown:
    """One released number: its name, how it reads, and its address — a fact's position or an indicator's code."""

    name: str
    text: str
    result: Quantity | Missing
    fact: Fact | None = None
    indicator: str = ""
    rule: str = ""
    printed: str = ""
    """As the office rounds it; `text` is exact, and what editions are compared by."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One number that reads otherwise than in the edition before: None where it was not in it, or is not in it any more."""

    name: str
    old: Shown | None
    new: Shown | None
    reason: str
    who: str
    at: datetime | None


def list_releases(user: Any) -> QuerySet[Release]:
    """Every release of a subject within the user's reach."""
    return Release.objects.select_related("subject", "issued_by", "run").filter(subject__in=reach_of(user, "indicators:list"))


def get_release(pk: int, user: Any) -> Release:
    """One release within the user's reach. Raises Release.DoesNotExist."""
    return list_releases(user).get(pk=pk)


def latest_release(subject: Subject, period: Period) -> Release | None:
    """The newest edition."""
    found = Release.objects.filter(subject=subject, period=str(period)).select_related("run", "subject", "issued_by")
    return found.order_by("-edition").first()


def earlier_edition(release: Release) -> Release | None:
    """The edition before."""
    return Release.objects.filter(subject=release.subject, period=release.period, edition=release.edition - 1).first()


def list_releases_of(fact: Fact) -> list[Release]:
    """The releases that hold a booked figure."""
    return list(Release.objects.filter(facts__fact=fact).select_related("subject").order_by("-pk"))


def belongs(written: str, period: Period) -> bool:
    """True for a figure of the period itself, and for a state or a day within it."""
    found = Period.parse(written)
    return found == period or (found.end is not None and not found.is_cumulative and period.covers(found.end))


def draft_release(subject: Subject, period: Period, book: Book) -> Draft:
    """Every figure of the subject and period with a quantity, and every indicator that rests on some figure of the book."""
    booked = [fact for facts in book.facts_of(subject.code).values() for fact in facts if belongs(fact.period, period)]
    computed = (compute_value(indicator.code, subject.code, period, book) for indicator in list_indicators(period))
    values = [value for value in computed if isinstance(value.result, Quantity) or value.words]
    return Draft(subject, period, book, sorted(booked, key=lambda fact: fact.pk), values)


def shown_of_draft(draft: Draft) -> dict[Key, Shown]:
    """The numbers of a draft by what they are of."""
    way = rounding_of(draft.subject)
    values = {
        ("value", value.indicator): _shown_value(value.indicator, value.result, value.words, draft.period, way)
        for value in draft.values
    }
    return _shown_facts(draft.facts) | values


def shown_of(release: Release) -> dict[Key, Shown]:
    """The numbers of a release by what they are of."""
    facts = list_booked(release.facts.values_list("fact", flat=True))
    period = Period.parse(release.period)
    way = rounding_of(release.subject)
    values = {
        ("value", cited.indicator): _shown_value(
            cited.indicator, result_of(cited), cited.reason, period, way, release.run.rules
        )
        for cited in release.run.values.order_by("pk")
    }
    return _shown_facts(facts) | values


def _shown_facts(facts: Sequence[Fact] | QuerySet[Fact]) -> dict[Key, Shown]:
    shown: dict[Key, Shown] = {}
    for fact in facts:
        role = "" if fact.role == Role.ACTUAL else f"（{LABELS[Role(fact.role)]}）"
        result = Missing(fact.missing) if fact.value is None else Quantity.of(plain(fact.value), fact.unit)
        key = ("fact", fact.item, fact.period, fact.role, fact.basis, fact.price, fact.scope)
        shown[key] = Shown(f"{item_named(fact.item).name}{role}", read_as(result), result, fact=fact)
    return shown


def _shown_value(
    code: str, result: Quantity | Missing, words: str, period: Period, way: Way, rules: Mapping[str, str] | None = None
) -> Shown:
    try:
        indicator = get_indicator(code, period)
    except KeyError:
        return Shown(code, read_as(result), result, indicator=code, rule=(rules or {}).get(code, ""))
    digest = (rules or {}).get(code, indicator.rule.digest)
    text = words if isinstance(result, Missing) and words else read_as(result)
    printed = text if isinstance(result, Missing) else print_quantity(result, indicator.places, way.rounding)
    return Shown(indicator.name, text, result, indicator=code, rule=digest, printed=printed)


def read_as(result: Quantity | Missing) -> str:
    """The exact result; an absence by its name."""
    return result.label if isinstance(result, Missing) else str(result)


def list_revisions(old: Mapping[Key, Shown], new: Mapping[Key, Shown]) -> list[Revision]:
    """What reads otherwise, booked figures first; a computed value names the figures whose change moved it."""
    changed = [key for key in (*new, *(key for key in old if key not in new)) if _text(old.get(key)) != _text(new.get(key))]
    items = {key[1] for key in changed if key[0] == "fact"}
    return [_revision(old.get(key), new.get(key), items) for key in sorted(changed, key=lambda key: key[0] != "fact")]


def _text(shown: Shown | None) -> str:
    return "" if shown is None else shown.text


def _revision(old: Shown | None, new: Shown | None, items: set[str]) -> Revision:
    either = new or old
    assert either is not None
    if new is not None and new.fact is not None:
        return_ = new.fact.line.owner
        reason = return_.reason or (_("首次入账") if new.fact.supersedes_id is None else _("未写更正原因"))
        return Revision(either.name, old, new, reason, return_.filer.label, new.fact.recorded_at)
    if either.fact is not None:
        return Revision(either.name, old, new, _("本版不再包含"), "", None)
    return Revision(either.name, old, new, _why_moved(old, new, items), _("系统重算"), None)


def _why_moved(old: Shown | None, new: Shown | None, items: set[str]) -> str:
    if old is not None and new is not None and old.rule != new.rule:
        return _("算法改版")
    code = (new or old).indicator  # type: ignore[union-attr]
    moved = [name for name in sorted(items) if name in _items_of(code)]
    if moved:
        return _("依据的数有变动：%(names)s") % {"names": _("、").join(item_named(name).name for name in moved)}
    return _("同组或上年同期的数有变动")


def _items_of(code: str) -> set[str]:
    found = indicators(date.max).get(code)
    return {item.code for item in found.items} if found else set()
