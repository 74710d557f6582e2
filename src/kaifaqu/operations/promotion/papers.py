"""What a firm was given, and what stood before its signature, as Word in the layout of official papers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from kaifaqu.foundation.paper import Part, write_paper
from kaifaqu.operations.promotion.models import Agreement, Pack
from kaifaqu.operations.promotion.practice import gate_rule
from kaifaqu.operations.promotion.queries import gates_of
from kaifaqu.operations.promotion.rules import GateView

NOT_WRITTEN = "（未填）"


def write_pack(pack: Pack) -> bytes:
    """The .docx of a pack in the words in which it was given."""
    title = _("%(zone)s招商资料") % {"zone": pack.zone.name}
    parts = [Part("title", title), Part("body", _("致：%(firm)s") % {"firm": pack.lead.prospect.name})]
    parts += [Part("body", line) for item in pack.items.all() for line in item.words.splitlines()]
    if pack.direction:
        parts += [Part("heading", _("产业方向")), Part("body", pack.direction)]
    return write_paper(parts, title=title, issuer=pack.zone.name, on=pack.given_on, made_at=pack.at)


def write_gates(agreement: Agreement, made_at: datetime) -> bytes:
    """The .docx 审核单 of an agreement: its facts, every gate as it stands on that day, every opinion that was ever written."""
    on = agreement.signed_on or timezone.localdate(made_at)
    title = _("投资协议签约前置条件审核单")
    parts = _tell_agreement(agreement, gates_of(agreement, on), title)
    return write_paper(parts, title=title, issuer=agreement.zone.name, on=on, made_at=made_at)


def _tell_agreement(agreement: Agreement, gates: list[GateView], title: str) -> Iterator[Part]:
    yield Part("title", title)
    yield Part("body", rows=((_("项目"), _("内容")), *_list_facts(agreement)))
    yield Part("heading", _("一、逐项审核"))
    head = (_("关口"), _("依据"), _("结论"), _("意见"))
    yield Part("body", rows=(head, *((view.gate.name, view.gate.law, conclude(view), view.words) for view in gates)))
    stops = [view.gate.name for view in gates if view.stops]
    told = _("还有 %(count)s 项没有通过：%(names)s。不得签约。") % {"count": len(stops), "names": _("、").join(stops)}
    yield Part("body", told if stops else _("以上各项均已通过，可以签约。"))
    opinions = list(agreement.opinions.select_related("by"))
    if opinions:
        names = {gate.code: gate.name for gate in gate_rule().gates}
        yield Part("heading", _("二、审核意见"))
    for row in opinions:
        verdict = _("通过") if row.passed else _("不通过")
        yield Part(
            "body", f"{_say(timezone.localdate(row.at))} {row.by.name}：{names.get(row.gate, row.gate)}，{verdict}。{row.words}"
        )
    if agreement.terms:
        yield Part("heading", _("三、政府方条款"))
        yield from (Part("body", line) for line in agreement.terms.splitlines() if line.strip())


def _list_facts(agreement: Agreement) -> Iterator[tuple[str, str]]:
    total = agreement.total_in_hundred_millions
    yield _("项目名称"), agreement.title
    yield _("协议类型"), agreement.get_kind_display()
    yield _("投资方"), agreement.investor or NOT_WRITTEN
    yield _("落地"), agreement.zone.name
    yield _("总投资"), NOT_WRITTEN if total is None else f"{total:f}亿元"
    yield _("是否化工项目"), _("是") if agreement.is_chemical else _("否")
    yield _("正式签订"), _("未签订") if agreement.signed_on is None else _say(agreement.signed_on)


def conclude(view: GateView) -> str:
    """A gate's state in words."""
    return _("待审") if view.passed is None else _("通过") if view.passed else _("不通过")


def _say(day: date) -> str:
    return f"{day:%Y年%-m月%-d日}"
