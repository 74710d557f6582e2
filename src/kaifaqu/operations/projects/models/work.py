"""The daily work on a project: plans and months, approvals and pauses, problems, readiness, exemptions."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.documents.models import Document
from kaifaqu.foundation.exact import ExactDecimalField
from kaifaqu.operations.projects.models.file import Project
from kaifaqu.operations.projects.vocabulary import About, ExemptionState, ProblemKind, ReadinessKind


class YearPlan(models.Model):
    """What is to be invested in a year (万元), by which curve, and how much money must be there by its end."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="plans")
    year = models.PositiveSmallIntegerField(_("年度"))
    amount = ExactDecimalField(_("年度计划投资（万元）"), null=True)
    done_before = ExactDecimalField(_("截至上年底累计完成（万元）"), null=True)
    funds = ExactDecimalField(_("年度应到位资金（万元）"), null=True)
    curve = models.CharField(_("序时曲线"), max_length=20, default="linear")

    class Meta:
        verbose_name = verbose_name_plural = _("年度计划")
        ordering = ("-year",)
        constraints = [models.UniqueConstraint(fields=("project", "year"), name="projects_plan_once")]

    def __str__(self) -> str:
        return f"{self.project} {self.year}"


class Progress(models.Model):
    """One month's report, in 万元: of the month, since January, since the start; money in place; what the site looks like."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="progress")
    year = models.PositiveSmallIntegerField(_("年"))
    month = models.PositiveSmallIntegerField(_("月"))
    done_month = ExactDecimalField(_("本月完成"), null=True)
    done_year = ExactDecimalField(_("本年累计完成"), null=True)
    done_total = ExactDecimalField(_("开工以来累计完成"), null=True)
    funds_year = ExactDecimalField(_("本年到位资金"), null=True)
    funds_total = ExactDecimalField(_("累计到位资金"), null=True)
    percent = ExactDecimalField(_("形象进度（%）"), null=True)
    site = models.CharField(_("形象进度"), max_length=1000, blank=True)
    hindrance = models.CharField(_("存在问题"), max_length=1000, blank=True)
    needs = models.CharField(_("需协调事项"), max_length=1000, blank=True)
    next_plan = models.CharField(_("下月计划"), max_length=1000, blank=True)
    explanation = models.CharField(_("说明"), max_length=400, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("月进度")
        ordering = ("-year", "-month")
        constraints = [
            models.UniqueConstraint(fields=("project", "year", "month"), name="projects_progress_once"),
            models.CheckConstraint(name="projects_progress_month", condition=Q(month__gte=1, month__lte=12)),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.year}-{self.month:02d}"


class Approval(models.Model):
    """One approval item: its limits in working days, the day it was taken in, the day it was settled."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="approvals")
    item = models.CharField(_("事项"), max_length=40)
    needed = models.BooleanField(_("涉及"), default=True)
    authority = models.CharField(_("办理部门"), max_length=80, blank=True)
    agent = models.CharField(_("代办员"), max_length=60, blank=True)
    standard_days = models.PositiveSmallIntegerField(_("标准时限（工作日）"), null=True)
    promised_days = models.PositiveSmallIntegerField(_("承诺时限（工作日）"), null=True)
    accepted_on = models.DateField(_("受理日"), null=True)
    settled_on = models.DateField(_("办结日"), null=True)
    number = models.CharField(_("文号、证号"), max_length=80, blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+", verbose_name=_("批件"))
    expected_on = models.DateField(_("计划办结日"), null=True)
    stated = models.CharField(_("台账所载"), max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("手续")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=("project", "item"), name="projects_approval_once")]

    def __str__(self) -> str:
        return f"{self.project} {self.item}"


class ApprovalPause(models.Model):
    """Days on which an approval's clock stands: the applicant mends the papers (补正), the matter is made public (公示)."""

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="pauses")
    first = models.DateField(_("起"))
    last = models.DateField(_("止"), null=True)
    reason = models.CharField(_("原因"), max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = _("补正")
        ordering = ("first",)
        constraints = [
            models.CheckConstraint(name="projects_pause_order", condition=Q(last=None) | Q(last__gte=models.F("first")))
        ]

    def __str__(self) -> str:
        return self.reason


class Problem(models.Model):
    """What stands in the way, or what an inspection found; open until it is solved."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="problems")
    kind = models.CharField(_("类别"), max_length=20, choices=ProblemKind.choices)
    text = models.CharField(_("问题"), max_length=400)
    turn = models.CharField(_("轮到谁办"), max_length=80, blank=True)
    raised_on = models.DateField(_("提出日"))
    due_on = models.DateField(_("办结时限"), null=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+", verbose_name=_("检查记录"))
    solved_on = models.DateField(_("办结日"), null=True)
    result = models.CharField(_("结果"), max_length=400, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = _("问题")
        ordering = ("raised_on", "pk")
        constraints = [models.CheckConstraint(name="projects_solved_has_result", condition=Q(solved_on=None) | ~Q(result=""))]

    def __str__(self) -> str:
        return self.text


class Readiness(models.Model):
    """What production needs on the day of completion, and how much of it is there."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="readiness")
    kind = models.CharField(_("准备事项"), max_length=20, choices=ReadinessKind.choices)
    needed = ExactDecimalField(_("需要"))
    ready = ExactDecimalField(_("已到位"), null=True)
    due_on = models.DateField(_("应到位"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("竣工前准备")
        ordering = ("kind",)
        constraints = [models.UniqueConstraint(fields=("project", "kind"), name="projects_readiness_once")]

    def __str__(self) -> str:
        return f"{self.project} {self.get_kind_display()}"


class Exemption(models.Model):
    """A light that is not to burn until a day, for a reason: asked for by one person, decided by another."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="exemptions")
    about = models.CharField(_("免亮事项"), max_length=20, choices=About.choices)
    until = models.DateField(_("免至"))
    reason = models.CharField(_("正当理由"), max_length=400)
    state = models.CharField(_("状态"), max_length=10, choices=ExemptionState.choices, default=ExemptionState.ASKED)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("申请人"))
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("批准人"))
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("免亮")
        ordering = ("-asked_at",)
        constraints = [
            models.CheckConstraint(
                name="projects_exemption_decided",
                condition=Q(state=ExemptionState.ASKED, decided_by=None)
                | (~Q(state=ExemptionState.ASKED) & Q(decided_by__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return self.reason
