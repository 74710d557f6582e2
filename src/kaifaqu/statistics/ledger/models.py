"""The ledger: accepted facts, append-only and hash-chained. A correction supersedes; nothing is unbooked."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.exact import ExactDecimalField
from kaifaqu.foundation.journal.append_only import AppendOnly
from kaifaqu.foundation.provenance import Provenance
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.statistics.returns.models import Line


class Fact(AppendOnly):
    """One accepted line. Its primary key is its position: a run says to which position it read."""

    line = models.OneToOneField(Line, models.PROTECT, related_name="fact", verbose_name=_("行"))
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
    provenance = models.CharField(_("数据性质"), max_length=10, choices=Provenance.choices)
    recorded_at = models.DateTimeField(_("入账时间"), db_index=True)
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, related_name="superseded_by", verbose_name=_("替代"))
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = _("事实")
        ordering = ("pk",)
        indexes = [models.Index(fields=("subject", "item", "period"), name="ledger_fact_address")]

    def __str__(self) -> str:
        return f"{self.item} {self.subject} {self.period} {self.value if self.value is not None else self.missing}"

    def content(self) -> dict[str, Any]:
        """What the row's hash covers: all of the statement, and the line that it came from."""
        return {
            "line": self.line_id, "item": self.item, "subject": self.subject_id, "period": self.period, "role": self.role,
            "basis": self.basis, "price": self.price, "scope": self.scope,
            "value": None if self.value is None else format(self.value.normalize(), "f"), "unit": self.unit,
            "missing": self.missing, "provenance": self.provenance, "supersedes": self.supersedes_id,
        }  # fmt: skip
