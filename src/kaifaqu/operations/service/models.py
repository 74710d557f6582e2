"""Service to enterprises: visits and what was found, tickets (诉求) until the firm confirms, and how a firm gets its own door."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.documents.models import ReadEvent
from kaifaqu.foundation.enterprises.models import Enterprise
from kaifaqu.foundation.exact import ExactDecimalField
from kaifaqu.foundation.journal.append_only import AppendOnly
from kaifaqu.foundation.subjects.models import Subject


class VisitKind(models.TextChoices):
    """Why somebody calls on a firm."""

    ROUTINE = "routine", _("例行走访")
    CONTACT = "contact", _("包联走访")
    URGED = "urged", _("问题督办")


class Visit(models.Model):
    """One visit, planned or made. `sent` is the number that a phone gave it, so that a dropped line sends it once."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, verbose_name=_("企业"))
    office = models.ForeignKey(Subject, models.PROTECT, related_name="+", verbose_name=_("走访单位"))
    kind = models.CharField(_("类型"), max_length=10, choices=VisitKind.choices, default=VisitKind.ROUTINE)
    on = models.DateField(_("日期"))
    by_principal = models.BooleanField(_("主要负责人带队"), default=False)
    visitors = models.CharField(_("走访人"), max_length=200, blank=True)
    output = ExactDecimalField(_("当月产值（万元）"), null=True, blank=True)
    orders = models.CharField(_("订单"), max_length=200, blank=True)
    workers = models.PositiveIntegerField(_("用工（人）"), null=True, blank=True)
    findings = models.TextField(_("走访情况"), blank=True)
    answers = models.TextField(_("现场答复"), blank=True)
    policies = models.CharField(_("政策宣讲"), max_length=200, blank=True)
    photo = models.CharField(_("照片"), max_length=120, blank=True)
    sent = models.CharField(_("编号"), max_length=40, blank=True)
    made_at = models.DateTimeField(_("登记时间"), null=True)
    planned_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    event = models.ForeignKey(ReadEvent, models.PROTECT, null=True, verbose_name=_("收文事件"))

    class Meta:
        verbose_name = verbose_name_plural = _("走访")
        ordering = ("-on", "-pk")
        constraints = [models.UniqueConstraint(fields=("sent",), condition=~Q(sent=""), name="service_visit_sent_once")]

    def __str__(self) -> str:
        return f"{self.on} {self.enterprise}"


class HelpKind(models.TextChoices):
    """How a firm was helped (the page names the first two)."""

    PROCESS = "process", _("优化工艺")
    MANAGEMENT = "management", _("加强管理")
    OTHER = "other", _("其他帮扶")


