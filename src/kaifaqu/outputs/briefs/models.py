"""Issued briefs: documents whose numbers are references, never typed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.documents.models import Document
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


class Standing(models.TextChoices):
    """Where a contribution stands."""

    OFFERED = "offered", _("待审核")
    RETURNED = "returned", _("已退稿")
    ADOPTED = "adopted", _("已采用")


class Contribution(models.Model):
    """An issued brief offered to the area above (投稿): returned with a reason, or adopted; what was printed of it is a received document."""

    brief = models.ForeignKey(Brief, models.PROTECT, related_name="contributions")
    to = models.ForeignKey(Subject, models.PROTECT, related_name="+", verbose_name=_("投往"))
    note = models.CharField(_("附言"), max_length=200, blank=True)
    standing = models.CharField(_("状态"), max_length=12, choices=Standing.choices, default=Standing.OFFERED)
    offered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    answer = models.CharField(_("审核意见"), max_length=200, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    printed = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+", verbose_name=_("刊出的文章"))
    printed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    printed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("投稿")
        ordering = ("-pk",)
        constraints = [models.UniqueConstraint(fields=("brief", "to"), name="briefs_offered_once")]

    def __str__(self) -> str:
        return f"{self.brief} → {self.to.label}"
