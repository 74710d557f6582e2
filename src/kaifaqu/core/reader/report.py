"""What a person reads: a table of the figures, a sub-editor's report of the checks, and both as a marked page."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from kaifaqu.core.reader.model import Check, Figure, Range, ReadDocument, ReadRole, Verdict, decimal_text

VERDICTS = {
    Verdict.FAILS: "不成立", Verdict.CONFLICT: "两个数值", Verdict.UNVERIFIABLE: "无法核对", Verdict.ROUNDS: "四舍五入后成立", Verdict.HOLDS: "成立",
}  # fmt: skip
"""In the order in which a sub-editor wants them."""

ROLES = {
    ReadRole.ACTUAL: "完成", ReadRole.PLANNED: "计划", ReadRole.EXPECTED: "预计", ReadRole.TARGET: "目标", ReadRole.THRESHOLD: "门槛",
}  # fmt: skip
_SENTENCE_ENDS = "。!?！？\n"
_CLASSES = {
    Verdict.FAILS: "bad",
    Verdict.CONFLICT: "bad",
    Verdict.UNVERIFIABLE: "open",
    Verdict.ROUNDS: "good",
    Verdict.HOLDS: "good",
}
_STYLE = (
    "body{font:16px/1.9 'Noto Sans CJK SC','Microsoft YaHei',sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#1d2129}"
    "main{white-space:pre-wrap}mark{background:#eef3fb;border-bottom:2px solid #7a94c2}mark.good{background:#e6f4ea;border-color:#2e7d32}"
    "mark.open{background:#fff6dd;border-color:#b8860b}mark.bad{background:#fde7e7;border-color:#b3261e}"
    "section{border-top:1px solid #ccd;margin-top:2em}li.bad{color:#8c1d18}li{margin:.4em 0}q{color:#555}"
)


def figures_text(document: ReadDocument) -> str:
    """One line a figure: where it stands, as printed, what, whose, when, in which standing."""
    lines = [
        f"{_place(document.text, figure.span)}\t{figure.text.replace(chr(10), '')}\t{figure.indicator or '—'}\t{figure.subject or '—'}\t"
        f"{figure.period.chinese if figure.period else '—'}\t{ROLES[figure.role]}"
        for figure in sorted(document.figures, key=lambda one: one.span)
    ]
    return "\n".join(["位置\t原文\t指标\t主体\t时期\t性质", *lines, f"共读出 {len(lines)} 个数。", ""])


def checks_text(document: ReadDocument, name: str) -> str:
    """The report of `check`: what cannot be first, each with the sentence that it stands in, then the tally."""
    figures = {figure.id: figure for figure in document.figures}
    parts = [f"{name}:读出 {len(document.figures)} 个数,核对 {len(document.checks)} 处。"]
    for verdict in VERDICTS:
        chosen = [check for check in document.checks if check.verdict is verdict]
        if not chosen:
            continue
        parts.append(f"\n【{VERDICTS[verdict]}】{len(chosen)} 处")
        parts += [_check_text(document, check, figures) for check in chosen]
    bad = sum(not _is_good(check) for check in document.checks)
    parts.append(f"\n结论:{'有 ' + str(bad) + ' 处数字需要改或说明,请编辑核对原稿。' if bad else '没有发现不能成立的数字。'}\n")
    return "\n".join(parts)


def _is_good(check: Check) -> bool:
    return check.verdict not in (Verdict.FAILS, Verdict.CONFLICT)


def _check_text(document: ReadDocument, check: Check, figures: dict[str, Figure]) -> str:
    spans = [figures[key].span for key in check.figures if key in figures]
    place = _place(document.text, min(spans)) if spans else "—"
    if _is_good(check) and check.verdict is not Verdict.UNVERIFIABLE:
        return f"  {place} {check.sentence}"
    quoted = "".join(f"\n      原文:{sentence}" for sentence in _sentences(document.text, spans))
    return f"  {place} {check.sentence}{quoted}"


def _sentences(text: str, spans: Iterable[Range]) -> list[str]:
    """The sentences that the spans stand in, each once, on one line."""
    found: dict[int, str] = {}
    for start, end in sorted(spans):
        first = max(text.rfind(mark, max(0, start - 400), start) for mark in _SENTENCE_ENDS) + 1
        ends = [place for mark in _SENTENCE_ENDS if (place := text.find(mark, end, end + 400)) >= 0]
        last = min(ends, default=min(len(text), end + 80))
        found.setdefault(first, " ".join(text[max(first, start - 400) : last + 1].split()))
    return list(found.values())


def _place(text: str, span: Range) -> str:
    """line:column, both from 1."""
    line = text.count("\n", 0, span[0]) + 1
    return f"{line}:{span[0] - text.rfind(chr(10), 0, span[0])}"


def marked_html(document: ReadDocument, name: str) -> str:
    """The whole text with every figure marked by its verdict, and the checks below; one file without scripts or addresses."""
    checks = "".join(
        f'<li class="{_CLASSES[check.verdict]}"><b>{VERDICTS[check.verdict]}</b> {escape(check.sentence)}</li>'
        for verdict in VERDICTS for check in document.checks if check.verdict is verdict
    )  # fmt: skip
    return (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{escape(name)}</title><style>{_STYLE}</style>'
        f"<h1>{escape(name)}</h1><main>{_marked(document)}</main><section><h2>核对 {len(document.checks)} 处</h2><ul>{checks}</ul></section></html>\n"
    )


def _marked(document: ReadDocument) -> str:
    worst = _worst_by_figure(document)
    out: list[str] = []
    place = 0
    for figure in sorted(document.figures, key=lambda one: one.span):
        start, end = figure.span
        if start < place:
            continue
        title = "｜".join(
            part for part in (figure.indicator, figure.subject, figure.period.chinese if figure.period else None, ROLES[figure.role],
                              f"{decimal_text(figure.value)}{figure.canonical_unit or ''}") if part
        )  # fmt: skip
        kind = f' class="{_CLASSES[worst[figure.id]]}"' if figure.id in worst else ""
        out += [
            escape(document.text[place:start]),
            f'<mark{kind} title="{escape(title)}">{escape(document.text[start:end])}</mark>',
        ]
        place = end
    return "".join([*out, escape(document.text[place:])])


def _worst_by_figure(document: ReadDocument) -> dict[str, Verdict]:
    """Each checked figure with the gravest verdict on it."""
    order = list(VERDICTS)
    worst: dict[str, Verdict] = {}
    for check in document.checks:
        for key in check.figures:
            if key not in worst or order.index(check.verdict) < order.index(worst[key]):
                worst[key] = check.verdict
    return worst
