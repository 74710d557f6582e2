"""What surrounds a number: its place among its peers, what rests on it, who cited it, and what levels say beside what was published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kaifaqu.core.engine.book import PEER_GROUPS
from kaifaqu.core.engine.evaluate import evaluate
from kaifaqu.core.engine.gap import REASONS
from kaifaqu.core.engine.indicator import Indicator, indicators, indicators_from
from kaifaqu.core.engine.values import Value
from kaifaqu.core.figures.catalogue import CatalogueError, load_rules, parse_rule
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period, PeriodError
from kaifaqu.core.figures.quantity import Quantity, plain
from kaifaqu.core.figures.statement import LABELS, Role, Scope
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.zones.models import ZoneKind
from kaifaqu.foundation.zones.queries import list_zones
from kaifaqu.statistics.evaluation.queries import list_rounds
from kaifaqu.statistics.indicators.queries import compute_value, list_citations
from kaifaqu.statistics.indicators.queries.printing import list_pairs, print_quantity
from kaifaqu.statistics.indicators.queries.releases import list_releases, list_releases_of
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.statistics.ledger.queries import Book, versions_of
from kaifaqu.statistics.ledger.queries.claims import Claim

GROUPS = (
    gettext_noop("全市工业类开发区"), gettext_noop("全省工业类开发区"), gettext_noop("全市开发区"), gettext_noop("全省开发区"),
    gettext_noop("全省各市"), gettext_noop("本区运营公司"),
)  # fmt: skip
"""Names of the core's peer groups that this page prints."""


@dataclass(frozen=True, slots=True)
class Place:
    """A number's place in a named group, or why it has none."""

    group: str
    shown: str
    reason: str


@dataclass(frozen=True, slots=True)
class Beside:
    """The published rate, the rate on levels, their difference and why they may differ; each with the address of its page."""

    name: str
    published: str
    computed: str
    gap: str
    reasons: tuple[str, ...]
    url: str
    is_number: bool
    """False where one of the two is absent and nothing can be compared."""


@dataclass(frozen=True, slots=True)
class Use:
    """Where a number is used: what, and its page."""

    kind: str
    name: str
    url: str


def places_of(code: str, subject: Subject, period: Period, book: Book) -> list[Place]:
    """The place of an item or indicator among the subject's peers: its city, its province, its zone."""
    found = []
    for group in groups_of(subject):
        value = rank_in(code, group, subject, period, book)
        if value is not None and value.result is not Missing.NOT_APPLICABLE and len(value.explanation.children) > 1:
            shown = (
                _("第 %(place)s") % {"place": f"{value.result.value:f}"}
                if not isinstance(value.result, Missing)
                else _("不排名")
            )
            found.append(Place(_(PEER_GROUPS[group]), shown, value.reason))
    return found


def groups_of(subject: Subject) -> Sequence[str]:
    """The named groups that a subject of its kind is compared in."""
    if subject.kind == Kind.ZONE:
        industrial = any(zone.subject_id == subject.pk for zone in list_zones(subject, ZoneKind.INDUSTRIAL))
        kind = "industrial_zones" if industrial else "zones"
        return f"{kind}_of_city", f"{kind}_of_province"
    return {Kind.CITY: ("cities_of_province",), Kind.OPERATING_COMPANY: ("operators_of_zone",)}.get(Kind(subject.kind), ())


def rank_in(code: str, group: str, subject: Subject, period: Period, book: Book) -> Value | None:
    """The rank of an item or indicator in a group; None where it cannot be ranked at all."""
    indicator = _ranking(code, group, period.end or date.max)
    return None if indicator is None else evaluate(indicator, book, subject.code, period)


def _ranking(code: str, group: str, on: date) -> Indicator | None:
    text = f"name: 位次\nunit: 位\nplaces: 0\nformula: 'rank({code}, among=\"{group}\")'\nvalid_from: 1949-10-01\nreference: 同组位次\n"
    rules = [rule for rule in load_rules("indicators") if rule.valid_on(on)]
    try:
        return indicators_from([*rules, parse_rule("indicators", "place_among_peers", text)], on)["place_among_peers"]
    except (CatalogueError, KeyError):
        return None


def beside_of(code: str, subject: str, period: Period, book: Book) -> list[Beside]:
    """What is published of the very rate and what levels give, where the catalogue compares the two."""
    found = []
    for pair in list_pairs(period):
        of = {pair.published.code, pair.computed, pair.published.growth_of}
        if code not in of:
            continue
        value = compute_value(pair.gap.code, subject, period, book)
        if not value.explanation.children:
            continue
        published, computed = value.explanation.children
        if Missing.NOT_REPORTED in (published.result,) and isinstance(computed.result, Missing):
            continue
        reasons = tuple(_(REASONS[mark]) for mark in value.explanation.marks if mark in REASONS)
        found.append(Beside(
            pair.published.name, print_quantity(published.result, 1), print_quantity(computed.result, 1),
            print_quantity(value.result, 2), reasons or ((value.reason,) if value.reason else ()),
            reverse("trace:value", args=[pair.gap.code, subject, str(period)]), isinstance(value.result, Quantity),
        ))  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class Gap:
    """The one line on top that says how far a number is from what was published or registered; `place` is the section below."""

    label: str
    words: str
    place: str = ""
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Saying:
    """What another record says of the very same figure: in which scope, how much, and how far off."""

    fact: Fact
    scope: str
    shown: str
    gap: str


