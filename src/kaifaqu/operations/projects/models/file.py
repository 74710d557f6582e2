"""The file itself: the project, its dated facts, its places on lists, its pictures, its promises and published durations."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kaifaqu.core.figures.period import Period, Shape
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.documents.models import Document, ReadEvent, Reading
from kaifaqu.foundation.enterprises.models import Enterprise
from kaifaqu.foundation.exact import ExactDecimalField
from kaifaqu.foundation.provenance import Provenance
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.operators.models import Company
from kaifaqu.operations.projects.vocabulary import FactKind, FilingWay, ListKind, Nature, PledgeKind, Stage
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
