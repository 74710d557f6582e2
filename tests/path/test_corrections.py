"""A reviewer's correction becomes a case that the reader is measured on: reviewed, exported, scored."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conftest import AT
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.documents.actions import accept_reading, receive_document, reject_reading
from kaifaqu.foundation.documents.models import Document, Reading
from kaifaqu.foundation.documents.queries import propose_statement
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.web.cli import build_parser, run_corrections

SCORE = Path(__file__).parents[1] / "bulletins" / "score.py"
TEXT = "今年一季度，左云经济技术开发区完成工业投资2.9亿元，同比增长20.2%；新签约项目7个；利润总额下降3.1%。"


def receive(text: str) -> Document:
    clerk, zone = User.objects.get(username="zuoyun-clerk"), get_subject("Z140200-ZY")
    return receive_document(text.encode(), "通稿.txt", subject=zone, by=clerk, at=AT, published_on=AT.date())[0]


def settle(document: Document, figure: str, **changed: Any) -> None:
    """Accepts one reading, with some fields changed."""
    clerk, reading = User.objects.get(username="zuoyun-clerk"), Reading.objects.get(document=document, text=figure)
    proposal = replace(propose_statement(reading), subject="Z140200-ZY", **changed)
    accept_reading(reading, proposal, by=clerk, at=AT, corrected=bool(changed))


def export(folder: Path) -> None:
    options = build_parser().parse_args(["corrections", str(folder)])
    assert options.run is run_corrections
    assert run_corrections(options) == 0


def rows_of(path: Path) -> dict[str, dict[str, Any]]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {row["text"]: row for row in rows}


def score(folder: Path) -> tuple[list[str], dict[str, str]]:
    """The faults that the scoring command lists, and its table's last row by heading."""
    done = subprocess.run([sys.executable, SCORE, folder, "--faults", "9"], capture_output=True, text=True, check=True)
    *faults, headings, row = done.stdout.splitlines()
    names, cells = ([cell.strip() for cell in line.split("  ") if cell.strip()] for line in (headings, row))
    return faults, dict(zip(names, cells, strict=True))


@pytest.fixture
def corrected(house: Any, tmp_path: Path) -> Path:
    """The export of a bulletin in which the role of one figure was corrected, one confirmed and one rejected."""
    document = receive(TEXT)
    settle(document, "2.9亿元", role="planned")
    settle(document, "20.2%")
    reject_reading(Reading.objects.get(document=document, text="7个"), by=User.objects.get(username="zuoyun-clerk"), at=AT)
    export(tmp_path / "cases")
    return tmp_path / "cases"


def test_the_export_holds_what_the_reviewer_settled(corrected: Path) -> None:
    figures, negatives = rows_of(corrected / "figures.jsonl"), rows_of(corrected / "negatives.jsonl")
    days = json.loads((corrected / "dates.json").read_text(encoding="utf-8"))
    (name,) = days
    assert days[name] == AT.date().isoformat()
    assert (corrected / f"{name}.txt").read_bytes().decode() == TEXT
    wanted = figures["2.9亿元"]
    assert (wanted["role"], wanted["period"], wanted["value"], wanted["unit"]) == ("planned", "2024Q1", "2.9", "亿元")
    assert all(TEXT[slice(*row["span"])] == text for text, row in (figures | negatives).items())
    assert set(negatives) == {"7个"}


def test_of_a_reading_that_nobody_decided_nothing_is_asked(corrected: Path) -> None:
    assert rows_of(corrected / "figures.jsonl")["3.1%"]["kind"] == "indefinite"


def test_the_reader_is_measured_on_the_export(corrected: Path) -> None:
    faults, measures = score(corrected)
    assert (measures["figures"], measures["false"], measures["role"], measures["period"]) == ("2", "1", "0.500", "1.000")
    assert any("'2.9亿元': role planned | actual" in fault for fault in faults)
    assert any("'7个': no figure" in fault for fault in faults)


def test_a_document_that_was_only_confirmed_is_no_correction(house: Any, tmp_path: Path) -> None:
    settle(receive(TEXT), "2.9亿元")
    export(tmp_path)
    assert json.loads((tmp_path / "dates.json").read_text(encoding="utf-8")) == {}


def test_a_newer_decision_takes_a_correction_back(house: Any, tmp_path: Path) -> None:
    document = receive(TEXT)
    settle(document, "2.9亿元", role="planned")
    settle(document, "2.9亿元")
    export(tmp_path)
    assert json.loads((tmp_path / "dates.json").read_text(encoding="utf-8")) == {}


def test_the_demonstration_can_be_exported_and_scored(demonstration: None, tmp_path: Path) -> None:
    reading = Reading.objects.exclude(kind="percent").filter(decisions__outcome="accepted").order_by("pk").first()
    assert reading is not None
    reject_reading(reading, by=User.objects.get(username="zuoyun-clerk"), at=AT)
    export(tmp_path)
    faults, measures = score(tmp_path)
    assert int(measures["false"]) >= 1
    assert any(f"{reading.text!r}: no figure" in fault for fault in faults)
