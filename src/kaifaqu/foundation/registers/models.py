"""Uploads of registers, what they changed, and the layouts that senders were seen to use."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.documents.models import Document
from kaifaqu.foundation.journal.append_only import AppendOnly
from kaifaqu.foundation.subjects.models import Subject


class LearnedLayout(AppendOnly):
    """A layout of a register as a subject uses it: its headings in order, each with the field that it means. The newest version holds."""

    register = models.CharField(_("台账"), max_length=60)
    subject = models.ForeignKey(Subject, models.PROTECT, verbose_name=_("单位"))
    fingerprint = models.CharField(_("表样"), max_length=64)
    version = models.PositiveIntegerField(_("版本"))
    title = models.CharField(_("名称"), max_length=200)
    headings = models.JSONField(_("栏目"))
    by = models.ForeignKey(User, models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("表样")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("register", "subject", "fingerprint", "version"), name="registers_layout_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} 第{self.version}版"


class Upload(models.Model):
    """One file beside one register of one subject: looked at, then imported, then perhaps undone."""

    register = models.CharField(_("台账"), max_length=60)
    subject = models.ForeignKey(Subject, models.PROTECT, verbose_name=_("单位"))
    document = models.ForeignKey(Document, models.PROTECT, verbose_name=_("文件"))
    filename = models.CharField(_("文件名"), max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("上传时间"))
    applied_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField(_("导入时间"), null=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(_("撤销时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("台账文件")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.filename


class Change(AppendOnly):
    """One record that an import made or changed: where the row stood, and the changed fields before (None for a new record) and after."""

    owner = models.ForeignKey(Upload, models.PROTECT, related_name="changes")
    place = models.CharField(_("位置"), max_length=120)
    key = models.CharField(_("记录"), max_length=80)
    name = models.CharField(_("名称"), max_length=200)
    old = models.JSONField(_("原值"), null=True)
    new = models.JSONField(_("新值"))

    class Meta:
        verbose_name = verbose_name_plural = _("导入的记录")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=("owner", "key"), name="registers_change_once")]

    def __str__(self) -> str:
        return self.name


class WholeExport(models.Model):
    """Somebody's wish to take the list out with whole telephone numbers, and another's decision; good for a day, for the asker alone."""

    register = models.CharField(_("台账"), max_length=60)
    subject = models.ForeignKey(Subject, models.PROTECT, verbose_name=_("单位"))
    reason = models.CharField(_("用途"), max_length=200)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("申请时间"))
    granted = models.BooleanField(_("准予"), null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("审批时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("全号导出申请")
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                name="registers_export_decided_by_another",
                condition=models.Q(granted=None, decided_by=None, decided_at=None)
                | (models.Q(granted__isnull=False, decided_at__isnull=False) & ~models.Q(decided_by=models.F("asked_by"))),
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.register}"
