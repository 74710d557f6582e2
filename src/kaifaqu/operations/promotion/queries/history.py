"""What was done about a lead or an agreement, in the words of an official."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.journal.queries import list_acts

DEEDS = {
    "open_lead": _("登记线索"), "update_lead": _("修改需求"), "add_contact": _("登记洽谈"), "add_promise": _("登记承诺"),
    "keep_promise": _("登记兑现或撤回"), "dispatch_lead": _("派给开发区"), "answer_dispatch": _("答复派单"), "reserve_space": _("预留地块"),
    "end_lead": _("终止线索"), "draft_agreement": _("拟协议"), "update_agreement": _("修改协议"), "list_signing": _("列入签约清单"),
    "opine": _("写审核意见"), "stop_signature": _("签约被拦下"), "sign_agreement": _("登记正式签订"),
}  # fmt: skip
TELLING = ("words", "reason", "answer", "parcel", "zone", "signed_on")
"""What of a journal row is told beside the deed."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One act: when, who, what, and in which words."""

    at: datetime
    who: str
    did: Any
    words: str


def tell_acts(target: str) -> list[Deed]:
    """Every act on one record, the oldest first; an act without a name of its own is told by its code."""
    return [
        Deed(entry.at, entry.actor_name, DEEDS.get(entry.act.partition(".")[2], entry.act), _tell(entry.new))
        for entry in list_acts(target)
    ]


def _tell(new: Any) -> str:
    said = new if isinstance(new, dict) else {}
    return "；".join(str(said[name]) for name in TELLING if said.get(name))
