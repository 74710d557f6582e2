"""Figures that a rule or a promise sets: rewards, terms of service, how often something must be done, the phases of a project."""

from __future__ import annotations

import re

from kaifaqu.core.reader.clauses import Place
from kaifaqu.core.reader.model import ReadRole

_DONE = re.compile(
    r"已|累计|实际(?:完成|到位|拨付|发放)|共发放|兑现|仅用|用时|历时|只用|平均|截至|今年以来|拨付|发放了?|争取到|获得?"
)
_AWARD_LEFT = re.compile(r"(?:加价|给予|予以|奖励|奖补|补助|补贴|资助|扶持)[^,。;\d]{0,14}$")
_AWARD_RIGHT = re.compile(r"(?:以内|以下)?的?(?:[^,。;\d]{0,6})(?:奖励|补助|补贴|奖补|资助|扶持|资金支持|奖金)")
_AWARD = re.compile("给予|予以|奖励|补助|补贴|奖补")
_AWARD_SCENE = re.compile("对[^。;]{2,40}的,[^。]*(?:给予|予以|补助|补贴|奖励)")
_AGREED = re.compile(r"承诺[,,]|承诺(?:投资|总投资|年)|(?:按照|根据|按)[^,。]{0,6}(?:协议|合同)(?:约定)?,|(?:协议|合同)约定")
_AGREED_KINDS = frozenset(["amount", "area", "count", "capacity", "mass", "rate", "power"])
_AWARD_LIMIT = re.compile(r"最高(?:不超过?|限额|可达|可获|达)?$")
_AWARD_RATE = re.compile(r"(?:的比例|的标准)?(?:给予|予以|进行奖|进行补)")
_PHASE_PLAN = re.compile(r"[一二三四首]期(?:项目|工程)?(?:规划|计划)[^,;。]{0,8}$")
_TERM_LEFT = re.compile(r"(?:限期|期限为?|时限为?|须在|应在|必须在|要在|承诺在?|确保在?|整改期(?:不超过)?)$")
_TERM_RIGHT = re.compile(
    r"(?:之?内|以内)?(?:完成(?!投资|产值|了)|办结|办理|答复|反馈|回复|响应|解决|到场|出证|发照|整改|见效|拿地|内)(?!投资|产值)"
)
_SPAN_OF_PLAN = re.compile(r"(?:计划|拟|将)(?:在|用)?$")
_HOW_OFTEN = re.compile(r"每(?:个?[年月周日天旬]|季度|星期|半年|两周)[^,。;]{0,14}$")
_BINDING = re.compile("不得少于|要求|须|应|实行|机制|制度")


def pledged_role(flat: str, place: Place) -> tuple[ReadRole, str] | None:
    """(role, rule) of a figure that a rule sets, or None where it is none."""
    mark = place.mark
    clause = flat[max(place.clause[0], mark.start - 40) : mark.start]
    if mark.unit == "期" and (clause.endswith("分") or place.right.startswith("工程")):
        return ReadRole.PLANNED, "phases"
    if _DONE.search(flat, max(place.segment[0], mark.start - 40), mark.start):
        return None
    if mark.kind == "amount" and (_AWARD_LEFT.search(clause) or ("给予" in clause and _AWARD_RIGHT.match(place.right))):
        return ReadRole.PLANNED, "award"
    if mark.kind in _AGREED_KINDS and _AGREED.search(flat, max(place.sentence[0], mark.start - 90), mark.start):
        return ReadRole.PLANNED, "agreed"
    if (
        mark.kind in ("amount", "percent")
        and _AWARD_LIMIT.search(clause)
        and _AWARD.search(flat, place.sentence[0], mark.start)
    ):
        return ReadRole.PLANNED, "award"
    if mark.kind == "duration" and clause.endswith(("奖励", "补贴", "补助", "免租", "减免", "减半")):
        return ReadRole.PLANNED, "award"
    if place.left.endswith(("不超过", "不超", "不高于")) and _AWARD_SCENE.search(flat, place.sentence[0], mark.start):
        return ReadRole.PLANNED, "award"
    if mark.kind == "percent" and _AWARD_RATE.match(place.right):
        return ReadRole.PLANNED, "award"
    if mark.kind == "area" and _PHASE_PLAN.search(clause):
        return ReadRole.PLANNED, "phase-plan"
    if mark.kind == "duration" and _SPAN_OF_PLAN.search(clause) and place.right.startswith("内"):
        return ReadRole.PLANNED, "span-of-plan"
    if mark.kind == "duration" and (_TERM_LEFT.search(clause) or _TERM_RIGHT.match(place.right)):
        return ReadRole.TARGET, "term"
    if (
        mark.unit == "次"
        and _HOW_OFTEN.search(clause)
        and _BINDING.search(flat, max(place.sentence[0], mark.start - 90), mark.start)
    ):
        return ReadRole.TARGET, "how-often"
    return None
