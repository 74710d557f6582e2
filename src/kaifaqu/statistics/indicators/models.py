"""Runs of the engine, the values that somebody cited, releases, and how an office rounds. A value is computed and addressed without being stored."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaifaqu.core.engine.rounding import Rounding
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.exact import ExactDecimalField
from kaifaqu.foundation.journal.append_only import AppendOnly
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.statistics.ledger.models import Fact


class Run(AppendOnly):
    """The ledger position that a computation read to, the digests of its rules, and what the register said: enough to do it again."""

    position = models.PositiveBigIntegerField(_("账本位置"))
    rules = models.JSONField(_("规则摘要"))
    ground = models.JSONField(_("当时的名称、隶属和分组"), null=True)
    """Rows of `ground.write_ground`; none in runs that earlier versions of the program wrote."""
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


class Release(AppendOnly):
    """What was said of a subject and period on one day: booked figures and computed values, frozen. The next edition says what changed."""

    subject = models.ForeignKey(Subject, models.PROTECT, verbose_name=_("主体"))
    period = models.CharField(_("时期"), max_length=24)
    edition = models.PositiveSmallIntegerField(_("版次"))
    run = models.OneToOneField(Run, models.PROTECT, related_name="release", verbose_name=_("计算"))
    note = models.TextField(_("说明"), blank=True)
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("发布人"))
    issued_at = models.DateTimeField(_("发布时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("发布")
        ordering = ("-pk",)
        constraints = [models.UniqueConstraint(fields=("subject", "period", "edition"), name="indicators_release_edition_once")]

    def __str__(self) -> str:
        return f"{self.subject} {self.period} 第{self.edition}版"


class ReleasedFact(AppendOnly):
    """A booked figure that a release holds: the version that stood then."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="facts")
    fact = models.ForeignKey(Fact, models.PROTECT, related_name="releases", verbose_name=_("事实"))

    class Meta:
        verbose_name = verbose_name_plural = _("发布的事实")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=("release", "fact"), name="indicators_released_fact_once")]

    def __str__(self) -> str:
        return f"{self.release} {self.fact}"


class RoundingRule(AppendOnly):
    """How an office rounds what it prints, for itself and everything below, in one form or in all. The newest counts."""

    subject = models.ForeignKey(Subject, models.PROTECT, verbose_name=_("单位"))
    form_code = models.CharField(_("报表"), max_length=60, blank=True)
    rounding = models.CharField(_("取舍"), max_length=12, choices=[(mode.value, mode.label) for mode in Rounding])
    rounded_first = models.BooleanField(_("先取舍后相减"), default=False)
    reason = models.TextField(_("依据"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("取舍方式")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.subject} {self.rounding}"
