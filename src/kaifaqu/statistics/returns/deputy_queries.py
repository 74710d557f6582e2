"""Reads of AB角: in whose place a person may sign on a day, and which stamped pages belong to a return."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.accounts.queries import may_as
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.statistics.returns.models import Deputy, Return, Signature, StampedPage
from kaifaqu.statistics.returns.rules import refuse_signer


@dataclass(frozen=True, slots=True)
class Hand:
    """Who signs, and in whose place (None for the own)."""

    person: User
    principal: User | None = None

    @property
    def people(self) -> tuple[int, ...]:
        """The accounts that this signature binds."""
        return (self.person.pk,) if self.principal is None else (self.person.pk, self.principal.pk)


def list_deputies(user: Any) -> QuerySet[Deputy]:
    """Every standing-in that names the user, on either side, newest first."""
    return Deputy.objects.filter(Q(principal=user) | Q(deputy=user)).select_related("principal", "deputy")


def list_standing_in(user: Any, on: date) -> QuerySet[Deputy]:
    """In whose place the user may sign on a day."""
    return Deputy.objects.filter(
        deputy=user, ended_at=None, first_day__lte=on, last_day__gte=on, principal__is_active=True
    ).select_related("principal")


def find_hand(user: Any, role: str, filer: Subject, on: date | None) -> Hand | None:
    """The user's own hand where the role is granted, else that of a deputy on the day; None when neither may sign."""
    if may_as(user, [role], filer):
        return Hand(user)
    if on is None or not user.is_authenticated:
        return None
    principals = (row.principal for row in list_standing_in(user, on))
    return next((Hand(user, principal) for principal in principals if may_as(principal, [role], filer)), None)


def refuse_hand(return_: Return, signed: Sequence[Signature], hand: Hand) -> str | None:
    """Why these people may not take the next step. Neither a deputy nor who is deputised for signs two consecutive steps."""
    bound = ([row.by_id for row in signed], [row.on_behalf_of_id or row.by_id for row in signed])
    refusals = (refuse_signer(return_.chain, return_.position, signers, person) for signers in bound for person in hand.people)
    return next(filter(None, refusals), None)


def list_stamped_pages(return_: Return) -> QuerySet[StampedPage]:
    """The scanned pages of all rounds, oldest first."""
    return return_.stamped_pages.select_related("document", "by")


def get_deputy(pk: int, user: Any) -> Deputy | None:
    """One standing-in that names the user, or None."""
    return list_deputies(user).filter(pk=pk).first()


def get_stamped_page(pk: int) -> StampedPage | None:
    """One scanned page with its return, or None."""
    return StampedPage.objects.select_related("owner__filer", "document").filter(pk=pk).first()