class Help(models.Model):
    """Help given to a firm, with its monthly output before and after."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="helps", verbose_name=_("企业"))
    kind = models.CharField(_("帮扶方式"), max_length=12, choices=HelpKind.choices)
    words = models.TextField(_("做了什么"))
    on = models.DateField(_("日期"))
    output_before = ExactDecimalField(_("帮扶前月产值（万元）"), null=True, blank=True)
    output_after = ExactDecimalField(_("帮扶后月产值（万元）"), null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("帮扶")
        ordering = ("-on", "-pk")

    def __str__(self) -> str:
        return f"{self.enterprise} {self.get_kind_display()}"


class Category(models.TextChoices):
    """What a ticket is about (问题台账)."""

    LAND = "land", _("用地")
    FINANCE = "finance", _("融资")
    LABOUR = "labour", _("用工")
    UTILITIES = "utilities", _("水电气")
    APPROVAL = "approval", _("审批")
    POLICY = "policy", _("政策兑现")
    LOGISTICS = "logistics", _("物流")
    HISTORY = "history", _("历史遗留")
    OTHER = "other", _("其他")


class Channel(models.TextChoices):
    """How a ticket came."""

    ENTERPRISE = "enterprise", _("企业自报")
    VISIT = "visit", _("走访")
    HOTLINE = "hotline", _("12345")
    OFFICE = "office", _("代为登记")


class State(models.TextChoices):
    """Where a ticket stands (domain §5.2)."""

    FILED = "filed", _("待受理")
    REFUSED = "refused", _("不予受理")
    WITHDRAWN = "withdrawn", _("已撤回")
    ASSIGNED = "assigned", _("待签收")
    RETURNED = "returned", _("退单待裁定")
    WORKING = "working", _("办理中")
    SUSPENDED = "suspended", _("挂起")
    RAISED = "raised", _("已转上级")
    ANSWERED = "answered", _("待企业确认")
    CLOSED = "closed", _("已销号")
    SETTLED = "settled", _("原渠道已办结")


class Outcome(models.TextChoices):
    """What came of it; the four are counted apart."""

    SOLVED = "solved", _("已解决")
    PROMISED = "promised", _("承诺办结")
    EXPLAINED = "explained", _("解释说明")
    UNSOLVABLE = "unsolvable", _("无法解决")


class Rating(models.TextChoices):
    """What the firm thinks of it."""

    GOOD = "good", _("满意")
    FAIR = "fair", _("基本满意")
    BAD = "bad", _("不满意")


class Ticket(models.Model):
    """One matter of one firm. The moments are the newest of their kind; every step stands in `TicketStep`."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="tickets", verbose_name=_("企业"))
    zone = models.ForeignKey(Subject, models.PROTECT, related_name="+", verbose_name=_("受理单位"))
    title = models.CharField(_("诉求"), max_length=200)
    words = models.TextField(_("内容"), blank=True)
    category = models.CharField(_("类别"), max_length=12, choices=Category.choices)
    channel = models.CharField(_("来源"), max_length=12, choices=Channel.choices)
    outside_number = models.CharField(_("外来编号"), max_length=60, blank=True)
    outside_state = models.CharField(_("外来办理状态"), max_length=40, blank=True)
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, related_name="tickets", verbose_name=_("走访"))
    project = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+", verbose_name=_("相关项目"))
    stage = models.CharField(_("项目所处阶段"), max_length=60, blank=True)
    delay_days = models.PositiveIntegerField(_("已致延误（天）"), null=True, blank=True)
    is_complex = models.BooleanField(_("复杂事项"), default=False)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.FILED, db_index=True)
    office = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+", verbose_name=_("主办单位"))
    rule = models.CharField(_("时限规则"), max_length=40)
    extended_to = models.DateField(_("延期至"), null=True)
    extension_asked = models.DateField(_("申请延期至"), null=True)
    extension_reason = models.CharField(_("延期理由"), max_length=300, blank=True)
    extension_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    level = models.PositiveSmallIntegerField(_("提级次数"), default=0)
    outcome = models.CharField(_("办理结论"), max_length=12, choices=Outcome.choices, blank=True)
    answer = models.TextField(_("答复"), blank=True)
    promised_by = models.DateField(_("承诺办结日期"), null=True)
    rating = models.CharField(_("评价"), max_length=6, choices=Rating.choices, blank=True)
    filed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField(_("提出时间"))
    assigned_at = models.DateTimeField(_("分派时间"), null=True)
    signed_at = models.DateTimeField(_("签收时间"), null=True)
    returned_at = models.DateTimeField(_("退单时间"), null=True)
    replied_at = models.DateTimeField(_("首次反馈时间"), null=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    closed_at = models.DateTimeField(_("销号时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("诉求")
        ordering = ("filed_at", "pk")
        constraints = [
            models.CheckConstraint(
                name="service_closed_is_rated", condition=~Q(state="closed") | (~Q(rating="") & ~Q(outcome=""))
            ),
            models.UniqueConstraint(
                fields=("zone", "outside_number"), condition=~Q(outside_number=""), name="service_outside_number_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class HelpingOffice(models.Model):
    """An office that helps the lead one (协办), until a day."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="helpers")
    office = models.ForeignKey(Subject, models.PROTECT, related_name="+", verbose_name=_("协办单位"))
    due_date = models.DateField(_("协办时限"))

    class Meta:
        verbose_name = verbose_name_plural = _("协办")
        constraints = [models.UniqueConstraint(fields=("ticket", "office"), name="service_helper_once")]

    def __str__(self) -> str:
        return f"{self.office} {self.due_date}"


class TicketPause(models.Model):
    """Days on which a ticket waits for somebody above (挂起); the clocks that allow it stand still."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="pauses")
    first = models.DateField(_("起"))
    last = models.DateField(_("止"), null=True)
    reason = models.CharField(_("原因"), max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = _("挂起")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=("ticket",), condition=Q(last=None), name="service_one_open_pause")]

    def __str__(self) -> str:
        return f"{self.first} — {self.last}"


class TicketStep(AppendOnly):
    """One step of a ticket: what was done, by whom, in which words. Never changed."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="steps")
    act = models.CharField(_("步骤"), max_length=20)
    state = models.CharField(_("此后状态"), max_length=10, choices=State.choices)
    words = models.TextField(_("说明"), blank=True)
    office = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(_("办理人"), max_length=80)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("办理过程")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.act} {self.at:%Y-%m-%d %H:%M}"


class ClockChoice(models.Model):
    """Which place's clocks a zone works by; newer tickets take the newer choice."""

    zone = models.OneToOneField(Subject, models.PROTECT, verbose_name=_("开发区"))
    rule = models.CharField(_("时限规则"), max_length=40)
    chosen_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("时限规则选用")

    def __str__(self) -> str:
        return f"{self.zone} {self.rule}"


class Invitation(models.Model):
    """An invitation of a firm to its own door; the token is kept only as its digest, and works once until its day.

    The account that it opens works once somebody else than the inviter has confirmed it (`decided_by`), or not at all (`refusal`).
    """

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="invitations", verbose_name=_("企业"))
    digest = models.CharField(max_length=64, unique=True)
    expires_on = models.DateField(_("有效期至"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    used_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    used_at = models.DateTimeField(null=True)
    stated_code = models.CharField(_("申报的信用代码"), max_length=18, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("确认人"))
    decided_at = models.DateTimeField(_("确认时间"), null=True)
    refusal = models.CharField(_("不予开通的理由"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("邀请")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.enterprise} {self.expires_on}"


class MonthReport(AppendOnly):
    """What a firm says of its own month. Only the firm writes it; a correction is the next row, and the newest of a month holds."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="month_reports", verbose_name=_("企业"))
    month = models.DateField(_("月份"))
    revenue = ExactDecimalField(_("营业收入（万元）"), null=True)
    output = ExactDecimalField(_("产值（万元）"), null=True)
    workers = models.PositiveIntegerField(_("用工（人）"), null=True)
    power = ExactDecimalField(_("用电（万千瓦时）"), null=True)
    orders = models.CharField(_("订单情况"), max_length=200, blank=True)
    words = models.TextField(_("经营情况和困难"), blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("报送时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("企业月报")
        ordering = ("-month", "-pk")

    def __str__(self) -> str:
        return f"{self.enterprise} {self.month:%Y-%m}"
