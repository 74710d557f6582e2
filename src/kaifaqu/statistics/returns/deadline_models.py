"""Who files since when, and who was reminded of what: the tables beside the filing calendar of the catalogue."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.journal.append_only import AppendOnly
from kaifaqu.foundation.subjects.models import Subject


class FilingStart(models.Model):
    """Since which day, and until which, a unit owes the forms of the calendar: the superior says so. One row per unit and form."""

    filer = models.ForeignKey(Subject, models.PROTECT, verbose_name=_("填报单位"))
    form_code = models.CharField(_("报表"), max_length=60)
    since = models.DateField(_("起报日"))
    until = models.DateField(_("免报日"), null=True)
    reason = models.CharField(_("免报原因"), max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("起报")
        constraints = [models.UniqueConstraint(fields=("filer", "form_code"), name="returns_filing_start_once")]

    def __str__(self) -> str:
        return f"{self.filer} {self.form_code} {self.since}"


class Reminder(AppendOnly):
    """One reminder of one deadline to one person by one way. The scheduler never writes the same one twice."""

    class Occasion(models.TextChoices):
        """Why it was sent."""

        NEAR = "near", _("临近截止")
        PASSED = "passed", _("已过截止")
        URGED = "urged", _("上级催报")

    class Way(models.TextChoices):
        """How it went out."""

        TASK = "task", _("任务")
        MAIL = "mail", _("邮件")

    filer = models.ForeignKey(Subject, models.PROTECT, verbose_name=_("填报单位"))
    form_code = models.CharField(_("报表"), max_length=60)
    period = models.CharField(_("时期"), max_length=24)
    due_date = models.DateField(_("截止日"))
    occasion = models.CharField(_("原因"), max_length=10, choices=Occasion.choices)
    way = models.CharField(_("方式"), max_length=10, choices=Way.choices)
    recipient = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    sent_day = models.DateField(_("日期"))
    by_name = models.CharField(_("发出人"), max_length=60)
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("催报")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("filer", "form_code", "period", "due_date", "occasion", "way", "recipient", "sent_day"),
                name="returns_reminder_once_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filer} {self.form_code} {self.period} {self.occasion}"
