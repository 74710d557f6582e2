"""One file for a project's life. The stage is not typed: it follows from dated facts, and the action that writes a fact keeps it beside."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kaifaqu.core.figures.period import Period, Shape
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.documents.models import Document, ReadEvent, Reading
from kaifaqu.foundation.enterprises.models import Enterprise
from kaifaqu.foundation.exact import ExactDecimalField
from kaifaqu.foundation.journal.append_only import AppendOnly
from kaifaqu.foundation.provenance import Provenance
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.operators.models import Company
from kaifaqu.operations.projects.vocabulary import (
    About,
    ExemptionState,
    FactKind,
    FilingWay,
    ListKind,
    Nature,
    PledgeKind,
    ProblemKind,
    ReadinessKind,
    Stage,
)
from kaifaqu.operations.promotion.models import Agreement


class Project(models.Model):
    """One project. Amounts are in 万元, land in 亩; what nobody has said is empty."""

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="project", verbose_name=_("主体"))
    project_code = models.CharField(_("项目代码"), max_length=24, blank=True)
    former_codes = models.JSONField(_("曾用代码"), default=list)
    builder = models.CharField(_("建设单位"), max_length=120, blank=True)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, null=True, related_name="projects", verbose_name=_("企业"))
    agreement = models.OneToOneField(Agreement, models.PROTECT, null=True, related_name="file", verbose_name=_("投资协议"))
    operator = models.ForeignKey(Company, models.PROTECT, null=True, related_name="projects", verbose_name=_("引进的运营公司"))
    developer = models.ForeignKey(
        Company, models.PROTECT, null=True, related_name="+", verbose_name=_("承建基础设施的运营公司")
    )
    industry = models.CharField(_("行业代码"), max_length=5, blank=True)
    industry_name = models.CharField(_("行业"), max_length=120, blank=True)
    chain = models.CharField(_("产业链"), max_length=120, blank=True)
    category = models.JSONField(_("台账分类"), default=list)
    park = models.CharField(_("所属园区"), max_length=120, blank=True)
    years = models.CharField(_("起止年限"), max_length=60, blank=True)
    nature = models.CharField(_("建设性质"), max_length=20, choices=Nature.choices, default=Nature.UNKNOWN)
    filing_way = models.CharField(_("立项方式"), max_length=20, choices=FilingWay.choices, default=FilingWay.UNKNOWN)
    content = models.TextField(_("建设内容及规模"), blank=True)
    total_investment = ExactDecimalField(_("总投资（万元）"), null=True)
    fixed_investment = ExactDecimalField(_("其中固定资产投资（万元）"), null=True)
    land_area = ExactDecimalField(_("用地（亩）"), null=True)
    planned_start = models.DateField(_("计划开工"), null=True)
    planned_completion = models.DateField(_("计划竣工"), null=True)
    planned_production = models.DateField(_("计划投产"), null=True)
    commitment = models.BooleanField(_("承诺制"), null=True)
    standard_land = models.BooleanField(_("标准地"), null=True)
    full_agency = models.BooleanField(_("全代办"), null=True)
    address = models.CharField(_("地点"), max_length=200, blank=True)
    longitude = ExactDecimalField(_("经度"), null=True)
    latitude = ExactDecimalField(_("纬度"), null=True)
    office = models.CharField(_("责任单位"), max_length=120, blank=True)
    leader = models.CharField(_("包联领导"), max_length=60, blank=True)
    contact = models.CharField(_("责任人及电话"), max_length=120, blank=True)
    officer = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("店小二"))
    notes = models.TextField(_("备注"), blank=True)
    provenance = models.CharField(_("数据性质"), max_length=10, choices=Provenance.choices, default=Provenance.OWN)
    stage = models.CharField(_("阶段"), max_length=20, choices=Stage.choices, default=Stage.UNKNOWN)
    stage_since = models.DateField(_("进入本阶段"), null=True)
    opened_at = models.DateTimeField(_("建档时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("项目")
        ordering = ("subject__path",)
        constraints = [
            models.UniqueConstraint(fields=("project_code",), condition=~Q(project_code=""), name="projects_code_once"),
        ]
        indexes = [models.Index(fields=("stage",), name="projects_stage")]

    def __str__(self) -> str:
        return self.subject.name


class DatedFact(models.Model):
    """Something that happened, when, and what proves it. Nothing is deleted: a fact that does not hold is voided with a reason.

    `period` may be a day (D:2024-04-21), a month or a quarter; `date` is its last day and `exact` says that it is a day.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="facts")
    kind = models.CharField(_("事项"), max_length=20, choices=FactKind.choices)
    period = models.CharField(_("时间"), max_length=24)
    date = models.DateField(_("日期"))
    exact = models.BooleanField(_("到日"))
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+", verbose_name=_("证明文件"))
    event = models.ForeignKey(ReadEvent, models.PROTECT, null=True, related_name="+", verbose_name=_("来自事件"))
    note = models.CharField(_("说明"), max_length=400, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    voided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    voided_at = models.DateTimeField(null=True)
    void_reason = models.CharField(_("作废原因"), max_length=400, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("时间事实")
        ordering = ("date", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("project", "kind"), name="projects_fact_once",
                condition=Q(voided_at=None) & ~Q(kind__in=(FactKind.SUSPENDED, FactKind.RESUMED)),
            ),
            models.CheckConstraint(name="projects_void_has_reason", condition=Q(voided_at=None) | ~Q(void_reason="")),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.shown}"

    @property
    def shown(self) -> str:
        """The day, or the period within which it happened, or the day by which it had."""
        period = Period.parse(self.period)
        if period.shape is Shape.DAY:
            return f"{self.date:%Y-%m-%d}"
        return f"{period.chinese}" if not period.is_state else str(_("不晚于%(day)s") % {"day": f"{self.date:%Y-%m-%d}"})


class Listing(models.Model):
    """A project's place on a list for a period: 续建 of 2024Q1, 三个一批 of a batch. Lists overlap; projects do not."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="listings")
    kind = models.CharField(_("清单"), max_length=20, choices=ListKind.choices)
    batch = models.CharField(_("期次"), max_length=40, blank=True)
    event = models.ForeignKey(ReadEvent, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    removal_reason = models.CharField(_("调出原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("清单")
        ordering = ("kind", "batch")
        constraints = [
            models.UniqueConstraint(
                fields=("project", "kind", "batch"), condition=Q(removed_at=None), name="projects_listed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.batch}".strip()


class YearPlan(models.Model):
    """What is to be invested in a year (万元), by which curve, and how much money must be there by its end."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="plans")
    year = models.PositiveSmallIntegerField(_("年度"))
    amount = ExactDecimalField(_("年度计划投资（万元）"), null=True)
    done_before = ExactDecimalField(_("截至上年底累计完成（万元）"), null=True)
    funds = ExactDecimalField(_("年度应到位资金（万元）"), null=True)
    curve = models.CharField(_("序时曲线"), max_length=20, default="linear")

    class Meta:
        verbose_name = verbose_name_plural = _("年度计划")
        ordering = ("-year",)
        constraints = [models.UniqueConstraint(fields=("project", "year"), name="projects_plan_once")]

    def __str__(self) -> str:
        return f"{self.project} {self.year}"


class Progress(models.Model):
    """One month's report, in 万元: of the month, since January, since the start; money in place; what the site looks like."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="progress")
    year = models.PositiveSmallIntegerField(_("年"))
    month = models.PositiveSmallIntegerField(_("月"))
    done_month = ExactDecimalField(_("本月完成"), null=True)
    done_year = ExactDecimalField(_("本年累计完成"), null=True)
    done_total = ExactDecimalField(_("开工以来累计完成"), null=True)
    funds_year = ExactDecimalField(_("本年到位资金"), null=True)
    funds_total = ExactDecimalField(_("累计到位资金"), null=True)
    percent = ExactDecimalField(_("形象进度（%）"), null=True)
    site = models.CharField(_("形象进度"), max_length=1000, blank=True)
    hindrance = models.CharField(_("存在问题"), max_length=1000, blank=True)
    needs = models.CharField(_("需协调事项"), max_length=1000, blank=True)
    next_plan = models.CharField(_("下月计划"), max_length=1000, blank=True)
    explanation = models.CharField(_("说明"), max_length=400, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("月进度")
        ordering = ("-year", "-month")
        constraints = [
            models.UniqueConstraint(fields=("project", "year", "month"), name="projects_progress_once"),
            models.CheckConstraint(name="projects_progress_month", condition=Q(month__gte=1, month__lte=12)),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.year}-{self.month:02d}"


class Approval(models.Model):
    """One approval item: its limits in working days, the day it was taken in, the day it was settled."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="approvals")
    item = models.CharField(_("事项"), max_length=40)
    needed = models.BooleanField(_("涉及"), default=True)
    authority = models.CharField(_("办理部门"), max_length=80, blank=True)
    agent = models.CharField(_("代办员"), max_length=60, blank=True)
    standard_days = models.PositiveSmallIntegerField(_("标准时限（工作日）"), null=True)
    promised_days = models.PositiveSmallIntegerField(_("承诺时限（工作日）"), null=True)
    accepted_on = models.DateField(_("受理日"), null=True)
    settled_on = models.DateField(_("办结日"), null=True)
    number = models.CharField(_("文号、证号"), max_length=80, blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+", verbose_name=_("批件"))
    expected_on = models.DateField(_("计划办结日"), null=True)
    stated = models.CharField(_("台账所载"), max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("手续")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=("project", "item"), name="projects_approval_once")]

    def __str__(self) -> str:
        return f"{self.project} {self.item}"


class ApprovalPause(models.Model):
    """Days on which an approval's clock stands: the applicant mends the papers (补正), the matter is made public (公示)."""

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="pauses")
    first = models.DateField(_("起"))
    last = models.DateField(_("止"), null=True)
    reason = models.CharField(_("原因"), max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = _("补正")
        ordering = ("first",)
        constraints = [
            models.CheckConstraint(name="projects_pause_order", condition=Q(last=None) | Q(last__gte=models.F("first")))
        ]

    def __str__(self) -> str:
        return self.reason


class Problem(models.Model):
    """What stands in the way, or what an inspection found; open until it is solved."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="problems")
    kind = models.CharField(_("类别"), max_length=20, choices=ProblemKind.choices)
    text = models.CharField(_("问题"), max_length=400)
    turn = models.CharField(_("轮到谁办"), max_length=80, blank=True)
    raised_on = models.DateField(_("提出日"))
    due_on = models.DateField(_("办结时限"), null=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+", verbose_name=_("检查记录"))
    solved_on = models.DateField(_("办结日"), null=True)
    result = models.CharField(_("结果"), max_length=400, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = _("问题")
        ordering = ("raised_on", "pk")
        constraints = [models.CheckConstraint(name="projects_solved_has_result", condition=Q(solved_on=None) | ~Q(result=""))]

    def __str__(self) -> str:
        return self.text


class Pledge(models.Model):
    """A promise of the investor, what has become of it, and what proves it. The government's own stand in the room of tasks."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="pledges")
    kind = models.CharField(_("事项"), max_length=20, choices=PledgeKind.choices)
    text = models.CharField(_("承诺内容"), max_length=200)
    amount = ExactDecimalField(_("承诺值"), null=True)
    unit = models.CharField(_("单位"), max_length=20, blank=True)
    due_on = models.DateField(_("兑现时限"), null=True)
    reading = models.ForeignKey(Reading, models.PROTECT, null=True, related_name="+", verbose_name=_("出处"))
    realised = ExactDecimalField(_("实际值"), null=True)
    realised_on = models.DateField(_("兑现日"), null=True)
    evidence = models.CharField(_("依据"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("承诺")
        ordering = ("kind", "pk")

    def __str__(self) -> str:
        return self.text


class Readiness(models.Model):
    """What production needs on the day of completion, and how much of it is there."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="readiness")
    kind = models.CharField(_("准备事项"), max_length=20, choices=ReadinessKind.choices)
    needed = ExactDecimalField(_("需要"))
    ready = ExactDecimalField(_("已到位"), null=True)
    due_on = models.DateField(_("应到位"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("竣工前准备")
        ordering = ("kind",)
        constraints = [models.UniqueConstraint(fields=("project", "kind"), name="projects_readiness_once")]

    def __str__(self) -> str:
        return f"{self.project} {self.get_kind_display()}"


class Photo(models.Model):
    """A picture of the site with its time, place and who vouches for it. The bytes lie under their digest."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="photos")
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=20)
    caption = models.CharField(_("说明"), max_length=120)
    taken_at = models.DateTimeField(_("拍摄时间"), null=True)
    place = models.CharField(_("拍摄地点"), max_length=120, blank=True)
    longitude = ExactDecimalField(null=True)
    latitude = ExactDecimalField(null=True)
    from_camera = models.BooleanField(_("时间地点取自照片"), default=False)
    verified_by = models.CharField(_("核实人"), max_length=60, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("照片")
        ordering = ("-taken_at", "-pk")
        constraints = [models.UniqueConstraint(fields=("project", "sha256"), name="projects_photo_once")]

    def __str__(self) -> str:
        return self.caption


class Exemption(models.Model):
    """A light that is not to burn until a day, for a reason: asked for by one person, decided by another."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="exemptions")
    about = models.CharField(_("免亮事项"), max_length=20, choices=About.choices)
    until = models.DateField(_("免至"))
    reason = models.CharField(_("正当理由"), max_length=400)
    state = models.CharField(_("状态"), max_length=10, choices=ExemptionState.choices, default=ExemptionState.ASKED)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("申请人"))
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("批准人"))
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("免亮")
        ordering = ("-asked_at",)
        constraints = [
            models.CheckConstraint(
                name="projects_exemption_decided",
                condition=Q(state=ExemptionState.ASKED, decided_by=None)
                | (~Q(state=ExemptionState.ASKED) & Q(decided_by__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return self.reason


class DurationClaim(models.Model):
    """A duration that somebody published, with both ends named. It is compared with the dates, never patched into them."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="claims")
    start_kind = models.CharField(_("起"), max_length=20, choices=FactKind.choices)
    end_kind = models.CharField(_("止"), max_length=20, choices=FactKind.choices)
    days = models.PositiveSmallIntegerField(_("天数"))
    reading = models.ForeignKey(Reading, models.PROTECT, null=True, related_name="+", verbose_name=_("出处"))

    class Meta:
        verbose_name = verbose_name_plural = _("公布的用时")
        constraints = [
            models.UniqueConstraint(fields=("project", "start_kind", "end_kind", "reading"), name="projects_claim_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_start_kind_display()}→{self.get_end_kind_display()} {self.days}"


class SetAside(models.Model):
    """A name in an accepted event that is not this room's matter, and why; it leaves the inbox."""

    event = models.ForeignKey(ReadEvent, models.PROTECT, related_name="+")
    name = models.CharField(_("项目"), max_length=120, blank=True)
    reason = models.CharField(_("原因"), max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("不归本册")
        constraints = [models.UniqueConstraint(fields=("event", "name"), name="projects_set_aside_once")]

    def __str__(self) -> str:
        return self.reason


class LightChoice(models.Model):
    """Which rule of lights holds for a subject and all below it, from a day on; the newest holds."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+", verbose_name=_("适用"))
    rule = models.CharField(_("规则"), max_length=40)
    valid_from = models.DateField(_("起"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("亮灯规则")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.subject} {self.rule}"


class SavedFilter(models.Model):
    """A person's own view of the list."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    name = models.CharField(_("名称"), max_length=40)
    query = models.CharField(_("条件"), max_length=400)

    class Meta:
        verbose_name = verbose_name_plural = _("常用筛选")
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=("user", "name"), name="projects_filter_once")]

    def __str__(self) -> str:
        return self.name


class DispatchMonth(models.Model):
    """A month of dispatch of a zone: open while projects report, then held in a meeting and frozen with what it said."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+", verbose_name=_("单位"))
    year = models.PositiveSmallIntegerField(_("年"))
    month = models.PositiveSmallIntegerField(_("月"))
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    frozen = models.JSONField(_("定稿"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("调度月")
        ordering = ("-year", "-month")
        constraints = [
            models.UniqueConstraint(fields=("subject", "year", "month"), name="projects_dispatch_month_once"),
            models.CheckConstraint(name="projects_dispatch_frozen", condition=Q(closed_at=None) | Q(frozen__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.year}-{self.month:02d}"


class DispatchIssue(AppendOnly):
    """An earlier issue of a month that was opened again: what it said, whole. The journal keeps its digest."""

    month = models.ForeignKey(DispatchMonth, models.PROTECT, related_name="issues", verbose_name=_("调度月"))
    number = models.PositiveSmallIntegerField(_("第几次定稿"))
    said = models.JSONField(_("定稿"))
    digest = models.CharField(_("摘要"), max_length=64)
    at = models.DateTimeField(_("退回时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("历次定稿")
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=("month", "number"), name="projects_dispatch_issue_once")]

    def __str__(self) -> str:
        return f"{self.month} {self.number}"
