"""The database itself refuses to change what is written once."""

from django.db import migrations

from kaifaqu.foundation.journal.append_only import guard_table


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]
    operations = [
        guard_table("documents_reading"),
        guard_table("documents_readcheck"),
        guard_table("documents_readevent"),
        guard_table("documents_decision"),
    ]
