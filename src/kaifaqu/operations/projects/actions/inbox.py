"""What documents announced becomes part of a project's file: a new file, a dated fact, a place on a list; or is set aside with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.documents.models import ReadEvent
from kaifaqu.foundation.journal.actions import record_act
from kaifaqu.foundation.provenance import Provenance
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.projects.actions.facts import record_fact
from kaifaqu.operations.projects.actions.files import ProjectRefusedError, list_project, note_act, open_project
from kaifaqu.operations.projects.actions.work import make_pledge
from kaifaqu.operations.projects.models import Project, SetAside
from kaifaqu.operations.projects.naming import is_like
from kaifaqu.operations.projects.queries import find_project
from kaifaqu.operations.projects.vocabulary import FactKind, ListKind, PledgeKind
from kaifaqu.operations.promotion.models import Agreement


@dataclass(frozen=True, slots=True)
class Taken:
    """What an event is taken for: a fact at a time, a list of a batch, or both."""

    kind: FactKind | None = None
    period: Period | None = None
    listed: ListKind | None = None
    batch: str = ""


@transaction.atomic
def take_event(
    event: ReadEvent, taken: Taken, *, by: User, at: datetime, project: Project | None = None, name: str = "",
    under: Subject | None = None, announced: str = "",
) -> Project:  # fmt: skip
    """Writes an accepted event into a project's file, opening one where `project` is None. Raises ProjectRefusedError.

    `announced` is the name that the event gives: where the file's name is another, the inbox remembers that the two are one.
    """
    if taken.kind is None and taken.listed is None:
        raise ProjectRefusedError(_("请选这条消息记作什么：一个日期事实，或列入一份清单。"))
    if project is None:
        if under is None or not name.strip():
            raise ProjectRefusedError(_("新建档案要有项目名称和所在开发区（园区）。"))
        project = open_project(name=name, under=under, by=by, at=at, provenance=Provenance(event.document.provenance))
    note = _("据《%(title)s》") % {"title": event.document.title}
    if taken.kind is not None and taken.period is not None and not _says_so_already(project, taken):
        record_fact(project, taken.kind, taken.period, by=by, at=at, note=note, document=event.document, event=event)
    if taken.listed is not None:
        list_project(project, taken.listed, taken.batch, by=by, at=at, event=event)
    if announced and not is_like(announced, project.subject.name):
        set_event_aside(event, announced, _("已记入“%(name)s”") % {"name": project.subject.name}, by=by, at=at)
    return project


PROMISED: tuple[tuple[str, PledgeKind, str], ...] = (
    ("fixed", PledgeKind.FIXED_INVESTMENT, "万元"), ("output", PledgeKind.OUTPUT, "万元"), ("tax", PledgeKind.TAX, "万元"),
    ("jobs", PledgeKind.JOBS, "人"),
)  # fmt: skip
"""What an agreement promises, by its field."""


@transaction.atomic
def take_agreement(agreement: Agreement, *, by: User, at: datetime) -> Project:
    """Opens the file of a signed agreement, with its money, its day of signature and what the investor promised.

    Raises ProjectRefusedError where the agreement is not signed or has its file already.
    """
    if agreement.signed_on is None or agreement.project is None:
        raise ProjectRefusedError(_("“%(title)s”还没有正式签订，不能建档。") % {"title": agreement.title})
    if Project.objects.filter(agreement=agreement).exists():
        raise ProjectRefusedError(_("“%(title)s”已有档案。") % {"title": agreement.title})
    under = agreement.project.parent or agreement.zone
    project = find_project(agreement.project) or open_project(
        name=agreement.project.name, under=under, by=by, at=at, provenance=Provenance(agreement.provenance), builder=agreement.investor,
        total_investment=agreement.total, fixed_investment=agreement.fixed,
    )  # fmt: skip
    project.agreement = agreement
    project.enterprise = agreement.prospect.enterprise if agreement.prospect else None
    project.save(update_fields=["agreement", "enterprise"])
    signed = Period.day(agreement.signed_on)
    if not _says_so_already(project, Taken(FactKind.SIGNED, signed)):
        record_fact(project, FactKind.SIGNED, signed, by=by, at=at, note=_("据投资协议"), document=agreement.document)
    for field, kind, unit in PROMISED:
        amount = getattr(agreement, field)
        if amount is not None and not project.pledges.filter(kind=kind).exists():
            make_pledge(project, kind, _("投资协议约定"), by=by, at=at, amount=Decimal(amount), unit=unit)
    note_act("take_agreement", project, by=by, at=at, new={"agreement": agreement.pk})
    return project


def _says_so_already(project: Project, taken: Taken) -> bool:
    """True where the file has the fact to the day or for this very period: a document may say it again."""
    standing = project.facts.filter(kind=taken.kind, voided_at=None).first()
    return standing is not None and (standing.exact or standing.period == str(taken.period))


@transaction.atomic
def set_event_aside(event: ReadEvent, name: str, reason: str, *, by: User, at: datetime) -> SetAside:
    """Takes a name of an event out of the inbox with a reason. Raises ProjectRefusedError."""
    if not reason.strip():
        raise ProjectRefusedError(_("不归本册要写明原因，如“是生产线，不是项目”。"))
    row, _created = SetAside.objects.get_or_create(
        event=event, name=name[:120], defaults={"reason": reason.strip(), "by": by, "at": at}
    )
    record_act(
        "projects.set_event_aside", by=by, at=at, target=f"event:{event.pk}", subject=event.document.subject.code,
        new={"name": name, "reason": reason.strip()},
    )  # fmt: skip
    return row
