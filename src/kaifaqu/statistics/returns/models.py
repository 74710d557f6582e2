"""Returns (报表): what a unit declares for a period, line by line, and who signed it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.documents.models import Document, Reading
from kaifaqu.foundation.exact import ExactDecimalField
from kaifaqu.foundation.journal.append_only import AppendOnly
from kaifaqu.foundation.provenance import Provenance
from kaifaqu.foundation.rulebook.models import RuleText
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.statistics.returns.deadline_models import FilingStart, Reminder
from kaifaqu.statistics.returns.deputy_models import Deputy, StampedPage
from kaifaqu.statistics.returns.record_models import SideRecord
from kaifaqu.statistics.returns.rules import STEPS
from kaifaqu.statistics.returns.target_models import Target

__all__ = ["Deputy", "FilingStart", "Reminder", "SideRecord", "StampedPage", "Target"]
"""Tables that stand in files of their own, named here for Django."""


class Return(models.Model):
    """One form of one filer for one period, in one version. A correction is the next version."""

    form_code = models.CharField(_("报表"), max_length=60)
    form = models.ForeignKey(RuleText, models.PROTECT, verbose_name=_("表式"))
    filer = models.ForeignKey(Subject, models.PROTECT, verbose_name=_("填报单位"))
    period = models.CharField(_("时期"), max_length=24)
    version = models.PositiveSmallIntegerField(_("版本"), default=1)
    chain = models.JSONField(_("签发链"))
    position = models.PositiveSmallIntegerField(_("步骤"), default=0)
    round = models.PositiveSmallIntegerField(_("轮次"), default=1)
    provenance = models.CharField(_("数据性质"), max_length=10, choices=Provenance.choices, default=Provenance.OWN)
    reason = models.TextField(_("更正原因"), blank=True)
    opened_at = models.DateTimeField(_("上级打开时间"), null=True)
    accepted_at = models.DateTimeField(_("入账时间"), null=True)
    started_at = models.DateTimeField(_("建表时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("报表")
        ordering = ("-started_at", "-pk")
        constraints = [
            models.UniqueConstraint(fields=("form_code", "filer", "period", "version"), name="returns_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.filer} {self.form_code} {self.period} 第{self.version}版"


class Line(models.Model):
    """One declared figure, or the named reason for its absence, with exactly one origin out of four."""

    owner = models.ForeignKey(
        Return, models.CASCADE, related_name="lines", db_index=False
    )  # the constraint below begins with it
    item = models.CharField(_("指标"), max_length=80)
    subject = models.ForeignKey(Subject, models.PROTECT, verbose_name=_("主体"))
    period = models.CharField(_("时期"), max_length=24)
    role = models.CharField(_("角色"), max_length=12)
    basis = models.CharField(_("口径"), max_length=12)
    price = models.CharField(_("价格"), max_length=12)
    scope = models.CharField(_("统计口径"), max_length=16)
    value = ExactDecimalField(_("数值"), null=True)
    unit = models.CharField(_("单位"), max_length=20, blank=True)
    missing = models.CharField(_("缺失原因"), max_length=20, blank=True)

    reading = models.ForeignKey(Reading, models.PROTECT, null=True, verbose_name=_("读数"))
    workbook = models.ForeignKey(Document, models.PROTECT, null=True, verbose_name=_("工作簿"))
    cell = models.CharField(_("单元格"), max_length=60, blank=True)
    room = models.CharField(_("部门"), max_length=40, blank=True)
    room_key = models.CharField(_("记录"), max_length=80, blank=True)
    room_url = models.CharField(_("记录所在页"), max_length=300, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, verbose_name=_("录入人"))
    declared_at = models.DateTimeField(_("时间"))
    revision = models.PositiveIntegerField(_("改动次数"), default=1)

    class Meta:
        verbose_name = verbose_name_plural = _("行")
        ordering = ("pk",)
        indexes = [models.Index(fields=("period", "item", "subject"), name="returns_line_of_period")]
        constraints = [
            models.UniqueConstraint(fields=("owner", "item", "role", "subject", "period"), name="returns_line_once"),
            models.CheckConstraint(
                name="returns_line_value_or_absence",
                condition=Q(value__isnull=False, missing="") | (Q(value__isnull=True) & ~Q(missing="")),
            ),
            models.CheckConstraint(
                name="returns_line_one_origin",
                condition=Q(reading__isnull=False, workbook__isnull=True, room="", entered_by__isnull=True)
                | (Q(reading__isnull=True, workbook__isnull=False, room="", entered_by__isnull=True) & ~Q(cell=""))
                | (Q(reading__isnull=True, workbook__isnull=True, entered_by__isnull=True) & ~Q(room=""))
                | Q(reading__isnull=True, workbook__isnull=True, room="", entered_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.subject} {self.period}"

    @property
    def stamp(self) -> str:
        """The cell's version as a page saw it: another one after every change, also when the line went and came back."""
        return f"{self.pk}.{self.revision}"


