"""Reads of evaluation: schemes, rounds within reach, one participant's sheet, what waits for whom."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import F, Q, QuerySet

from kaifaqu.core.engine.exact import quantity_of
from kaifaqu.core.engine.land import Allotment, Basis, Holding, Parcel, allot, area_of
from kaifaqu.core.engine.scheme import Override, Scheme, SchemeError, read_scheme, schemes
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period, PeriodError
from kaifaqu.core.figures.problem import Problem, Severity
from kaifaqu.core.figures.quantity import Quantity, plain, round_display
from kaifaqu.foundation.accounts.models import Role
from kaifaqu.foundation.accounts.queries import grants_of, may, may_as, reach_of
from kaifaqu.foundation.rulebook.queries import get_rule
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import get_subject, list_within
from kaifaqu.statistics.evaluation.models import Confirmation, Exemption, FollowUp, Objection, Round, Score, Stage
from kaifaqu.statistics.evaluation.reckoning import Brings, Standing, reckon, show_result
from kaifaqu.statistics.indicators.queries import Book

NUMBER = re.compile(r"-?\d+(\.\d+)?")
"""A weight or parameter as a terminal gives it: exact, without signs of thousands."""

SEEN_BY_PARTICIPANTS = (Stage.NOTICE, Stage.FROZEN, Stage.PUBLISHED)

SPEAKERS = {
    Kind.ZONE: (Role.CLERK, Role.REVIEWER, Role.SIGNER, Role.LEADER),
    Kind.OPERATING_COMPANY: (Role.OPERATOR,),
    Kind.ENTERPRISE: (Role.ENTERPRISE,),
}
"""Whose people speak for a participant of a kind: they object, and confirm."""


def get_scheme(code: str, period: Period) -> Scheme:
    """The scheme as it stood at the period's end. Raises KeyError."""
    return schemes(period.bounded_end)[code]


def scheme_of(round_: Round) -> Scheme:
    """The scheme as it read when the round was opened, with the round's own parameters."""
    return read_scheme(get_rule(round_.scheme_id)).with_numbers(round_.numbers)


def list_schemes(on: date) -> list[Scheme]:
    """Every scheme that can be used on a day or was the last of its code before it: templates last."""
    return sorted(schemes(on).values(), key=lambda scheme: (scheme.subjects, scheme.template, scheme.code))


# -- who sees what ---------------------------------------------------------------------------------------------------------


def list_organised(user: Any) -> QuerySet[Round]:
    """The rounds of the areas that the user may try schemes on: seen at every stage."""
    return Round.objects.select_related("owner", "run").filter(owner__in=reach_of(user, "evaluation:try"))


def list_rounds(user: Any) -> QuerySet[Round]:
    """The rounds within the user's reach, and those that are published. What a committee thinks of its operating company is published to
    the company and the offices above: another committee does not find it."""
    companies = Score.objects.filter(subject__kind=Kind.OPERATING_COMPANY)
    published = Round.objects.select_related("owner", "run").filter(stage=Stage.PUBLISHED)
    return list_organised(user) | published.exclude(pk__in=companies.values("round"))


def list_scores(round_: Round) -> QuerySet[Score]:
    """The scores that count now: the ranked by place, then whoever has points, the rest behind them."""
    scores = round_.scores.filter(version=round_.version).select_related("subject")
    return scores.order_by(F("rank").asc(nulls_last=True), F("points").desc(nulls_last=True), "subject__path")


def speaks_for(user: Any, subject: Subject) -> bool:
    """True when the user stands for this participant: the zone's own people, the company's account, the enterprise's account."""
    return may_as(user, SPEAKERS.get(Kind(subject.kind), ()), subject)


def list_own_scores(user: Any) -> QuerySet[Score]:
    """The user's own units' scores in rounds that have been shown to their participants, newest first."""
    own = Q(pk__in=())
    for grant in grants_of(user):
        for kind, roles in SPEAKERS.items():
            if grant.role in roles:
                own |= Q(subject__kind=kind, subject__path__startswith=grant.subject.path)
    scores = Score.objects.filter(own, version=F("round__version"), round__stage__in=SEEN_BY_PARTICIPANTS)
    return scores.select_related("round__owner", "subject").order_by("-round__pk", "subject__path")


