"""What names of places and persons are made of: regions, abbreviations, surnames, titles."""

from __future__ import annotations

from kaifaqu.core.reader.names_lexicon import letters, section, words

# -- places -----------------------------------------------------------------------------------------------------------

ABBREVIATIONS = dict(
    zip(
        "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川蜀黔滇藏陕秦甘陇青宁疆港澳台深",
        words(
            "北京市 天津市 河北省 山西省 内蒙古自治区 辽宁省 吉林省 黑龙江省 上海市 江苏省 浙江省 安徽省 福建省 江西省 山东省 河南省 湖北省 湖南省"
            " 广东省 广西壮族自治区 海南省 重庆市 四川省 四川省 贵州省 云南省 西藏自治区 陕西省 陕西省 甘肃省 甘肃省 青海省 宁夏回族自治区"
            " 新疆维吾尔自治区 香港特别行政区 澳门特别行政区 台湾省 深圳市"
        ),
        strict=True,
    )
)
"""One character that stands for a place, and the place."""

DIRECTIONS = words("北部 南部 东部 西部 中部 东南 西南 东北 西北 北 南 东 西 中")

REGIONS = section("regions")
COUNTRIES = section("countries")

GO_VERBS = frozenset("来赴在入进离返抵驻到访留援")
"""Verbs before a one-character place: 来晋投资, 赴粤招商, 在津举行."""

PLACE_NOT_BEFORE = {
    "大同": words("小异 社会"), "长治": words("久安"), "来宾": ("",), "朝阳": words("产业 行业 群体"), "日照": words("时 时间 强度 小时"),
    "中山": words("装 陵 先生"), "三明": words("治 确"), "安康": words("保险"), "中原": words("银行 证券"), "海南": words("岛"),
    "平安": ("",), "前海": words("人寿"), "台湾": words("海峡 同胞"), "印度": words("洋"), "中东": words("部"), "兴安": words("岭"),
    "和田": words("玉 枣"), "玉树": words("临风"), "东方": ("",), "阿里": words("巴巴 云"), "金华": words("火腿"), "宁德": words("时代"),
    "临港": words("产业 经济 工业 物流"), "白银": words("价格 矿 冶"), "大理": words("石"), "白山": words("黑水"), "大连": words("接 续"), "中卫": words("星"),
    "大庆": words("典 祝"), "内江": words("河 湖"), "河南": words("岸"), "河北": words("岸"), "江西": words("岸"), "湖南": words("岸"),
    "湖北": words("岸"), "天水": words("分 库"), "开封": words("闭 印"), "海东": words("青"), "南平": words("台"), "通化": words("工"),
}  # fmt: skip
"""Short names that are words of their own before these; an empty string means: never a place without its suffix."""

PLACE_NOT_AFTER = {
    "大同": words("世界 天下"), "平安": words("创建"), "日照": words("全年 年均"), "安康": words("幸福 健康"), "合肥": words("复 混"),
    "中山": words("其 从"), "中卫": words("其"), "定西": words("制 确 规 稳"), "固原": words("巩 稳 加"), "保定": words("确 担"),
    "大连": words("重 强 扩 巨 最"), "大庆": words("重 盛"), "大理": words("重 强"), "江西": words("长 沿"), "江北": words("长 沿"),
    "河南": words("黄 淮 汾 渭"), "河北": words("黄 淮 汾 渭"), "吉安": words("大"), "中宁": words("其"), "海南": words("上 南"),
    "达州": words("到"), "和田": words("农"), "广安": words("推"), "广元": words("推"), "安阳": words("公"), "南通": words("云"),
}  # fmt: skip
"""Short names that are words of their own after these."""

WORDS_NOT_COUNTIES = frozenset(section("words_not_counties"))
"""Short names of counties that are everyday words or parts of them."""

ROAD_WORDS = words("路 街 大道 大街 大桥 铁路 高速 机场 火车站 大厦 广场 北路 南路 东路 西路 中路 东街 西街 北街 南街")

# -- persons ----------------------------------------------------------------------------------------------------------

SURNAMES = letters("surnames")
"""One-character surnames."""

RARE_SURNAMES = frozenset(
    "区虎者哈母鹿拓折青税奉晋丑药来水平能从全和应经通都满国公家相后别终空广东由来年化线占召但越利向连明时益居步商原海门户代展成计山富计管师支元宣党农文双高方"
)
"""Surnames that are everyday words: a name that begins with one needs a title before it."""

COMPOUND_SURNAMES = words(
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文",
    "司徒 鲜于 司空 闾丘 子车 亓官 司寇 令狐 呼延 第五 百里 东郭 南门 西门 完颜 纳兰 耶律 拓跋 爱新觉罗 阿依 巴彦",
)
NOT_IN_GIVEN_NAMES = frozenset(
    "作在与及等对就到赴向说是的了也都并还将被把给该此或而且但因所以你我他她它们这那哪什么怎为个位亿吨亩%号期条款项类级县市省区厅局委办某没不不些吗呢吧啊很"
    "要能须即已已经曾只仅共计额率省市局部司院校厂店馆站所企"
)
"""Characters that stand after a name, hardly ever in one."""

TITLES = section("titles")
"""Words that stand directly before a name. 副任 is how 副主任 comes out when a character is lost in print."""

WEAK_TITLES = frozenset(
    words(
        "领导 代表 专家 委员 员工 工人 职工 干部 客商 企业家 编辑 审核 校对 摄影 农民 居民 工作人员 负责人 主管 博士 律师 经理 理事 董事 监事 教授 党员 主要负责人 有关负责人 相关负责人 企业代表 企业负责人 组长 代表 监制 科员 班长"
    )
)
"""Titles that often stand without a name after them."""

TITLES_AFTER = words(
    "书记 副书记 主任 副主任 市长 副市长 县长 副县长 区长 副区长 局长 副局长 厅长 副厅长 处长 院长 董事长 总经理 总裁 副总经理 经理 教授 院士 先生 女士 同志 博士 会长 部长 秘书长 行长 站长 一行"
)
"""Words that stand directly after a name: 王某某局长, 李某某一行."""

SPEECH = words(
    "表示 介绍 介绍说 说 说道 指出 强调 告诉 告诉记者 认为 透露 坦言 要求 感慨 感叹 谈到 提到 解释 坦承 直言 提出 宣布 称 补充道 补充 回忆 致辞 致欢迎辞 讲话 主持 出席 参加 看来 发言 作"
)
AFTER_NAMES = section("after_names")
"""What may follow a name without a mark between."""

COMMON_TWO = frozenset(section("common_two"))
"""Everyday words that look like a surname and a given name."""
