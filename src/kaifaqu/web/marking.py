"""A pasted text with every figure coloured by the worst verdict that rests on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from kaifaqu.core.reader.model import ReadDocument
from kaifaqu.core.reader.runs import Run, cut_runs
from kaifaqu.foundation.documents.rules import worst_verdict


def mark_read(read: ReadDocument) -> Sequence[Run]:
    """The text as runs; each figure's run carries the figure."""
    verdicts = defaultdict(list)
    for check in read.checks:
        for number in check.figures:
            verdicts[number].append(check.verdict.value)
    marks = ((f.span[0], f.span[1], worst_verdict(verdicts[f.id]), f) for f in sorted(read.figures, key=lambda f: f.span))
    return cut_runs(read.text, marks)