def find_score(round_: Round, code: str, user: Any) -> Score | None:
    """One participant's score, or None when it is absent or not for this user.

    The organiser sees it at every stage; the participant and the offices above it once it is shown; everybody once published, unless
    it is an operating company's.
    """
    score = list_scores(round_).filter(subject__code=code).first()
    if score is None or may(user, "evaluation:try", round_.owner):
        return score
    if round_.stage == Stage.PUBLISHED and score.subject.kind != Kind.OPERATING_COMPANY:
        return score
    own = speaks_for(user, score.subject) or may(user, "evaluation:try", score.subject)
    return score if own and round_.stage in SEEN_BY_PARTICIPANTS else None


def may_publish(round_: Round, user: Any) -> bool:
    """A round is published by whoever stands above its organiser; the province publishes its own."""
    above = round_.owner if round_.owner.kind == Kind.PROVINCE or round_.owner.parent is None else round_.owner.parent
    return may(user, "evaluation:publish", above)


# -- what people decided ---------------------------------------------------------------------------------------------------


def brings_of(round_: Round) -> Brings:
    """Everything that people brought to a round: figures, shared land, approved exemptions."""
    scheme = scheme_of(round_)
    givens: dict[tuple[str, str], tuple[Quantity | Missing, str]] = {}
    for row in round_.givens.select_related("subject", "by"):
        unit = scheme.inputs[row.input].unit
        result = Missing(row.missing) if row.value is None else Quantity(plain(row.value), unit)
        givens[row.subject.code, row.input] = (result, f"{row.by.name}：{row.reason}")
    parcels, holdings = _land_of(round_)
    allotments, problems = allot(parcels, holdings)
    return Brings(givens, allotments, _released(round_), [*problems, *_given_beside_shared(scheme, givens, allotments)])


def _given_beside_shared(
    scheme: Scheme, givens: Mapping[tuple[str, str], tuple[Quantity | Missing, str]], allotments: Sequence[Allotment]
) -> Iterator[Problem]:
    """Land that somebody brought for a holder of shared land: what was brought counts, and the organiser is told so."""
    land = {entry.code for entry in scheme.inputs.values() if entry.is_land}
    for (subject, code), (result, _note) in givens.items():
        shared = area_of(subject, allotments) if code in land else None
        if shared is not None and isinstance(result, Quantity) and result.value != shared[0]:
            found = f"已凭材料录入用地 {result}，分摊得出的 {show_result(quantity_of(shared[0], result.unit))} 没有采用"
            action = "要按分摊算，请把分摊的亩数补录进去，再重算"
            yield Problem("land_given", get_subject(subject).label, found, "", action, Severity.SOFT, key=subject)


def _land_of(round_: Round) -> tuple[list[Parcel], list[Holding]]:
    rows = list(round_.parcels.select_related("owner").prefetch_related("holdings__holder"))
    parcels = [Parcel(row.name, Fraction(row.area), row.owner.code if row.owner else "") for row in rows]
    holdings = [
        Holding(row.name, held.holder.code, Fraction(held.amount), Basis(held.basis))
        for row in rows
        for held in row.holdings.all()
    ]
    return parcels, holdings


def _released(round_: Round) -> dict[str, Override]:
    approved = round_.exemptions.filter(approved=True).select_related("subject", "decided_by")
    return {
        row.subject.code: Override("", f"{row.name}（{row.reason}；{row.decided_by.name if row.decided_by else ''}批准）", row.grade, True)
        for row in approved
    }  # fmt: skip


def list_open_exemptions(round_: Round) -> QuerySet[Exemption]:
    """Exemptions that were asked for and not decided."""
    return round_.exemptions.filter(approved=None).select_related("subject", "asked_by")


