"""Homes of the first versions: three migrations were still rewritten then, so such a home notes them as done and lacks what they make now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor

from kaifaqu.foundation.journal.append_only import guard_table

REWRITTEN = (("documents", "0001_initial"), ("evaluation", "0001_initial"), ("indicators", "0001_initial"))
GUARDED = ("indicators_release", "indicators_releasedfact", "indicators_roundingrule")
SIGN = ("documents_document", "pages")
"""A table of each home, and a column that only the rewritten migrations give it."""


def complete_early_home() -> None:
    """Lays the tables and columns that an early home lacks of the migrations that it notes as done. Does nothing to any other."""
    if not is_early():
        return
    executor = MigrationExecutor(connection)
    apps = executor.loader.project_state(list(REWRITTEN)).apps
    lacking = list(find_lacking(apps))
    with connection.schema_editor() as editor:
        for model, field in lacking:
            if field is None:
                editor.create_model(model)
            else:
                add_column(editor, model, field)
        made = {model._meta.db_table for model, field in lacking if field is None}
        for table in GUARDED:
            if table in made:
                guard_table(table).code(apps, editor)


def add_column(editor: Any, model: type[models.Model], field: models.Field[Any, Any]) -> None:
    """Adds one column with its default. Django's own way makes the whole SQLite table anew, from columns that are not all there yet."""
    definition, values = editor.column_sql(model, field, include_default=True)
    said = definition % tuple(editor.quote_value(value) for value in values)
    editor.execute(
        f"ALTER TABLE {editor.quote_name(model._meta.db_table)} ADD COLUMN {editor.quote_name(field.column)} {said}",
        params=None,
    )


def is_early() -> bool:
    """True for a home whose first migrations are older than their present text."""
    table, column = SIGN
    return table in connection.introspection.table_names() and column not in list_columns(table)


def list_columns(table: str) -> set[str]:
    """The columns of a table as the database has them."""
    with connection.cursor() as cursor:
        return {column.name for column in connection.introspection.get_table_description(cursor, table)}


def find_lacking(apps: Any) -> Iterator[tuple[type[models.Model], models.Field[Any, Any] | None]]:
    """What the rewritten migrations make and the database lacks: (model, None) for a table, (model, field) for a column."""
    tables = set(connection.introspection.table_names())
    for label, _name in REWRITTEN:
        for model in apps.get_app_config(label).get_models():
            if model._meta.db_table not in tables:
                yield model, None
                continue
            columns = list_columns(model._meta.db_table)
            yield from ((model, field) for field in model._meta.local_concrete_fields if field.column not in columns)
