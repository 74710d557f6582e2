"""What stands beside an enterprise's own figure: the zone's note and the statistics bureau's value, never in its place."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.documents.models import Document
from kaifaqu.foundation.exact import ExactDecimalField
from kaifaqu.foundation.journal.append_only import AppendOnly
from kaifaqu.foundation.subjects.models import Subject


class SideRecord(AppendOnly):
    """One note or one bureau value beside an enterprise's figure. A later one takes the place of an earlier one; both stay."""

    class Kind(models.TextChoices):
        """Whose word it is."""

        NOTE = "note", _("开发区核实意见")
        BUREAU = "bureau", _("统计部门反馈值")

    filer = models.ForeignKey(Subject, models.PROTECT, related_name="+", verbose_name=_("企业"))
    form_code = models.CharField(_("报表"), max_length=60)
    period = models.CharField(_("时期"), max_length=24)
    item = models.CharField(_("指标"), max_length=80)
    kind = models.CharField(_("记录"), max_length=10, choices=Kind.choices)
    value = ExactDecimalField(_("数值"), null=True)
    unit = models.CharField(_("单位"), max_length=20, blank=True)
    text = models.TextField(_("说明"))
    document = models.ForeignKey(Document, models.PROTECT, null=True, verbose_name=_("依据"))
    by = models.ForeignKey(User, models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("并列记录")
        ordering = ("pk",)
        indexes = [models.Index(fields=("form_code", "period", "filer"))]
        constraints = [
            models.CheckConstraint(name="returns_side_record_says_something", condition=Q(value__isnull=False) | ~Q(text="")),
            models.CheckConstraint(
                name="returns_bureau_value_with_source", condition=~Q(kind="bureau") | (Q(value__isnull=False) & ~Q(text=""))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filer} {self.item} {self.period} {self.kind}"
