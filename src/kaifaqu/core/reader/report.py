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
    "section{border-top:1px solid #ccd;margin-top:2em}li.bad{color:#8c1d18}li{margin:.4em 0}.wrong{background:#fff3f1}a{color:#245a9c}mark:target{outline:3px solid #b3261e}"
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
    parts.append(f"\n结论：{conclusion(document, bad)}\n")
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
    for span in sorted(spans):
        first, last = _sentence_about(text, span)
        found.setdefault(first, " ".join(text[max(first, span[0] - 400) : last].split()))
    return list(found.values())


def _sentence_about(text: str, span: Range) -> Range:
    start, end = span
    first = max(text.rfind(mark, max(0, start - 400), start) for mark in _SENTENCE_ENDS) + 1
    ends = [place for mark in _SENTENCE_ENDS if (place := text.find(mark, end, end + 400)) >= 0]
    return first, min(ends, default=min(len(text), end + 80) - 1) + 1


def _place(text: str, span: Range) -> str:
    """line:column, both from 1."""
    line = text.count("\n", 0, span[0]) + 1
    return f"{line}:{span[0] - text.rfind(chr(10), 0, span[0])}"


def marked_html(document: ReadDocument, name: str) -> str:
    """The whole text with every figure marked by its verdict, the sentences that cannot be set off, and the checks above; one file without scripts or addresses."""
    figures = {figure.id: figure for figure in document.figures}
    checks = "".join(
        _check_item(check, figures) for verdict in VERDICTS for check in document.checks if check.verdict is verdict
    )
    bad = sum(not _is_good(check) for check in document.checks)
    told = f"读出 {len(document.figures)} 个数，核对 {len(document.checks)} 处。{conclusion(document, bad)}"
    return (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(name)}</title><style>{_STYLE}</style><h1>{escape(name)}</h1><p>{told}</p>"
        f"<section><ul>{checks}</ul></section><section><main>{_marked(document)}</main></section></html>\n"
    )


def conclusion(document: ReadDocument, bad: int) -> str:
    """What the sub-editor is to do."""
    if not document.figures:
        return "没有读出数，没有可以核对的。"
    return f"有 {bad} 处数字需要改或说明，请编辑核对原稿。" if bad else "没有发现不能成立的数字。"


def _check_item(check: Check, figures: dict[str, Figure]) -> str:
    """The check as a line of the list; its first figure is the way to its sentence."""
    first = next((key for key in check.figures if key in figures), None)
    link = f' <a href="#{first}">看原文</a>' if first else ""
    return f'<li class="{_CLASSES[check.verdict]}"><b>{VERDICTS[check.verdict]}</b> {escape(check.sentence)}{link}</li>'


def _marked(document: ReadDocument) -> str:
    """The text with its figures marked, and the sentences in which something cannot be."""
    worst, tags, shown = _worst_by_figure(document), list[tuple[int, int, str]](), _not_overlapping(document)
    for figure in shown:
        kind = f' class="{_CLASSES[worst[figure.id]]}"' if figure.id in worst else ""
        tags.append((figure.span[0], _OPEN_MARK, f'<mark id="{figure.id}"{kind} title="{escape(_title_of(figure))}">'))
        tags.append((figure.span[1], _CLOSE_MARK, "</mark>"))
    for start, end in _faulty_sentences(document, shown):
        tags += [(start, _OPEN_SENTENCE, '<span class="wrong">'), (end, _CLOSE_SENTENCE, "</span>")]
    out, place = list[str](), 0
    for at, _rank, tag in sorted(tags):
        out += [escape(document.text[place:at]), tag]
        place = at
    return "".join([*out, escape(document.text[place:])])


_CLOSE_MARK, _CLOSE_SENTENCE, _OPEN_SENTENCE, _OPEN_MARK = range(4)
"""The order of tags at one place."""


def _not_overlapping(document: ReadDocument) -> list[Figure]:
    shown: list[Figure] = []
    for figure in sorted(document.figures, key=lambda one: one.span):
        if not shown or figure.span[0] >= shown[-1].span[1]:
            shown.append(figure)
    return shown


def _faulty_sentences(document: ReadDocument, shown: Iterable[Figure]) -> list[Range]:
    """The sentences of the figures that cannot be, in order and apart; none ends inside a figure."""
    bad = {key for check in document.checks if not _is_good(check) for key in check.figures}
    found: list[Range] = []
    for figure in shown:
        if figure.id not in bad or (found and figure.span[1] <= found[-1][1]):
            continue
        start, end = _sentence_about(document.text, figure.span)
        start = max(start, found[-1][1]) if found else start
        found.append((start, end))
    return found


def _title_of(figure: Figure) -> str:
    parts = (
        figure.indicator, figure.subject, figure.period.chinese if figure.period else None, ROLES[figure.role],
        f"{decimal_text(figure.value)}{figure.canonical_unit or ''}",
    )  # fmt: skip
    return "｜".join(part for part in parts if part)


def _worst_by_figure(document: ReadDocument) -> dict[str, Verdict]:
    """Each checked figure with the gravest verdict on it."""
    order = list(VERDICTS)
    worst: dict[str, Verdict] = {}
    for check in document.checks:
        for key in check.figures:
            if key not in worst or order.index(check.verdict) < order.index(worst[key]):
                worst[key] = check.verdict
    return worst
