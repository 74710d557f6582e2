"""Commands about numbers: compute a whole scope, explain one value, repeat a run, release, try a column's rounding."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any


def add_commands(commands: Any) -> None:
    """`compute`, `explain`, `release`, `rounding`."""
    compute = commands.add_parser("compute", help="计算一个单位及其所属的一个指标；--run 重做一次计算并逐位核对")
    _address(compute, "?")
    compute.add_argument("--on", default="", help="按哪天的账，如 2024-04-25")
    compute.add_argument("--run", type=int, dest="repeat", help="重做第几次计算")
    compute.set_defaults(run=run_compute, parser=compute)
    explain = commands.add_parser("explain", help="一个数是怎么算出来的，一步一行")
    _address(explain, None)
    explain.add_argument("--on", default="", help="按哪天的账，如 2024-04-25")
    explain.set_defaults(run=run_explain)
    release = commands.add_parser("release", help="把一个单位某一时期的数冻结成一版，列出与上一版的不同")
    for name, words in (("subject", "主体代码"), ("period", "时期，如 2024Q1")):
        release.add_argument(name, help=words)
    release.add_argument("--by", required=True, help="发布人的账号")
    release.add_argument("--note", default="", help="说明")
    release.set_defaults(run=run_release)
    rounding = commands.add_parser("rounding", help="一列印出来的数用的是哪种取舍")
    rounding.add_argument("file", type=Path, help="每行几个数的文本文件")
    rounding.add_argument("--kind", choices=("ratio", "growth", "ahead", "value"), default="ratio", help="这一列是什么")
    rounding.set_defaults(run=run_rounding)


def _address(parser: argparse.ArgumentParser, nargs: str | None) -> None:
    for name, words in (("indicator", "指标代码"), ("subject", "主体代码"), ("period", "时期，如 2024Q1")):
        parser.add_argument(name, help=words, nargs=nargs)


def say(line: str) -> None:
    """A line of the result."""
    sys.stdout.write(f"{line}\n")


def refuse(message: str) -> int:
    """Says why not; the exit status of a refusal."""
    sys.stderr.write(f"{message}\n")
    return 2


def run_compute(options: argparse.Namespace) -> int:
    """Prints the values of a scope, or repeats a run."""
    from kaifaqu.core.figures.period import Period
    from kaifaqu.foundation.subjects.queries import get_subject
    from kaifaqu.statistics.indicators.queries.tables import tabulate
    from kaifaqu.statistics.ledger.queries import book_asked

    if options.repeat is not None:
        return run_again(options.repeat)
    if options.period is None:
        options.parser.error("需要 indicator subject period，或 --run N")
    try:
        rows = tabulate(
            options.indicator, get_subject(options.subject), Period.parse(options.period), book_asked({"on": options.on})
        )
    except Exception as error:
        return refuse(fault(error, options))
    for row in rows:
        say(f"{row.subject.code}\t{row.subject.label}\t{row.shown}")
    return 0


def fault(error: Exception, options: argparse.Namespace) -> str:
    """What is wrong with an address; any other error is raised again."""
    from django.core.exceptions import ObjectDoesNotExist

    if isinstance(error, KeyError):
        return f"没有「{options.indicator}」这个指标。请在 catalogue/indicators 中查对代码。"
    if isinstance(error, ObjectDoesNotExist):
        return f"没有「{options.subject}」这个主体。请查对代码。"
    if isinstance(error, ValueError):
        return str(error)
    raise error


def run_again(number: int) -> int:
    """Does a run again and compares every value; exit 1 when one differs."""
    from kaifaqu.statistics.indicators.models import Run
    from kaifaqu.statistics.indicators.queries import get_run, repeat_run

    try:
        run = get_run(number)
    except Run.DoesNotExist:
        return refuse(f"没有第 {number} 次计算。")
    rows = list(repeat_run(run))
    for row in rows:
        if not row.agrees:
            say(
                f"不一致\t{row.cited.indicator}\t{row.cited.subject.code}\t{row.cited.period}\t当时 {row.then}\t现在 {row.again}"
            )
    wrong = sum(not row.agrees for row in rows)
    say(
        f"第 {number} 次计算（账本第 {run.position} 条止）：{len(rows)} 个值，{'逐位一致' if not wrong else f'{wrong} 个不一致'}。"
    )
    return 1 if wrong else 0


def run_explain(options: argparse.Namespace) -> int:
    """Prints a value with its explanation, indented."""
    from kaifaqu.core.figures.period import Period
    from kaifaqu.outputs.trace.queries import Step, trace_value
    from kaifaqu.statistics.ledger.queries import book_asked

    try:
        trace = trace_value(options.indicator, options.subject, Period.parse(options.period), book_asked({"on": options.on}))
    except Exception as error:
        return refuse(fault(error, options))

    def show(step: Step, depth: int) -> None:
        marks = "".join(f"［{mark}］" for mark in step.marks)
        where = f"  ← 账本第 {step.fact.pk} 条" if step.fact else ""
        say(f"{'    ' * depth}{step.node.label} = {step.shown}{marks}{where}")
        for line in (step.node.expression if step.children else "", step.node.reason):
            if line:
                say(f"{'    ' * depth}  {line}")
        for child in step.children:
            show(child, depth + 1)

    show(trace.root, 0)
    say(f"依据：{trace.reference}；规则摘要 {trace.digest[:12]}；账本第 {trace.position} 条止")
    return 0


def run_release(options: argparse.Namespace) -> int:
    """Issues the next edition and prints its revisions."""
    from django.utils import timezone

    from kaifaqu.core.figures.period import Period
    from kaifaqu.foundation.accounts.models import User
    from kaifaqu.foundation.accounts.queries import may
    from kaifaqu.foundation.subjects.queries import get_subject
    from kaifaqu.statistics.indicators.actions import issue_release
    from kaifaqu.statistics.indicators.queries.releases import earlier_edition, list_revisions, shown_of

    by = User.objects.filter(username=options.by).first()
    try:
        subject, period = get_subject(options.subject), Period.parse(options.period)
        if by is None or not may(by, "indicators:issue", subject):
            return refuse(f"账号「{options.by}」不能发布「{subject.label}」。请用签发人、市级审核或省级核准的账号。")
        release = issue_release(subject, period, note=options.note, by=by, at=timezone.now())
    except Exception as error:
        return refuse(fault(error, options))
    numbers, before = shown_of(release), earlier_edition(release)
    say(f"{subject.label}{period.chinese}第 {release.edition} 版：{len(numbers)} 个数，第 {release.run_id} 次计算")
    for one in list_revisions(shown_of(before), numbers) if before else ():
        old, new = (shown.text if shown else "无" for shown in (one.old, one.new))
        say(f"{one.name}\t{old} → {new}\t{one.reason}\t{one.who}")
    return 0


def run_rounding(options: argparse.Namespace) -> int:
    """Says which way of rounding made a column; exit 1 when none explains all of it."""
    from kaifaqu.core.engine.rounding_fit import try_ways
    from kaifaqu.statistics.indicators.queries.printing import read_pasted

    try:
        rows, faults = read_pasted(options.file.read_text(encoding="utf-8"), options.kind)
    except (OSError, UnicodeDecodeError) as error:
        return refuse(f"读不到文件「{options.file}」：{error}。请检查路径、权限与编码（UTF-8）。")
    if faults or not rows:
        return refuse("\n".join(faults) or "文件里没有数。")
    fits = try_ways(rows)
    for fit in fits:
        named = "、".join(row.label for row in fit.misfits[:5])
        say(f"{fit.way.label}\t{len(rows) - len(fit.misfits)}/{len(rows)}" + (f"\t对不上：{named}" if named else ""))
    return 1 if fits[0].misfits else 0
