"""Promotion: firms that are courted, what they are offered, and the way from a lead to a signature that can be kept."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kaifaqu.core.figures.quantity import plain
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.documents.models import Document, ReadEvent
from kaifaqu.foundation.enterprises.models import Enterprise
from kaifaqu.foundation.exact import ExactDecimalField
from kaifaqu.foundation.provenance import Provenance
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.promotion.vocabulary import (
    AgreementKind,
    AgreementState,
    ContactKind,
    DispatchState,
    GuestState,
    LeadState,
    OverlapKind,
    OverlapState,
    PolicyKind,
    PromiseTopic,
    Review,
)
from kaifaqu.operations.space.models import Parcel, Plant, Use


class Prospect(models.Model):
    """A firm that may invest, kept by the office or zone that knows it. A merged one stays and points to the one that is kept."""

    keeper = models.ForeignKey(Subject, models.PROTECT, related_name="prospects", verbose_name=_("登记单位"))
    name = models.CharField(_("企业名称"), max_length=120)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    region = models.CharField(_("所在地"), max_length=60, blank=True)
    business = models.CharField(_("主营"), max_length=200, blank=True)
    chain = models.CharField(_("产业链"), max_length=40, blank=True)
    node = models.CharField(_("环节"), max_length=40, blank=True)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, null=True, related_name="prospects", verbose_name=_("登记企业"))
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged", verbose_name=_("并入"))
    provenance = models.CharField(_("数据性质"), max_length=10, choices=Provenance.choices, default=Provenance.OWN)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("目标企业")
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


class ProspectKey(models.Model):
    """A short key under which a name is looked up before two names are compared."""

    prospect = models.ForeignKey(Prospect, models.CASCADE, related_name="keys")
    key = models.CharField(max_length=20, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = _("名称检索词")

    def __str__(self) -> str:
        return self.key


class ProspectMerge(models.Model):
    """Two records found to be one firm: what moved, who said so, and who took it back."""

    kept = models.ForeignKey(Prospect, models.PROTECT, related_name="merges_kept")
    merged = models.ForeignKey(Prospect, models.PROTECT, related_name="merges_given")
    moved = models.JSONField(_("移动的记录"), default=dict)
    reason = models.CharField(_("理由"), max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("目标企业合并")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=("merged",), condition=Q(undone_at=None), name="promotion_merged_once"),
        ]

    def __str__(self) -> str:
        return f"{self.merged} → {self.kept}"


class Cooperation(models.Model):
    """Two firms that work together, and where that stands written."""

    keeper = models.ForeignKey(Subject, models.PROTECT, related_name="+", verbose_name=_("登记单位"))
    one = models.ForeignKey(Prospect, models.PROTECT, related_name="cooperations", verbose_name=_("一方"))
    other = models.ForeignKey(Prospect, models.PROTECT, related_name="cooperations_with", verbose_name=_("另一方"))
    words = models.CharField(_("合作内容"), max_length=200)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+", verbose_name=_("出处"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("企业合作")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.one} — {self.other}"


class Focus(models.Model):
    """A node that a zone declares as its direction (主攻方向): two zones on one node compete instead of completing each other."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+", verbose_name=_("开发区"))
    chain = models.CharField(max_length=40)
    node = models.CharField(max_length=40)
    words = models.CharField(_("方向"), max_length=200, blank=True)
    provenance = models.CharField(_("数据性质"), max_length=10, choices=Provenance.choices, default=Provenance.OWN)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("主攻方向")
        constraints = [models.UniqueConstraint(fields=("subject", "chain", "node"), name="promotion_focus_once")]

    def __str__(self) -> str:
        return f"{self.subject} {self.chain} {self.node}"


