"""Sentences of zones' bulletins, read whole: what follows from the print is found, a planted misprint is reported, nothing else is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from kaifaqu.core.reader.model import Check, ReadDocument, Verdict
from kaifaqu.core.reader.read import read_text

HERE = Path(__file__).parent
ALARMS = (Verdict.FAILS, Verdict.CONFLICT)
MOST_OTHERS = 2


@dataclass(frozen=True)
class Case:
    """A sentence, the figures that one of its checks rests on, and whether that check holds, fails, or must not be."""

    status: str
    wanted: tuple[str, ...]
    text: str


def load_cases(name: str) -> Iterator[Case]:
    """The rows of a case file; ¶ stands for a line's end."""
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            status, wanted, text = (part.strip() for part in line.split("|", maxsplit=2))
            yield Case(status, tuple(wanted.split()), text.replace("¶", "\n"))


CASES = [case for path in sorted(HERE.glob("check_cases_*.txt")) for case in load_cases(path.name)]


def rests_on(document: ReadDocument, check: Check, wanted: tuple[str, ...]) -> bool:
    """True when a check rests on two of the wanted figures (one where there is but one), and on at most two others."""
    texts = [figure.text for figure in document.figures if figure.id in check.figures]
    common = len(set(texts) & set(wanted))
    return common >= min(2, len(set(wanted))) and len(set(texts) - set(wanted)) <= MOST_OTHERS


def read_case(case: Case) -> tuple[ReadDocument, list[Check], list[Check]]:
    """(the document, its checks on the wanted figures, its alarms on others)."""
    document = read_text(case.text, published_on=date(2024, 10, 20))
    hits = [check for check in document.checks if case.wanted and rests_on(document, check, case.wanted)]
    meant = hits if case.status == "fails" else []
    return document, hits, [check for check in document.checks if check.verdict in ALARMS and check not in meant]


@pytest.mark.parametrize("case", CASES, ids=[f"{case.status}: {case.text[:36]}" for case in CASES])
def test_a_bulletin_is_recomputed_and_only_its_misprint_is_an_alarm(case: Case) -> None:
    document, hits, others = read_case(case)
    said = [(check.kind, check.sentence) for check in document.checks]
    assert others == [], said
    if case.status == "holds":
        assert hits, said
    elif case.status == "fails":
        assert any(check.verdict in ALARMS for check in hits), said
