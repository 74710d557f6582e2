"""Words that the rules for companies' names rest on: what companies do, and national parents by their short names."""

from __future__ import annotations

from kaifaqu.core.reader.names_lexicon import words

TRADES = frozenset(words(
    "医药 制药 药业 生物 化学 化工 化肥 科技 技术 高科技 工程 装备 制造 智能 机械 电子 信息 数据 软件 网络 通信 能源 新能源 电力 电气 热力 燃气 煤业",
    "煤化 煤化工 煤矿 煤炭 焦化 焦煤 钢铁 冶金 冶炼 有色 铝业 镁业 金属 材料 新材料 建材 水泥 陶瓷 玻璃 建设 建筑 置业 地产 房地产 物流 供应链 贸易 商贸",
    "实业 工业 产业 企业 发展 开发 投资 资本 控股 食品 饮料 酒业 乳业 农业 农牧 牧业 种业 粮油 纺织 服装 印刷 包装 塑料 橡胶 汽车 重工 重型 环保 环境",
    "环境科技 节能 水务 文化 旅游 传媒 教育 健康 医疗 器械 医疗器械 光伏 光电 风电 风力 发电 太阳能 半导体 微电子 机电 客车 精密 铸造 锻造 轴承 电机 电缆 线缆 电池",
    "锂业 股份 国际 服务 管理 咨询 运营 设备 仪器 自动化 机器人 航空 航天 船舶 铁路 交通 运输 路桥 矿业 矿山 石油 石化 天然气 煤层气 氢能 储能 双碳 废旧 机动车 回收 利用 和 与",
    "防水 净水 制品 竹制品 木制品 机车 车辆 车轴 配件 再生 再生资源 资源 绿能 清洁能源 系统 医学 生化 血液 净化 医用 电气设备 新型 耐火 耐火材料 法兰 建陶 日化 饲料 肥料 涂料",
    "种植 养殖 调味品 保健品 粮食 果业 林业 园林 家具 家居 门窗 五金 工具 模具 阀门 泵业 电源 照明 显示 芯片 集成电路 通讯 互联网 云计算 算力 安防 检测 绿色 创业 创新 孵化 产业园",
))  # fmt: skip
"""What a company does: words that an abbreviation leaves out after the name proper (字号)."""
SHORT_TRADES = {
    "风电": "风力发电",
    "煤电": "煤炭发电",
    "热电": "热力发电",
    "文旅": "文化旅游",
    "钢": "钢铁",
    "铝": "铝业",
    "药": "药业",
    "药业": "制药",
}
PARENTS = {
    "中石油": "中国石油天然气", "中石化": "中国石油化工", "中海油": "中国海洋石油", "国家电投": "国家电力投资", "国电投": "国家电力投资",
    "中国石油": "中国石油天然气", "中国石化": "中国石油化工", "中铝": "中国铝业", "中建": "中国建筑", "中电科": "中国电子科技", "中国电科": "中国电子科技",
    "中科院": "中国科学院", "中船重工": "中国船舶重工", "中国农科院": "中国农业科学院", "国网": "国家电网", "中移动": "中国移动通信", "中国移动": "中国移动通信", "中联通": "中国联通", "中电信": "中国电信",
}  # fmt: skip
"""National parents by the names that everybody uses."""
HOUSES = frozenset(
    words(
        "人民 中医 中医药 中西医 医院 中医院 附属 大学 大 学院 中学 职业 技工 学校 研究 研究所 研究院 科学院 设计院 农业 林业 工业 理工 财经 师范 科技 医科 工程局 局 院 所 厂"
    )
)
"""What a public house is: where nothing else is in a name, its place tells it apart."""
WITH_BRANCHES = ("中国石油天然气", "中国石油化工")
"""Those whose houses in a province are branches; the others keep companies there."""
FILLERS = frozenset(words("投资 控股 管理 发展 实业 产业 开发 运营 有限"))
"""Trades that say nothing: speech drops them first."""
