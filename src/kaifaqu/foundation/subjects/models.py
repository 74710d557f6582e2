"""Everything a figure can be about, in one dated tree with codes."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a subject is."""

    NATION = "nation", _("全国")
    REGION = "region", _("区域")
    PROVINCE = "province", _("省")
    CITY = "city", _("市")
    COUNTY = "county", _("县（市、区）")
    OFFICE = "office", _("机构")
    ZONE = "zone", _("开发区")
    PARK = "park", _("园区")
    OPERATING_COMPANY = "operating_company", _("运营公司")
    ENTERPRISE = "enterprise", _("企业")
    PROJECT = "project", _("项目")
    PRODUCTION_LINE = "production_line", _("生产线")
    EVENT = "event", _("活动")
    GROUP = "group", _("分组")
    INDUSTRY = "industry", _("地区行业")


class Subject(models.Model):
    """One subject. `path` is the codes from the root to itself, so that a subtree is one prefix."""

    code = models.CharField(_("代码"), max_length=40, unique=True)
    kind = models.CharField(_("类别"), max_length=20, choices=Kind.choices)
    name = models.CharField(_("名称"), max_length=120)
    short_name = models.CharField(_("简称"), max_length=60, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级"))
    path = models.CharField(_("路径"), max_length=400, db_index=True)
    valid_from = models.DateField(_("起"), null=True, blank=True)
    valid_to = models.DateField(_("止"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("主体")
        ordering = ("path",)

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.name

    def valid_on(self, day: date) -> bool:
        """True when the subject had begun and not ended by that day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class Membership(models.Model):
    """A subject that belongs to a group or an event besides its place in the tree, for a time."""

    group = models.ForeignKey(Subject, models.PROTECT, related_name="memberships", verbose_name=_("分组"))
    member = models.ForeignKey(Subject, models.PROTECT, related_name="groups", verbose_name=_("成员"))
    valid_from = models.DateField(_("起"), null=True, blank=True)
    valid_to = models.DateField(_("止"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("分组成员")
        constraints = [models.UniqueConstraint(fields=("group", "member", "valid_from"), name="subjects_membership_once")]

    def __str__(self) -> str:
        return f"{self.group} · {self.member}"
