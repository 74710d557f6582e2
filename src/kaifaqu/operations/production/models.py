"""Production lines: product, status, dated capacity with its scope, output planned and real, upgrades; targets of a zone's parks."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.documents.models import ReadEvent
from kaifaqu.foundation.exact import ExactDecimalField
from kaifaqu.foundation.journal.append_only import AppendOnly
from kaifaqu.foundation.provenance import Provenance
from kaifaqu.foundation.subjects.models import Subject


class LineStatus(models.TextChoices):
    """Where a line stands."""

    PLANNED = "planned", _("规划")
    BUILDING = "building", _("在建")
    BUILT = "built", _("已建成")
    TRIAL = "trial", _("试产")
    FULL = "full", _("全面量产")
    STOPPED = "stopped", _("停产")
    VOID = "void", _("作废（登记有误）")


class Line(models.Model):
    """One production line; its subject lies below the enterprise or project whose it is."""

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="production_line", verbose_name=_("主体"))
    owner = models.ForeignKey(Subject, models.PROTECT, related_name="+", verbose_name=_("所属企业或项目"))
    product = models.CharField(_("产品"), max_length=80)
    status = models.CharField(_("状态"), max_length=10, choices=LineStatus.choices)
    since = models.DateField(_("状态起"), null=True, blank=True)
    provenance = models.CharField(_("数据性质"), max_length=10, choices=Provenance.choices, default=Provenance.OWN)
    source_url = models.CharField(_("来源页"), max_length=300, blank=True)
    event = models.ForeignKey(ReadEvent, models.PROTECT, null=True, related_name="+", verbose_name=_("收文事件"))

    class Meta:
        verbose_name = verbose_name_plural = _("生产线")
        ordering = ("subject__path",)

    def __str__(self) -> str:
        return self.subject.name


class LineStatusChange(AppendOnly):
    """What a line was before and after, and why."""

    line = models.ForeignKey(Line, models.PROTECT, related_name="changes")
    status = models.CharField(max_length=10, choices=LineStatus.choices)
    on = models.DateField(null=True)
    words = models.CharField(max_length=200, blank=True)
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("状态变化")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.line} {self.status}"


class Capacity(models.Model):
    """A capacity a year: value, unit, from when, and which lines it covers — never more than is said."""

    owner = models.ForeignKey(Subject, models.PROTECT, related_name="+", verbose_name=_("所属企业或项目"))
    lines = models.ManyToManyField(Line, related_name="capacities", verbose_name=_("口径内生产线"))
    amount = ExactDecimalField(_("年产能"))
    unit = models.CharField(_("单位"), max_length=20)
    scope = models.CharField(_("口径说明"), max_length=200)
    valid_from = models.DateField(_("起"), null=True, blank=True)
    valid_to = models.DateField(_("止"), null=True, blank=True)
    provenance = models.CharField(_("数据性质"), max_length=10, choices=Provenance.choices, default=Provenance.OWN)
    source_url = models.CharField(_("来源页"), max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("产能")
        ordering = ("-valid_from", "-pk")

    def __str__(self) -> str:
        return f"{self.amount.normalize():f} {self.unit}/年"


class MonthOutput(AppendOnly):
    """Output of one month planned and real, of all lines under one capacity; a correction is the next row."""

    capacity = models.ForeignKey(Capacity, models.PROTECT, related_name="outputs")
    month = models.DateField(_("月份"))
    planned = ExactDecimalField(_("计划产量"), null=True)
    real = ExactDecimalField(_("实际产量"), null=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("月产量")
        ordering = ("month", "pk")
        constraints = [
            models.CheckConstraint(
                name="production_output_says_something", condition=Q(planned__isnull=False) | Q(real__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.capacity} {self.month:%Y-%m}"


class UpgradeKind(models.TextChoices):
    """What was done to a line."""

    RENEWAL = "renewal", _("技术改造")
    SMART = "smart", _("智能化改造")
    STANDARD = "standard", _("标准化和智能化改造")


class Upgrade(models.Model):
    """技改 of lines: with whom, at what cost, from when to when, with which capacity before and after."""

    owner = models.ForeignKey(Subject, models.PROTECT, related_name="+", verbose_name=_("所属企业或项目"))
    lines = models.ManyToManyField(Line, related_name="upgrades", verbose_name=_("生产线"))
    kind = models.CharField(_("类别"), max_length=10, choices=UpgradeKind.choices)
    partner = models.CharField(_("合作单位"), max_length=120, blank=True)
    cost = ExactDecimalField(_("投入（万元）"), null=True, blank=True)
    begun_on = models.DateField(_("开始"), null=True, blank=True)
    done_on = models.DateField(_("完成"), null=True, blank=True)
    before = models.ForeignKey(Capacity, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("改造前产能"))
    after = models.ForeignKey(Capacity, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("改造后产能"))
    words = models.TextField(_("内容"))
    source_url = models.CharField(_("来源页"), max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("技改")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.partner}"


class ParkTarget(models.Model):
    """One industrial park that a zone means to bring to an output (百亿级园区). Without a name it is counted only."""

    zone = models.ForeignKey(Subject, models.PROTECT, related_name="+", verbose_name=_("开发区"))
    name = models.CharField(_("园区"), max_length=120, blank=True)
    target = ExactDecimalField(_("目标产值（亿元）"))
    target_year = models.PositiveSmallIntegerField(_("目标年份"), null=True, blank=True)
    provenance = models.CharField(_("数据性质"), max_length=10, choices=Provenance.choices, default=Provenance.OWN)
    source_url = models.CharField(_("来源页"), max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("园区目标")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name


class ParkProgress(AppendOnly):
    """What a park has reached in a year; the newest row of a year holds."""

    target = models.ForeignKey(ParkTarget, models.PROTECT, related_name="progress")
    year = models.PositiveSmallIntegerField(_("年份"))
    output = ExactDecimalField(_("产值（亿元）"))
    basis = models.CharField(_("依据"), max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("园区进度")
        ordering = ("year", "pk")

    def __str__(self) -> str:
        return f"{self.target} {self.year}"