def sayings_of(fact: Fact, book: Book) -> list[Saying]:
    """The other standing figures of the same item, subject, period and role: the zone's own, the bureau's, the published one."""
    if fact.value is None:
        return []
    own = Quantity.of(plain(fact.value), fact.unit)
    same = book.facts_of(fact.subject.code).get((fact.item, fact.period, fact.role), [])
    versions = {one.pk for one in versions_of(fact)}
    return [_saying(own, other) for other in same if other.pk not in versions]


def _saying(own: Quantity, other: Fact) -> Saying:
    scope = str(LABELS[Scope(other.scope)])
    if other.value is None:
        return Saying(other, scope, Missing(other.missing).label, "")
    said = Quantity.of(plain(other.value), other.unit)
    apart = plain(said.to(own.unit).value - own.value)
    return Saying(other, scope, str(said), "" if apart == 0 else str(Quantity(apart, own.unit)))


def gap_of(claim: Claim | None, besides: Sequence[Beside], sayings: Sequence[Saying] = ()) -> Gap:
    """What another record says of the same figure, else what the registers leave open, else what the levels give beside the
    published rate, else that nothing can be compared."""
    apart = next((one for one in sayings if one.gap), None)
    if apart is not None:
        told = _("%(scope)s少 %(gap)s") if apart.gap.startswith("-") else _("%(scope)s多 %(gap)s")
        return Gap(_("别处的说法"), told % {"scope": apart.scope, "gap": apart.gap.lstrip("-")}, "others", differs=True)
    if claim is not None:
        gap = claim.gap
        words = _("不能比较") if gap is None else _("相符") if claim.is_supported else str(gap)
        return Gap(_("与登记之差"), words, "claim", gap is not None and not claim.is_supported)
    if besides and not besides[0].is_number:
        return Gap(_("公布与计算之差"), _("暂不能比较"), "gap")
    if besides:
        return Gap(_("公布与计算之差"), besides[0].gap, "gap", besides[0].published != besides[0].computed)
    if sayings:
        return Gap(_("别处的说法"), _("相符"), "others")
    return Gap(_("与公布数之差"), _("没有可比的公布数"))


def uses_of_fact(fact: Fact, user: Any, book: Book) -> list[Use]:
    """The indicators that rest on a figure, and the releases that hold it, as far as the user may see them."""
    period = Period.parse(fact.period)
    uses = []
    for indicator in indicators(period.end or date.max).values() if fact.role in (Role.ACTUAL, Role.TARGET) else ():
        if fact.item not in {item.code for item in indicator.items}:
            continue
        try:
            value = compute_value(indicator.code, fact.subject.code, period, book)
        except (KeyError, PeriodError):
            continue
        if not isinstance(value.result, Missing) or value.words:
            shown = value.words or print_quantity(value.result, indicator.places)
            url = reverse("trace:value", args=[indicator.code, fact.subject.code, fact.period])
            uses.append(Use(_("指标"), f"{indicator.name} {shown}", url))
    return uses + _releases(list_releases_of(fact), user)


def uses_of_value(code: str, subject: Subject, period: Period, user: Any) -> list[Use]:
    """The rounds of evaluation and the releases that cited a value, as far as the user may see them."""
    cited = list_citations(code, subject.code, str(period))
    runs = [row.run_id for row in cited]
    rounds = list_rounds(user).filter(run__in=runs) if user.is_authenticated else ()
    uses = [
        Use(_("评价"), f"{one.owner.label}{Period.parse(one.period).chinese}", reverse("evaluation:round", args=[one.pk]))
        for one in rounds
    ]
    releases = list_releases(user).filter(run__in=runs) if user.is_authenticated else ()
    return uses + _releases(list(releases), user)


def _releases(releases: Sequence[Any], user: Any) -> list[Use]:
    if not user.is_authenticated:
        return []
    seen = set(list_releases(user).values_list("pk", flat=True))
    return [
        Use(_("发布"), _("%(name)s%(period)s第 %(edition)s 版") % {
            "name": one.subject.label, "period": Period.parse(one.period).chinese, "edition": one.edition,
        }, reverse("indicators:release", args=[one.pk]))
        for one in releases if one.pk in seen
    ]  # fmt: skip


def cite(name: str, shown: str, period: Period, subject: Subject, basis: str, source: str, address: str) -> str:
    """The number as an official quotes it, with where it stands."""
    return _("%(subject)s%(period)s%(name)s%(shown)s（%(basis)s；%(source)s；%(address)s）") % {
        "subject": subject.label, "period": period.chinese, "name": name, "shown": shown.replace(" ", ""), "basis": basis,
        "source": source, "address": address,
    }  # fmt: skip
