"""Rounds of evaluation: a scheme applied to a frozen list of subjects, with every score explained."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.exact import ExactDecimalField
from kaifaqu.foundation.rulebook.models import RuleText
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.statistics.indicators.models import Run


class Stage(models.TextChoices):
    """How far a round has come."""

    DRY = "dry", _("试算")
    FROZEN = "frozen", _("已冻结")
    PUBLISHED = "published", _("已公布")


class Round(models.Model):
    """One application of one scheme to a group for a period."""

    scheme_code = models.CharField(_("方案"), max_length=60)
    scheme = models.ForeignKey(RuleText, models.PROTECT, verbose_name=_("方案文本"))
    owner = models.ForeignKey(Subject, models.PROTECT, verbose_name=_("组织单位"))
    period = models.CharField(_("时期"), max_length=24)
    run = models.ForeignKey(Run, models.PROTECT, verbose_name=_("计算"))
    expected = models.PositiveSmallIntegerField(_("应参评数"), null=True)
    stage = models.CharField(_("阶段"), max_length=10, choices=Stage.choices, default=Stage.DRY)
    opened_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("评价")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.scheme_code} {self.owner} {self.period}"


class Score(models.Model):
    """One participant's result: points and rank, or the reason why it is unranked."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="scores")
    subject = models.ForeignKey(Subject, models.PROTECT, verbose_name=_("参评单位"))
    points = ExactDecimalField(_("得分"), null=True)
    rank = models.PositiveSmallIntegerField(_("位次"), null=True)
    grade = models.CharField(_("等次"), max_length=40, blank=True)
    marks = models.JSONField(_("标记"), default=list)
    reason = models.TextField(_("未排名原因"), blank=True)
    explanation = models.JSONField(_("说明"), default=list)

    class Meta:
        verbose_name = verbose_name_plural = _("得分")
        ordering = ("rank", "subject__path")
        constraints = [models.UniqueConstraint(fields=("round", "subject"), name="evaluation_score_once")]

    def __str__(self) -> str:
        return f"{self.subject} {self.points if self.points is not None else self.reason}"
