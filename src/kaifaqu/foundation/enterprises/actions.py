"""Writes of the register of enterprises."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.actions import System
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.enterprises.codes import find_credit_code_fault, find_industry_fault, tidy_code
from kaifaqu.foundation.enterprises.matching import KEYS_EDITION, keys_of
from kaifaqu.foundation.enterprises.models import (
    Enterprise,
    EnterpriseName,
    Merge,
    MonthRevenue,
    NameKey,
    RevenueSide,
    Scale,
    ScaleStatus,
)
from kaifaqu.foundation.enterprises.queries import find_by_credit_code, resolve
from kaifaqu.foundation.journal.actions import Actor, record_act
from kaifaqu.foundation.journal.queries import list_acts
from kaifaqu.foundation.provenance import Provenance
from kaifaqu.foundation.subjects.actions import drop_subject, put_subject
from kaifaqu.foundation.subjects.models import Kind, Subject

DETAILS = (
    "industry_2017",
    "industry_2011",
    "sector",
    "founded_on",
    "in_production_since",
    "address",
    "contact",
    "phone",
    "left_on",
)
"""What may be corrected without ceremony; a name and a code have acts of their own."""


AT_ONCE = 2000
"""Keys written in one statement."""


class EnterpriseRefusedError(ValueError):
    """The act is not possible; the message says what was found and what to do. `faults` are messages by field."""

    def __init__(self, message: str, faults: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.faults = faults if faults is not None else {}


@transaction.atomic
def register_enterprise(
    *, name: str, parent: Subject, by: Actor, at: datetime, credit_code: str = "", short_name: str = "", subject_code: str = "",
    provenance: Provenance = Provenance.OWN, source_url: str = "", **details: Any,
) -> Enterprise:  # fmt: skip
    """Registers an enterprise below a zone, park, county, city or province; `details` are fields of DETAILS.

    `subject_code` takes up a subject that is there already. Raises EnterpriseRefusedError with every fault at once.
    """
    code = tidy_code(credit_code)
    faults = find_faults(name, code, details)
    if faults:
        raise EnterpriseRefusedError(" ".join(faults.values()), faults)
    own_code = subject_code or (f"E{code}" if code else _make_code(parent))
    subject = put_subject(code=own_code, kind=Kind.ENTERPRISE, name=name.strip(), parent=parent.code, short_name=short_name)
    enterprise = Enterprise.objects.create(
        subject=subject,
        name=name.strip(),
        credit_code=code,
        provenance=provenance,
        source_url=source_url,
        registered_at=at,
        **details,
    )
    add_name(enterprise, name.strip(), valid_from=details.get("founded_on"))
    _record(
        "register",
        enterprise,
        by,
        at,
        new={"name": enterprise.name, "credit_code": code, "parent": parent.code, **_plain(details)},
    )
    return enterprise


def find_faults(name: str, code: str, details: dict[str, Any], known: Enterprise | None = None) -> dict[str, str]:
    """Every fault of what was typed, by field; `known` is the record being changed."""
    faults = {}
    if not name.strip():
        faults["name"] = _("没有写企业名称。请照营业执照填写全称。")
    taken = find_by_credit_code(code)
    if code and (fault := find_credit_code_fault(code)):
        faults["credit_code"] = fault
    elif taken is not None and taken != known:
        faults["credit_code"] = _("统一社会信用代码 %(code)s 已登记为「%(name)s」。同一家企业请用原记录，不要重复登记。") % {
            "code": code, "name": taken.name,
        }  # fmt: skip
    for edition in ("2017", "2011"):
        written = details.get(f"industry_{edition}", "")
        if written and (fault := find_industry_fault(written, edition)):
            faults[f"industry_{edition}"] = fault
    return faults


def _make_code(parent: Subject) -> str:
    """A code for an enterprise whose credit code is not known yet."""
    last = Enterprise.objects.order_by("-pk").values_list("pk", flat=True).first()
    return f"E-{parent.code}-{1 if last is None else last + 1}"[:40]


def add_name(enterprise: Enterprise, name: str, *, valid_from: date | None) -> EnterpriseName:
    """Writes a name with the keys under which it is looked up. Part of an act, which journals it."""
    row = EnterpriseName.objects.create(enterprise=enterprise, name=name, valid_from=valid_from)
    NameKey.objects.bulk_create(NameKey(name=row, key=key) for key in sorted(keys_of(name)))
    return row


def note_reveal(enterprise: Enterprise, *, by: User, at: datetime) -> None:
    """Writes down that somebody looked at the whole telephone number; the number itself stays out of the journal."""
    _record("reveal_phone", enterprise, by, at)


@transaction.atomic
def rename_enterprise(enterprise: Enterprise, *, name: str, since: date | None, by: User, at: datetime) -> Enterprise:
    """Gives the enterprise a new name; the old one stays in its history. Raises EnterpriseRefusedError for an empty or unchanged name."""
    new = name.strip()
    if not new or new == enterprise.name:
        raise EnterpriseRefusedError(_("新名称为空或与现名相同。请填写变更后的全称。"))
    old = enterprise.name
    EnterpriseName.objects.filter(enterprise=enterprise, valid_to=None).update(
        valid_to=since - timedelta(days=1) if since else None
    )
    add_name(enterprise, new, valid_from=since)
    enterprise.name = new
    enterprise.save(update_fields=["name"])
    _bring_subject_up_to_date(enterprise)
    _record("rename", enterprise, by, at, old={"name": old}, new={"name": new, "since": since.isoformat() if since else None})
    return enterprise


def _bring_subject_up_to_date(enterprise: Enterprise) -> None:
    subject = enterprise.subject
    put_subject(
        code=subject.code, kind=Kind.ENTERPRISE, name=enterprise.name, parent=subject.parent.code if subject.parent else None,
        short_name=subject.short_name, valid_from=subject.valid_from,
    )  # fmt: skip


@transaction.atomic
def set_credit_code(enterprise: Enterprise, *, credit_code: str, by: User, at: datetime) -> Enterprise:
    """Writes the enterprise's checked credit code. Raises EnterpriseRefusedError for a false or taken one."""
    code = tidy_code(credit_code)
    faults = find_faults(enterprise.name, code, {}, enterprise)
    if not code:
        faults["credit_code"] = _("没有填写统一社会信用代码。")
    if faults:
        raise EnterpriseRefusedError(" ".join(faults.values()), faults)
    old, enterprise.credit_code = enterprise.credit_code, code
    enterprise.save(update_fields=["credit_code"])
    _record("set_credit_code", enterprise, by, at, old={"credit_code": old}, new={"credit_code": code})
    return enterprise


