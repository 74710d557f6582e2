"""What a zone has to offer: parcels with what was promised on them, standard plants with their tenants, and recognised parks."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.documents.models import Document
from kaifaqu.foundation.enterprises.models import Enterprise
from kaifaqu.foundation.exact import ExactDecimalField
from kaifaqu.foundation.subjects.models import Subject


class Use(models.TextChoices):
    """用途."""

    INDUSTRY = "industry", _("工业")
    CHEMICAL = "chemical", _("化工")
    LOGISTICS = "logistics", _("仓储物流")
    RESEARCH = "research", _("科研")
    SERVICE = "service", _("商务配套")


class Utility(models.TextChoices):
    """What reaches the plot: 七通一平 and what a process needs besides."""

    ROAD = "road", _("通路")
    WATER = "water", _("给水")
    DRAIN = "drain", _("排水")
    POWER = "power", _("供电")
    GAS = "gas", _("燃气")
    HEAT = "heat", _("供热（蒸汽）")
    NETWORK = "network", _("通讯")
    LEVELLED = "levelled", _("场地平整")
    SEWAGE = "sewage", _("工业污水处理")


class ParcelState(models.TextChoices):
    """Where a parcel stands between being prepared and being taken back."""

    PREPARING = "preparing", _("待整理")
    FREE = "free", _("可供应")
    RESERVED = "reserved", _("已预留")
    SUPPLIED = "supplied", _("已供应")
    RECOVERED = "recovered", _("已收回")


class Parcel(models.Model):
    """One plot of land, in 亩; price in 万元 a 亩. `outline` is a list of [x, y] that somebody entered, or empty."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="parcels", verbose_name=_("开发区或园区"))
    code = models.CharField(_("宗地号"), max_length=40)
    place = models.CharField(_("位置"), max_length=120, blank=True)
    area = ExactDecimalField(_("面积（亩）"))
    use = models.CharField(_("用途"), max_length=12, choices=Use.choices)
    price = ExactDecimalField(_("起始价（万元/亩）"), null=True)
    utilities = models.JSONField(_("配套"), default=list)
    is_standard = models.BooleanField(_("标准地"), default=False)
    is_public = models.BooleanField(_("向社会公开"), default=False)
    state = models.CharField(_("状态"), max_length=12, choices=ParcelState.choices, default=ParcelState.PREPARING)
    reserved_for = models.CharField(_("预留给"), max_length=120, blank=True)
    reserved_source = models.CharField(max_length=80, blank=True)
    reserved_url = models.CharField(max_length=200, blank=True)
    reserved_until = models.DateField(_("预留到"), null=True)
    outline = models.JSONField(_("边界"), default=list)

    class Meta:
        verbose_name = verbose_name_plural = _("地块")
        ordering = ("subject__path", "code")
        constraints = [models.UniqueConstraint(fields=("subject", "code"), name="space_parcel_once")]
        indexes = [models.Index(fields=("state",), name="space_parcel_state")]

    def __str__(self) -> str:
        return self.code

    @property
    def utility_labels(self) -> list[str]:
        """The utilities in words, in the order of the list."""
        return [str(Utility(code).label) for code in Utility.values if code in self.utilities]