def list_objections(round_: Round, subject: Subject | None = None) -> QuerySet[Objection]:
    """The objections of a round, the open ones first; of one participant if named."""
    rows = round_.objections.select_related("subject", "filed_by", "answered_by")
    rows = rows.filter(subject=subject) if subject is not None else rows
    return rows.order_by(F("accepted").asc(nulls_first=True), "pk")


def count_open_objections(rounds: Iterable[Round]) -> Mapping[int, int]:
    """How many objections of each round nobody has answered."""
    found = Objection.objects.filter(round__in=list(rounds), accepted=None).values_list("round_id", flat=True)
    return {pk: list(found).count(pk) for pk in set(found)}


def unconfirmed(round_: Round) -> list[Subject]:
    """The participants with a sheet who have neither confirmed this version nor had an objection to it answered."""
    said = set(Confirmation.objects.filter(round=round_, version=round_.version).values_list("subject_id", flat=True))
    return [score.subject for score in list_scores(round_) if score.subject_id not in said]


def is_confirmed(score: Score) -> bool:
    """True when the participant said that this version of its sheet is right."""
    return Confirmation.objects.filter(round=score.round, version=score.version, subject=score.subject).exists()


# -- rounds beside each other ----------------------------------------------------------------------------------------------


def find_round(scheme_code: str, owner: Subject, period: Period) -> Round | None:
    """The newest round of a scheme, organiser and period, or None."""
    return Round.objects.filter(scheme_code=scheme_code, owner=owner, period=str(period)).order_by("-pk").first()


def last_year(scheme_code: str, owner: Subject, period: Period) -> dict[str, Standing]:
    """What the participants had a year before, in the published round; empty where there was none."""
    try:
        before = period.previous_year()
    except PeriodError:
        return {}
    rounds = Round.objects.filter(scheme_code=scheme_code, owner=owner, period=str(before), stage=Stage.PUBLISHED)
    round_ = rounds.order_by("-pk").first()
    return standings_of(round_) if round_ else {}


def standings_of(round_: Round) -> dict[str, Standing]:
    """The scores that count, by the participant's code."""
    return {score.subject.code: Standing(score.points, score.rank, score.grade) for score in list_scores(round_)}


@dataclass(frozen=True, slots=True)
class Assessment:
    """One result of a subject for whoever shows it elsewhere: round, scheme, score and what followed."""

    round: Round
    scheme: Scheme
    score: Score
    follow_ups: Sequence[FollowUp]
    open_objections: int


def list_assessments(subject: Subject, user: Any) -> list[Assessment]:
    """The subject's results that this user may see, newest first."""
    scores = Score.objects.filter(version=F("round__version"), subject=subject).select_related("round__owner", "subject")
    seen = [score for score in scores.order_by("-round__pk") if find_score(score.round, subject.code, user) is not None]
    follow_ups = list(FollowUp.objects.filter(subject=subject, round__in=[score.round_id for score in seen]))
    objections = Objection.objects.filter(subject=subject, accepted=None).values_list("round_id", flat=True)
    return [
        Assessment(
            score.round, scheme_of(score.round), score, [row for row in follow_ups if row.round_id == score.round_id],
            list(objections).count(score.round_id),
        )
        for score in seen
    ]  # fmt: skip


def list_follow_ups(round_: Round) -> QuerySet[FollowUp]:
    """What follows from the classes of a round."""
    return round_.follow_ups.select_related("subject", "done_by")


def find_follow_up(pk: int) -> FollowUp | None:
    """One published consequence of a class, or None."""
    return FollowUp.objects.filter(pk=pk).select_related("round__owner", "subject__parent").first()


def list_open_follow_ups(kind: Kind) -> QuerySet[FollowUp]:
    """The published consequences for subjects of a kind that nobody has carried out yet, the oldest first."""
    return FollowUp.objects.filter(subject__kind=kind, done_at=None).select_related("round", "subject__parent").order_by("pk")


