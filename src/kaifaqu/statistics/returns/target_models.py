"""Targets (目标): what a superior issues to a unit below, tier by tier, version by version."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.exact import ExactDecimalField
from kaifaqu.foundation.subjects.models import Subject


class Target(models.Model):
    """One item's target of one unit for one period in one version. It counts from the day on which its return is booked."""

    issuer = models.ForeignKey(Subject, models.PROTECT, related_name="+", verbose_name=_("下达单位"))
    receiver = models.ForeignKey(Subject, models.PROTECT, related_name="+", verbose_name=_("承担单位"))
    item = models.CharField(_("指标"), max_length=80)
    period = models.CharField(_("时期"), max_length=24)
    version = models.PositiveSmallIntegerField(_("版本"), default=1)
    must = ExactDecimalField(_("必保"))
    strive = ExactDecimalField(_("力争"), null=True)
    stretch = ExactDecimalField(_("奋斗"), null=True)
    unit = models.CharField(_("单位"), max_length=20)
    owner_name = models.CharField(_("责任人"), max_length=60, blank=True)
    reason = models.CharField(_("调整原因"), max_length=300, blank=True)
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(_("拟定时间"))
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    issued_at = models.DateTimeField(_("下达时间"), null=True)
    sent_in = models.ForeignKey("returns.Return", models.PROTECT, null=True, related_name="targets", verbose_name=_("目标表"))
    objection = models.CharField(_("异议"), max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("目标")
        ordering = ("receiver__path", "item", "period", "version")
        constraints = [
            models.UniqueConstraint(fields=("receiver", "item", "period", "version"), name="returns_target_version_once"),
            models.CheckConstraint(name="returns_target_change_has_reason", condition=Q(version=1) | ~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.receiver} {self.item} {self.period} 第{self.version}版"