class Supply(models.Model):
    """A parcel's transfer or lease to a firm; the clock of idle land runs from `agreed_start`. Price in 万元."""

    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="supplies")
    holder = models.CharField(_("受让人"), max_length=120)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, null=True, related_name="supplies", verbose_name=_("登记企业"))
    contract = models.CharField(_("合同编号"), max_length=60, blank=True)
    contract_on = models.DateField(_("合同签订日"))
    handed_over_on = models.DateField(_("交地日"), null=True)
    agreed_start = models.DateField(_("约定动工日"))
    price = ExactDecimalField(_("土地价款（万元）"), null=True)
    started_on = models.DateField(_("实际动工日"), null=True)
    completed_on = models.DateField(_("竣工日"), null=True)
    ended_on = models.DateField(_("收回或退出日"), null=True)
    end_reason = models.CharField(_("收回原因"), max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("供地")
        ordering = ("-contract_on", "-pk")
        constraints = [
            models.UniqueConstraint(fields=("parcel",), condition=Q(ended_on=None), name="space_supplied_once"),
            models.CheckConstraint(name="space_end_has_reason", condition=Q(ended_on=None) | ~Q(end_reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.parcel} {self.holder}"


class ClockPause(models.Model):
    """Days for which the government itself kept the plot from being built on: the idle clock stands."""

    supply = models.ForeignKey(Supply, models.PROTECT, related_name="pauses")
    first = models.DateField(_("起"))
    last = models.DateField(_("止"), null=True)
    reason = models.CharField(_("政府原因"), max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = _("停表")
        ordering = ("first",)
        constraints = [
            models.CheckConstraint(name="space_pause_order", condition=Q(last=None) | Q(last__gte=models.F("first")))
        ]

    def __str__(self) -> str:
        return self.reason


class LandPromise(models.Model):
    """One 标准地 indicator that the holder promised; the rule says when it is checked."""

    supply = models.ForeignKey(Supply, models.PROTECT, related_name="promises")
    indicator = models.CharField(_("指标"), max_length=20)
    promised = ExactDecimalField(_("承诺值"))

    class Meta:
        verbose_name = verbose_name_plural = _("标准地承诺")
        constraints = [models.UniqueConstraint(fields=("supply", "indicator"), name="space_promise_once")]

    def __str__(self) -> str:
        return f"{self.supply} {self.indicator}"


class LandFact(models.Model):
    """What was measured of a promise at 竣工, 投产 or 达产; a second measuring is another row, the newest holds."""

    promise = models.ForeignKey(LandPromise, models.PROTECT, related_name="facts")
    stage = models.CharField(_("核验时点"), max_length=12)
    value = ExactDecimalField(_("实际值"))
    measured_on = models.DateField(_("核验日"))
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+", verbose_name=_("核验材料"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("标准地核验")
        ordering = ("measured_on", "pk")

    def __str__(self) -> str:
        return f"{self.promise} {self.stage}"


class Plant(models.Model):
    """A standard plant (标准厂房), in ㎡; rent in 元 a ㎡ and month."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="plants", verbose_name=_("开发区或园区"))
    name = models.CharField(_("厂房"), max_length=80)
    area = ExactDecimalField(_("建筑面积（㎡）"))
    use = models.CharField(_("用途"), max_length=12, choices=Use.choices, default=Use.INDUSTRY)
    rent = ExactDecimalField(_("租金（元/㎡·月）"), null=True)
    load = ExactDecimalField(_("楼面荷载（吨/㎡）"), null=True)
    utilities = models.JSONField(_("配套"), default=list)
    is_public = models.BooleanField(_("向社会公开"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("标准厂房")
        ordering = ("subject__path", "name")
        constraints = [models.UniqueConstraint(fields=("subject", "name"), name="space_plant_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def utility_labels(self) -> list[str]:
        """The utilities in words, in the order of the list."""
        return [str(Utility(code).label) for code in Utility.values if code in self.utilities]

    @property
    def let_area(self) -> Decimal:
        """㎡ that are let or reserved; its tenancies must be at hand."""
        return sum((row.area for row in self.tenancies.all() if row.ended_on is None), Decimal(0))

    @property
    def free_area(self) -> Decimal:
        """㎡ that nobody has."""
        left: Decimal = self.area - self.let_area
        return left


class Tenancy(models.Model):
    """A part of a plant that somebody rents, or that is reserved for somebody until a day."""

    plant = models.ForeignKey(Plant, models.PROTECT, related_name="tenancies")
    holder = models.CharField(_("承租人"), max_length=120)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, null=True, related_name="tenancies", verbose_name=_("登记企业"))
    area = ExactDecimalField(_("面积（㎡）"))
    since = models.DateField(_("起租日"))
    until = models.DateField(_("租期到"), null=True)
    is_reservation = models.BooleanField(_("预留"), default=False)
    source = models.CharField(max_length=80, blank=True)
    ended_on = models.DateField(_("退出日"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("租用")
        ordering = ("ended_on", "-since", "-pk")

    def __str__(self) -> str:
        return f"{self.plant} {self.holder}"


class Recognition(models.Model):
    """A park's recognition as a 化工园区: without a valid one no chemical project may be signed there."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="recognitions", verbose_name=_("园区"))
    number = models.CharField(_("认定文号"), max_length=80)
    recognised_on = models.DateField(_("认定日"))
    valid_until = models.DateField(_("有效期到"), null=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+", verbose_name=_("认定文件"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("化工园区认定")
        ordering = ("-recognised_on",)

    def __str__(self) -> str:
        return f"{self.subject} {self.number}"
