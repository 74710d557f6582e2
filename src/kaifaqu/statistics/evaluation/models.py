"""Rounds of evaluation: a scheme applied to a frozen list of subjects, with every score explained, objected to and followed up."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kaifaqu.core.engine.land import Basis
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.exact import ExactDecimalField
from kaifaqu.foundation.rulebook.models import RuleText
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.statistics.indicators.models import Run


class Stage(models.TextChoices):
    """How far a round has come."""

    DRY = "dry", _("试算")
    NOTICE = "notice", _("公示")
    FROZEN = "frozen", _("已冻结")
    PUBLISHED = "published", _("已公布")


class Round(models.Model):
    """One application of one scheme to a group for a period. `version` counts how often it was computed; the newest counts."""

    scheme_code = models.CharField(_("方案"), max_length=60)
    scheme = models.ForeignKey(RuleText, models.PROTECT, verbose_name=_("方案文本"))
    numbers = models.JSONField(_("本轮参数"), default=dict)
    owner = models.ForeignKey(Subject, models.PROTECT, verbose_name=_("组织单位"))
    period = models.CharField(_("时期"), max_length=24)
    run = models.ForeignKey(Run, models.PROTECT, verbose_name=_("计算"))
    version = models.PositiveSmallIntegerField(_("版本"), default=1)
    expected = models.PositiveSmallIntegerField(_("应参评数"), null=True)
    stage = models.CharField(_("阶段"), max_length=10, choices=Stage.choices, default=Stage.DRY)
    opened_at = models.DateTimeField()
    notice_until = models.DateField(_("异议截止"), null=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("评价")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.scheme_code} {self.owner} {self.period}"


class Computation(models.Model):
    """One computing of a round: from which position of the ledger, by whom and why. Earlier ones stay with their scores."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="computations")
    version = models.PositiveSmallIntegerField(_("版本"))
    run = models.ForeignKey(Run, models.PROTECT, verbose_name=_("计算"))
    reason = models.TextField(_("原因"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("计算版本")
        ordering = ("-version",)
        constraints = [models.UniqueConstraint(fields=("round", "version"), name="evaluation_version_once")]

    def __str__(self) -> str:
        return f"{self.round} 第{self.version}版"


class Score(models.Model):
    """One participant's result in one version: points and rank, or the reason why it is unranked."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="scores")
    version = models.PositiveSmallIntegerField(_("版本"), default=1)
    subject = models.ForeignKey(Subject, models.PROTECT, verbose_name=_("参评单位"))
    points = ExactDecimalField(_("得分"), null=True)
    rank = models.PositiveSmallIntegerField(_("位次"), null=True)
    grade = models.CharField(_("等次"), max_length=40, blank=True)
    marks = models.JSONField(_("标记"), default=list)
    reason = models.TextField(_("未排名原因"), blank=True)
    explanation = models.JSONField(_("说明"), default=list)
    figures = models.JSONField(_("数据"), default=list)
    sheet = models.JSONField(_("计分单"), default=list)

    class Meta:
        verbose_name = verbose_name_plural = _("得分")
        ordering = ("rank", "subject__path")
        constraints = [models.UniqueConstraint(fields=("round", "version", "subject"), name="evaluation_score_once")]

    def __str__(self) -> str:
        return f"{self.subject} {self.points if self.points is not None else self.reason}"


class Given(models.Model):
    """A figure that a person brings to a round, with the paper it rests on. The newest of an input counts; it stands above the book."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="givens")
    subject = models.ForeignKey(Subject, models.PROTECT, verbose_name=_("参评单位"))
    input = models.CharField(_("数据项"), max_length=60)
    value = ExactDecimalField(_("数值"), null=True)
    missing = models.CharField(_("缺失原因"), max_length=20, blank=True)
    reason = models.TextField(_("依据"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("录入数")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                name="evaluation_given_value_or_absence",
                condition=Q(value__isnull=False, missing="") | (Q(value__isnull=True) & ~Q(missing="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.input}"


class Parcel(models.Model):
    """A parcel whose land is shared among participants of a round. The owner holds what nobody else does."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="parcels")
    name = models.CharField(_("宗地"), max_length=80)
    area = ExactDecimalField(_("面积（亩）"))
    owner = models.ForeignKey(Subject, models.PROTECT, null=True, verbose_name=_("宗地主"))

    class Meta:
        verbose_name = verbose_name_plural = _("宗地")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=("round", "name"), name="evaluation_parcel_once")]

    def __str__(self) -> str:
        return self.name


class Holding(models.Model):
    """How much of a parcel one participant holds: square metres of floor, or percent."""

    BASES = ((Basis.FLOOR.value, _("建筑面积（平方米）")), (Basis.SHARE.value, _("比例（%）")))

    parcel = models.ForeignKey(Parcel, models.CASCADE, related_name="holdings")
    holder = models.ForeignKey(Subject, models.PROTECT, verbose_name=_("占用单位"))
    basis = models.CharField(_("口径"), max_length=8, choices=BASES)
    amount = ExactDecimalField(_("占用"))

    class Meta:
        verbose_name = verbose_name_plural = _("占用")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=("parcel", "holder"), name="evaluation_holding_once")]

    def __str__(self) -> str:
        return f"{self.parcel} {self.holder}"


class Exemption(models.Model):
    """A participant left out by decision: asked for with a reason, and effective only once somebody else has approved it."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="exemptions")
    subject = models.ForeignKey(Subject, models.PROTECT, verbose_name=_("参评单位"))
    name = models.CharField(_("情形"), max_length=80)
    grade = models.CharField(_("列为"), max_length=40)
    reason = models.TextField(_("理由"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    approved = models.BooleanField(_("批准"), null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    opinion = models.TextField(_("意见"), blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("豁免")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.subject} {self.grade}"


class Objection(models.Model):
    """What a participant holds against its sheet, with its evidence, and what the reviewer answered."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="objections")
    version = models.PositiveSmallIntegerField(_("版本"))
    subject = models.ForeignKey(Subject, models.PROTECT, verbose_name=_("参评单位"))
    input = models.CharField(_("数据项"), max_length=60, blank=True)
    claimed = models.CharField(_("主张的数"), max_length=60, blank=True)
    reason = models.TextField(_("理由"))
    evidence = models.FileField(_("佐证"), upload_to="objections/", blank=True)
    filed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()
    accepted = models.BooleanField(_("采纳"), null=True)
    answer = models.TextField(_("答复"), blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("异议")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.subject} {self.reason}"


class Confirmation(models.Model):
    """A participant says that its sheet of this version is right: the window need not be waited for."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="confirmations")
    version = models.PositiveSmallIntegerField(_("版本"))
    subject = models.ForeignKey(Subject, models.PROTECT, verbose_name=_("参评单位"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("确认")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=("round", "version", "subject"), name="evaluation_confirmed_once")]

    def __str__(self) -> str:
        return f"{self.subject} 第{self.version}版"


class FollowUp(models.Model):
    """What follows from a published class, as the scheme lists it, and whether it was carried out."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="follow_ups")
    subject = models.ForeignKey(Subject, models.PROTECT, verbose_name=_("参评单位"))
    grade = models.CharField(_("等次"), max_length=40)
    effect = models.CharField(_("类别"), max_length=12)
    words = models.CharField(_("后果"), max_length=200)
    percent = ExactDecimalField(_("支付比例（%）"), null=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    note = models.TextField(_("落实情况"), blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("等次后果")
        ordering = ("subject__path", "pk")

    def __str__(self) -> str:
        return f"{self.subject} {self.words}"
