"""The lines of one period lie side by side in the index by which they are looked up: a month's lines are written to a few pages
of it, and read from them. Two indexes go that begin like a constraint's own."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

OWNERS = {"returns_line": "returns_line_owner_id_29014c5d", "returns_importedline": "returns_importedline_owner_id_b4de7da2"}


class Migration(migrations.Migration):
    dependencies = [
        ("returns", "0006_history_of_a_line"),
        ("subjects", "0001_initial"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="line",
            index=models.Index(fields=["period", "item", "subject"], name="returns_line_of_period"),
        ),
        migrations.RemoveIndex(model_name="line", name="returns_line_history"),
        migrations.SeparateDatabaseAndState(
            # SQLite would copy the whole table, and lose its triggers, to forget an index
            database_operations=[
                migrations.RunSQL(f"DROP INDEX IF EXISTS {index}", f"CREATE INDEX {index} ON {table} (owner_id)")
                for table, index in OWNERS.items()
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="line",
                    name="owner",
                    field=models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="returns.return"
                    ),
                ),
                migrations.AlterField(
                    model_name="importedline",
                    name="owner",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="returns.workbookimport",
                    ),
                ),
            ],
        ),
    ]
