"""The words of a project's life: what can happen to it, where it then stands, and the lists that it can be on."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """Where a project stands, in the order of its life; the last two lie beside that order."""

    UNKNOWN = "unknown", _("未登记")
    LEAD = "lead", _("线索")
    TALKS = "talks", _("在谈")
    SIGNED = "signed", _("签约")
    REGISTERED = "registered", _("注册")
    APPROVALS = "approvals", _("手续")
    BUILDING = "building", _("在建")
    COMPLETED = "completed", _("竣工")
    PRODUCING = "producing", _("投产")
    AT_CAPACITY = "at_capacity", _("达产")
    ABOVE_SCALE = "above_scale", _("升规")
    SUSPENDED = "suspended", _("暂停")
    ENDED = "ended", _("终止")


class FactKind(models.TextChoices):
    """What can be dated in a project's life. Several prove no stage: a ceremony is a ceremony."""

    CONTACT = "contact", _("首次接洽")
    INSPECTED = "inspected", _("考察选址")
    FRAMEWORK = "framework", _("框架协议")
    SIGNED = "signed", _("签约")
    REGISTERED = "registered", _("公司注册")
    FILED = "filed", _("立项（备案、核准、审批）")
    LAND = "land", _("取得用地")
    PLANNING = "planning", _("规划许可")
    PERMIT = "permit", _("施工许可")
    GROUNDBREAKING = "groundbreaking", _("奠基")
    LAUNCH = "launch", _("启动仪式")
    STARTED = "started", _("开工")
    SEEN_BUILDING = "seen_building", _("在建（见证）")
    IN_STATISTICS = "in_statistics", _("统计入库")
    COMPLETED = "completed", _("竣工")
    PARTLY_PRODUCING = "partly_producing", _("部分投产")
    PRODUCING = "producing", _("投产")
    AT_CAPACITY = "at_capacity", _("达产")
    ABOVE_SCALE = "above_scale", _("升规入统")
    SUSPENDED = "suspended", _("暂停")
    RESUMED = "resumed", _("恢复")
    ENDED = "ended", _("终止")


class ListKind(models.TextChoices):
    """The lists that offices keep. A project may stand on several at once; it is one project."""

    NEW = "new", _("新建")
    CONTINUED = "continued", _("续建")
    NURSED = "nursed", _("投产升规培育")
    TRANSFORMATION = "transformation", _("转型项目")
    BATCH_SIGNED = "batch_signed", _("三个一批·签约")
    BATCH_STARTED = "batch_started", _("三个一批·开工")
    BATCH_PRODUCING = "batch_producing", _("三个一批·投产")
    PROVINCE_KEY = "province_key", _("省重点")
    CITY_KEY = "city_key", _("市重点")


class Nature(models.TextChoices):
    """建设性质."""

    NEW = "new", _("新建")
    EXTENSION = "extension", _("扩建")
    CONVERSION = "conversion", _("改建")
    UPGRADE = "upgrade", _("技术改造")
    PURCHASE = "purchase", _("单纯购置")
    UNKNOWN = "unknown", _("未登记")


class FilingWay(models.TextChoices):
    """How the project is approved."""

    RECORD = "record", _("备案")
    VERIFICATION = "verification", _("核准")
    APPROVAL = "approval", _("审批")
    UNKNOWN = "unknown", _("未登记")


class ProblemKind(models.TextChoices):
    """What stands in a project's way; quality and safety are inspected, found and put right."""

    LAND = "land", _("用地")
    FINANCE = "finance", _("融资")
    LABOUR = "labour", _("用工")
    UTILITIES = "utilities", _("水电气")
    APPROVAL = "approval", _("审批")
    POLICY = "policy", _("政策兑现")
    LOGISTICS = "logistics", _("物流")
    LEGACY = "legacy", _("历史遗留")
    QUALITY = "quality", _("质量")
    SAFETY = "safety", _("安全")
    OTHER = "other", _("其他")


class PledgeKind(models.TextChoices):
    """What the investor promised."""

    FIXED_INVESTMENT = "fixed_investment", _("固定资产投资")
    OUTPUT = "output", _("年产值")
    TAX = "tax", _("年税收")
    JOBS = "jobs", _("就业")
    INTENSITY = "intensity", _("投资强度")
    OTHER = "other", _("其他")


class ReadinessKind(models.TextChoices):
    """What must be there on the day of completion, so that production can begin on it (竣工即投产)."""

    EQUIPMENT = "equipment", _("设备采购（台套）")
    INSTALLED = "installed", _("设备安装（台套）")
    STAFF = "staff", _("人员到岗（人）")
    FUNDS = "funds", _("流动资金（万元）")
    POWER = "power", _("供电（千伏安）")
    TRIAL = "trial", _("试生产手续（项）")


class ApprovalState(models.TextChoices):
    """How an approval item stands; computed from its dates, except where it is not needed at all."""

    NOT_NEEDED = "not_needed", _("不涉及")
    NOT_BEGUN = "not_begun", _("未办")
    RUNNING = "running", _("在办")
    PAUSED = "paused", _("补正中")
    LATE = "late", _("超时")
    DONE = "done", _("办结")


class Colour(models.TextChoices):
    """A light."""

    RED = "red", _("红灯")
    YELLOW = "yellow", _("黄灯")
    GREEN = "green", _("未亮灯")


class About(models.TextChoices):
    """What a light is about."""

    APPROVAL = "approval", _("手续办理")
    START = "start", _("开工")
    PROGRESS = "progress", _("投资进度")
    STATISTICS = "statistics", _("统计入库")
    FUNDS = "funds", _("资金到位")
    PRODUCTION = "production", _("投产")
    PROBLEM = "problem", _("问题整改")


class ExemptionState(models.TextChoices):
    """An exemption is asked for by the officer and decided by a leader."""

    ASKED = "asked", _("待批")
    GRANTED = "granted", _("同意")
    REFUSED = "refused", _("不同意")


class SchoolKind(models.TextChoices):
    """Who trains people."""

    UNIVERSITY = "university", _("本科院校")
    COLLEGE = "college", _("高职院校")
    VOCATIONAL = "vocational", _("中职、技工学校")
    TRAINING = "training", _("培训机构")
    UNKNOWN = "unknown", _("未登记")


class LabourState(models.TextChoices):
    """How far a school that was asked for people has come."""

    ASKED = "asked", _("对接中")
    AGREED = "agreed", _("已签订单")
    ARRIVED = "arrived", _("已到岗")
    DECLINED = "declined", _("未成")