class Explanation(models.Model):
    """Why a doubtful figure stands as it is: written by the filer, read by the reviewer, remembered for the next version."""

    owner = models.ForeignKey(Return, models.CASCADE, related_name="explanations")
    rule = models.CharField(_("校核"), max_length=60)
    key = models.CharField(_("单元格"), max_length=160)
    text = models.TextField(_("说明"))
    by = models.ForeignKey(User, models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("说明")
        constraints = [models.UniqueConstraint(fields=("owner", "rule", "key"), name="returns_explanation_once")]

    def __str__(self) -> str:
        return self.text


WITHDRAWN = "撤回"
"""What a withdrawal notes instead of a reason."""


class Signature(AppendOnly):
    """One step taken, forward or back."""

    owner = models.ForeignKey(Return, models.PROTECT, related_name="signatures")
    round = models.PositiveSmallIntegerField()
    step = models.CharField(_("步骤"), max_length=20)
    forward = models.BooleanField(_("通过"))
    note = models.TextField(_("意见"), blank=True)
    by = models.ForeignKey(User, models.PROTECT)
    on_behalf_of = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("代签"))
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("签署")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.step} {self.by} {self.at:%Y-%m-%d}"

    @property
    def is_withdrawal(self) -> bool:
        """True where the filer took the return back himself."""
        return not self.forward and self.note == WITHDRAWN

    @property
    def step_label(self) -> str:
        """What the act is called: the step's own name with 代 where a deputy signed, or 退回/撤回."""
        if not self.forward:
            return str(_("撤回") if self.is_withdrawal else _("退回"))
        label = str(STEPS[self.step].label)
        return (
            gettext("%(step)s（代%(principal)s）") % {"step": label, "principal": self.on_behalf_of}
            if self.on_behalf_of
            else label
        )


class WorkbookMapping(AppendOnly):
    """How a filer's foreign workbook of one layout is read into its returns. The newest version holds."""

    filer = models.ForeignKey(Subject, models.PROTECT, verbose_name=_("填报单位"))
    fingerprint = models.CharField(_("表样"), max_length=64)
    version = models.PositiveIntegerField(_("版本"))
    content = models.JSONField(_("对应关系"))
    by = models.ForeignKey(User, models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("对应关系")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=("filer", "fingerprint", "version"), name="returns_mapping_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.filer} {self.fingerprint[:8]} 第{self.version}版"


class WorkbookImport(models.Model):
    """One foreign workbook beside one return: looked at, then imported, then perhaps undone."""

    owner = models.ForeignKey(Return, models.PROTECT, related_name="imports")
    document = models.ForeignKey(Document, models.PROTECT, verbose_name=_("工作簿"))
    filename = models.CharField(_("文件名"), max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("上传时间"))
    applied_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField(_("导入时间"), null=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(_("撤销时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("导入")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.filename


class ImportedLine(AppendOnly):
    """One line that an import wrote: what stood there before (None for nothing), and what it wrote."""

    owner = models.ForeignKey(WorkbookImport, models.PROTECT, related_name="lines", db_index=False)  # as with Line
    key = models.CharField(_("单元格"), max_length=160)
    line = models.BigIntegerField()
    old = models.JSONField(_("原值"), null=True)
    new = models.JSONField(_("新值"))

    class Meta:
        verbose_name = verbose_name_plural = _("导入的行")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=("owner", "key"), name="returns_imported_line_once")]

    def __str__(self) -> str:
        return self.key


class SentEntry(AppendOnly):
    """One entry that a page sent and that was dealt with: sent again after a dropped line, it does nothing a second time."""

    owner = models.ForeignKey(Return, models.PROTECT, related_name="sent_entries")
    sent = models.CharField(_("编号"), max_length=40)
    stamp = models.CharField(_("改后版本"), max_length=40, blank=True)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("收到的录入")
        constraints = [models.UniqueConstraint(fields=("owner", "sent"), name="returns_entry_once")]

    def __str__(self) -> str:
        return self.sent
