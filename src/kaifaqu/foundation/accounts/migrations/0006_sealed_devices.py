"""Seals the second factors that stand open in the database."""

from django.db import migrations

from kaifaqu.foundation.accounts.sealing import DIGITS_OF_DIGEST, digest_code, seal

OPEN_KEY = 40
"""Hexadecimal digits of an open secret; a sealed one has 72."""


def seal_devices(apps, _editor):
    for device in apps.get_model("otp_totp", "TOTPDevice").objects.all():
        if len(device.key) == OPEN_KEY:
            device.key = seal(bytes.fromhex(device.key), device.user_id)
            device.save(update_fields=["key"])
    for code in apps.get_model("otp_static", "StaticToken").objects.all():
        if len(code.token) != DIGITS_OF_DIGEST:
            code.token = digest_code(code.token)
            code.save(update_fields=["token"])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_access_token"),
        ("otp_totp", "0003_add_timestamps"),
        ("otp_static", "0003_add_timestamps"),
    ]

    operations = [
        migrations.CreateModel(
            name="Telephone",
            fields=[],
            options={"proxy": True, "indexes": [], "constraints": []},
            bases=("otp_totp.totpdevice",),
        ),
        migrations.CreateModel(
            name="RecoveryCodes",
            fields=[],
            options={"proxy": True, "indexes": [], "constraints": []},
            bases=("otp_static.staticdevice",),
        ),
        migrations.RunPython(seal_devices, migrations.RunPython.noop),
    ]
