"""The words of promotion: where a lead stands, how people met, what was promised, what stops a signature."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class LeadState(models.TextChoices):
    """Where a lead stands, in order; the last lies beside that order."""

    LEAD = "lead", _("线索")
    TALKS = "talks", _("在谈")
    AGREED = "agreed", _("拟签约")
    SIGNED = "signed", _("已签约")
    ENDED = "ended", _("已终止")


OPEN_STATES = (LeadState.LEAD, LeadState.TALKS, LeadState.AGREED)
"""States in which somebody must do something."""


class ContactKind(models.TextChoices):
    """How people met."""

    CALL = "call", _("电话")
    VISIT = "visit", _("登门拜访")
    RECEIVED = "received", _("来访接待")
    INSPECTION = "inspection", _("考察选址")
    MEETING = "meeting", _("会议洽谈")
    EVENT = "event", _("推介活动")


class PromiseTopic(models.TextChoices):
    """What was promised; ours carry the same codes as the government's promises of the task room."""

    POLICY = "policy", _("政策")
    LAND = "land", _("用地")
    POWER = "power", _("用电")
    WATER = "water", _("用水")
    GAS = "gas", _("用气")
    LABOUR = "labour", _("用工")
    OTHER = "other", _("其他")


class DispatchState(models.TextChoices):
    """A dispatch waits for the zone's answer."""

    SENT = "sent", _("待接收")
    RECEIVED = "received", _("已接收")
    RETURNED = "returned", _("已退回")


class OverlapKind(models.TextChoices):
    """What two parties meet on."""

    FIRM = "firm", _("同一企业")
    NODE = "node", _("同一环节")


class OverlapState(models.TextChoices):
    """Decided by the city or the province that is above both."""

    OPEN = "open", _("待裁定")
    EARLIER = "earlier", _("归先到方")
    LATER = "later", _("归后到方")
    BOTH = "both", _("错位并行")


class PolicyKind(models.TextChoices):
    """What a policy gives."""

    FINANCE = "finance", _("财政金融")
    LAND = "land", _("用地")
    ENERGY = "energy", _("用能")
    TALENT = "talent", _("人才")
    INNOVATION = "innovation", _("科技创新")
    SERVICE = "service", _("政务服务")


class Review(models.TextChoices):
    """公平竞争审查."""

    PENDING = "pending", _("未审查")
    PASSED = "passed", _("已通过")
    STOPPED = "stopped", _("被拦下")


class GuestState(models.TextChoices):
    """From the invitation to the day."""

    INVITED = "invited", _("已邀请")
    CONFIRMED = "confirmed", _("确认参加")
    ATTENDED = "attended", _("到会")
    DECLINED = "declined", _("不来")


class AgreementKind(models.TextChoices):
    """框架协议 binds nobody to invest; only a contract counts as a signed project."""

    FRAMEWORK = "framework", _("框架协议")
    CONTRACT = "contract", _("正式投资协议")


class AgreementState(models.TextChoices):
    """Where an agreement stands."""

    DRAFT = "draft", _("拟签")
    CEREMONY = "ceremony", _("已上台签约，未见正式协议")
    SIGNED = "signed", _("已正式签订")
    ENDED = "ended", _("已终止")


class Position(models.TextChoices):
    """Where a node stands on its chain."""

    UPSTREAM = "upstream", _("上游")
    MIDSTREAM = "midstream", _("中游")
    DOWNSTREAM = "downstream", _("下游")
