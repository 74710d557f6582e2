"""Writes of projects. One act, one transaction, one journal row with old and new."""

from __future__ import annotations

from kaifaqu.operations.projects.actions.facts import record_fact, void_fact
from kaifaqu.operations.projects.actions.files import (
    ProjectRefusedError,
    change_project,
    list_project,
    open_project,
    unlist_project,
)
from kaifaqu.operations.projects.actions.inbox import set_event_aside, take_event
from kaifaqu.operations.projects.actions.supervision import supervise_all
from kaifaqu.operations.projects.vocabulary import FactKind, ListKind, PledgeKind

__all__ = (
    "FactKind",
    "ListKind",
    "PledgeKind",
    "ProjectRefusedError",
    "change_project",
    "list_project",
    "open_project",
    "record_fact",
    "set_event_aside",
    "supervise_all",
    "take_event",
    "unlist_project",
    "void_fact",
)
