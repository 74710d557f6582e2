"""Issued briefs: documents whose numbers are references, never typed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.subjects.models import Subject


class Brief(models.Model):
    """A composed text: its segments carry the value and the address of every number. Issued, it is frozen.

    The ledger position and the digests of the rules that it was composed from are enough to compose it again; the next edition
    is a row of its own.
    """

    template = models.CharField(_("体例"), max_length=40)
    subject = models.ForeignKey(Subject, models.PROTECT, verbose_name=_("主体"))
    period = models.CharField(_("时期"), max_length=24)
    edition = models.PositiveSmallIntegerField(_("版次"), default=1)
    title = models.CharField(_("标题"), max_length=200)
    segments = models.JSONField(_("内容"))
    reread = models.JSONField(_("回读"), default=list)
    position = models.PositiveBigIntegerField(_("账本位置"))
    rules = models.JSONField(_("规则摘要"))
    composed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    composed_at = models.DateTimeField()
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("公开人"))
    published_at = models.DateTimeField(_("公开时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("简报")
        ordering = ("-pk",)
        constraints = [models.UniqueConstraint(fields=("template", "subject", "period", "edition"), name="briefs_edition_once")]

    def __str__(self) -> str:
        return self.title
