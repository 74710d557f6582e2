"""Whose returns a person may see and fill: a superior all below, an operating company and an enterprise only their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.models import Role
from kaifaqu.foundation.accounts.permissions import FILLING
from kaifaqu.foundation.accounts.queries import grants_of, may_as, roles_for
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import list_within
from kaifaqu.statistics.returns.models import Return
from kaifaqu.statistics.returns.rules import STEPS

OWN_ONLY: dict[str, Kind] = {Role.OPERATOR: Kind.OPERATING_COMPANY, Role.ENTERPRISE: Kind.ENTERPRISE}
"""Roles whose grant may stand on a zone, and which reach only units of their own kind there."""
ACKNOWLEDGE, TARGETS = "acknowledge", "targets"
"""The first step of a form that the superior issues, and the room name of a line that comes from a target."""


def reach_filers(user: Any, act: str) -> QuerySet[Subject]:
    """The units on which the user may do an act of the room."""
    if not user.is_authenticated:
        return list_within(())
    grants = [grant for grant in grants_of(user) if grant.role in roles_for(act)]
    reached = list_within([grant.subject.path for grant in grants if grant.role not in OWN_ONLY])
    for role, kind in OWN_ONLY.items():
        if paths := [grant.subject.path for grant in grants if grant.role == role]:
            reached = reached | list_within(paths).filter(kind=kind)
    return reached


def may_on(user: Any, act: str, filer: Subject) -> bool:
    """True when the user may do the act on this unit."""
    return reach_filers(user, act).filter(pk=filer.pk).exists()


def fills(user: Any, chain: tuple[str, ...] | list[str], filer: Subject) -> bool:
    """True when the chain's first step is this user's: a zone's clerk does not fill in what an enterprise reports."""
    return may_as(user, [STEPS[chain[0]].role], filer)


def refuse_filling(return_: Return, user: Any, rooms: Sequence[str]) -> str:
    """Why the user may not put figures into the return, or "". A target's figures come from the superior's issue alone."""
    if STEPS[return_.chain[0]].code.startswith(ACKNOWLEDGE):
        return "" if set(rooms) == {TARGETS} else _("本表的数由上级下达，不能自填。有异议请在「我的目标」中写明，由下达单位调整。")
    if fills(user, return_.chain, return_.filer):
        return ""
    role = STEPS[return_.chain[0]].role
    return _("本表由「%(filer)s」的「%(role)s」自报，他人不能代填或改数；核实意见请记在并列记录中。") % {
        "filer": return_.filer, "role": role.label,
    }  # fmt: skip


def may_act(user: Any, act: str, return_: Return) -> bool:
    """True when the user may do the act on this return; who fills it in is asked by its first step besides."""
    if not may_on(user, act, return_.filer):
        return False
    return not roles_for(act) <= FILLING or fills(user, return_.chain, return_.filer)
