"""Where a datum comes from: known to every floor that keeps data."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Provenance(models.TextChoices):
    """Where a datum comes from. The three never mix in a sum."""

    PAGE = "page", _("页载")
    SAMPLE = "sample", _("示例")
    OWN = "own", _("实报")
