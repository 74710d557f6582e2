"""The exit of a company: begun with its reason and its list, finished once everything is handed back."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.operations.operators.actions.reminders import remind_duties, remind_hand_backs
from kaifaqu.operations.operators.actions.writing import OperatorRefusedError, assign, write_act
from kaifaqu.operations.operators.models import DutyClaim, ExitKind, HandBack, Mandate, Share
from kaifaqu.operations.operators.rules import list_duties, plan_hand_backs


@transaction.atomic
def begin_exit(mandate: Mandate, kind: ExitKind, reason: str, on: date, *, by: User, at: datetime) -> Mandate:
    """Begins an exit: lists every entrusted asset, every duty that falls back, and the usual papers. Raises OperatorRefusedError."""
    if mandate.exit_begun_on is not None or not reason.strip():
        raise OperatorRefusedError(_("已经启动退出，或没有写退出原因。请核对。"))
    assign(mandate, {"exit_kind": kind, "exit_reason": reason, "exit_begun_on": on})
    assets = list(mandate.company.assets.filter(entrusted=True, handed_back_on=None))
    names = {duty.code: duty.name for duty in list_duties()}
    duties = [names.get(row.duty, row.duty) for row in _led(mandate)]
    by_name = {f"资产：{asset.name}": asset for asset in assets}
    for words in plan_hand_backs([asset.name for asset in assets], duties):
        HandBack.objects.create(mandate=mandate, words=words, asset=by_name.get(words))
    write_act("begin_exit", mandate, mandate.company.subject, by=by, at=at, more={"hand_backs": mandate.hand_backs.count()})
    remind_hand_backs(mandate, by=by, at=at)
    return mandate


def _led(mandate: Mandate) -> list[DutyClaim]:
    return list(mandate.duties.filter(dropped_at=None, share=Share.LEAD))


@transaction.atomic
def add_hand_back(mandate: Mandate, words: str, *, by: User, at: datetime) -> HandBack:
    """Adds a line to the list of an exit. Raises OperatorRefusedError."""
    if mandate.exit_begun_on is None or mandate.exited_on is not None or not words.strip():
        raise OperatorRefusedError(_("没有在办理退出，或没有写移交事项。请核对。"))
    row = HandBack.objects.create(mandate=mandate, words=words)
    write_act("add_hand_back", row, mandate.company.subject, by=by, at=at)
    return row


@transaction.atomic
def hand_back(row: HandBack, on: date, receiver: str, note: str, *, by: User, at: datetime) -> HandBack:
    """Records that one line was handed back, and to whom; an asset leaves the company's book with it. Raises OperatorRefusedError."""
    if row.done_on is not None or not receiver.strip():
        raise OperatorRefusedError(_("这一项已经移交，或没有写接收人。请核对。"))
    assign(row, {"done_on": on, "receiver": receiver, "note": note})
    if row.asset is not None:
        assign(row.asset, {"handed_back_on": on})
    write_act("hand_back", row, row.mandate.company.subject, by=by, at=at)
    return row


@transaction.atomic
def finish_exit(mandate: Mandate, on: date, *, by: User, at: datetime) -> Mandate:
    """Finishes an exit once every line is handed back: the company's duties fall away, and are gaps until somebody takes them.

    Raises OperatorRefusedError naming what is still out.
    """
    if mandate.exit_begun_on is None or mandate.exited_on is not None:
        raise OperatorRefusedError(_("没有在办理退出，或已经退出。请刷新。"))
    still = list(mandate.hand_backs.filter(done_on=None).values_list("words", flat=True))
    if still:
        raise OperatorRefusedError(_("还有 %(count)s 项没有移交：%(words)s。移交完才能办结退出。") % {
            "count": len(still), "words": _("、").join(still),
        })  # fmt: skip
    claims = list(mandate.duties.filter(dropped_at=None))
    for claim in claims:
        assign(claim, {"dropped_at": at})
    assign(mandate, {"exited_on": on})
    write_act("finish_exit", mandate, mandate.company.subject, by=by, at=at, more={"duties": [claim.duty for claim in claims]})
    remind_hand_backs(mandate, by=by, at=at)
    remind_duties(mandate.zone, [claim.duty for claim in claims], by=by, at=at)
    return mandate
