"""Runs of the engine, and the values that somebody cited. A value is computed and addressed without being stored."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.exact import ExactDecimalField
from kaifaqu.foundation.journal.append_only import AppendOnly
from kaifaqu.foundation.subjects.models import Subject


class Run(AppendOnly):
    """The ledger position that a computation read to and the digests of the rules that it used: enough to do it again."""

    position = models.PositiveBigIntegerField(_("账本位置"))
    rules = models.JSONField(_("规则摘要"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("计算")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"#{self.pk} @ {self.position}"


class CitedValue(AppendOnly):
    """A value that a score, a brief or a release cites, as it was computed then."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="values")
    indicator = models.CharField(_("指标"), max_length=80)
    subject = models.ForeignKey(Subject, models.PROTECT, verbose_name=_("主体"))
    period = models.CharField(_("时期"), max_length=24)
    value = ExactDecimalField(_("数值"), null=True)
    unit = models.CharField(_("单位"), max_length=20)
    missing = models.CharField(_("缺失原因"), max_length=20, blank=True)
    reason = models.TextField(_("原因"), blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("指标值")
        constraints = [
            models.UniqueConstraint(fields=("run", "indicator", "subject", "period"), name="indicators_value_address")
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.subject} {self.period}"
