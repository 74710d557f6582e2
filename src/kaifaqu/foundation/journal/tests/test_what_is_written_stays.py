"""What is booked cannot be unbooked: the model refuses, and the database does too, on every guarded table."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from kaifaqu.foundation.journal.append_only import AppendOnly, AppendOnlyError

GUARDED = sorted(
    (model for model in apps.get_models() if issubclass(model, AppendOnly)), key=lambda model: model._meta.db_table
)
TABLES = {
    "documents_decision", "documents_readcheck", "documents_readevent", "documents_reading", "indicators_citedvalue",
    "indicators_run", "journal_entry", "ledger_fact", "returns_signature", "rulebook_ruletext",
}  # fmt: skip
"""Those that the demonstration writes to."""
FILLED = [model for model in GUARDED if model._meta.db_table in TABLES]

TRIGGERS_OF = {
    "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s AND sql LIKE '%%append-only%%'",
    "postgresql": "SELECT 2 * count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE '%%append_only'",
}
"""How many acts (update, delete) the database refuses on a table."""

pytestmark = pytest.mark.usefixtures("standing_demonstration", "db")


def name_of(model: Any) -> str:
    return str(model._meta.db_table)


def test_the_guarded_tables_are_known() -> None:
    assert {name_of(model) for model in GUARDED} >= TABLES


@pytest.mark.parametrize("model", GUARDED, ids=name_of)
def test_every_table_that_is_written_once_has_its_triggers(model: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS_OF[connection.vendor], [name_of(model)])
        assert cursor.fetchone() == (2,)


@pytest.mark.parametrize("model", FILLED, ids=name_of)
def test_the_demonstration_fills_the_table(model: Any) -> None:
    """The tests below would say nothing about an empty table."""
    assert model.objects.exists()


@pytest.mark.parametrize("model", FILLED, ids=name_of)
def test_a_row_is_not_saved_twice(model: Any) -> None:
    with pytest.raises(AppendOnlyError, match="只增不改"):
        model.objects.first().save()


@pytest.mark.parametrize("model", FILLED, ids=name_of)
def test_a_row_is_not_deleted(model: Any) -> None:
    with pytest.raises(AppendOnlyError, match="只增不改"):
        model.objects.first().delete()


@pytest.mark.parametrize("model", FILLED, ids=name_of)
def test_a_query_set_neither_updates_nor_deletes(model: Any) -> None:
    with pytest.raises(AppendOnlyError):
        model.objects.all().update(pk=1)
    with pytest.raises(AppendOnlyError):
        model.objects.all().delete()


@pytest.mark.parametrize("statement", ["UPDATE {table} SET {key} = {key}", "DELETE FROM {table}"], ids=["update", "delete"])
@pytest.mark.parametrize("model", FILLED, ids=name_of)
def test_the_database_itself_refuses(model: Any, statement: str) -> None:
    raw = statement.format(table=name_of(model), key=model._meta.pk.column)
    before = model.objects.count()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(raw)
    assert model.objects.count() == before
