"""AB角: who signs for whom, from which day to which. And the stamped page that was scanned beside a signature."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.documents.models import Document
from kaifaqu.foundation.journal.append_only import AppendOnly


class Deputy(models.Model):
    """B signs for A on the days from first to last (both in it). Ended early, it keeps the day."""

    principal = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("A角"))
    deputy = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("B角"))
    first_day = models.DateField(_("起"))
    last_day = models.DateField(_("止"))
    reason = models.CharField(_("事由"), max_length=120)
    ended_at = models.DateTimeField(_("提前收回"), null=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("代签授权")
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(name="returns_deputy_days_in_order", condition=Q(first_day__lte=F("last_day"))),
            models.CheckConstraint(name="returns_deputy_is_another", condition=~Q(principal=F("deputy"))),
        ]

    def __str__(self) -> str:
        return f"{self.principal} → {self.deputy} {self.first_day}—{self.last_day}"


class StampedPage(AppendOnly):
    """The scanned page with stamp and signature that belongs to a return's signing round."""

    owner = models.ForeignKey("returns.Return", models.PROTECT, related_name="stamped_pages")
    round = models.PositiveSmallIntegerField(_("轮次"))
    document = models.ForeignKey(Document, models.PROTECT, verbose_name=_("扫描件"))
    filename = models.CharField(_("文件名"), max_length=200)
    by = models.ForeignKey(User, models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("盖章页")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=("owner", "round", "document"), name="returns_stamped_page_once")]

    def __str__(self) -> str:
        return self.filename