@transaction.atomic
def update_enterprise(enterprise: Enterprise, *, by: User, at: datetime, **details: Any) -> Enterprise:
    """Corrects fields of DETAILS. Raises EnterpriseRefusedError with every fault at once."""
    faults = find_faults(enterprise.name, "", details, enterprise)
    if faults:
        raise EnterpriseRefusedError(" ".join(faults.values()), faults)
    old = {field: getattr(enterprise, field) for field in details if getattr(enterprise, field) != details[field]}
    for field in old:
        setattr(enterprise, field, details[field])
    enterprise.save(update_fields=sorted(old))
    if old:
        _record("update", enterprise, by, at, old=_plain(old), new=_plain({field: details[field] for field in old}))
    return enterprise


@transaction.atomic
def set_scale(
    enterprise: Enterprise, scale: Scale, *, since: date | None, basis: str, by: Actor, at: datetime, source_url: str = ""
) -> ScaleStatus:
    """Notes that the enterprise is 规上 or 规下 from a day on; the status before ends the day before.

    Raises EnterpriseRefusedError without a basis, for the same status again, or for a day before the present status began.
    """
    if not basis.strip():
        raise EnterpriseRefusedError(_("没有写依据。请写明统计局批复、名录库截图或版面出处。"))
    last = enterprise.scales.filter(valid_to=None).order_by("-pk").first()
    if last is not None and last.scale == scale:
        raise EnterpriseRefusedError(_("现在已经是%(scale)s，不必重复登记。") % {"scale": last.get_scale_display()})
    if last is not None and (since is None or (last.valid_from is not None and since <= last.valid_from)):
        raise EnterpriseRefusedError(_("变更日期要晚于现状态的起始日期。请核对。"))
    if last is not None and since is not None:
        last.valid_to = since - timedelta(days=1)
        last.save(update_fields=["valid_to"])
    row = ScaleStatus.objects.create(
        enterprise=enterprise, scale=scale, valid_from=since, basis=basis.strip(), source_url=source_url
    )
    old = {"scale": last.scale} if last else None
    _record(
        "set_scale",
        enterprise,
        by,
        at,
        old=old,
        new={"scale": scale.value, "since": since.isoformat() if since else None, "basis": basis},
    )
    return row


@transaction.atomic
def remove_enterprise(enterprise: Enterprise, *, by: User, at: datetime) -> None:
    """Takes back an enterprise that was entered by mistake. Raises ProtectedError when anything rests on it."""
    code, old = enterprise.subject.code, {"name": enterprise.name, "credit_code": enterprise.credit_code}
    target = f"enterprise:{enterprise.pk}"
    enterprise.delete()
    drop_subject(code)
    record_act("enterprises.remove", by=by, at=at, target=target, subject=code, old=old)


