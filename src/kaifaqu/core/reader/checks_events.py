"""Checks on what was announced: one project beside the total of all that were signed, stages of one project in their order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from kaifaqu.core.figures.period import Period, PeriodError, Shape
from kaifaqu.core.reader.checks_page import Mark, Page
from kaifaqu.core.reader.checks_verdict import Finding, figures_of, written_numbers
from kaifaqu.core.reader.model import Event, Verdict

STAGES = {"signing": 1, "landing": 2, "registration": 2, "start": 3, "launch": 3, "completion": 4, "production": 5}
"""The order of a project's life; two stages of one number may come in either order."""

STAGE_NAMES = {
    "signing": "签约", "landing": "落地", "registration": "注册", "start": "开工", "launch": "启动", "completion": "竣工", "production": "投产",
}  # fmt: skip


def check_signed_parts(page: Page) -> Iterator[Finding]:
    """签约了甲项目,投资2.7亿元, beside 6个项目签约,总投资16.8亿元: the one is no more than the six."""
    marks = {mark.figure.id: mark for sentence in page.sentences for mark in sentence.marks}
    totals: dict[int, Mark] = {}
    for event in page.events:
        amounts = [marks[name] for name in event.slots.get("amounts", ()) if name in marks] if event.type == "signing" else []
        article = page.article_at(event.trigger[0])
        if len(amounts) != 1 or article is None:
            continue
        if event.slots.get("count"):
            totals.setdefault(article, amounts[0])
        elif len(event.slots.get("projects", ())) == 1 and article in totals:
            yield from _one_of_all(str(event.slots["projects"][0]), amounts[0], totals[article])


def check_order_of_stages(page: Page) -> Iterator[Finding]:
    """A project is started after it was signed and landed: two stages with a day each, in their order."""
    stages: dict[tuple[int, str], list[tuple[Event, date]]] = defaultdict(list)
    for event in page.events:
        day, article = _day_of(event), page.article_at(event.trigger[0])
        if event.type in STAGES and day is not None and article is not None:
            for project in event.slots.get("projects", ()):
                stages[article, str(project)].append((event, day))
    for (_, project), dated in stages.items():
        dated.sort(key=lambda pair: STAGES[pair[0].type])
        for (first, start), (last, end) in pairwise(dated):
            if STAGES[first.type] < STAGES[last.type]:
                yield _in_order(project, (STAGE_NAMES[first.type], start), (STAGE_NAMES[last.type], end))


def _day_of(event: Event) -> date | None:
    try:
        period = Period.parse(str(event.slots.get("date", "")))
    except PeriodError:
        return None
    return period.end if period.shape is Shape.DAY else None


def _one_of_all(project: str, part: Mark, whole: Mark) -> Iterator[Finding]:
    if part.measure != whole.measure or part is whole:
        return
    left, right = written_numbers([part, whole])
    if part.values.lies_above(whole.values):
        return
    says = f"签约项目之一「{project}」{part.text} 不大于签约总额 {whole.text},相符。"
    yield Finding("part<=whole", figures_of(part, whole), f"{left} ≤ {right}", Verdict.HOLDS, says, left, right)


def _in_order(project: str, first: tuple[str, date], last: tuple[str, date]) -> Finding:
    text = f"{first[0]} {first[1]} → {last[0]} {last[1]}"
    fits = first[1] <= last[1]
    says = f"「{project}」{first[0]}({first[1]})在{last[0]}({last[1]})之前,时间顺序相符。" if fits else (
        f"「{project}」{last[0]}({last[1]})早于{first[0]}({first[1]}),时间顺序颠倒。请核对日期。"
    )  # fmt: skip
    return Finding("period", (), text, Verdict.HOLDS if fits else Verdict.UNVERIFIABLE, says)
