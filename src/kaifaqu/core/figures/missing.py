"""Absence has a name: why a figure is not there. Never 0, never an empty cell."""

from __future__ import annotations

from enum import StrEnum


class Missing(StrEnum):
    """The named reasons for which a statement carries no quantity."""

    NOT_REPORTED = "not_reported"
    NOT_APPLICABLE = "not_applicable"
    CONFIDENTIAL = "confidential"
    NOT_DUE = "not_due"
    NOT_COMPUTABLE = "not_computable"

    @property
    def label(self) -> str:
        """The word that a page, a workbook and a brief print in the figure's place."""
        return LABELS[self]


LABELS = {
    Missing.NOT_REPORTED: "未报",
    Missing.NOT_APPLICABLE: "不适用",
    Missing.CONFIDENTIAL: "保密",
    Missing.NOT_DUE: "未到期",
    Missing.NOT_COMPUTABLE: "无法计算",
}

BY_LABEL = {label: reason for reason, label in LABELS.items()}
