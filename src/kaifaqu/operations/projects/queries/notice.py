"""The words of the 项目调度通报: totals, starts, progress, late approvals, what is next. Pure over what the month says (domain §8.3).

Every number in it is a `Number` that knows what it counts, so that the same notice is printed as a paper and cited in a brief.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kaifaqu.core.figures.quantity import Quantity, plain, round_display
from kaifaqu.foundation.paper import Part, part_annexes
from kaifaqu.operations.projects.queries.dispatch import AgendaItem, Dispatch, DispatchRow
from kaifaqu.operations.projects.vocabulary import About, Colour

HUNDRED_MILLION = Decimal(10000)
NAMED = 8
"""Projects that a sentence names; the annex has all."""
ABSENT = "未报"


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the notice: as it is printed, what it says, and what it counts or sums."""

    text: str
    quantity: Quantity
    what: str


Piece = str | Number


@dataclass(frozen=True, slots=True)
class Told:
    """One paragraph (`title`, `heading`, `body`, `annex`) or, with `rows`, one annex table whose first row is its header."""

    level: str
    pieces: tuple[Piece, ...] = ()
    rows: tuple[tuple[Piece, ...], ...] = ()


def write_notice(dispatch: Dispatch, corrections: Sequence[Part] = ()) -> list[Part]:
    """The notice as a paper, what it corrects before its annexes."""
    parts = [
        Part(told.level, _said(told.pieces), rows=[[_said([cell]) for cell in row] for row in told.rows])
        for told in tell_notice(dispatch)
    ]
    body, annexes = part_annexes(parts)
    return [*body, *corrections, *annexes]


def tell_notice(dispatch: Dispatch) -> list[Told]:
    """The notice with its annexes: what burns, how every project stands, which tasks are open."""
    return [
        Told("title", (f"关于{dispatch.year}年{dispatch.month}月项目调度情况的通报",)),
        Told("body", tuple(_opening(dispatch))),
        Told("heading", ("一、项目开工",)), Told("body", tuple(_starts(dispatch))),
        Told("heading", ("二、投资进度",)), *(Told("body", tuple(pieces)) for pieces in _progress(dispatch)),
        Told("heading", ("三、手续办理",)), Told("body", tuple(_approvals(dispatch))),
        Told("heading", ("四、下步工作",)), *(Told("body", tuple(pieces)) for pieces in _next(dispatch)),
        *_annexes(dispatch),
    ]  # fmt: skip


def _said(pieces: Sequence[Piece]) -> str:
    return "".join(piece.text if isinstance(piece, Number) else piece for piece in pieces)


def write_corrections(corrections: Sequence[str], *, reissued: bool) -> list[Part]:
    """What a re-issued notice says otherwise than the issue before; nothing in a first issue."""
    if not reissued:
        return []
    told = corrections or ("与上次定稿一致，没有更正。",)
    return [Part("heading", "更正说明（与上次定稿比较）"), *(Part("body", text) for text in told)]


def _opening(dispatch: Dispatch) -> Iterator[Piece]:
    totals = dispatch.totals
    yield f"截至{dispatch.day.month}月{dispatch.day.day}日，{dispatch.subject.name}在册项目"
    yield _count(totals.projects, "在册项目")
    if totals.investment is not None:
        yield "，总投资"
        yield _billions(totals.investment, "在册项目总投资")
        if totals.without_investment:
            yield "（"
            yield _count(totals.without_investment, "未登记总投资的项目")
            yield "项目未登记总投资，未计入）"
    yield f"。亮灯规则为{dispatch.rule}，红灯"
    yield _count(totals.red, "红灯项目")
    yield "、黄灯"
    yield _count(totals.yellow, "黄灯项目")
    if dispatch.unreported:
        yield "，"
        yield _count(len(dispatch.unreported), "本月未报进度的在建项目")
        yield "在建项目本月未报进度"
    yield "。"


