"""Pure decisions about signing: whose turn it is, and who may not take it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.accounts.models import Role


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a sign-off chain: who takes it, what it is called, and what a return is called that waits for it."""

    code: str
    role: Role
    label: str | Promise
    waiting: str | Promise
    within_filer: bool


STEPS: dict[str, Step] = {
    step.code: step
    for step in (
        Step("declare", Role.CLERK, _("填报"), _("填报中"), True),
        Step("enterprise", Role.ENTERPRISE, _("企业填报"), _("企业填报中"), True),
        Step("company", Role.OPERATOR, _("公司填报"), _("公司填报中"), True),
        Step("acknowledge", Role.SIGNER, _("签收"), _("待签收"), True),
        Step("acknowledge_city", Role.CITY_REVIEWER, _("签收"), _("待签收"), True),
        Step("acknowledge_company", Role.OPERATOR, _("签收"), _("待签收"), True),
        Step("review", Role.REVIEWER, _("复核"), _("待复核"), True),
        Step("issue", Role.SIGNER, _("签发·报送"), _("待签发"), True),
        Step("city_review", Role.CITY_REVIEWER, _("市级审核"), _("待市级审核"), False),
        Step("accept", Role.PROVINCE_APPROVER, _("省级核准"), _("待省级核准"), False),
    )
}


FILES_FOR_ITSELF = frozenset({Role.ENTERPRISE, Role.OPERATOR})
"""Who files a return of the own and leaves the rest of the chain to others."""


def filing_step(chain: Sequence[str]) -> str:
    """The step with which a return is filed: the enterprise's or company's own, else the last one within the filing unit."""
    if STEPS[chain[0]].role in FILES_FOR_ITSELF:
        return chain[0]
    return [code for code in chain if STEPS[code].within_filer][-1] if STEPS[chain[0]].within_filer else chain[0]


def next_step(chain: Sequence[str], position: int) -> Step | None:
    """The step that the return waits for, or None when every step is signed."""
    return STEPS[chain[position]] if position < len(chain) else None


def refuse_signer(chain: Sequence[str], position: int, signers: Sequence[int], user: int) -> str | None:
    """Why this person may not take the next step, or None. No one signs two consecutive steps.

    `signers` are the people of the steps already signed in this round, in order.
    """
    if position >= len(chain):
        return gettext("本表各步已签完，无需再签。")
    if signers and signers[-1] == user:
        return gettext("同一人不能连签相邻两步。请由另一位同事签署本步。")
    return None


def may_withdraw(chain: Sequence[str], position: int, opened_by_superior: bool) -> bool:
    """A return can be taken back until the superior has opened it."""
    step = next_step(chain, position)
    if step is None or position == 0:
        return False
    return step.within_filer or not opened_by_superior
