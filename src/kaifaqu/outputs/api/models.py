"""Who is told by the program when something new stands in the books, and what was told."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.subjects.models import Subject


class Webhook(models.Model):
    """An address of another system that is told of events; its owner's reach bounds what it is told, and ends it.

    `read_to` is the place in the journal up to which events were taken. The secret by which messages are signed is kept sealed.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="webhooks", verbose_name=_("所有人"))
    name = models.CharField(_("用途"), max_length=80)
    url = models.URLField(_("地址"), max_length=300)
    events = models.JSONField(_("事件"), default=list)
    within = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+", verbose_name=_("只看"))
    secret = models.CharField(max_length=200, blank=True)
    read_to = models.BigIntegerField()
    made_at = models.DateTimeField(_("生成时间"))
    ended_at = models.DateTimeField(_("停用时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("推送")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.user} · {self.name}"


class Delivery(models.Model):
    """One event told, or to be told, to one address: how often it was tried, when it is tried next, and how it ended."""

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    entry = models.BigIntegerField(_("日志"))
    event = models.CharField(_("事件"), max_length=40)
    body = models.TextField(_("内容"))
    made_at = models.DateTimeField(_("发生"))
    attempts = models.PositiveSmallIntegerField(_("试过"), default=0)
    due_at = models.DateTimeField(_("下次"), null=True, db_index=True)
    done_at = models.DateTimeField(_("送达"), null=True)
    told = models.CharField(_("结果"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("送达")
        ordering = ("-pk",)
        constraints = [models.UniqueConstraint(fields=("webhook", "entry"), name="api_delivery_once")]

    def __str__(self) -> str:
        return f"{self.webhook} · {self.event}"

    @property
    def is_given_up(self) -> bool:
        """Neither delivered nor to be tried again."""
        return self.done_at is None and self.due_at is None
