"""Who did what when, old → new: append-only and hash-chained, one row per act."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.journal.append_only import AppendOnly


class ChainHead(models.Model):
    """One row per chain, locked while a link is added, so that two writers never make a fork."""

    name = models.CharField(max_length=20, primary_key=True)

    class Meta:
        verbose_name = verbose_name_plural = _("链首")

    def __str__(self) -> str:
        return self.name


class Entry(AppendOnly):
    """One act. Keeps the actor's id and name, not a key upwards: the journal outlives accounts."""

    at = models.DateTimeField(_("时间"))
    actor_id = models.BigIntegerField(_("操作人编号"), null=True)
    actor_name = models.CharField(_("操作人"), max_length=80)
    act = models.CharField(_("行为"), max_length=60, db_index=True)
    subject_code = models.CharField(_("主体"), max_length=40, blank=True, db_index=True)
    target = models.CharField(_("对象"), max_length=80, db_index=True)
    old = models.JSONField(_("原值"), null=True)
    new = models.JSONField(_("新值"), null=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = _("日志")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.act} {self.target}"
