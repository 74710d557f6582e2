"""The projects of a subject as bars: how many stand at each stage, and which lights burn."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.projects.queries.tally import count_lights, count_stages
from kaifaqu.outputs.dashboards.drawing.bars import Bar

SIGNS = {"red": "●", "yellow": "▲", "green": "○"}
"""A light is told by its sign as well as by its colour."""


def draw_stages(subject: Subject) -> list[Bar]:
    """A bar for each stage; each opens those very projects."""
    return [Bar(row.label, Decimal(row.count), str(row.count), row.url, "stage") for row in count_stages(subject)]


def draw_lights(subject: Subject, on: date) -> list[Bar]:
    """A bar for each light, red first; each opens those very projects."""
    return [
        Bar(f"{SIGNS[row.code]} {row.label}", Decimal(row.count), str(row.count), row.url, row.code)
        for row in count_lights(subject, on)
    ]
