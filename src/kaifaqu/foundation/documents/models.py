"""Files that came in, what was read in them, and what a person decided about each reading."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaifaqu.core.figures.quantity import plain
from kaifaqu.core.figures.unit import UnitError, parse_unit
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.exact import ExactDecimalField
from kaifaqu.foundation.journal.append_only import AppendOnly
from kaifaqu.foundation.provenance import Provenance
from kaifaqu.foundation.subjects.models import Subject


class Standing(models.TextChoices):
    """How far a document has come: a scan waits for its recognition."""

    READ = "read", _("已读数")
    WAITING = "waiting", _("正在识别")
    REFUSED = "refused", _("未能识别")


class Document(models.Model):
    """One file, once: the same bytes are the same document."""

    sha256 = models.CharField(_("摘要"), max_length=64, unique=True)
    filename = models.CharField(_("文件名"), max_length=200)
    media_type = models.CharField(_("类型"), max_length=80)
    title = models.CharField(_("标题"), max_length=200)
    publisher = models.CharField(_("来源"), max_length=120, blank=True)
    published_on = models.DateField(_("发布日期"), null=True, blank=True)
    provenance = models.CharField(_("数据性质"), max_length=10, choices=Provenance.choices, default=Provenance.OWN)
    subject = models.ForeignKey(Subject, models.PROTECT, verbose_name=_("收文单位"))
    received_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("收文人"))
    received_at = models.DateTimeField(_("收文时间"))
    text = models.TextField(_("文本"))
    names = models.JSONField(_("名称"), default=list)
    notes = models.JSONField(_("说明"), default=list)
    pages = models.JSONField(_("页面"), default=list)
    """[width, height] of each page of which a picture is kept, in the units of the readings' boxes."""
    standing = models.CharField(_("进度"), max_length=8, choices=Standing.choices, default=Standing.READ)
    to_recognise = models.PositiveSmallIntegerField(_("扫描页数"), default=0)
    begun_at = models.DateTimeField(_("开始识别"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("识别次数"), default=0)
    refusal = models.TextField(_("未能识别的原因"), blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("文件")
        ordering = ("-received_at",)

    def __str__(self) -> str:
        return self.title


class Reading(AppendOnly):
    """One figure as the reader read it. Never changed: a person's decision stands beside it."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="readings")
    number = models.CharField(_("编号"), max_length=12)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.CharField(_("原文"), max_length=120)
    kind = models.CharField(_("种类"), max_length=20)
    value = ExactDecimalField(_("数值"), null=True)
    low = ExactDecimalField(null=True)
    high = ExactDecimalField(null=True)
    unit = models.CharField(_("单位"), max_length=20, blank=True)
    canonical_unit = models.CharField(max_length=20, blank=True)
    indicator = models.CharField(_("指标"), max_length=120, blank=True)
    subject_text = models.CharField(_("主体"), max_length=120, blank=True)
    object_text = models.CharField(_("对象"), max_length=120, blank=True)
    period = models.CharField(_("时期"), max_length=24, blank=True)
    basis = models.CharField(_("口径"), max_length=12, blank=True)
    role = models.CharField(_("角色"), max_length=12)
    direction = models.CharField(max_length=12, blank=True)
    approx = models.CharField(max_length=12, blank=True)
    of = models.JSONField(default=list)
    evidence = models.JSONField(default=dict)
    boxes = models.JSONField(default=list)
    """[page, left, top, width, height] of each rectangle that the figure fills on its pages."""

    class Meta:
        verbose_name = verbose_name_plural = _("读数")
        ordering = ("document", "start")
        constraints = [models.UniqueConstraint(fields=("document", "number"), name="documents_reading_number")]

    def __str__(self) -> str:
        return f"{self.text}({self.indicator or '—'})"

    @property
    def printed_value(self) -> Decimal | None:
        """The value in the printed unit, negative where the sentence says that it fell; None where the unit is not a measure."""
        if self.value is None:
            return None
        try:
            factor = parse_unit(self.unit).factor
        except UnitError:
            return None
        return plain(self.value / factor) * (-1 if self.direction == "down" else 1)


class ReadCheck(AppendOnly):
    """One recomputation of what a document prints."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="checks")
    number = models.CharField(max_length=12)
    kind = models.CharField(_("种类"), max_length=20)
    verdict = models.CharField(_("结论"), max_length=16)
    expression = models.CharField(_("算式"), max_length=400)
    sentence = models.TextField(_("说明"))
    figures = models.JSONField(default=list)

    class Meta:
        verbose_name = verbose_name_plural = _("版面核对")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.sentence


class ReadEvent(AppendOnly):
    """Something that a document announces; the rooms pull it once a person has accepted it."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="events")
    number = models.CharField(max_length=12)
    type = models.CharField(_("类型"), max_length=30)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    slots = models.JSONField(default=dict)

    class Meta:
        verbose_name = verbose_name_plural = _("事件")
        ordering = ("document", "start")

    def __str__(self) -> str:
        return f"{self.type} {self.document.text[self.start : self.end]}"


class Outcome(models.TextChoices):
    """What a person decided about a reading or an event."""

    ACCEPTED = "accepted", _("采用")
    REJECTED = "rejected", _("不采用")


class Decision(AppendOnly):
    """A person's decision: the reading stands for this very statement, or for none. The newest decision holds."""

    reading = models.ForeignKey(Reading, models.PROTECT, null=True, related_name="decisions")
    event = models.ForeignKey(ReadEvent, models.PROTECT, null=True, related_name="decisions")
    outcome = models.CharField(_("决定"), max_length=10, choices=Outcome.choices)
    item = models.CharField(_("指标"), max_length=80, blank=True)
    subject = models.ForeignKey(Subject, models.PROTECT, null=True, verbose_name=_("主体"))
    period = models.CharField(_("时期"), max_length=24, blank=True)
    role = models.CharField(_("角色"), max_length=12, blank=True)
    value = ExactDecimalField(_("数值"), null=True)
    unit = models.CharField(_("单位"), max_length=20, blank=True)
    corrected = models.BooleanField(_("有更正"), default=False)
    by = models.ForeignKey(User, models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("审读")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                name="documents_decision_of_one",
                condition=models.Q(reading__isnull=False, event__isnull=True)
                | models.Q(reading__isnull=True, event__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reading or self.event}: {self.get_outcome_display()}"

    @property
    def about(self) -> Subject:
        """The subject of an accepting decision. Raises ValueError for a rejecting one."""
        if self.subject is None:
            raise ValueError(f"{self} 没有主体。")
        return self.subject

    def as_row(self) -> dict[str, Any]:
        """What the journal keeps."""
        return {
            "outcome": self.outcome, "item": self.item, "subject": self.subject.code if self.subject else None,
            "period": self.period, "role": self.role, "value": str(self.value) if self.value is not None else None,
            "unit": self.unit,
        }  # fmt: skip
