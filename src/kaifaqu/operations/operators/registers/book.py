"""What the lists of the operators share: a row is one record, found among those of a zone or company, written by the room's own act."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext as say

from kaifaqu.core.reader.registers.columns import Column, Value
from kaifaqu.core.reader.registers.write import Row
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.register import Register, RegisterRefusedError, Values
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.operators.actions.removing import remove_record
from kaifaqu.operations.operators.actions.writing import OperatorRefusedError
from kaifaqu.operations.operators.models import Company
from kaifaqu.operations.operators.queries import list_companies_within

TEN_THOUSAND, SQUARE = "万元", "平方米"
COMPANY = Column("company", "运营公司", aliases=("公司名称", "公司", "产权单位", "运营单位"))


def words_of(choices: type[models.TextChoices]) -> dict[str, str]:
    """The words that a cell may hold for these choices, each with what it stands for."""
    return {str(label): str(value) for value, label in choices.choices}


class Book(Register):
    """What the lists of this room share: a row is one record, found among those of the subject, written by the room's own act."""

    page = "operators:list"
    model: ClassVar[type[models.Model]]

    @abstractmethod
    def list_records(self, subject: Subject) -> models.QuerySet[Any]:
        """The records of a zone or of one company."""

    @abstractmethod
    def match(self, rows: models.QuerySet[Any], values: Mapping[str, Value]) -> models.QuerySet[Any]:
        """Those that the row means."""

    @abstractmethod
    def describe(self, row: Any) -> Mapping[str, Value | None]:
        """A record by the list's fields; what is not registered is None."""

    @abstractmethod
    def put(self, subject: Subject, row: Any, told: Mapping[str, Any], *, by: User, at: datetime) -> Any:
        """Makes the record (`row` None) or changes it. Raises OperatorRefusedError."""

    def find(self, subject: Subject, values: Mapping[str, Value]) -> str | None:
        found = self.match(self.list_records(subject), values).first()
        return str(found.pk) if found is not None else None

    def read(self, key: str) -> Mapping[str, Value]:
        row = self.model._default_manager.filter(pk=key).first()
        return self._told(row) if row is not None else {}

    def write(
        self, subject: Subject, key: str | None, values: Values, category: tuple[str, ...], *, by: User, at: datetime
    ) -> str:
        row = self.list_records(subject).filter(pk=key).first() if key else None
        told = {**(self._told(row) if row is not None else {}), **values}
        missing = [column.title for column in self.columns if column.field in self.needed and told.get(column.field) is None]
        if missing:
            raise RegisterRefusedError(say("没有填%(titles)s。请补全这一行。") % {"titles": say("、").join(missing)})
        try:
            return str(self.put(subject, row, told, by=by, at=at).pk)
        except OperatorRefusedError as error:
            raise RegisterRefusedError(str(error)) from error

    needed: ClassVar[frozenset[str]] = frozenset()
    """The fields without which there is no record."""

    def remove(self, key: str, *, by: User, at: datetime) -> None:
        row = self.model._default_manager.filter(pk=key).first()
        try:
            if row is not None:
                remove_record(row, by=by, at=at)
        except OperatorRefusedError as error:
            raise RegisterRefusedError(str(error)) from error

    def rows(self, subject: Subject) -> Iterable[Row]:
        return [Row(self._told(row)) for row in self.list_records(subject)]

    def _told(self, row: Any) -> dict[str, Value]:
        return {name: value for name, value in self.describe(row).items() if value is not None and value != ""}


def find_company(subject: Subject, told: Mapping[str, Any]) -> Company:
    """The company that the row names; the only one of the subject where it names none. Raises OperatorRefusedError."""
    companies, name = list(list_companies_within(subject)), str(told.get("company") or "").strip()
    found = [row for row in companies if name in (row.subject.name, row.subject.short_name)] if name else companies
    if len(found) != 1:
        raise OperatorRefusedError(
            say("运营公司“%(name)s”在%(subject)s的名册中找到 %(count)s 家，应为 1 家。请照名册写全称。")
            % {"name": name, "subject": subject.label, "count": len(found)}
        )
    return found[0]
