"""The enterprise of a file: found in the register by its code or name, or registered from what the file says of its builder."""

from __future__ import annotations

from datetime import datetime

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.enterprises.actions import EnterpriseRefusedError, register_enterprise
from kaifaqu.foundation.enterprises.codes import find_credit_code_fault
from kaifaqu.foundation.enterprises.models import Enterprise
from kaifaqu.foundation.enterprises.queries import find_by_credit_code, find_named
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import get_ancestor
from kaifaqu.operations.projects.actions.files import ProjectRefusedError


def find_builder(builder: str, credit_code: str, under: Subject) -> Enterprise | None:
    """The registered enterprise that the code means, else the one of exactly this name (now or formerly) in the zone."""
    found = find_by_credit_code(credit_code)
    if found is not None or not builder:
        return found
    named = find_named(builder, get_ancestor(under, Kind.ZONE) or under)
    # A name with another code than the one given is another enterprise.
    return None if named is not None and credit_code and named.credit_code not in ("", credit_code) else named


def put_builder(builder: str, credit_code: str, under: Subject, *, by: User, at: datetime) -> Enterprise:
    """The builder's enterprise, registered where the register lacks it. Raises ProjectRefusedError with every fault."""
    found = find_builder(builder, credit_code, under)
    if found is not None:
        return found
    parent = under.parent if under.kind == Kind.PROJECT and under.parent is not None else under
    try:
        return register_enterprise(name=builder, parent=parent, credit_code=credit_code, by=by, at=at)
    except EnterpriseRefusedError as error:
        raise ProjectRefusedError(str(error)) from error


def find_builder_of_row(builder: str, credit_code: str, under: Subject, *, by: User, at: datetime) -> Enterprise | None:
    """The builder of an imported row: registered only where its code is right, for a bare name may be anybody's."""
    if builder and credit_code and not find_credit_code_fault(credit_code):
        return put_builder(builder, credit_code, under, by=by, at=at)
    return find_builder(builder, credit_code, under)
