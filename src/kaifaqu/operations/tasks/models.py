"""Tasks, and what tasks come from: meetings, campaigns, the government's promises."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.documents.models import Document, ReadEvent
from kaifaqu.foundation.provenance import Provenance
from kaifaqu.foundation.subjects.models import Subject


class TaskKind(models.TextChoices):
    """Where a task comes from, as a page says it."""

    ORDINARY = "ordinary", _("普通")
    URGED = "urged", _("督办")
    DECISION = "decision", _("议定事项")
    PROMISE = "promise", _("承诺兑现")
    CAMPAIGN = "campaign", _("专项行动")
    CLOCK = "clock", _("时限提醒")


class TaskState(models.TextChoices):
    """Open until somebody writes a result."""

    OPEN = "open", _("在办")
    DONE = "done", _("已办结")
    DROPPED = "dropped", _("已取消")


class Task(models.Model):
    """One thing to do about a subject, by a person or an office, until a day. `source` keeps a room from asking twice."""

    title = models.CharField(_("事项"), max_length=300)
    subject = models.ForeignKey(Subject, models.PROTECT, verbose_name=_("对象"))
    kind = models.CharField(_("类别"), max_length=10, choices=TaskKind.choices, default=TaskKind.ORDINARY)
    owner = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("责任人"))
    office = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+", verbose_name=_("责任单位"))
    due_date = models.DateField(_("时限"))
    source = models.CharField(_("来源编号"), max_length=120, blank=True, db_index=True)
    source_url = models.CharField(_("来源页"), max_length=300, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=TaskState.choices, default=TaskState.OPEN, db_index=True)
    result = models.TextField(_("办理结果"), blank=True)
    evidence = models.ForeignKey(Document, models.PROTECT, null=True, verbose_name=_("佐证材料"))
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("交办人"))
    opened_at = models.DateTimeField(_("交办时间"))
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("销号人"))
    closed_at = models.DateTimeField(_("办结时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("任务")
        ordering = ("due_date", "pk")
        constraints = [
            models.UniqueConstraint(fields=("source",), condition=Q(state="open") & ~Q(source=""), name="tasks_open_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Extension(models.Model):
    """A request for a later day, with its reason, and what was decided."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="extensions")
    old_due = models.DateField(_("原时限"))
    new_due = models.DateField(_("申请延至"))
    reason = models.CharField(_("延期理由"), max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("申请时间"))
    granted = models.BooleanField(_("同意"), null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("审批时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("延期")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=("task",), condition=Q(granted=None), name="tasks_one_extension_asked"),
        ]

    def __str__(self) -> str:
        return f"{self.task} → {self.new_due}"


class Urging(models.Model):
    """A 督办 of a task: numbered by year within the urging unit, issued as Word, answered by a day."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="urgings")
    issuer = models.ForeignKey(Subject, models.PROTECT, related_name="+", verbose_name=_("督办单位"))
    year = models.PositiveSmallIntegerField(_("年度"))
    number = models.PositiveIntegerField(_("编号"))
    words = models.TextField(_("督办要求"))
    answer_by = models.DateField(_("反馈时限"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("督办时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("督办")
        ordering = ("-pk",)
        constraints = [models.UniqueConstraint(fields=("issuer", "year", "number"), name="tasks_urging_number")]

    def __str__(self) -> str:
        return f"督办〔{self.year}〕{self.number}号"


class MeetingKind(models.TextChoices):
    """The zone's standing meetings."""

    PUSH = "push", _("项目推进会")
    DISPATCH = "dispatch", _("调度会")
    OFFICE = "office", _("办公会")
    SPECIAL = "special", _("专题会")


class Meeting(models.Model):
    """One meeting. Without `held_at` it is planned, or (from the page) known but without its record."""

    subject = models.ForeignKey(Subject, models.PROTECT, verbose_name=_("召开单位"))
    kind = models.CharField(_("会议类别"), max_length=10, choices=MeetingKind.choices)
    number = models.PositiveIntegerField(_("第几次"))
    title = models.CharField(_("会议名称"), max_length=200)
    on = models.DateField(_("日期"))
    place = models.CharField(_("地点"), max_length=120, blank=True)
    chair = models.CharField(_("主持"), max_length=60, blank=True)
    attendees = models.TextField(_("参加"), blank=True)
    event = models.ForeignKey(ReadEvent, models.PROTECT, null=True, verbose_name=_("收文事件"))
    called_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    called_at = models.DateTimeField(_("拟开时间"))
    held_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    held_at = models.DateTimeField(_("定稿时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("会议")
        ordering = ("-on", "-pk")
        constraints = [models.UniqueConstraint(fields=("subject", "kind", "number"), name="tasks_meeting_number")]

    def __str__(self) -> str:
        return self.title


class AgendaItem(models.Model):
    """One item put forward by a room or a person; it waits without a meeting until the next one is called."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, null=True, related_name="items", verbose_name=_("会议"))
    convener = models.ForeignKey(Subject, models.PROTECT, related_name="+", verbose_name=_("召开单位"))
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+", verbose_name=_("对象"))
    task = models.ForeignKey(Task, models.PROTECT, null=True, related_name="agenda_items", verbose_name=_("回顾任务"))
    source = models.CharField(_("来源编号"), max_length=120, blank=True, db_index=True)
    source_url = models.CharField(_("来源页"), max_length=300, blank=True)
    words = models.TextField(_("议题"))
    position = models.PositiveSmallIntegerField(_("顺序"), default=0)
    situation = models.TextField(_("情况"), blank=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(_("提出时间"))
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("议题")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.words


class Resolution(models.Model):
    """What was decided on an agenda item (议定事项): each one is a task with its owner and day."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="resolutions")
    words = models.TextField(_("议定事项"))
    task = models.OneToOneField(Task, models.PROTECT, related_name="resolution")

    class Meta:
        verbose_name = verbose_name_plural = _("议定事项")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.words


class CampaignKind(models.TextChoices):
    """The three targets of a year (开门红 → 双过半 → 满堂红), and campaigns with a name of their own."""

    OPENING = "opening", _("开门红")
    HALFWAY = "halfway", _("双过半")
    FULL = "full", _("满堂红")
    SPECIAL = "special", _("专项行动")


class Campaign(models.Model):
    """A campaign (冬季行动) of a zone: period, purpose, the subjects that it moves, and what came of it."""

    subject = models.ForeignKey(Subject, models.PROTECT, verbose_name=_("开展单位"))
    kind = models.CharField(_("类别"), max_length=10, choices=CampaignKind.choices, default=CampaignKind.SPECIAL)
    name = models.CharField(_("行动名称"), max_length=120)
    purpose = models.TextField(_("目标"), blank=True)
    begins_on = models.DateField(_("开始"), null=True, blank=True)
    ends_on = models.DateField(_("结束"), null=True, blank=True)
    provenance = models.CharField(_("数据性质"), max_length=10, choices=Provenance.choices, default=Provenance.OWN)
    source_url = models.CharField(_("来源页"), max_length=300, blank=True)
    result = models.TextField(_("结果"), blank=True)
    started_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(_("立项时间"))
    closed_at = models.DateTimeField(_("总结时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("专项行动")
        ordering = ("-begins_on", "-pk")

    def __str__(self) -> str:
        return self.name


class CampaignEntry(models.Model):
    """One project or enterprise in a campaign: what it should reach, who answers for it, whether it was reached."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="entries")
    subject = models.ForeignKey(Subject, models.PROTECT, verbose_name=_("对象"))
    goal = models.CharField(_("目标"), max_length=200)
    owner = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("责任人"))
    reached = models.BooleanField(_("达到"), null=True)
    result = models.CharField(_("结果"), max_length=300, blank=True)
    source_url = models.CharField(_("来源页"), max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("行动对象")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=("campaign", "subject"), name="tasks_campaign_subject_once")]

    def __str__(self) -> str:
        return f"{self.campaign} · {self.subject}"


class PromiseKind(models.TextChoices):
    """What a government promises to a firm."""

    POLICY = "policy", _("政策")
    LAND = "land", _("用地")
    POWER = "power", _("用电")
    WATER = "water", _("用水")
    GAS = "gas", _("用气")
    LABOUR = "labour", _("用工")
    OTHER = "other", _("其他")


class Promise(models.Model):
    """What the zone or an authority promised to a firm or a project, until when, and when it was delivered."""

    promiser = models.ForeignKey(Subject, models.PROTECT, related_name="+", verbose_name=_("承诺单位"))
    beneficiary = models.ForeignKey(Subject, models.PROTECT, related_name="+", verbose_name=_("承诺对象"))
    kind = models.CharField(_("类别"), max_length=10, choices=PromiseKind.choices)
    words = models.TextField(_("承诺内容"))
    due_date = models.DateField(_("兑现时限"), null=True, blank=True)
    owner = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("责任人"))
    source = models.CharField(_("来源编号"), max_length=120, blank=True, db_index=True)
    source_url = models.CharField(_("来源页"), max_length=300, blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+", verbose_name=_("承诺依据"))
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("登记时间"))
    delivered_on = models.DateField(_("兑现日期"), null=True)
    delivery = models.TextField(_("兑现情况"), blank=True)
    evidence = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+", verbose_name=_("兑现佐证"))
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("企业确认人"))
    confirmed_at = models.DateTimeField(_("企业确认时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("政府承诺")
        ordering = ("due_date", "pk")

    def __str__(self) -> str:
        return self.words
