"""Moves a home's database from SQLite to PostgreSQL: everything or nothing, compared row by row before it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, connections, models, transaction

from kaifaqu.web.migration import rendering_new_models_alone
from kaifaqu.web.settings import HOME, read_database

THERE = "there"
ROWS = 1000
"""Rows carried and compared at once."""


class MoveRefusedError(RuntimeError):
    """The database cannot be moved; the message says what was found and what to do. The old one is as it was."""


def move_database(url: str) -> dict[str, int]:
    """Carries every row to the empty PostgreSQL database at `url`: rows by table. Raises MoveRefusedError.

    Nobody may work meanwhile: what is written to the old database after its table was read would stay behind, and is found by the comparison.
    """
    if connections["default"].vendor != "sqlite" or not url.startswith(("postgres://", "postgresql://")):
        raise MoveRefusedError(
            "只能从内置的 SQLite 搬到 PostgreSQL：请不要设 KAIFAQU_DATABASE_URL，用 --to postgres://… 指明新库。"
        )
    connections.settings[THERE] = {**connections["default"].settings_dict, "OPTIONS": {}, **read_database(url, HOME)}
    try:
        if connections[THERE].introspection.table_names():
            raise MoveRefusedError("新库里已经有表。请给一个空的数据库。")
        with rendering_new_models_alone():
            call_command("migrate", database=THERE, verbosity=0)
        with transaction.atomic(using=THERE):
            counts = {model._meta.db_table: carry(model) for model in list_models()}
            for model in list_models():
                compare(model)
            continue_numbers()
    except DatabaseError as error:
        raise MoveRefusedError(f"新库拒绝了：{str(error).strip()}。旧库没有动；请清空新库后再试。") from error
    finally:
        connections[THERE].close()
    return counts


def list_models() -> list[type[models.Model]]:
    """Every table that is ours or a library's; people sign in anew, so sessions stay behind."""
    return [
        model for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model is not Session
    ]  # fmt: skip


def carry(model: type[models.Model]) -> int:
    """Copies one table with its own keys: how many rows. What the migrations laid there themselves gives way."""
    there = model._base_manager.using(THERE)
    there.all()._raw_delete(THERE)
    rows = model._base_manager.using("default").order_by("pk").iterator(chunk_size=ROWS)
    count = 0
    while chunk := list(islice(rows, ROWS)):
        there.bulk_create(chunk)
        count += len(chunk)
    return count


def compare(model: type[models.Model]) -> None:
    """Raises MoveRefusedError at the first row that is not the same in both."""
    for here, there in zip(list_rows(model, "default"), list_rows(model, THERE), strict=True):
        if here != there:
            raise MoveRefusedError(
                f"表 {model._meta.db_table} 主键 {here[0]} 的一行搬过去后不一样。新库没有保留；请确认没有人在用系统，再试一次。"
            )


def list_rows(model: type[models.Model], alias: str) -> Iterator[tuple[Any, ...]]:
    names = [model._meta.pk.attname, *(field.attname for field in model._meta.concrete_fields)]
    rows = model._base_manager.using(alias).order_by("pk").values_list(*names).iterator(chunk_size=ROWS)
    yield from rows
    yield ("end",)


def continue_numbers() -> None:
    """Lets PostgreSQL number new rows after the carried ones."""
    connection = connections[THERE]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list_models()):
            cursor.execute(statement)
