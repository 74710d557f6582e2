"""Writes of promotion; acts of other files of this folder are found here too. One act, one transaction, one journal row."""

from kaifaqu.operations.promotion.actions.agreements import (
    draft_agreement,
    list_signing,
    open_tasks_for_stages,
    opine,
    sign_agreement,
    update_agreement,
)
from kaifaqu.operations.promotion.actions.events import add_slot, invite, register_event, set_guest
from kaifaqu.operations.promotion.actions.leads import (
    add_contact,
    add_promise,
    answer_dispatch,
    decide_overlap,
    dispatch_lead,
    end_lead,
    keep_promise,
    open_lead,
    open_tasks_for_standstill,
    reserve_space,
    update_lead,
)
from kaifaqu.operations.promotion.actions.offers import declare_focus, make_pack, register_policy, review_policy, update_policy
from kaifaqu.operations.promotion.actions.prospects import (
    merge_prospects,
    note_cooperation,
    register_prospect,
    renew_keys,
    undo_merge,
    update_prospect,
)
from kaifaqu.operations.promotion.actions.recording import PromotionRefusedError

__all__ = [
    "PromotionRefusedError", "add_contact", "add_promise", "add_slot", "answer_dispatch", "decide_overlap", "declare_focus",
    "dispatch_lead", "draft_agreement", "end_lead", "invite", "keep_promise", "list_signing", "make_pack", "merge_prospects",
    "note_cooperation", "open_lead", "open_tasks_for_stages", "open_tasks_for_standstill", "opine", "register_event",
    "register_policy", "register_prospect", "renew_keys", "reserve_space", "review_policy", "set_guest", "sign_agreement", "undo_merge",
    "update_agreement", "update_lead", "update_policy", "update_prospect",
]  # fmt: skip
