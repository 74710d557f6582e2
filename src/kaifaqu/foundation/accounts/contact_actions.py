"""Where a person can be reached: everybody keeps the own address."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.journal.actions import record_act


@transaction.atomic
def change_email(user: User, email: str, *, at: datetime) -> bool:
    """Writes the person's own e-mail address, "" for none; the caller has checked its form. False where it was the same."""
    kept = User.objects.select_for_update().get(pk=user.pk)
    before = kept.email
    if before == email:
        return False
    kept.email = email
    kept.save(update_fields=["email"])
    record_act("accounts.change_email", by=user, at=at, target=f"user:{user.pk}", old={"email": before}, new={"email": email})
    return True
