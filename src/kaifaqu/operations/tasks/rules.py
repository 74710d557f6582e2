"""Pure decisions of tasks."""

from __future__ import annotations

from datetime import date


class TaskRefusedError(ValueError):
    """The act is not possible; the message says what was found and what to do."""


def judge_due(due: date, on: date) -> tuple[str, int]:
    """How a due day stands on a day: ("overdue" | "today" | "open", days apart, never negative)."""
    if due < on:
        return "overdue", (on - due).days
    return ("today", 0) if due == on else ("open", (due - on).days)
