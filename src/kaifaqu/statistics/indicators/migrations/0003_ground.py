"""A run keeps what the register of subjects said. Null, so that no table is made anew and its triggers stay."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("indicators", "0002_append_only")]
    operations = [
        migrations.AddField("run", "ground", models.JSONField(null=True, verbose_name="当时的名称、隶属和分组")),
    ]
