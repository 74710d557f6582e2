"""The page's stories: the text with every figure's verdict and fact, its living state, and the one thing to do now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.reader.runs import Run, cut_runs
from kaifaqu.foundation.documents.models import Document, Provenance
from kaifaqu.foundation.documents.queries import Reviewed, review_document
from kaifaqu.statistics.ledger.claims import Claim, read_claim
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.statistics.ledger.queries import Book, standing_facts
from kaifaqu.statistics.returns.models import Explanation, Return


@dataclass(frozen=True, slots=True)
class ToDo:
    """One action: what to do, where, and as which demonstration account."""

    label: str
    url: str
    username: str


@dataclass(frozen=True, slots=True)
class State:
    """One line of the living state: a figure's standing, with the fact that opens its trace."""

    words: str
    fact: Fact | None = None
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
    documents = Document.objects.filter(provenance=Provenance.PAGE).select_related("subject").order_by("pk")
    return [tell_story(document, book) for document in documents]


def tell_story(document: Document, book: Book) -> Story:
    """A document with the standing of everything that it says."""
    facts = {fact.line.reading_id: fact for fact in standing_facts(book.position).filter(line__reading__document=document)}
    claims = [claim for fact in facts.values() if (claim := read_claim(book, fact)) is not None]
    doubts = list(Explanation.objects.filter(owner__lines__fact__in=facts.values()).select_related("owner__filer").distinct())
    return Story(
        document,
        mark_story(document, facts),
        [*[_doubt_state(doubt, facts) for doubt in doubts], *[_claim_state(claim) for claim in claims]],
        _choose_todo(doubts, claims, facts),
    )


def mark_story(document: Document, facts: dict[int, Fact]) -> list[Run]:
    """The text as runs, without the first line, which is the title."""
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
    fact = next((fact for fact in facts.values() if fact.item == item), None)
    return State(doubt.text, fact, doubtful=True)


def _claim_state(claim: Claim) -> State:
    words = f"{claim.item.name}:公布 {claim.published},"
    if not isinstance(claim.registered, Quantity):
        return State(f"{words}{claim.reason}", claim.fact)
    gap = claim.gap
    missing = f",尚缺 {gap}" if gap is not None and gap.value > 0 else ""
    return State(f"{words}{claim.reason}{missing}", claim.fact)


def _choose_todo(doubts: Sequence[Explanation], claims: Sequence[Claim], facts: dict[int, Fact]) -> ToDo | None:
    """The one thing to do now: a doubt before a gap, a gap before a record that nobody keeps yet."""
    if doubts:
        return _settle_doubt(doubts[0].owner, facts)
    gaps = [claim for claim in claims if claim.gap is not None and claim.gap.value > 0]
    if gaps:
        return _close_gap(gaps)
    waiting = [claim for claim in claims if claim.gap is None]
    return _keep_record(waiting[0]) if waiting else None


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


def _close_gap(gaps: Sequence[Claim]) -> ToDo:
    url = f"{reverse('ledger:claims')}?subject={gaps[0].fact.subject.code}"
    counted = next((claim for claim in gaps if claim.item.registered_by == "count:project"), None)
    summed = next((claim for claim in gaps if claim.item.registered_by.startswith("sum:")), None)
    if counted and summed and counted.gap and summed.gap:
        label = _("补登 %(count)s 个签约项目:%(amount)s 未列") % {"count": counted.gap.value, "amount": summed.gap}
        return ToDo(label, url, "province-clerk")
    claim = next((claim for claim in gaps if claim.item.code == "operating_companies"), gaps[0])
    held = claim.registered.value if isinstance(claim.registered, Quantity) else 0
    label = _("%(name)s:公布 %(published)s,登记 %(held)s %(unit)s") % {
        "name": claim.item.name, "published": claim.published, "held": held, "unit": claim.item.unit,
    }  # fmt: skip
    return ToDo(label, url, "province-clerk")


def _keep_record(claim: Claim) -> ToDo:
    what = claim.item.registered_by.partition(":")[2]
    url = f"{reverse('ledger:claims')}?subject={claim.fact.subject.code}"
    return ToDo(_("补登%(what)s") % {"what": what}, url, "province-clerk")
