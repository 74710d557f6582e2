"""The database itself refuses to change what is written once."""

from django.db import migrations

from kaifaqu.foundation.journal.append_only import guard_table


class Migration(migrations.Migration):
    dependencies = [("returns", "0001_initial")]
    operations = [guard_table("returns_signature")]
