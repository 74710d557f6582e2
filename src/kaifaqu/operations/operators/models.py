"""管运分离: operating companies and what they are charged with — mandates, duties, contracts, assets, funds — until they hand back."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.exact import ExactDecimalField
from kaifaqu.foundation.subjects.models import Subject


class Nature(models.TextChoices):
    """Whose company it is."""

    PLATFORM = "platform", _("管委会内设平台")
    THIRD_PARTY = "third_party", _("第三方")


class Company(models.Model):
    """An operating company. Its subject lies below the zone in whose register it stands."""

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="operating_company", verbose_name=_("主体"))
    nature = models.CharField(_("性质"), max_length=12, choices=Nature.choices)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    founded_on = models.DateField(_("成立日期"), null=True)
    shareholder = models.CharField(_("控股方"), max_length=120, blank=True)
    note = models.TextField(_("备注"), blank=True)
    registered_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("运营公司")
        ordering = ("subject__path",)
        constraints = [
            models.UniqueConstraint(fields=("credit_code",), condition=~Q(credit_code=""), name="operators_credit_code_once"),
        ]

    def __str__(self) -> str:
        return self.subject.name


class Pilot(models.Model):
    """A zone that the province names as a pilot of the reform."""

    zone = models.OneToOneField(Subject, models.PROTECT, related_name="operators_pilot", verbose_name=_("开发区"))
    since = models.DateField(_("起"), null=True)
    paper = models.CharField(_("文号"), max_length=120)

    class Meta:
        verbose_name = verbose_name_plural = _("试点")
        ordering = ("zone__path",)

    def __str__(self) -> str:
        return self.zone.name


class ExitKind(models.TextChoices):
    """Why a mandate ends."""

    EXPIRED = "expired", _("到期不续")
    GRADE = "grade", _("考核不合格终止")
    AGREED = "agreed", _("协商解除")
    BREACH = "breach", _("违约解除")


class Mandate(models.Model):
    """What a committee charges a company with: scope, area, term, paper. Its exit begins, hands back, and is finished."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="mandates", verbose_name=_("公司"))
    zone = models.ForeignKey(Subject, models.PROTECT, related_name="operators_mandates", verbose_name=_("开发区"))
    paper = models.CharField(_("协议名称、文号"), max_length=200)
    scope = models.TextField(_("委托事项"))
    area = ExactDecimalField(_("面积（亩）"), null=True)
    bounds = models.CharField(_("四至"), max_length=200, blank=True)
    start = models.DateField(_("起"))
    end = models.DateField(_("止"))
    exit_kind = models.CharField(_("退出方式"), max_length=12, choices=ExitKind.choices, blank=True)
    exit_reason = models.TextField(_("退出原因"), blank=True)
    exit_begun_on = models.DateField(_("退出启动"), null=True)
    exited_on = models.DateField(_("退出完成"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("委托")
        ordering = ("-start", "-pk")
        constraints = [models.CheckConstraint(name="operators_mandate_ends_after_start", condition=Q(end__gte=F("start")))]

    def __str__(self) -> str:
        return f"{self.company} {self.paper}"


class Share(models.TextChoices):
    """Whether a party leads a duty or helps with it."""

    LEAD = "lead", _("主责")
    SUPPORT = "support", _("配合")


class DutyClaim(models.Model):
    """A party that claims a duty in a zone on some paper: the committee (no company) or a company. Two that lead overlap; none is a gap."""

    zone = models.ForeignKey(Subject, models.PROTECT, related_name="operators_duties", verbose_name=_("开发区"))
    duty = models.CharField(_("职责"), max_length=60)
    company = models.ForeignKey(Company, models.PROTECT, null=True, related_name="duties", verbose_name=_("公司"))
    mandate = models.ForeignKey(Mandate, models.PROTECT, null=True, related_name="duties", verbose_name=_("委托"))
    share = models.CharField(_("分工"), max_length=8, choices=Share.choices)
    paper = models.CharField(_("依据"), max_length=200)
    dropped_at = models.DateTimeField(_("撤销时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("职责")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("zone", "duty", "company"),
                condition=Q(dropped_at=None, company__isnull=False),
                name="operators_duty_once",
            ),
            models.UniqueConstraint(
                fields=("zone", "duty"), condition=Q(dropped_at=None, company=None), name="operators_committee_duty_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.zone} {self.duty}"


class FeeTerm(models.Model):
    """One way in which a mandate pays: a fixed sum, or a share of a base."""

    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="fee_terms", verbose_name=_("委托"))
    kind = models.CharField(_("计费方式"), max_length=30)
    words = models.CharField(_("条款原文"), max_length=300)
    rate = ExactDecimalField(_("标准"))
    cap = ExactDecimalField(_("封顶（万元）"), null=True)
    named_firm = models.CharField(_("指名企业"), max_length=120, blank=True)
    review_paper = models.CharField(_("公平竞争审查文号"), max_length=120, blank=True)
    rule = models.CharField(_("审查依据"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("计费条款")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.words


class Settlement(models.Model):
    """What a mandate pays for a period: each term on its base, then the share that the grade gives.

    `source` names the published consequence that it carries out (text like "evaluation:12"), which pays once; `basis` says which
    assessment that was. `first` and `last` are the days that it pays for: a day is paid once.
    """

    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="settlements", verbose_name=_("委托"))
    period = models.CharField(_("时期"), max_length=24)
    first = models.DateField(_("计费起"), null=True)
    last = models.DateField(_("计费止"), null=True)
    source = models.CharField(_("依据编号"), max_length=80, null=True)
    basis = models.CharField(_("考核依据"), max_length=300, null=True)
    lines = models.JSONField(_("计算"))
    gross = ExactDecimalField(_("应计（万元）"))
    grade = models.CharField(_("考核等次"), max_length=40)
    percent = ExactDecimalField(_("支付比例（%）"))
    payable = ExactDecimalField(_("应付（万元）"))
    paid_on = models.DateField(_("支付日期"), null=True)
    voucher = models.CharField(_("支付凭证"), max_length=120, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("结算")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=("mandate", "period"), name="operators_settlement_once"),
            models.UniqueConstraint(fields=("source",), name="operators_settlement_source_once"),
        ]

    def __str__(self) -> str:
        return f"{self.mandate} {self.period}"


class AssetKind(models.TextChoices):
    """What an asset is."""

    PLANT = "plant", _("标准厂房")
    OFFICE = "office", _("办公研发用房")
    HOUSING = "housing", _("人才公寓、宿舍")
    UTILITY = "utility", _("管网道路等设施")
    LAND = "land", _("土地")
    OTHER = "other", _("其他")


class Asset(models.Model):
    """An asset that a company runs: its own, or one that the committee entrusted and takes back."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="assets", verbose_name=_("公司"))
    mandate = models.ForeignKey(Mandate, models.PROTECT, null=True, related_name="assets", verbose_name=_("随哪项委托"))
    name = models.CharField(_("名称"), max_length=120)
    kind = models.CharField(_("类别"), max_length=10, choices=AssetKind.choices)
    area = ExactDecimalField(_("建筑面积（平方米）"), null=True)
    book_value = ExactDecimalField(_("账面价值（万元）"), null=True)
    built_on = models.DateField(_("建成日期"), null=True)
    entrusted = models.BooleanField(_("管委会委托，退出时移交"), default=False)
    handed_back_on = models.DateField(_("移交日期"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("资产")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name


class Lease(models.Model):
    """A tenant in an asset: area, yearly rent, term; `received` is what came in before each receipt was registered."""

    asset = models.ForeignKey(Asset, models.PROTECT, related_name="leases", verbose_name=_("资产"))
    tenant = models.CharField(_("承租方"), max_length=120)
    area = ExactDecimalField(_("面积（平方米）"))
    rent = ExactDecimalField(_("年租金（万元）"))
    start = models.DateField(_("起"))
    end = models.DateField(_("止"))
    free_until = models.DateField(_("免租至"), null=True)
    received = ExactDecimalField(_("登记前已收（万元）"), null=True)
    ended_on = models.DateField(_("提前退租"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("租约")
        ordering = ("pk",)
        constraints = [models.CheckConstraint(name="operators_lease_ends_after_start", condition=Q(end__gte=F("start")))]

    def __str__(self) -> str:
        return f"{self.asset} {self.tenant}"


class Receipt(models.Model):
    """Rent of a lease that came in on a day: what a share of the rent is paid on."""

    lease = models.ForeignKey(Lease, models.PROTECT, related_name="receipts", verbose_name=_("租约"))
    on = models.DateField(_("到账日期"))
    amount = ExactDecimalField(_("金额（万元）"))
    voucher = models.CharField(_("凭证号"), max_length=120)

    class Meta:
        verbose_name = verbose_name_plural = _("租金实收")
        ordering = ("-on", "-pk")
        constraints = [models.UniqueConstraint(fields=("lease", "voucher"), name="operators_receipt_once")]

    def __str__(self) -> str:
        return f"{self.lease} {self.on}"


class HandBack(models.Model):
    """One line of the list that an exiting company hands back: an asset, a duty, an archive, an open matter."""

    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="hand_backs", verbose_name=_("委托"))
    words = models.CharField(_("移交事项"), max_length=200)
    asset = models.ForeignKey(Asset, models.PROTECT, null=True, related_name="hand_backs", verbose_name=_("资产"))
    done_on = models.DateField(_("移交日期"), null=True)
    receiver = models.CharField(_("接收人"), max_length=60, blank=True)
    note = models.CharField(_("移交说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("移交事项")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.words


class Fund(models.Model):
    """An industry fund: its size, its terms, and who manages it. Amounts in 万元."""

    owner = models.ForeignKey(Subject, models.PROTECT, related_name="operators_funds", verbose_name=_("所属"))
    company = models.ForeignKey(Company, models.PROTECT, null=True, related_name="funds", verbose_name=_("运作公司"))
    name = models.CharField(_("名称"), max_length=120)
    size = ExactDecimalField(_("规模（万元）"))
    founded_on = models.DateField(_("设立日期"))
    purpose = models.CharField(_("投向"), max_length=200, blank=True)
    for_attraction = models.BooleanField(_("以招商引资为目的"), default=False)
    county_level = models.BooleanField(_("县级设立"), default=False)
    approved_paper = models.CharField(_("上级批准文号"), max_length=120, blank=True)
    reinvestment = ExactDecimalField(_("返投比例（%）"), null=True)
    tolerance = models.BooleanField(_("有容错机制"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("基金")
        ordering = ("-founded_on", "-pk")

    def __str__(self) -> str:
        return self.name


class Source(models.TextChoices):
    """Whose money it is."""

    FISCAL = "fiscal", _("财政出资")
    STATE = "state", _("国有企业")
    SOCIAL = "social", _("社会资本")


class Commitment(models.Model):
    """What one party subscribed to a fund (认缴) and what it has paid in (实缴)."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="commitments", verbose_name=_("基金"))
    party = models.CharField(_("出资方"), max_length=120)
    source = models.CharField(_("资金来源"), max_length=8, choices=Source.choices)
    committed = ExactDecimalField(_("认缴（万元）"))
    paid = ExactDecimalField(_("实缴（万元）"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("出资")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=("fund", "party"), name="operators_commitment_once")]

    def __str__(self) -> str:
        return f"{self.fund} {self.party}"


class Investment(models.Model):
    """What a fund put into a project, and what came back."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="investments", verbose_name=_("基金"))
    target = models.CharField(_("被投项目、企业"), max_length=120)
    project = models.ForeignKey(
        Subject, models.PROTECT, null=True, related_name="operators_investments", verbose_name=_("项目")
    )
    amount = ExactDecimalField(_("投资（万元）"))
    invested_on = models.DateField(_("投资日期"))
    exited_on = models.DateField(_("退出日期"), null=True)
    returned = ExactDecimalField(_("收回（万元）"), null=True)
    exit_way = models.CharField(_("退出方式"), max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("投资")
        ordering = ("-invested_on", "-pk")

    def __str__(self) -> str:
        return f"{self.fund} {self.target}"


class Need(models.Model):
    """A project's financing gap that is to be matched to a fund or a bank."""

    zone = models.ForeignKey(Subject, models.PROTECT, related_name="operators_needs", verbose_name=_("开发区"))
    project = models.ForeignKey(
        Subject, models.PROTECT, null=True, related_name="operators_project_needs", verbose_name=_("项目")
    )
    name = models.CharField(_("项目名称"), max_length=120)
    amount = ExactDecimalField(_("资金缺口（万元）"))
    due = models.DateField(_("何时要用"), null=True)
    purpose = models.CharField(_("用途"), max_length=200)
    raised_at = models.DateTimeField(_("提出时间"))
    closed_on = models.DateField(_("办结日期"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("融资需求")
        ordering = ("due", "pk")

    def __str__(self) -> str:
        return self.name


class OfferState(models.TextChoices):
    """How far an offer has come."""

    PROPOSED = "proposed", _("对接中")
    AGREED = "agreed", _("已落实")
    DECLINED = "declined", _("未成")


class Offer(models.Model):
    """A fund or a bank matched to a need, and what came of it."""

    need = models.ForeignKey(Need, models.PROTECT, related_name="offers", verbose_name=_("需求"))
    fund = models.ForeignKey(Fund, models.PROTECT, null=True, related_name="offers", verbose_name=_("基金"))
    bank = models.CharField(_("银行、机构"), max_length=120, blank=True)
    amount = ExactDecimalField(_("金额（万元）"))
    state = models.CharField(_("进展"), max_length=10, choices=OfferState.choices, default=OfferState.PROPOSED)
    note = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("资金对接")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                name="operators_offer_fund_or_bank", condition=(Q(fund=None) & ~Q(bank="")) | Q(fund__isnull=False, bank="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.need} {self.fund if self.fund is not None else self.bank}"
