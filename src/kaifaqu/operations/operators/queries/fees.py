"""Reads of what a contract pays: the kind of a term, and what it comes to on a base."""

from __future__ import annotations

from kaifaqu.operations.operators.models import FeeTerm
from kaifaqu.operations.operators.rules import Base, FeeKind, FeeLine, compute_fee, fee_kind, pay_by_grade

__all__ = ["Base", "FeeKind", "FeeLine", "kind_of", "pay_by_grade", "price_term"]


def kind_of(term: FeeTerm) -> FeeKind:
    """How the term pays."""
    return fee_kind(term.kind)


def price_term(term: FeeTerm, base: Base | None) -> FeeLine:
    """The term on its base. Raises ValueError where it pays a share and there is no base."""
    return compute_fee(fee_kind(term.kind), term.words, term.rate, base, term.cap)
