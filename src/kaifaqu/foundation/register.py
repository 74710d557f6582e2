"""What a room says about a list that officials keep in Excel: its columns, and how a row becomes a record of the room and back.

The room of registers (收发台账) does the rest for every room alike: the learned layout, the dry run, the import, its undoing, the export.
A definition is listed by its dotted name in the settings' REGISTERS.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from kaifaqu.core.figures.problem import Problem
from kaifaqu.core.reader.registers.columns import Column, Value
from kaifaqu.core.reader.registers.read import Record
from kaifaqu.core.reader.registers.write import Row
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.subjects.models import Subject

Values = Mapping[str, Value | None]
"""By field; None takes away what stood there. A field that is not in it stays as it is."""


class RegisterRefusedError(ValueError):
    """The room does not take the record, or does not let it go; the message says why and what to do."""


class Register(ABC):
    """One list of one room. Stateless: one instance serves every request."""

    code: ClassVar[str]
    """Stands in the address: `projects-dispatch`."""
    name: ClassVar[Any]
    """The list's Chinese name, translatable: 项目月调度表."""
    act: ClassVar[str]
    """The URL name in the permission table whose roles may import and export the list of a subject."""
    page: ClassVar[str]
    """The URL name, without arguments, of the room's page that shows the list."""
    columns: ClassVar[tuple[Column, ...]]
    """The first required column names a record."""
    rewords: ClassVar[bool] = False
    """True where the room keeps a cell in words of its own (a firm by its registered name): an import then notes what is kept."""

    @abstractmethod
    def find(self, subject: Subject, values: Mapping[str, Value]) -> str | None:
        """The key of the record that the row means among those of the subject, or None for a new one."""

    @abstractmethod
    def read(self, key: str) -> Mapping[str, Value]:
        """What the record says now, by field; a field without a value is not in it."""

    @abstractmethod
    def write(
        self, subject: Subject, key: str | None, values: Values, category: tuple[str, ...], *, by: User, at: datetime
    ) -> str:
        """Makes the record (`key` None) or changes it, and gives its key. Called inside the import's one act and transaction, whose
        journal row holds old and new. Raises RegisterRefusedError."""

    @abstractmethod
    def remove(self, key: str, *, by: User, at: datetime) -> None:
        """Takes back a record that an import made. Raises RegisterRefusedError where something rests on it by now."""

    @abstractmethod
    def rows(self, subject: Subject) -> Iterable[Row]:
        """Every record of the subject, in the order and under the groups of the printed list."""

    def judge(self, subject: Subject, record: Record) -> list[Problem]:
        """What is wrong with a row beyond its cells; each problem's key is a cell's place."""
        return []

    def identify(self, values: Mapping[str, Value]) -> object:
        """What two rows of one file must not share; by default the name."""
        return values.get(self.naming.field)

    def means_same(self, column: Column, old: Value | None, new: Value) -> bool:
        """Whether a cell says, in whatever words, what the record says already."""
        return old == new

    @property
    def naming(self) -> Column:
        """The column that names a record."""
        return next(column for column in self.columns if column.required)