class Policy(models.Model):
    """A policy that investors may be told of, with its validity, its text and the state of its 公平竞争审查."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+", verbose_name=_("发布单位"))
    title = models.CharField(_("名称"), max_length=160)
    number = models.CharField(_("文号"), max_length=60, blank=True)
    kind = models.CharField(_("类别"), max_length=12, choices=PolicyKind.choices)
    text = models.TextField(_("条款"))
    valid_from = models.DateField(_("生效"))
    valid_to = models.DateField(_("失效"), null=True)
    review = models.CharField(_("公平竞争审查"), max_length=10, choices=Review.choices, default=Review.PENDING)
    review_words = models.CharField(_("审查意见"), max_length=300, blank=True)
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    is_public = models.BooleanField(_("向社会公开"), default=False)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+", verbose_name=_("文件"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("政策")
        ordering = ("-valid_from", "pk")

    def __str__(self) -> str:
        return self.title


class Event(models.Model):
    """A promotion event (推介会): from the invitation to what became of what was signed there."""

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="promotion_event", verbose_name=_("活动"))
    host = models.ForeignKey(Subject, models.PROTECT, related_name="+", verbose_name=_("主办单位"))
    held_on = models.DateField(_("举办日期"))
    place = models.CharField(_("地点"), max_length=80, blank=True)
    purpose = models.CharField(_("主题"), max_length=200, blank=True)
    read_event = models.OneToOneField(
        ReadEvent, models.PROTECT, null=True, related_name="promotion_event", verbose_name=_("来自收文")
    )
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+", verbose_name=_("来自文件"))
    provenance = models.CharField(_("数据性质"), max_length=10, choices=Provenance.choices, default=Provenance.OWN)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("推介活动")
        ordering = ("-held_on", "pk")

    def __str__(self) -> str:
        return self.subject.name


class Guest(models.Model):
    """A firm asked to an event, and whether it came."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="guests")
    prospect = models.ForeignKey(Prospect, models.PROTECT, related_name="invitations", verbose_name=_("企业"))
    state = models.CharField(_("状态"), max_length=10, choices=GuestState.choices, default=GuestState.INVITED)
    words = models.CharField(_("来人与意向"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("邀请")
        constraints = [models.UniqueConstraint(fields=("event", "prospect"), name="promotion_guest_once")]

    def __str__(self) -> str:
        return f"{self.event} {self.prospect}"


class Slot(models.Model):
    """One line of an event's agenda: a speech, a project on show, a signing."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="slots")
    position = models.PositiveSmallIntegerField(_("顺序"))
    words = models.CharField(_("内容"), max_length=200)
    zone = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+", verbose_name=_("展示的开发区"))
    is_project = models.BooleanField(_("展示项目"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("议程")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.words


class Lead(models.Model):
    """A firm's intention: who found it, who works on it, what it needs. Money in 万元, land in 亩, plant in ㎡."""

    prospect = models.ForeignKey(Prospect, models.PROTECT, related_name="leads", verbose_name=_("投资方"))
    title = models.CharField(_("项目"), max_length=120)
    holder = models.ForeignKey(Subject, models.PROTECT, related_name="+", verbose_name=_("线索单位"))
    zone = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+", verbose_name=_("承接开发区"))
    owner = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("首谈人"))
    chain = models.CharField(_("产业链"), max_length=40, blank=True)
    node = models.CharField(_("环节"), max_length=40, blank=True)
    is_chemical = models.BooleanField(_("化工项目"), default=False)
    intended = ExactDecimalField(_("意向投资（万元）"), null=True)
    land = ExactDecimalField(_("用地（亩）"), null=True)
    plant = ExactDecimalField(_("厂房（㎡）"), null=True)
    use = models.CharField(_("用途"), max_length=12, choices=Use.choices, blank=True)
    utilities = models.JSONField(_("必需配套"), default=list)
    origin = models.CharField(_("来源"), max_length=120, blank=True)
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="leads", verbose_name=_("来自活动"))
    first_on = models.DateField(_("首谈日"))
    state = models.CharField(_("阶段"), max_length=8, choices=LeadState.choices, default=LeadState.LEAD)
    moved_on = models.DateField(_("进入本阶段"))
    ended_reason = models.CharField(_("终止原因"), max_length=200, blank=True)
    provenance = models.CharField(_("数据性质"), max_length=10, choices=Provenance.choices, default=Provenance.OWN)
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("线索")
        ordering = ("-first_on", "-pk")
        indexes = [models.Index(fields=("state",), name="promotion_lead_state")]

    def __str__(self) -> str:
        return self.title


