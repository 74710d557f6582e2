"""Pure decisions of promotion: protection and standstill of talks, unfair terms, gates before a signature, what of a pack still holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from kaifaqu.foundation.enterprises.matching import core_of
from kaifaqu.operations.promotion.practice import Gate, GateRule
from kaifaqu.operations.promotion.vocabulary import Review

SHORTEST_NAMED = 2


def protected_until(first_on: date, last_contact: date | None, practice: Mapping[str, Any]) -> date:
    """The last day of 首谈保护: so many days from the first talk, or from the last contact while there is one, whichever is later."""
    ends = first_on + timedelta(days=practice["protection_days"])
    if last_contact is None:
        return ends
    return max(ends, last_contact + timedelta(days=practice["protection_renewed_by_contact_days"]))


def count_standstill(state: str, last_on: date, on: date, practice: Mapping[str, Any]) -> int | None:
    """Days beyond those that a lead of this state may stand still; None where it does not stand still, or may."""
    limit = practice["stalled_days"].get(state)
    beyond = (on - last_on).days - limit if limit is not None else 0
    return beyond if beyond > 0 else None


@dataclass(frozen=True, slots=True)
class Stop:
    """A term that 公平竞争审查 stops: which rule, why, and the very words."""

    code: str
    law: str
    words: str
    quote: str

    def __str__(self) -> str:
        return _("「%(quote)s」%(words)s，违反《公平竞争审查条例》%(law)s") % {
            "quote": self.quote,
            "words": self.words,
            "law": self.law,
        }


def find_unfair_terms(text: str, names: Iterable[str], rule: GateRule) -> list[Stop]:
    """The terms that may not be granted. A firm named beside one is told; a sentence that rests on a law is let through."""
    return [stop for sentence in _sentences(text) for stop in _stops_of(sentence, list(names), rule)]


def _sentences(text: str) -> Iterator[str]:
    for part in text.replace("；", "。").replace(";", "。").replace("\n", "。").split("。"):
        if part.strip():
            yield part.strip()


def _stops_of(sentence: str, names: Sequence[str], rule: GateRule) -> Iterator[Stop]:
    if rule.allowed.search(sentence):
        return
    named = next((name for name in names if name and _names(sentence, name)), "")
    for term in rule.unfair:
        found = term.pattern.search(sentence)
        if found:
            words = _("%(words)s，且只给「%(name)s」一家") % {"words": term.words, "name": named} if named else term.words
            yield Stop(term.code, term.law, words, found[0])


def _names(sentence: str, name: str) -> bool:
    core = core_of(name)
    return name in sentence or (len(core) > SHORTEST_NAMED and core in sentence)


# -- gates ------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GateView:
    """One gate as it stands: `passed` None while nobody has said anything."""

    gate: Gate
    passed: bool | None
    words: str

    @property
    def stops(self) -> bool:
        return self.passed is not True


@dataclass(frozen=True, slots=True)
class GateFacts:
    """What is known for the computed gates, and the newest opinion by gate for the others."""

    is_chemical: bool
    recognition: str
    unfair: Sequence[Stop]
    open_overlaps: Sequence[str]
    dead_policies: Sequence[str]
    opinions: Mapping[str, tuple[bool, str]]


def judge_gates(rule: GateRule, facts: GateFacts) -> list[GateView]:
    """Every gate that the agreement must pass, in the order of the catalogue."""
    return [_judge_gate(gate, facts) for gate in rule.gates if gate.when == "always" or facts.is_chemical]


def _judge_gate(gate: Gate, facts: GateFacts) -> GateView:
    if gate.how == "approve":
        passed, words = facts.opinions.get(gate.code, (None, _("还没有审核意见。请有审核权的人写明意见。")))
        return GateView(gate, passed, words)
    return GateView(gate, *_COMPUTED[gate.code](facts))


def _judge_park(facts: GateFacts) -> tuple[bool, str]:
    missing = _("没有登记有效的化工园区认定。请在空间资源里登记认定文件，或另选已认定的园区。")
    return bool(facts.recognition), facts.recognition or missing


def _judge_fairness(facts: GateFacts) -> tuple[bool, str]:
    return not facts.unfair, "；".join(map(str, facts.unfair)) or _("条款里没有发现违反公平竞争的内容")


def _judge_overlap(facts: GateFacts) -> tuple[bool, str]:
    return not facts.open_overlaps, "；".join(facts.open_overlaps) or _("没有待裁定的争抢")


def _judge_policies(facts: GateFacts) -> tuple[bool, str]:
    return not facts.dead_policies, "；".join(facts.dead_policies) or _("所引政策都有效")


_COMPUTED = {
    "park": _judge_park, "fair_competition": _judge_fairness, "overlap": _judge_overlap, "policies": _judge_policies,
}  # fmt: skip


# -- policies and packs -----------------------------------------------------------------------------------------------------


def find_policy_fault(valid_from: date, valid_to: date | None, review: str, on: date) -> str:
    """Why a policy cannot be promised on a day, or ""."""
    if on < valid_from:
        return _("%(day)s 才生效") % {"day": valid_from}
    if valid_to is not None and on > valid_to:
        return _("已于 %(day)s 失效") % {"day": valid_to}
    if review != Review.PASSED:
        return _("未通过公平竞争审查")
    return ""
