"""What names of zones, parks, organisations and projects end with, and the words that can be no part of them."""

from __future__ import annotations

from kaifaqu.core.reader.names_lexicon import section, words

# -- endings ----------------------------------------------------------------------------------------------------------

ZONE_ENDINGS = section("zone_endings")
BARE_ZONES = frozenset(words("高新区 经开区 综改区 综改示范区 综保区 自贸区 自贸试验区 农高区 航空港区"))
"""Zones that a bulletin names without their place when only one is meant."""

PARK_ENDINGS = section("park_endings")
BASE_ENDINGS = words(
    "基地 生产基地 产业基地 示范基地 智能制造基地 制造基地 研发基地 产业化基地 数据中心 算力中心 智算中心 研发中心 创新中心 科创中心 总部中心 运营中心 结算中心 展示中心 技术中心 会展中心 电站 风电场 电厂 抽水蓄能电站 水电站 工程 枢纽"
)
PROJECT_ENDINGS = ("项目",)

COMPANY_ENDINGS = section("company_endings")
BRANCHES = section("branches")
"""Endings directly after a place that make it a part of a longer name: 某某集团山西有限公司, 某某银行太原分行."""

ORGAN_ENDINGS = section("organ_endings")
BODY_ENDINGS = section("body_endings")
NATIONAL_BODIES = section("national_bodies")
SPOKEN_ORGANS = frozenset(
    words(
        "省委 市委 县委 区委 州委 盟委 旗委 镇党委 乡党委 人大工委 政协工委 政府 人大 政协 纪委 工委 党工委 管委会 人民政府 党委 党组 委员会 纪检监察工委 纪工委 监委 纪委监委 人大常委会 管理委员会"
    )
)
"""Organs that need a place or zone before them to be a name."""

ZONE_ORGANS = words("党工委 管委会 管理委员会 纪检监察工委 纪工委 人大工委 政协工委 工委")
"""Organs of a zone. Where two share the zone's name (…党工委书记、管委会主任), the name is the zone's."""

NOT_BEFORE = {
    "大学": "生", "学院": "派", "集团": "军化式", "公司": "制法章们", "政府": "采债性引补购", "银行": "贷卡业间", "新区": "域", "项目": "管经负部方组", "工商联": "协",
    "工程": "师机", "市委": "员", "省委": "会员", "区委": "员", "县委": "员", "工委": "员", "示范区": "域", "经济区": "域", "管理区": "域", "工业区": "域",
    "合作区": "域", "产业区": "域", "试验区": "域", "中学": "习生", "小学": "生", "政协": "商作议", "团委": "员", "党委": "员", "纪委": "员", "核心区": "域", "功能区": "域", "集聚区": "域",
    "工厂": "化", "煤矿": "机", "示范园": "区", "新城": "建市", "实验区": "域", "片区": "域", "研究所": "得", "党组": "成", "监委": "员", "人大": "代", "商会": "谈",
}  # fmt: skip
"""An ending is none before these characters: 大学生, 管理区域."""

# -- words that cut -----------------------------------------------------------------------------------------------------

STOPS = frozenset("赴在由与和及对向为的了是从到把被将让于给跟至等该此各其暨逐以并而或也又还即则但就所这那我你他她它们有请使称")
"""Single characters that end the search for the beginning of a name."""

MEASURES = frozenset("年月日时点分个家条项名位座批次户元亩人天起届度款台套块件吨%倍辆支份种所")
COUNT_WORDS = frozenset("年月日时点分个家项名位批次元亩人天届度款条")
"""Measures that count things; 台, 套 and 吨 also stand inside names of projects."""
NUMERALS = frozenset("0123456789一二三四五六七八九十百千万亿两几多余数")

WORK_WORDS = frozenset(words("研发 生产 加工 制造 回收 利用 设计 开发 仓储 检测 应用 销售 采购 研究 试验 种植 养殖"))
"""Before 及, 与, 和 these go on with the same name: 研发及生产基地."""

FIRST_VERBS = frozenset(
    words(
        "联合 协同 应用 采购 租赁 控股 服务 组织 保障 统筹 聚焦 规划 合作 交流 引进 引入 推进 启动 对接 会见 新建 续建 扩建 改建 迁建 发布 办理 指导 学习 调度 研究 招商 全国 全球 国内 上市 优质 近 约 居 列 达 共 含 本 某 驻 如 即 抓 除 因 距 以"
    )
)
"""Words that a name does not begin with although they may stand inside one."""

KEEP = section("keep")
"""Phrases in which a cutting character is a part of the name."""

BREAKS = section("breaks")
"""Words that end the search for the beginning of a name. No word stands here that companies are often called by."""

BREAKS_IN_ORGANS = frozenset(
    words(
        "搬迁 引进 引入 推进 启动 对接 会见 新建 续建 扩建 改建 迁建 发布 办理 指导 学习 调度 总投资 首座 招商 国家级 省级 市级 大型 中型 小型 主要 领导 专家 记者 主管 委员 成功 企业 公司 集团 有限公司 促进 总部 审批 备案 检查 主办"
    )
)
"""Cutting words that also occur inside names of organs and projects (招商局, 扩建项目), not of companies, zones and parks."""

BREAKS_WITHIN = frozenset(
    words(
        "国家 全国 全球 国内 研究 联合 协同 应用 采购 租赁 控股 服务 组织 交易 保障 统筹 信息 优质 高效 精准 聚焦 运行 政策 规划 合作 合资 交流 上市 近 约 居 列 达 共 含 本 某 驻 如 即 抓 除 因 距 以"
    )
)
"""Words that cut at the beginning of a name only: 联合某某公司, but 某某联合药业."""

# -- words that name nothing --------------------------------------------------------------------------------------------

GENERIC = frozenset(section("generic"))
"""Words and letters that make no name, alone or in a row."""

NOT_INSIDE = words(
    "两大 三大 四大 五大 六大 七大 八大 九大 十大 最大 最强 最好 最优 领先 一流 首个 我们 他们 这个 那个 各个 各类 什么 如何 不断 所在 之中 问题 情况 力度 进度 速度 步伐 成效 成果 优势 不少 许多 越来越 重要的"
)
"""Words that no name contains."""

BRANDS = section("brands")
"""Companies known by their short name; where one stands, a name begins."""
