"""The second factor: asked of those who keep the house and those who sign; a code is good once; a lost telephone is helped."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.test import Client

from conftest import AT
from kaifaqu.foundation.accounts.actions import System, create_user, grant_role
from kaifaqu.foundation.accounts.devices import Telephone
from kaifaqu.foundation.accounts.models import Role, SignIn, User
from kaifaqu.foundation.accounts.sealing import SealError
from kaifaqu.foundation.journal.models import Entry
from kaifaqu.foundation.subjects.queries import get_subject
from tests.telephone import prove_telephone, show_code

pytestmark = pytest.mark.usefixtures("standing_house", "db")
SECRET = "long-and-odd-7"
ZONE = "Z140200-ZY"


def open_person(username: str, role: Role) -> User:
    user = create_user(username=username, name=username, password=SECRET, by=System(), at=AT)
    User.objects.filter(pk=user.pk).update(password_changed_at=None)
    grant_role(user, role, get_subject(ZONE), by=System(), at=AT)
    return user


def sign_in(username: str) -> tuple[Client, Any]:
    client = Client()
    return client, client.post("/login", {"username": username, "password": SECRET})


@pytest.fixture
def signer() -> User:
    return open_person("signer-1", Role.SIGNER)


def test_who_signs_sets_it_up_before_anything_else(signer: User) -> None:
    client, _answer = sign_in("signer-1")
    assert client.get("/returns/")["Location"] == "/accounts/mine/factor"
    assert client.get("/api/v1/figures").status_code == 404
    assert len(prove_telephone(client, "signer-1")) == 8
    assert client.get("/returns/").status_code == 200
    assert Entry.objects.filter(act="accounts.prove_device").count() == 1


def test_a_clerk_works_without_it_and_may_have_one() -> None:
    open_person("clerk-1", Role.CLERK)
    client, _answer = sign_in("clerk-1")
    assert client.get("/returns/").status_code == 200
    prove_telephone(client, "clerk-1")
    assert sign_in("clerk-1")[1]["Location"] == "/login/code"
    later = {"code": show_code("clerk-1", steps=1)}
    client.post("/accounts/mine/factor/remove", later)
    assert sign_in("clerk-1")[1]["Location"] == "/"


def test_setting_off_asks_nobody(signer: User, settings: Any) -> None:
    settings.SECOND_FACTOR = "off"
    client, _answer = sign_in("signer-1")
    assert client.get("/returns/").status_code == 200


def test_the_password_alone_opens_no_session(signer: User) -> None:
    prove_telephone(sign_in("signer-1")[0], "signer-1")
    before = SignIn.objects.count()
    client, answer = sign_in("signer-1")
    assert answer["Location"] == "/login/code"
    assert "_auth_user_id" not in client.session
    assert client.get("/returns/")["Location"].startswith("/login")
    assert client.post("/login/code", {"code": "000000"}).status_code == 422
    assert SignIn.objects.count() == before


def test_a_code_is_good_once_and_a_recovery_code_too(signer: User) -> None:
    codes = prove_telephone(sign_in("signer-1")[0], "signer-1")
    client, _answer = sign_in("signer-1")
    assert client.post("/login/code", {"code": show_code("signer-1")}).status_code == 422, "used up by the setting up"
    assert sign_in_with(codes[0]) == 302
    assert sign_in_with(codes[0]) == 422


def sign_in_with(code: str) -> int:
    from django_otp.plugins.otp_static.models import StaticDevice
    from django_otp.plugins.otp_totp.models import TOTPDevice

    for kind in (StaticDevice, TOTPDevice):
        kind.objects.update(throttling_failure_count=0)
    client, _answer = sign_in("signer-1")
    status: int = client.post("/login/code", {"code": code}).status_code
    return status


def test_a_sign_in_that_waits_too_long_begins_anew(signer: User) -> None:
    prove_telephone(sign_in("signer-1")[0], "signer-1")
    client, _answer = sign_in("signer-1")
    session = client.session
    session["waits_for_code"] = {**session["waits_for_code"], "at": "2024-04-26T09:00:00+08:00"}
    session.save()
    assert client.post("/login/code", {"code": show_code("signer-1", steps=1)})["Location"] == "/login"


def test_whose_role_asks_for_it_cannot_switch_it_off(signer: User) -> None:
    client, _answer = sign_in("signer-1")
    prove_telephone(client, "signer-1")
    client.post("/accounts/mine/factor/remove", {"code": show_code("signer-1", steps=1)})
    assert sign_in("signer-1")[1]["Location"] == "/login/code"


def test_the_security_officer_helps_whose_telephone_is_lost(signer: User) -> None:
    prove_telephone(sign_in("signer-1")[0], "signer-1")
    open_person("guard-1", Role.SECURITY_OFFICER)
    guard, _answer = sign_in("guard-1")
    prove_telephone(guard, "guard-1")
    assert guard.post(f"/accounts/{signer.pk}/factor/remove").status_code == 302
    assert sign_in("signer-1")[1]["Location"] == "/"
    own = User.objects.get(username="guard-1")
    guard.post(f"/accounts/{own.pk}/factor/remove")
    assert sign_in("guard-1")[1]["Location"] == "/login/code"


def test_the_database_alone_shows_no_code(signer: User, settings: Any) -> None:
    from django_otp.plugins.otp_static.models import StaticToken
    from django_otp.plugins.otp_totp.models import TOTPDevice

    codes = prove_telephone(sign_in("signer-1")[0], "signer-1")
    device = TOTPDevice.objects.get(user=signer)
    opened = Telephone.objects.get(user=signer).bin_key
    assert len(opened) == 20
    assert opened.hex() not in device.key
    assert not set(codes) & set(StaticToken.objects.values_list("token", flat=True))
    other = open_person("signer-2", Role.SIGNER)
    device.pk, device.user = None, other
    device.save()
    with pytest.raises(SealError):
        _ = Telephone.objects.get(user=other).bin_key
    settings.SECRET_KEY = "another key"
    client, _answer = sign_in("signer-1")
    assert client.post("/login/code", {"code": "123456"}).status_code == 422


def test_devices_of_an_earlier_version_are_sealed_and_stay_good(signer: User) -> None:
    from django.apps import apps
    from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
    from django_otp.plugins.otp_totp.models import TOTPDevice

    migration = import_module("kaifaqu.foundation.accounts.migrations.0006_sealed_devices")
    open_device = TOTPDevice.objects.create(user=signer, name="手机")
    StaticToken.objects.create(device=StaticDevice.objects.create(user=signer, name="备用码"), token="abcdefgh")
    for _again in range(2):
        migration.seal_devices(apps, None)
        assert Telephone.objects.get(user=signer).bin_key.hex() == open_device.key
    assert sign_in_with("abcdefgh") == 302
    assert sign_in_with("abcdefgh") == 422
