"""A book of statements held in memory: for worked cases, dry runs and whoever has no ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from kaifaqu.core.engine.book import PEER_GROUPS
from kaifaqu.core.engine.whole import Entry, entry_of
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.statement import Role, Scope, Statement


@dataclass(frozen=True)
class MemoryBook:
    """Statements by item, subject, period and role; a later statement with the same key supersedes an earlier one."""

    statements: Iterable[Statement] = ()
    below: Mapping[str, Sequence[str]] = field(default_factory=dict)
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    index: dict[tuple[str, str, Period, Role], list[Statement]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for statement in self.statements:
            key = (statement.item, statement.subject, statement.period, statement.role)
            self.index.setdefault(key, []).append(statement)

    def find(
        self, item: str, subject: str, period: Period, *, role: Role = Role.ACTUAL, scope: Scope | None = None
    ) -> Statement | None:
        """The latest statement of the key, of the scope if one is asked for."""
        found = self.index.get((item, subject, period, role), [])
        return next((statement for statement in reversed(found) if scope in (None, statement.scope)), None)

    def parts(self, subject: str, on: date) -> Sequence[str]:
        """The subjects directly below; a memory book is of one day."""
        return self.below.get(subject, ())

    def group(self, name: str, subject: str, on: date) -> Sequence[str]:
        """The members of a named group. Raises KeyError for a name that is no peer group."""
        if name not in PEER_GROUPS:
            raise KeyError(name)
        return self.groups.get(name, ())

    def name_of(self, subject: str) -> str:
        return self.names.get(subject, subject)

    def entries(self, subjects: Sequence[str]) -> Iterator[Entry]:
        """What `find` gives for every item, period and role of these subjects, each once."""
        wanted = frozenset(subjects)
        for (_item, subject, _period, _role), found in self.index.items():
            if subject in wanted:
                yield entry_of(found[-1])

    def tree(self, on: date) -> Mapping[str, Sequence[str]]:
        """`parts` of every subject that has any."""
        return self.below