class Contact(models.Model):
    """Who met whom, what was said, what comes next and when."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="contacts")
    on = models.DateField(_("日期"))
    kind = models.CharField(_("方式"), max_length=10, choices=ContactKind.choices)
    ours = models.CharField(_("我方"), max_length=120)
    theirs = models.CharField(_("对方"), max_length=120)
    words = models.TextField(_("谈了什么"))
    next_step = models.CharField(_("下一步"), max_length=200, blank=True)
    next_on = models.DateField(_("下一步时间"), null=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("洽谈")
        ordering = ("-on", "-pk")

    def __str__(self) -> str:
        return f"{self.lead} {self.on}"


class Promise(models.Model):
    """What one side said it would do. Ours become promises of the government when the agreement is signed."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="promises")
    is_ours = models.BooleanField(_("我方承诺"))
    topic = models.CharField(_("事项"), max_length=10, choices=PromiseTopic.choices)
    words = models.CharField(_("内容"), max_length=300)
    policy = models.ForeignKey(Policy, models.PROTECT, null=True, related_name="+", verbose_name=_("所依政策"))
    due_on = models.DateField(_("时限"), null=True)
    kept_on = models.DateField(_("兑现日"), null=True)
    withdrawn_on = models.DateField(_("撤回日"), null=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("洽谈承诺")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.words


class Dispatch(models.Model):
    """A lead sent from an office to a zone: taken or returned, the credit shared in percent."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="dispatches")
    source = models.ForeignKey(Subject, models.PROTECT, related_name="+", verbose_name=_("派出单位"))
    zone = models.ForeignKey(Subject, models.PROTECT, related_name="+", verbose_name=_("承接开发区"))
    share = ExactDecimalField(_("派出单位分成（%）"))
    words = models.CharField(_("说明"), max_length=200, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=DispatchState.choices, default=DispatchState.SENT)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(_("答复"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("派单")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=("lead",), condition=Q(state=DispatchState.SENT), name="promotion_sent_once"),
        ]

    def __str__(self) -> str:
        return f"{self.lead} → {self.zone}"


class Overlap(models.Model):
    """Two parties on one firm, or two zones on one node. Both are told; while a firm's is open, the later one cannot sign."""

    earlier = models.ForeignKey(Lead, models.PROTECT, related_name="overlaps_led", verbose_name=_("先到"))
    later = models.ForeignKey(Lead, models.PROTECT, related_name="overlaps_met", verbose_name=_("后到"))
    kind = models.CharField(_("类别"), max_length=8, choices=OverlapKind.choices)
    reason = models.CharField(_("后到方理由"), max_length=200, blank=True)
    state = models.CharField(_("状态"), max_length=8, choices=OverlapState.choices, default=OverlapState.OPEN)
    decision = models.CharField(_("裁定意见"), max_length=200, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("争抢")
        ordering = ("-pk",)
        constraints = [models.UniqueConstraint(fields=("earlier", "later", "kind"), name="promotion_overlap_once")]

    def __str__(self) -> str:
        return f"{self.earlier} / {self.later}"


class Pack(models.Model):
    """What a firm was given on a day: policies, space and a direction, in the words of that day."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="packs")
    zone = models.ForeignKey(Subject, models.PROTECT, related_name="+", verbose_name=_("开发区"))
    direction = models.CharField(_("产业方向"), max_length=300, blank=True)
    given_on = models.DateField(_("提供日期"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("招商资料包")
        ordering = ("-given_on", "-pk")

    def __str__(self) -> str:
        return f"{self.lead} {self.given_on}"


class PackItem(models.Model):
    """One policy, parcel or plant of a pack, with the words in which it was given."""

    pack = models.ForeignKey(Pack, models.CASCADE, related_name="items")
    policy = models.ForeignKey(Policy, models.PROTECT, null=True, related_name="+")
    parcel = models.ForeignKey(Parcel, models.PROTECT, null=True, related_name="+")
    plant = models.ForeignKey(Plant, models.PROTECT, null=True, related_name="+")
    words = models.TextField(_("当日内容"))

    class Meta:
        verbose_name = verbose_name_plural = _("资料包内容")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.words


class Agreement(models.Model):
    """What is to be signed and what was. A ceremony is a date of its own: only `signed_on` is a signature. Money in 万元."""

    lead = models.ForeignKey(Lead, models.PROTECT, null=True, related_name="agreements", verbose_name=_("线索"))
    kind = models.CharField(_("协议类型"), max_length=10, choices=AgreementKind.choices, default=AgreementKind.CONTRACT)
    title = models.CharField(_("项目"), max_length=120)
    zone = models.ForeignKey(Subject, models.PROTECT, related_name="+", verbose_name=_("落地开发区或市"))
    investor = models.CharField(_("投资方"), max_length=120, blank=True)
    prospect = models.ForeignKey(Prospect, models.PROTECT, null=True, related_name="agreements")
    is_chemical = models.BooleanField(_("化工项目"), default=False)
    total = ExactDecimalField(_("协议总投资（万元）"), null=True)
    fixed = ExactDecimalField(_("其中固定资产投资（万元）"), null=True)
    output = ExactDecimalField(_("预计年产值（万元）"), null=True)
    tax = ExactDecimalField(_("预计年税收（万元）"), null=True)
    jobs = models.PositiveIntegerField(_("预计就业（人）"), null=True)
    terms = models.TextField(_("政府方条款"), blank=True)
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="agreements", verbose_name=_("签约活动"))
    ceremony_on = models.DateField(_("签约仪式"), null=True)
    signed_on = models.DateField(_("正式签订日"), null=True)
    state = models.CharField(_("状态"), max_length=10, choices=AgreementState.choices, default=AgreementState.DRAFT)
    project = models.OneToOneField(Subject, models.PROTECT, null=True, related_name="agreement", verbose_name=_("项目主体"))
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+", verbose_name=_("协议文本"))
    provenance = models.CharField(_("数据性质"), max_length=10, choices=Provenance.choices, default=Provenance.OWN)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("协议")
        ordering = ("-signed_on", "-ceremony_on", "pk")
        constraints = [
            models.CheckConstraint(
                name="promotion_signed_has_day", condition=~Q(state=AgreementState.SIGNED) | Q(signed_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def total_in_hundred_millions(self) -> Decimal | None:
        """The total in 亿元."""
        return None if self.total is None else plain(self.total / 10000)


class GateOpinion(models.Model):
    """What an entitled person says of one gate of one agreement; the newest holds."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="opinions")
    gate = models.CharField(_("关口"), max_length=20)
    passed = models.BooleanField(_("通过"))
    words = models.CharField(_("意见和文号"), max_length=300)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+", verbose_name=_("材料"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("关口意见")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.words
