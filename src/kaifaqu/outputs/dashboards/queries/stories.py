"""The page's stories: the text with every figure's verdict and fact, its living state, and the one thing to do now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.reader.runs import Run, cut_runs
from kaifaqu.foundation.documents.models import Document
from kaifaqu.foundation.documents.queries import Reviewed, list_published_by, review_document
from kaifaqu.foundation.provenance import Provenance
from kaifaqu.operations.projects.queries import find_project
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.statistics.ledger.queries import Book, facts_ever_read, standing_facts
from kaifaqu.statistics.ledger.queries.claims import Claim, read_claim
from kaifaqu.statistics.returns.models import Explanation, Return
from kaifaqu.statistics.returns.queries import explanations_beside


@dataclass(frozen=True, slots=True)
class ToDo:
    """One action: what to do, where, and as which demonstration account."""

    label: str
    url: str
    username: str


@dataclass(frozen=True, slots=True)
class State:
    """One line of the living state: words, and the published figures that they are about, each opening its trace."""

    words: str
    facts: Sequence[tuple[str, Fact]] = ()
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure in the text: what was read, and the fact that it became."""

    reviewed: Reviewed
    fact: Fact | None

    @property
    def title(self) -> str:
        """What a pointer over the figure says."""
        reading = self.reviewed.reading
        said = " · ".join(part for part in (reading.indicator, reading.period) if part)
        return "\n".join((said, *self.reviewed.sentences))


@dataclass(frozen=True, slots=True)
class Story:
    """One story of the page."""

    document: Document
    runs: Sequence[Run]
    states: Sequence[State]
    todo: ToDo | None


def list_stories() -> list[Story]:
    """The page's stories in the order received."""
    book = Book.now(["page"])
    documents = list_published_by(Provenance.PAGE)
    return [tell_story(document, book) for document in documents]


def tell_story(document: Document, book: Book) -> Story:
    """A document with the standing of everything that it says."""
    booked = standing_facts(book.position).filter(line__reading__document=document)
    facts = {fact.line.reading_id: fact for fact in booked if fact.line.reading_id is not None}
    ordered = sorted(facts.values(), key=lambda fact: fact.line.reading.start if fact.line.reading else 0)
    claims = [claim for fact in ordered if (claim := read_claim(book, fact)) is not None]
    doubts = explanations_beside(fact.line for fact in facts.values())
    return Story(
        document,
        mark_story(document, {fact.line.reading_id: fact for fact in facts_ever_read(document.pk)}),
        [*[_doubt_state(doubt, facts) for doubt in doubts], *describe_claims(claims)],
        _choose_todo(doubts, claims, facts),
    )


def mark_story(document: Document, facts: Mapping[int | None, Fact]) -> list[Run]:
    """The text as runs, without the first line, which is the title. What was corrected since still opens what the page printed."""
    marks = ((r.reading.start, r.reading.end, r.verdict, Mark(r, facts.get(r.reading.pk))) for r in review_document(document))
    runs = cut_runs(document.text, marks)
    body = document.text.find("\n\n")
    return _after_heading(runs, body + 2) if document.text[:body] == document.title else runs


def _after_heading(runs: Sequence[Run], offset: int) -> list[Run]:
    kept, at = [], 0
    for run in runs:
        end = at + len(run.text)
        if end > offset:
            kept.append(run if at >= offset else Run(run.text[offset - at :], run.verdict, run.mark))
        at = end
    return kept


def _doubt_state(doubt: Explanation, facts: dict[int, Fact]) -> State:
    item = doubt.key.split(":")[0]
    about = [(_("目标与完成"), fact) for fact in facts.values() if fact.item == item][:1]
    return State(doubt.text.removesuffix("。"), about, doubtful=True)


def describe_claims(claims: Sequence[Claim]) -> list[State]:
    """A line for each claim that a register can answer, and one for each record that nobody keeps yet with all that waits for it."""
    waiting: dict[str, list[tuple[str, Fact]]] = {}
    states = []
    for claim in claims:
        shown = (f"{claim.item.name} {claim.published}", claim.fact)
        if claim.gap is None:
            waiting.setdefault(claim.reason, []).append(shown)
        elif not claim.is_supported:
            states.append(State(_("%(held)s，尚缺 %(gap)s") % {"held": claim.reason, "gap": claim.gap}, [shown]))
    return states + [State(_("%(reason)s，公布数无从核对") % {"reason": reason}, shown) for reason, shown in waiting.items()]


def _choose_todo(doubts: Sequence[Explanation], claims: Sequence[Claim], facts: dict[int, Fact]) -> ToDo | None:
    """The one thing to do now: settle a doubt, list what was signed, register the companies, else the text's first open claim."""
    if doubts:
        return _settle_doubt(doubts[0].owner, facts)
    unsettled = [claim for claim in claims if not claim.is_supported]
    by_item = {claim.item.code: claim for claim in unsettled}
    if {"projects_signed", "projects_signed_investment"} <= set(by_item):
        return _list_signings(by_item["projects_signed"], by_item["projects_signed_investment"])
    if "operating_companies" in by_item:
        return _register_companies(by_item["operating_companies"])
    return _keep_record(unsettled[0]) if unsettled else None


def _settle_doubt(return_: Return, facts: dict[int, Fact]) -> ToDo:
    completion = _completion(facts)
    label = _("核对 %(rate)s 的完成率") % {"rate": completion} if completion else _("核对存疑的数")
    return ToDo(label, reverse("returns:grid", args=[return_.pk]), "zuoyun-clerk")


def _completion(facts: dict[int, Fact]) -> str:
    pairs: dict[str, dict[str, Fact]] = {}
    for fact in facts.values():
        if fact.value is not None:
            pairs.setdefault(fact.item, {})[fact.role] = fact
    both = next((pair for pair in pairs.values() if {"actual", "target"} <= set(pair) and pair["target"].value), None)
    return f"{both['actual'].value / both['target'].value * 100:.0f}%" if both else ""


def _list_signings(counted: Claim, summed: Claim) -> ToDo:
    label = _("补登 %(count)s 个签约项目：%(amount)s 未列") % {
        "count": counted.gap.value if counted.gap else "?", "amount": summed.gap,
    }  # fmt: skip
    return ToDo(label, reverse("promotion:events"), "tianjin-office")


def _register_companies(claim: Claim) -> ToDo:
    held = claim.registered.value if isinstance(claim.registered, Quantity) else 0
    label = _("管运分离：公布 %(published)s，登记 %(held)s 家") % {"published": claim.published, "held": held}
    return ToDo(label, reverse("reform:overview"), "province")


def _keep_record(claim: Claim) -> ToDo:
    what = claim.item.registered_by.partition(":")[2] if claim.gap is None else claim.item.name
    label = _("补登%(what)s") % {"what": what}
    project = find_project(claim.fact.subject)
    if project is not None:
        return ToDo(label, reverse("projects:project", args=[project.pk]), "linfen-officer")
    return ToDo(label, f"{reverse('ledger:claims')}?subject={claim.fact.subject.code}", "province-clerk")