def _starts(dispatch: Dispatch) -> Iterator[Piece]:
    starts = dispatch.starts
    if not starts.planned or starts.percent is None:
        yield f"{dispatch.year}年1—{dispatch.month}月没有登记计划开工的项目。"
        return
    yield f"1—{dispatch.month}月计划开工项目"
    yield _count(len(starts.planned), "计划开工项目")
    yield "，已开工"
    yield _count(len(starts.started), "计划开工且已开工的项目")
    yield "，计划开工率"
    yield _rate(starts.percent, "计划开工率")
    yield "。"
    if starts.waiting:
        yield "未开工的有："
        yield from _named([(project.subject.label,) for project in starts.waiting], "计划开工而未开工的项目")
        yield "。"


def _progress(dispatch: Dispatch) -> Iterator[Iterator[Piece]]:
    totals = dispatch.totals
    if totals.percent is None or totals.plan is None or totals.done is None:
        yield iter(("没有同时登记年度计划和本月累计的项目，不能计算投资完成率。",))
        return
    yield _completion(dispatch, totals.plan, totals.done, totals.percent)
    ranked = sorted((row for row in dispatch.rows if row.gap is not None), key=lambda row: row.gap or Decimal(0), reverse=True)
    ahead = [row for row in ranked if row.gap is not None and row.gap >= 0]
    behind = [row for row in reversed(ranked) if row.gap is not None and row.gap < 0]
    if ahead:
        yield iter(("进度较好的是：", *_named([tuple(_with_gap(row)) for row in ahead], "超序时的项目"), "。"))
    if behind:
        yield iter(("进度较慢的是：", *_named([tuple(_with_gap(row)) for row in behind], "欠序时的项目"), "。"))


def _completion(dispatch: Dispatch, plan: Decimal, done: Decimal, percent: Decimal) -> Iterator[Piece]:
    yield "有计划并已报数的项目年度计划投资"
    yield _billions(plan, "年度计划投资")
    yield f"，1—{dispatch.month}月完成"
    yield _billions(done, "本年累计完成投资")
    yield "，投资完成率"
    yield _rate(percent, "投资完成率")
    if dispatch.totals.gap is not None:
        yield "，"
        yield _pace(dispatch.totals.gap)
    yield "。"


def _approvals(dispatch: Dispatch) -> Iterator[Piece]:
    late = [
        (f"{row.project.subject.label}（{light.words}，{light.turn}）",)
        for row in dispatch.rows
        for light in row.burning
        if light.about is About.APPROVAL
    ]
    if not late:
        yield "本月没有超时的手续。"
        return
    yield "手续超时"
    yield _count(len(late), "超时的手续", "项")
    yield "："
    yield from _named(late, "超时的手续")
    yield "。已逐项督办。"


def _next(dispatch: Dispatch) -> Iterator[Iterator[Piece]]:
    red = [row for row in dispatch.rows if row.colour is Colour.RED]
    if red:
        yield iter(
            (
                "红灯项目",
                _count(len(red), "红灯项目"),
                "，请责任单位逐个说明原因、提出措施和时限；有正当理由的，按程序申请免亮。",
            )
        )
    if dispatch.unreported:
        labels = [(row.project.subject.label,) for row in dispatch.unreported]
        yield iter(("请", *_named(labels, "本月未报进度的在建项目"), f"补报{dispatch.month}月进度。"))
    needs = [
        (f"{row.project.subject.label}：{row.report.needs.rstrip('。；')}",)
        for row in dispatch.rows
        if row.report and row.report.needs
    ]
    if needs:
        yield iter(("需协调事项", _count(len(needs), "需协调事项", "件"), "：", *_named(needs, "需协调事项"), "。"))
    if not red and not dispatch.unreported and not needs:
        yield iter(("继续按月调度。",))


def _annexes(dispatch: Dispatch) -> Iterator[Told]:
    burning = [row for row in dispatch.rows if row.burning]
    planned = [row for row in dispatch.rows if row.plan is not None or row.report is not None]
    tasks = [item for item in dispatch.agenda if item.kind == "task"]
    tables = (
        ("亮灯项目", len(burning), "个", _lights(burning)),
        ("项目进度", len(planned), "个", _standing(planned, dispatch.month)),
        ("未办结的督办和任务", len(tasks), "件", _tasks(tasks)),
    )
    for number, (title, count, unit, rows) in enumerate((table for table in tables if table[1]), 1):
        yield Told("annex", (f"附件{number}　{title}（", _count(count, title, unit), "）"))
        yield Told("table", rows=tuple(rows))


