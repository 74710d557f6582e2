"""Who a project still has to hire, the schools that train such people, and what came of bringing the two together."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.projects.models.file import Project
from kaifaqu.operations.projects.vocabulary import LabourState, SchoolKind


class School(models.Model):
    """A college, a vocational school, a training house. It serves the projects of the area that it is kept for."""

    area = models.ForeignKey(Subject, models.PROTECT, related_name="projects_schools", verbose_name=_("服务范围"))
    name = models.CharField(_("名称"), max_length=120)
    kind = models.CharField(_("类别"), max_length=12, choices=SchoolKind.choices, default=SchoolKind.UNKNOWN)
    majors = models.JSONField(_("专业、工种"), default=list)
    yearly = models.PositiveIntegerField(_("每年毕业或结业（人）"), null=True)
    source = models.CharField(_("依据"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("院校")
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=("area", "name"), name="projects_school_once")]

    def __str__(self) -> str:
        return self.name


class LabourNeed(models.Model):
    """People of one trade whom a project needs by a day."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="labour_needs")
    trade = models.CharField(_("工种、专业"), max_length=60)
    headcount = models.PositiveIntegerField(_("人数"))
    due_on = models.DateField(_("何时到岗"))
    note = models.CharField(_("要求"), max_length=200, blank=True)
    raised_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    closed_on = models.DateField(_("办结日"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("用工需求")
        ordering = ("due_on", "pk")
        constraints = [models.CheckConstraint(name="projects_labour_some", condition=models.Q(headcount__gt=0))]

    def __str__(self) -> str:
        return self.trade


class LabourOffer(models.Model):
    """A school asked for people, and what came of it."""

    need = models.ForeignKey(LabourNeed, models.PROTECT, related_name="offers", verbose_name=_("需求"))
    school = models.ForeignKey(School, models.PROTECT, related_name="offers", verbose_name=_("院校"))
    headcount = models.PositiveIntegerField(_("人数"))
    state = models.CharField(_("进展"), max_length=10, choices=LabourState.choices, default=LabourState.ASKED)
    arrived = models.PositiveIntegerField(_("到岗人数"), null=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("用工对接")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.need} {self.school}"
