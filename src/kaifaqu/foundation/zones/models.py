"""What is particular to a zone: its kind, its level, and how large its office is."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.exact import ExactDecimalField
from kaifaqu.foundation.subjects.models import Subject


class ZoneKind(models.TextChoices):
    """The three assessment groups of a province's zones; UNKNOWN until the register says."""

    INDUSTRIAL = "industrial", _("工业类")
    AGRICULTURAL = "agricultural", _("现代农业类")
    ECOLOGICAL = "ecological", _("生态文旅类")
    UNKNOWN = "unknown", _("未登记")


class ZoneLevel(models.TextChoices):
    """Who recognised the zone; UNKNOWN until the register says."""

    NATIONAL = "national", _("国家级")
    PROVINCIAL = "provincial", _("省级")
    UNKNOWN = "unknown", _("未登记")


class Zone(models.Model):
    """A development zone. A small office signs with two people instead of three."""

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="zone", verbose_name=_("主体"))
    kind = models.CharField(_("类型"), max_length=20, choices=ZoneKind.choices, default=ZoneKind.UNKNOWN)
    level = models.CharField(_("级别"), max_length=20, choices=ZoneLevel.choices, default=ZoneLevel.UNKNOWN)
    approved_on = models.DateField(_("批准时间"), null=True, blank=True)
    approved_area = ExactDecimalField(_("核准面积"), null=True, blank=True)
    """In 公顷, as the national catalogue of zones prints it."""
    industries = models.CharField(_("主导产业"), max_length=200, blank=True)
    small_office = models.BooleanField(_("两人签发"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("开发区")

    def __str__(self) -> str:
        return str(self.subject)

    @property
    def is_closed(self) -> bool:
        """Merged into another zone or abolished."""
        return self.subject.valid_to is not None
