"""Rows that are written once: the model refuses to change them, and a database trigger does too."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import migrations, models

REFUSAL = "只增不改：已写入的记录不能修改或删除。更正请另写一条新记录。"


class AppendOnlyError(RuntimeError):
    """Somebody tried to change or delete what is booked."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """A query set without update and delete."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError(REFUSAL)

    def delete(self) -> NoReturn:
        raise AppendOnlyError(REFUSAL)


class AppendOnly(models.Model):
    """Base of the journal's and the ledger's rows. The one place where `save` is overridden: to refuse."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError(REFUSAL)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError(REFUSAL)


def guard_table(table: str) -> migrations.RunPython:
    """A migration operation that makes the database itself refuse UPDATE and DELETE on a table.

    Statements go without parameters: with an empty list of them, PostgreSQL's driver would read a `%` as a placeholder.
    """

    def install(apps: Any, editor: Any) -> None:
        for statement in TRIGGERS[editor.connection.vendor]:
            editor.execute(statement.format(table=table), params=None)

    def remove(apps: Any, editor: Any) -> None:
        for statement in UNDO[editor.connection.vendor]:
            editor.execute(statement.format(table=table), params=None)

    return migrations.RunPython(install, remove)


TRIGGERS = {
    "sqlite": (
        "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END",
        "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION kaifaqu_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME; END $$",
        "CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION kaifaqu_append_only()",
    ),
}
UNDO = {
    "sqlite": ("DROP TRIGGER {table}_no_update", "DROP TRIGGER {table}_no_delete"),
    "postgresql": ("DROP TRIGGER {table}_append_only ON {table}",),
}
