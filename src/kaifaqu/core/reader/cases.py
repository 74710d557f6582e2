"""What reviewers settled about the figures of a text, as an annotated case that the reader can be measured on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

from kaifaqu.core.reader.model import Range, decimal_text


class Settled(StrEnum):
    """CONFIRMED: read as it should be, by now; REJECTED: no figure at all; OPEN: nobody has looked, hence nothing is asked."""

    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class SettledFigure:
    """One figure with its right fields: `value` in `unit`, without sign, the lower one of a range; None where the print does not say."""

    id: str
    span: Range
    text: str
    kind: str
    settled: Settled
    role: str
    value: Decimal | None = None
    unit: str | None = None
    indicator: str | None = None
    subject: str | None = None
    object: str | None = None
    period: str | None = None
    approx: str | None = None
    of: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class SettledDocument:
    """A text with everything that was settled about it; `name` is the stem of its file."""

    name: str
    text: str
    published_on: date | None
    figures: Sequence[SettledFigure]


def figure_rows(document: SettledDocument) -> list[dict[str, Any]]:
    """The rows of `figures.jsonl`: confirmed figures, and open ones as `indefinite`, of which nothing is asked."""
    return [_row(document.name, figure) for figure in document.figures if figure.settled is not Settled.REJECTED]


def negative_rows(document: SettledDocument) -> list[dict[str, Any]]:
    """The rows of `negatives.jsonl`: where nothing may be read."""
    rejected = (figure for figure in document.figures if figure.settled is Settled.REJECTED)
    return [{"doc": document.name, "span": list(figure.span), "text": figure.text} for figure in rejected]


def _row(name: str, figure: SettledFigure) -> dict[str, Any]:
    return {
        "doc": name, "id": figure.id, "span": list(figure.span), "text": figure.text,
        "kind": figure.kind if figure.settled is Settled.CONFIRMED else "indefinite",
        "value": decimal_text(figure.value), "unit": figure.unit, "indicator": figure.indicator, "subject": figure.subject,
        "object": figure.object, "period": figure.period, "role": figure.role, "approx": figure.approx,
        "of": list(figure.of) or None,
    }  # fmt: skip


def write_cases(documents: Iterable[SettledDocument], folder: Path) -> int:
    """Writes a set of annotated bulletins into `folder`, made if need be; gives the number of texts. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    written = list(documents)
    for document in written:
        (folder / f"{document.name}.txt").write_text(document.text, encoding="utf-8", newline="")
    days = {document.name: str(document.published_on) if document.published_on else None for document in written}
    (folder / "dates.json").write_text(json.dumps(days, indent=1) + "\n", encoding="utf-8")
    _write_rows(folder / "figures.jsonl", [row for document in written for row in figure_rows(document)])
    _write_rows(folder / "negatives.jsonl", [row for document in written for row in negative_rows(document)])
    return len(written)


def _write_rows(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
