"""What the room keeps beside the files: the month of dispatch, rules of lights, saved views, what was set aside."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.documents.models import ReadEvent
from kaifaqu.foundation.journal.append_only import AppendOnly
from kaifaqu.foundation.subjects.models import Subject


class SetAside(models.Model):
    """A name in an accepted event that is not this room's matter, and why; it leaves the inbox."""

    event = models.ForeignKey(ReadEvent, models.PROTECT, related_name="+")
    name = models.CharField(_("项目"), max_length=120, blank=True)
    reason = models.CharField(_("原因"), max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("不归本册")
        constraints = [models.UniqueConstraint(fields=("event", "name"), name="projects_set_aside_once")]

    def __str__(self) -> str:
        return self.reason


class LightChoice(models.Model):
    """Which rule of lights holds for a subject and all below it, from a day on; the newest holds."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+", verbose_name=_("适用"))
    rule = models.CharField(_("规则"), max_length=40)
    valid_from = models.DateField(_("起"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("亮灯规则")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.subject} {self.rule}"


class SavedFilter(models.Model):
    """A person's own view of the list."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    name = models.CharField(_("名称"), max_length=40)
    query = models.CharField(_("条件"), max_length=400)

    class Meta:
        verbose_name = verbose_name_plural = _("常用筛选")
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=("user", "name"), name="projects_filter_once")]

    def __str__(self) -> str:
        return self.name


class DispatchMonth(models.Model):
    """A month of dispatch of a zone: open while projects report, then held in a meeting and frozen with what it said."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+", verbose_name=_("单位"))
    year = models.PositiveSmallIntegerField(_("年"))
    month = models.PositiveSmallIntegerField(_("月"))
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    frozen = models.JSONField(_("定稿"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("调度月")
        ordering = ("-year", "-month")
        constraints = [
            models.UniqueConstraint(fields=("subject", "year", "month"), name="projects_dispatch_month_once"),
            models.CheckConstraint(name="projects_dispatch_frozen", condition=Q(closed_at=None) | Q(frozen__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.year}-{self.month:02d}"


class DispatchIssue(AppendOnly):
    """An earlier issue of a month that was opened again: what it said, whole. The journal keeps its digest."""

    month = models.ForeignKey(DispatchMonth, models.PROTECT, related_name="issues", verbose_name=_("调度月"))
    number = models.PositiveSmallIntegerField(_("第几次定稿"))
    said = models.JSONField(_("定稿"))
    digest = models.CharField(_("摘要"), max_length=64)
    at = models.DateTimeField(_("退回时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("历次定稿")
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=("month", "number"), name="projects_dispatch_issue_once")]

    def __str__(self) -> str:
        return f"{self.month} {self.number}"
