"""What was laid open to the public."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.statistics.indicators.models import Release


class Opening(models.Model):
    """A release laid open to the public, and perhaps withdrawn with a reason: what was out stays known."""

    release = models.OneToOneField(Release, models.PROTECT, related_name="opening", verbose_name=_("发布"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("公开人"))
    at = models.DateTimeField(_("公开时间"))
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("撤下时间"), null=True)
    reason = models.CharField(_("撤下原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("公开的发布")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return str(self.release)
