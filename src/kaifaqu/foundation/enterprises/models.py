"""Enterprises, under their unified credit code: names, size status and revenue as they changed, and merges that can be undone."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.exact import ExactDecimalField
from kaifaqu.foundation.journal.append_only import AppendOnly
from kaifaqu.foundation.provenance import Provenance
from kaifaqu.foundation.subjects.models import Subject


class Sector(models.TextChoices):
    """The statistical class by which 规上 is judged; thresholds stand in `catalogue/nursery`."""

    INDUSTRY = "industry", _("工业")
    WHOLESALE = "wholesale", _("批发业")
    RETAIL = "retail", _("零售业")
    CATERING = "catering", _("住宿餐饮业")
    SERVICE_TRANSPORT = "service_transport", _("服务业（交通、信息、水利公共设施、卫生）")
    SERVICE_PROPERTY = "service_property", _("服务业（物业、租赁商务、科研、教育）")
    SERVICE_RESIDENT = "service_resident", _("服务业（居民服务、文体娱乐、社会工作）")
    OTHER = "other", _("其他")


class Scale(models.TextChoices):
    """Whether the statistics office counts the firm one by one."""

    ABOVE = "above", _("规上")
    BELOW = "below", _("规下")


class Enterprise(models.Model):
    """One enterprise, once. A merged one stays, points to the one that is kept, and can be taken out again."""

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="enterprise", verbose_name=_("主体"))
    name = models.CharField(_("企业名称"), max_length=120)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    industry_2017 = models.CharField(_("行业代码（GB/T 4754—2017）"), max_length=5, blank=True)
    industry_2011 = models.CharField(_("行业代码（GB/T 4754—2011）"), max_length=5, blank=True)
    sector = models.CharField(_("统计类别"), max_length=20, choices=Sector.choices, blank=True)
    founded_on = models.DateField(_("成立日期"), null=True, blank=True)
    in_production_since = models.DateField(_("投产日期"), null=True, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    contact = models.CharField(_("联系人"), max_length=60, blank=True)
    phone = models.CharField(_("联系电话"), max_length=30, blank=True)
    provenance = models.CharField(_("数据性质"), max_length=10, choices=Provenance.choices, default=Provenance.OWN)
    source_url = models.CharField(_("来源页"), max_length=300, blank=True)
    left_on = models.DateField(_("迁出或注销日期"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("并入")
    )
    registered_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("企业")
        ordering = ("subject__path",)
        constraints = [
            models.UniqueConstraint(
                fields=("credit_code",), condition=~Q(credit_code="") & Q(merged_into=None), name="enterprises_code_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class EnterpriseName(models.Model):
    """A name that the enterprise bears or bore; the newest without an end is the one in use."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="names")
    name = models.CharField(_("名称"), max_length=120, db_index=True)
    valid_from = models.DateField(_("起"), null=True, blank=True)
    valid_to = models.DateField(_("止"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("企业名称")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.name


class NameKey(models.Model):
    """A short key under which a name is looked up before two names are compared."""

    name = models.ForeignKey(EnterpriseName, models.CASCADE, related_name="keys")
    key = models.CharField(max_length=20, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = _("名称检索词")

    def __str__(self) -> str:
        return self.key


class ScaleStatus(models.Model):
    """规上 or not, from a day to a day, with what it rests on."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="scales")
    scale = models.CharField(_("规模"), max_length=10, choices=Scale.choices)
    valid_from = models.DateField(_("起"), null=True, blank=True)
    valid_to = models.DateField(_("止"), null=True, blank=True)
    basis = models.CharField(_("依据"), max_length=200)
    source_url = models.CharField(_("来源页"), max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("规上状态")
        ordering = ("-valid_from", "-pk")

    def __str__(self) -> str:
        return f"{self.enterprise} {self.get_scale_display()}"


class RevenueSide(models.TextChoices):
    """Whose figure it is. The three stand beside each other; none overwrites another (domain §2.6)."""

    ENTERPRISE = "enterprise", _("企业自报")
    ZONE = "zone", _("园区核实")
    STATISTICS = "statistics", _("统计局反馈")


class MonthRevenue(AppendOnly):
    """An enterprise's revenue of one month as one side states it, in 万元; a correction is the next row."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="revenues")
    month = models.DateField(_("月份"))
    side = models.CharField(_("数据方"), max_length=12, choices=RevenueSide.choices)
    amount = ExactDecimalField(_("营业收入（万元）"))
    basis = models.CharField(_("依据"), max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("月度营业收入")
        ordering = ("month", "pk")

    def __str__(self) -> str:
        return f"{self.enterprise} {self.month:%Y-%m} {self.get_side_display()}"


class Merge(models.Model):
    """Two records found to be one enterprise: which was kept, who said so, and who took it back."""

    kept = models.ForeignKey(Enterprise, models.PROTECT, related_name="merges_kept", verbose_name=_("保留"))
    merged = models.ForeignKey(Enterprise, models.PROTECT, related_name="merges_given", verbose_name=_("并入"))
    reason = models.CharField(_("理由"), max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"))
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(_("撤销时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("合并")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=("merged",), condition=Q(undone_at=None), name="enterprises_merged_once"),
        ]

    def __str__(self) -> str:
        return f"{self.merged} → {self.kept}"
