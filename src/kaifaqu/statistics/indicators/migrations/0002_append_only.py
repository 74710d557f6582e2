"""The database itself refuses to change what is written once."""

from django.db import migrations

from kaifaqu.foundation.journal.append_only import guard_table


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_initial")]
    operations = [
        guard_table("indicators_run"),
        guard_table("indicators_citedvalue"),
        guard_table("indicators_release"),
        guard_table("indicators_releasedfact"),
        guard_table("indicators_roundingrule"),
    ]
