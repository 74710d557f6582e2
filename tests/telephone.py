"""A telephone for tests: the codes that an authenticator would show."""

from __future__ import annotations

import time
from typing import Any

from django_otp.oath import TOTP

from kaifaqu.foundation.accounts.devices import Telephone


def show_code(username: str, *, steps: int = 0) -> str:
    """The six digits that the account's newest device shows now, or `steps` of 30 seconds from now."""
    device = Telephone.objects.filter(user__username=username).latest("pk")
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = time.time() + 30 * steps
    return f"{totp.token():06d}"


def prove_telephone(client: Any, username: str) -> list[str]:
    """Sets the second factor up as a person does: the recovery codes."""
    assert "data:image/svg+xml" in client.get("/accounts/mine/factor").content.decode()
    answer = client.post("/accounts/mine/factor", {"code": show_code(username)})
    assert answer.status_code == 200, answer.content.decode()
    return list(answer.context["codes"])
