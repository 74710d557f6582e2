"""What every page's frame needs: who is looking, and as whom one could look in a demonstration home."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from kaifaqu.foundation.accounts.queries import list_demonstration_users


def shell(request: HttpRequest) -> dict[str, Any]:
    """The role switch of a demonstration home; empty everywhere else."""
    return {"demonstration_users": list_demonstration_users()}
