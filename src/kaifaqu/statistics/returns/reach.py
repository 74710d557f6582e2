"""Whose returns a person may see and fill: a superior all below, an operating company and an enterprise only their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.models import Role
from kaifaqu.foundation.accounts.queries import grants_of, home_subject, may_as, roles_for
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import list_within
from kaifaqu.statistics.returns.form import Form, current_forms
from kaifaqu.statistics.returns.models import Return
from kaifaqu.statistics.returns.rules import STEPS

OWN_ONLY: dict[str, Kind] = {Role.OPERATOR: Kind.OPERATING_COMPANY, Role.ENTERPRISE: Kind.ENTERPRISE}
"""Roles whose grant may stand on a zone, and which reach only units of their own kind there."""
ACKNOWLEDGE, ISSUED_FORM, TARGETS = "acknowledge", "targets_year", "targets"
"""The first step of a form that the superior issues, its code, and the room name of a line that comes from a target."""


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


def pick_subject(user: Any, act: str, code: str) -> Subject | None:
    """The subject asked for, where the user may do the act on it; else the user's own; None when neither is within reach."""
    reached = reach_filers(user, act)
    if code:
        return reached.filter(code=code).first()
    home = home_subject(user)
    return (reached.filter(pk=home.pk).first() if home else None) or reached.order_by("path").first()


def forms_to_fill(user: Any) -> list[tuple[Subject, Form]]:
    """The units and forms that the user fills in: by the role of each form's first step. Forms that a superior issues are none."""
    found = []
    for role in sorted(roles_for("returns:start")):
        paths = [grant.subject.path for grant in grants_of(user) if grant.role == role]
        filers = list_within(paths)
        for filer in filers.filter(kind=OWN_ONLY[role]) if role in OWN_ONLY else filers:
            found += [(filer, form) for form in current_forms().values() if _is_filled_by(form, filer, role)]
    return found


def _is_filled_by(form: Form, filer: Subject, role: str) -> bool:
    if form.issued or filer.kind not in form.filers:
        return False
    return STEPS[form.chain_for(filer.kind, small=False)[0]].role == role


def may_on(user: Any, act: str, filer: Subject) -> bool:
    """True when the user may do the act on this unit."""
    roles = roles_for(act)
    return any(
        filer.path.startswith(grant.subject.path) and OWN_ONLY.get(grant.role, filer.kind) == filer.kind
        for grant in grants_of(user)
        if grant.role in roles
    )


def fills(user: Any, chain: Sequence[str], filer: Subject) -> bool:
    """True when the chain's first step is this user's: a zone's clerk does not fill in what an enterprise reports."""
    return not chain[0].startswith(ACKNOWLEDGE) and may_as(user, [STEPS[chain[0]].role], filer)


def refuse_filling(return_: Return, user: Any, rooms: Sequence[str]) -> str:
    """Why the user may not put figures into the return, or "". A target's figures come from the superior's issue alone."""
    if return_.form_code == ISSUED_FORM:
        return (
            "" if set(rooms) == {TARGETS} else _("本表的数由上级下达，不能自填。有异议请在「我的目标」中写明，由下达单位调整。")
        )
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
    return not roles_for(act) <= roles_for("returns:declare") or fills(user, return_.chain, return_.filer)
