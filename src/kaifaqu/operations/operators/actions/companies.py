"""Companies and pilots: who is registered under which zone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.enterprises.codes import find_credit_code_fault, tidy_code
from kaifaqu.foundation.subjects.actions import put_subject
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.operations.operators.actions.writing import OperatorRefusedError, assign, describe, write_act
from kaifaqu.operations.operators.models import Company, Nature, Pilot

HOLDERS = (Kind.ZONE, Kind.PARK)


@transaction.atomic
def register_company(
    zone: Subject, name: str, nature: Nature, *, by: User, at: datetime, credit_code: str = "", **details: Any
) -> Company:
    """Registers a company below a zone; its subject can then file returns and be judged. Raises OperatorRefusedError."""
    if zone.kind not in HOLDERS:
        raise OperatorRefusedError(_("运营公司要登记在开发区下，「%(zone)s」不是开发区。请换一个单位。") % {"zone": zone})
    code = check_credit_code(credit_code)
    if Company.objects.filter(subject__name=name.strip(), subject__parent=zone).exists():
        raise OperatorRefusedError(_("「%(name)s」已登记在%(zone)s。请打开原记录修改。") % {"name": name, "zone": zone.label})
    subject = put_subject(code=_make_code(zone), kind=Kind.OPERATING_COMPANY, name=name.strip(), parent=zone.code)
    company = Company(subject=subject, nature=nature, credit_code=code, registered_at=at)
    assign(company, details)
    write_act("register_company", company, subject, by=by, at=at, more={"name": name, "zone": zone.code})
    return company


def check_credit_code(text: str) -> str:
    """The code without blanks, or nothing. Raises OperatorRefusedError for one that is wrong or registered already."""
    code = tidy_code(text)
    if not code:
        return ""
    if fault := find_credit_code_fault(code):
        raise OperatorRefusedError(fault)
    held = Company.objects.filter(credit_code=code).select_related("subject").first()
    if held is not None:
        raise OperatorRefusedError(_("代码「%(code)s」已登记为「%(name)s」。请勿重复登记。") % {"code": code, "name": held})
    return code


def _make_code(zone: Subject) -> str:
    """The next free code below the zone: Z141000-LF-Y1."""
    number = 1
    while Company.objects.filter(subject__code=f"{zone.code}-Y{number}").exists():
        number += 1
    return f"{zone.code}-Y{number}"


@transaction.atomic
def change_company(
    company: Company, *, by: User, at: datetime, name: str = "", credit_code: str = "", **details: Any
) -> Company:
    """Brings a company's entry up to date. Raises OperatorRefusedError."""
    old = describe(company) | {"name": company.subject.name}
    if credit_code and credit_code != company.credit_code:
        details["credit_code"] = check_credit_code(credit_code)
    if name and name.strip() != company.subject.name and company.subject.parent is not None:
        company.subject = put_subject(
            code=company.subject.code, kind=Kind.OPERATING_COMPANY, name=name.strip(), parent=company.subject.parent.code
        )
    assign(company, details)
    write_act("change_company", company, company.subject, by=by, at=at, old=old, more={"name": company.subject.name})
    return company


@transaction.atomic
def remove_company(company: Company, *, by: User, at: datetime) -> None:
    """Takes back an entry on which nothing rests: what an import made by mistake. Raises OperatorRefusedError."""
    if company.mandates.exists() or company.assets.exists() or company.funds.exists():
        raise OperatorRefusedError(_("「%(name)s」已有委托、资产或基金，不能撤销登记。") % {"name": company})
    old, subject = describe(company) | {"name": company.subject.name}, company.subject
    write_act("remove_company", company, subject, by=by, at=at, old=old)
    company.delete()


@transaction.atomic
def name_pilot(zone: Subject, since: date | None, paper: str, *, by: User, at: datetime) -> Pilot:
    """Names a zone as a pilot, or brings the entry up to date. Raises OperatorRefusedError."""
    if zone.kind != Kind.ZONE or not paper.strip():
        raise OperatorRefusedError(_("试点要写明开发区和文号。请补全。"))
    before = Pilot.objects.filter(zone=zone).first()
    old = describe(before) if before else None
    pilot, _created = Pilot.objects.update_or_create(zone=zone, defaults={"since": since, "paper": paper})
    write_act("name_pilot", pilot, zone, by=by, at=at, old=old)
    return pilot


@transaction.atomic
def drop_pilot(pilot: Pilot, *, by: User, at: datetime) -> None:
    """Takes a zone off the list of pilots."""
    write_act("drop_pilot", pilot, pilot.zone, by=by, at=at, old=describe(pilot))
    pilot.delete()
