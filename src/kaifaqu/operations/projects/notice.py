"""The words of the 项目调度通报: totals, starts, progress, late approvals, what is next. Pure over what the month says (domain §8.3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from kaifaqu.core.figures.quantity import plain, round_display
from kaifaqu.foundation.paper import Part
from kaifaqu.operations.projects.queries.dispatch import Dispatch, DispatchRow
from kaifaqu.operations.projects.vocabulary import About, Colour

HUNDRED_MILLION = Decimal(10000)
NAMED = 8
"""Projects that a sentence names; the annex has all."""


def write_notice(dispatch: Dispatch) -> list[Part]:
    """The parts of the notice; the annex lists every project that burns."""
    parts = [
        Part("title", f"关于{dispatch.year}年{dispatch.month}月项目调度情况的通报"),
        Part("body", _opening(dispatch)),
        Part("heading", "一、项目开工"), Part("body", _starts(dispatch)),
        Part("heading", "二、投资进度"), *(Part("body", text) for text in _progress(dispatch)),
        Part("heading", "三、手续办理"), Part("body", _approvals(dispatch)),
        Part("heading", "四、下步工作"), *(Part("body", text) for text in _next(dispatch)),
    ]  # fmt: skip
    burning = [row for row in dispatch.rows if row.burning]
    if burning:
        parts += [Part("heading", f"附件：亮灯项目（{len(burning)}个）"), Part("table", rows=_annex(burning))]
    return parts


def write_corrections(corrections: Sequence[str], *, reissued: bool) -> list[Part]:
    """What a re-issued notice says otherwise than the issue before; nothing in a first issue."""
    if not reissued:
        return []
    told = corrections or ("与上次定稿一致，没有更正。",)
    return [Part("heading", "更正说明（与上次定稿比较）"), *(Part("body", text) for text in told)]


def _opening(dispatch: Dispatch) -> str:
    totals = dispatch.totals
    text = f"截至{dispatch.day.month}月{dispatch.day.day}日，{dispatch.subject.name}在册项目{totals.projects}个"
    if totals.investment is not None:
        text += f"，总投资{billions(totals.investment)}亿元"
        text += f"（{totals.without_investment}个项目未登记总投资，未计入）" if totals.without_investment else ""
    text += f"。亮灯规则为{dispatch.rule}，红灯{totals.red}个、黄灯{totals.yellow}个"
    unreported = dispatch.unreported
    return text + (f"，{len(unreported)}个在建项目本月未报进度。" if unreported else "。")


def _starts(dispatch: Dispatch) -> str:
    starts = dispatch.starts
    if not starts.planned:
        return f"{dispatch.year}年1—{dispatch.month}月没有登记计划开工的项目。"
    text = f"1—{dispatch.month}月计划开工{len(starts.planned)}个，已开工{len(starts.started)}个，计划开工率{rate(starts.percent)}。"
    if starts.waiting:
        text += f"未开工的有：{_named([project.subject.label for project in starts.waiting])}。"
    return text


def _progress(dispatch: Dispatch) -> Iterator[str]:
    totals = dispatch.totals
    if totals.percent is None or totals.plan is None or totals.done is None:
        yield "没有同时登记年度计划和本月累计的项目，不能计算投资完成率。"
        return
    gap = totals.gap
    words = "" if gap is None else f"，{'超' if gap >= 0 else '欠'}序时{points(gap)}个百分点"
    yield (
        f"有计划并已报数的项目年度计划投资{billions(totals.plan)}亿元，1—{dispatch.month}月完成{billions(totals.done)}亿元，"
        f"投资完成率{rate(totals.percent)}{words}。"
    )
    ranked = sorted((row for row in dispatch.rows if row.gap is not None), key=lambda row: row.gap or Decimal(0), reverse=True)
    ahead = [row for row in ranked if row.gap is not None and row.gap >= 0]
    behind = [row for row in reversed(ranked) if row.gap is not None and row.gap < 0]
    if ahead:
        yield f"进度较好的是：{_named([_with_gap(row) for row in ahead])}。"
    if behind:
        yield f"进度较慢的是：{_named([_with_gap(row) for row in behind])}。"


def _approvals(dispatch: Dispatch) -> str:
    late = [
        f"{row.project.subject.label}（{light.words}，{light.turn}）"
        for row in dispatch.rows
        for light in row.burning
        if light.about is About.APPROVAL
    ]
    return f"手续超时{len(late)}项：{_named(late)}。已逐项督办。" if late else "本月没有超时的手续。"


def _next(dispatch: Dispatch) -> Iterator[str]:
    red = [row for row in dispatch.rows if row.colour is Colour.RED]
    if red:
        yield f"红灯项目{len(red)}个，请责任单位逐个说明原因、提出措施和时限；有正当理由的，按程序申请免亮。"
    if dispatch.unreported:
        yield f"请{_named([row.project.subject.label for row in dispatch.unreported])}补报{dispatch.month}月进度。"
    needs = [f"{row.project.subject.label}：{row.report.needs}" for row in dispatch.rows if row.report and row.report.needs]
    if needs:
        yield f"需协调事项{len(needs)}件：{_named(needs)}。"
    if not red and not dispatch.unreported and not needs:
        yield "继续按月调度。"


def _annex(rows: Sequence[DispatchRow]) -> list[list[str]]:
    head = ["序号", "项目名称", "亮灯", "事由", "轮到谁", "自何日"]
    found = [head]
    for number, row in enumerate(rows, 1):
        for at, light in enumerate(row.burning):
            found.append(
                [
                    str(number) if at == 0 else "", row.project.subject.label if at == 0 else "", str(light.colour.label),
                    light.words, light.turn or "—", f"{light.since:%Y-%m-%d}" if light.since else "—",
                ]
            )  # fmt: skip
    return found


def _named(words: Sequence[str]) -> str:
    shown = "；".join(words[:NAMED]) if any("（" in word or "：" in word for word in words) else "、".join(words[:NAMED])
    return f"{shown}等{len(words)}项" if len(words) > NAMED else shown


def _with_gap(row: DispatchRow) -> str:
    gap = row.gap if row.gap is not None else Decimal(0)
    return f"{row.project.subject.label}（完成{rate(row.percent)}，{'超' if gap >= 0 else '欠'}序时{points(gap)}个百分点）"


def billions(amount: Decimal) -> str:
    """万元 as 亿元, two digits after the point at most."""
    return f"{plain(round_display(amount / HUNDRED_MILLION, 2)):f}"


def rate(value: Decimal | None) -> str:
    """A percentage with one digit after the point."""
    return "—" if value is None else f"{plain(round_display(value, 1)):f}%"


def points(value: Decimal) -> str:
    """Percentage points without a sign."""
    return f"{plain(round_display(abs(value), 1)):f}"