def _lights(rows: Sequence[DispatchRow]) -> Iterator[tuple[Piece, ...]]:
    yield "序号", "项目名称", "亮灯", "事由", "轮到谁", "自何日"
    for number, row in enumerate(rows, 1):
        for at, light in enumerate(row.burning):
            yield (
                str(number) if at == 0 else "", row.project.subject.label if at == 0 else "", str(light.colour.label),
                light.words, light.turn or "—", f"{light.since:%Y-%m-%d}" if light.since else "—",
            )  # fmt: skip


def _standing(rows: Sequence[DispatchRow], month: int) -> Iterator[tuple[Piece, ...]]:
    yield (
        "序号",
        "项目名称",
        "年度计划投资（万元）",
        f"1—{month}月完成（万元）",
        "完成率",
        "超（+）欠（−）序时（百分点）",
        "亮灯",
    )
    for number, row in enumerate(rows, 1):
        yield (
            str(number), row.project.subject.label, _amount(row.plan, "年度计划投资"), _amount(row.done, "本年累计完成投资"),
            "—" if row.percent is None else _rate(row.percent, "投资完成率"),
            "—" if row.gap is None else _ahead(row.gap), str(row.colour.label),
        )  # fmt: skip


def _tasks(items: Sequence[AgendaItem]) -> Iterator[tuple[Piece, ...]]:
    yield "序号", "事项", "责任人", "办结期限"
    for number, item in enumerate(items, 1):
        yield str(number), item.words, item.turn or "—", f"{item.since:%Y-%m-%d}" if item.since else "—"


def _named(named: Sequence[Sequence[Piece]], what: str) -> Iterator[Piece]:
    """The first of them, and how many there are where that is not all; what is long is parted by semicolons."""
    long = any(isinstance(piece, str) and ("（" in piece or "：" in piece) for one in named for piece in one)
    for number, one in enumerate(named[:NAMED]):
        if number:
            yield "；" if long else "、"
        yield from one
    if len(named) > NAMED:
        yield "等"
        yield _count(len(named), what, "项")


def _with_gap(row: DispatchRow) -> Iterator[Piece]:
    yield f"{row.project.subject.label}（"
    if row.percent is not None and row.gap is not None:
        yield "完成"
        yield _rate(row.percent, f"{row.project.subject.label}投资完成率")
        yield "，"
        yield _pace(row.gap)
    yield "）"


def _pace(gap: Decimal) -> Piece:
    shown = plain(round_display(gap, 1))
    if shown == 0:
        return "与序时进度持平"
    return Number(f"{'超' if gap >= 0 else '欠'}序时进度{abs(shown):f}个百分点", Quantity.of(shown, "百分点"), "超欠序时")


def _count(count: int, what: str, unit: str = "个") -> Number:
    return Number(f"{count}{unit}", Quantity.of(count, unit), what)


def _billions(amount: Decimal, what: str) -> Number:
    text = billions(amount)
    return Number(f"{text}亿元", Quantity.of(text, "亿元"), what)


def _rate(value: Decimal, what: str) -> Number:
    return Number(rate(value), Quantity.of(plain(round_display(value, 1)), "%"), what)


def _amount(amount: Decimal | None, what: str) -> Piece:
    return ABSENT if amount is None else Number(f"{plain(amount):f}", Quantity.of(plain(amount), "万元"), what)


def _ahead(gap: Decimal) -> Number:
    shown = plain(round_display(gap, 1))
    return Number(f"{'+' if shown > 0 else '−' if shown < 0 else ''}{abs(shown):f}", Quantity.of(shown, "百分点"), "超欠序时")


def billions(amount: Decimal) -> str:
    """万元 as 亿元, two digits after the point at most."""
    return f"{plain(round_display(amount / HUNDRED_MILLION, 2)):f}"


def rate(value: Decimal | None) -> str:
    """A percentage with one digit after the point."""
    return "—" if value is None else f"{plain(round_display(value, 1)):f}%"