def list_waiting(user: Any) -> list[tuple[Round, str]]:
    """The rounds in which the user must do something now, and what: `answer`, `approve`, `freeze` or `publish`."""
    waiting: list[tuple[Round, str]] = []
    rounds = Round.objects.select_related("owner__parent").exclude(stage=Stage.PUBLISHED)
    for round_ in rounds.filter(
        Q(owner__in=reach_of(user, "evaluation:answer")) | Q(owner__in=reach_of(user, "evaluation:approve"))
    ):
        if round_.objections.filter(accepted=None).exists() and may(user, "evaluation:answer", round_.owner):
            waiting.append((round_, "answer"))
        if round_.exemptions.filter(approved=None).exists() and may(user, "evaluation:approve", round_.owner):
            waiting.append((round_, "approve"))
        if round_.stage == Stage.FROZEN and may_publish(round_, user):
            waiting.append((round_, "publish"))
    return waiting


def list_owners(user: Any, scheme: Scheme) -> list[Subject]:
    """Whose round of this scheme the user may open: provinces, cities and zones; nobody judges itself."""
    kinds = [Kind.PROVINCE, Kind.CITY] + ([] if scheme.subjects == Kind.ZONE else [Kind.ZONE])
    return list(reach_of(user, "evaluation:open").filter(kind__in=kinds).order_by("path"))


def try_out(code: str, owner: str, period: str, changes: Sequence[str] = ()) -> list[str]:
    """A scheme tried on a group, as lines for a terminal: place, name, points, class, reason. Stores nothing.

    `changes` are weights (`tax_per_mu=40`) and parameters (`tax_per_mu.baseline=20`) to try instead of the scheme's own.
    Raises PeriodError, KeyError for an unknown scheme, Subject.DoesNotExist, SchemeError for a change that cannot be.
    """
    when = Period.parse(period)
    own = get_scheme(code, when)
    scheme = own.with_numbers(read_changes(changes))
    found = reckon(scheme, get_subject(owner), when, Book.now())
    names = {criterion.code: criterion.name for criterion in scheme.criteria}
    lines = [f"{scheme.name} · {found.owner.name} · {when.chinese} · 账本第 {found.book.position} 条止（试算，未存）"]
    lines += [f"试用：{change}" for change in changes]
    lines += [
        f"参数没有设定：{names[criterion]} 的 {name}，不能评分。请加 --number {criterion}.{name}=数"
        for criterion, name in found.needed
    ]
    for result in sorted(found.results.values(), key=lambda row: len(found.results) + 1 if row.place is None else row.place):
        subject = next(entry for entry in found.participants if entry.code == result.participant)
        points = result.total.label if isinstance(result.total, Missing) else f"{round_display(result.total, scheme.places)} 分"
        place = f"第 {result.place} 位" if result.place is not None else "未排名"
        lines.append(" · ".join(part for part in (place, subject.name, points, result.grade, result.reason) if part))
    if found.absent:
        lines.append(f"公布应有 {found.expected} 个，登记参评 {len(found.participants)} 个，其余 {found.absent} 个未登记、未报")
    return lines


def read_changes(changes: Sequence[str]) -> dict[str, dict[str, str]]:
    """`tax_per_mu=40` and `tax_per_mu.baseline=20` by criterion. Raises SchemeError naming what cannot be read."""
    read: dict[str, dict[str, str]] = {}
    for change in changes:
        address, equals, number = change.partition("=")
        criterion, _dot, name = address.strip().rpartition(".") if "." in address else (address.strip(), "", "weight")
        if not equals or not criterion or not NUMBER.fullmatch(number.strip()):
            raise SchemeError(f"「{change}」读不懂。应形如 tax_per_mu=40 或 tax_per_mu.baseline=20。")
        read.setdefault(criterion, {})[name] = number.strip()
    return read


def find_participant(round_: Round, code: str) -> Subject | None:
    """A participant of the round by its code, or None."""
    score = list_scores(round_).filter(subject__code=code).first()
    return score.subject if score else None


def find_holder(round_: Round, code: str) -> Subject | None:
    """Whoever may hold land of a round: any enterprise or company below its organiser."""
    return list_within([round_.owner.path]).filter(code=code).first()