@transaction.atomic
def state_revenue(
    enterprise: Enterprise, month: date, amount: Decimal, *, side: RevenueSide, by: User, at: datetime, basis: str = ""
) -> MonthRevenue:
    """Writes one month's revenue (万元) of one side; the sides never overwrite each other (domain §2.6)."""
    row = MonthRevenue.objects.create(
        enterprise=enterprise, month=month.replace(day=1), side=side, amount=amount, basis=basis, by=by, at=at
    )
    _record("state_revenue", enterprise, by, at, new={"month": f"{month:%Y-%m}", "side": side.value, "amount": str(amount)})
    return row


@transaction.atomic
def merge_enterprises(kept: Enterprise, merged: Enterprise, *, reason: str, by: User, at: datetime) -> Merge:
    """Says that two records are one enterprise: `merged` stays, pointing to `kept`, and its records count as the kept one's.

    Raises EnterpriseRefusedError for the same record twice, one merged already, no reason, or two different credit codes.
    """
    _refuse_merge(kept, merged, reason)
    merged.merged_into = kept
    merged.save(update_fields=["merged_into"])
    row = Merge.objects.create(kept=kept, merged=merged, reason=reason.strip(), by=by, at=at)
    if merged.credit_code and not kept.credit_code:
        kept.credit_code = merged.credit_code
        kept.save(update_fields=["credit_code"])
    _record("merge", kept, by, at, new={"merged": merged.subject.code, "reason": reason.strip()})
    return row


def _refuse_merge(kept: Enterprise, merged: Enterprise, reason: str) -> None:
    if resolve(kept) != kept or resolve(merged) != merged or kept == merged:
        raise EnterpriseRefusedError(_("两条记录里有一条已经并入别的企业，或是同一条。请选两条都在用的记录。"))
    if kept.credit_code and merged.credit_code:
        raise EnterpriseRefusedError(
            _("两条记录的统一社会信用代码不同（%(one)s、%(other)s），不是同一家企业。代码有误请先更正代码。")
            % {"one": kept.credit_code, "other": merged.credit_code}
        )
    if not reason.strip():
        raise EnterpriseRefusedError(_("没有写合并理由。请写明凭什么认定是同一家。"))


@transaction.atomic
def undo_merge(row: Merge, *, by: User, at: datetime) -> Enterprise:
    """Takes a merge back: both records stand for themselves again. Raises EnterpriseRefusedError when it was taken back already."""
    fresh = Merge.objects.select_for_update().select_related("kept", "merged").get(pk=row.pk)
    if fresh.undone_at is not None:
        raise EnterpriseRefusedError(_("这次合并已经撤销。"))
    kept, merged = fresh.kept, fresh.merged
    if merged.credit_code and kept.credit_code == merged.credit_code:
        kept.credit_code = ""
        kept.save(update_fields=["credit_code"])
    merged.merged_into = None
    merged.save(update_fields=["merged_into"])
    fresh.undone_by, fresh.undone_at = by, at
    fresh.save(update_fields=["undone_by", "undone_at"])
    _record("undo_merge", kept, by, at, old={"merged": merged.subject.code})
    return merged


def is_current(target: str) -> bool:
    """True when the keys of a table were last written anew by the rules of today."""
    last = list_acts(target).last()
    return last is not None and last.new == {"edition": KEYS_EDITION}


def note_renewed(target: str, at: datetime) -> None:
    """Journals that a table's keys are those of today's rules."""
    record_act("enterprises.renew_keys", by=System(), at=at, target=target, subject="", new={"edition": KEYS_EDITION})


@transaction.atomic
def renew_keys(at: datetime) -> int:
    """Writes the keys of every registered name anew, once for each edition of the rules. Gives how many names there were."""
    return renew_table("keys:enterprises", EnterpriseName.objects.order_by("pk"), NameKey, "name", at)


def renew_table(target: str, named: Iterable[Any], keys: Any, link: str, at: datetime) -> int:
    """The keys of one table: rows with a `name`, and beside them rows of `keys` that point back by `link`."""
    rows = [] if is_current(target) else list(named)
    if rows:
        keys._default_manager.filter(**{f"{link}__in": rows}).delete()
        fresh = [keys(**{link: row, "key": key[:20]}) for row in rows for key in sorted(keys_of(row.name))]
        keys._default_manager.bulk_create(fresh, batch_size=AT_ONCE)
        note_renewed(target, at)
    return len(rows)


def _record(act: str, enterprise: Enterprise, by: Actor, at: datetime, *, old: Any = None, new: Any = None) -> None:
    record_act(
        f"enterprises.{act}",
        by=by,
        at=at,
        target=f"enterprise:{enterprise.pk}",
        subject=enterprise.subject.code,
        old=old,
        new=new,
    )


def _plain(details: dict[str, Any]) -> dict[str, str | None]:
    """Details as the journal keeps them."""
    return {field: None if value is None else str(value) for field, value in details.items()}
