"""The name of what is measured or counted, found in the words beside a figure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kaifaqu.core.reader.lexicon_cues import GROWTH_BASE, GROWTH_OVER, GROWTH_TAIL, GROWTH_VERBS, SHARE, TRAILING
from kaifaqu.core.reader.lexicon_indicators import COUNT_HEADS, MEASURE_HEADS, NP_BREAKS, NP_KEEP
from kaifaqu.core.reader.lexicon_units import trie_pattern

_TRAIL_WORDS = trie_pattern(word[::-1] for word in TRAILING)
_TRAIL = re.compile(f"(?:{_TRAIL_WORDS})+")
_KEEP = trie_pattern({*NP_KEEP, *MEASURE_HEADS, *(w for w in COUNT_HEADS if len(w) > 1)})
_BREAK = trie_pattern(NP_BREAKS)
_COMPOUND = "[^为是的达比占了在到由从\\W\\d][一-鿿]{0,2}(?:率|额|费|值|量|比例|时限|周期|面积|人数|次数|意向|资金|强度|规模|总数)(?![一-鿿])"
_TOKEN = re.compile(f"(?:{_COMPOUND})|(?:{_KEEP})|({_BREAK})")
_MEASURE_OF = re.compile(r"(?:的|之)?(?:总?数量|总?数额|总数|总额|金额|幅度|数值|数目|个数)$")
_FROM = re.compile(r"(?:由|从)[^,;。由从]{0,14}$")
_EDGE = re.compile(r".*(?:[、“”‘’《》\[\]/ #!?\t]|\d[年月日号]?(?:度|底|末|初|份)?)", re.DOTALL)
_HOLDER = re.compile(r"^.*?(?:有限公司|公司|集团|开发区|经开区|高新区|示范区|工业园区|产业园区|园区|产业园|管委会|街道|基地|(?<!城)[^城县区]市|[一-鿿]县)(?=[一-鿿]{2})")
_MEASURE_HEAD = re.compile(trie_pattern(MEASURE_HEADS))
_COUNT_HEAD = re.compile(trie_pattern(COUNT_HEADS))
_VERBAL = re.compile(trie_pattern(
    "是 为 在 被 举办 召开 正在 将 已 均 共 有 的 组建 克服 开足 实现 完成 现场 签约 集中 开工 竣工 投产 落户 入驻 落地 达 纳入 列入 获 通过 参加 参展 参与 正在 正式 全部 顺利 同步 同时 进行 总 合计 投资 用于 建设 计划 预计 进入 位 居 分别 包括 来自 可 尽快 加快 开展 举行 到 与 和 及 以及 从 对 向 于 由 超 以 因 并 且 需 应 要 能 按 稳步 有序 就业 受益 享受 成为 建成 投入 总投资 涉及 涵盖 覆盖 齐聚 走进 前来 成功 先后 相继 排队 等 年 占 增长 比 较 达到".split()
))
_GROWTH = re.compile(f"(?:{'|'.join(sorted(GROWTH_VERBS, key=len, reverse=True))})(?!值|额|加值){GROWTH_TAIL}")
_GROWTH_OVER = re.compile(GROWTH_OVER)
_GROWTH_BASE = re.compile(GROWTH_BASE)
_SHARE = re.compile(SHARE)
GENERIC = frozenset("项目 企业 公司 投资 产值 资金 面积 人 人员 个 收入 税收 总额 园区 单位 平台 产品 设备 生产线 基地".split())
_MODIFIERS = re.compile(r"(?:签约|开工|新开工|竣工|投产|落地|引进|引入|新建|续建|在建|入驻|落户|新增|储备|谋划|入库|培育|申报|改造|技改|招引|建成|复工|纳税|计划|到位|实际到位|协议|合同|意向|入园|规划|占地|建筑|获批|授权|出让|供应|盘活|集中签约|集中开工|现场签约|转化|升规|入规|认定|注册|拟建|洽谈|推介|走访|服务|实施|完成|安排|预计)$")


@dataclass(frozen=True, slots=True)
class Name:
    """A name found beside a figure: [start, end) relative to the text that was searched."""

    text: str
    start: int
    end: int


def strip_cues(text: str) -> str:
    """`text` without the cue words that stand right before a number (完成, 达到, 约 …)."""
    found = _TRAIL.match(text[::-1])
    return text[: len(text) - found.end()] if found else text


def name_before(left: str) -> Name | None:
    """The noun phrase that ends before the number: 目前全省共有规模以上医药工业企业 → 规模以上医药工业企业."""
    text = strip_cues(left)
    since = _FROM.search(text)
    if since and since.start() >= 2:
        text = strip_cues(text[: since.start()])
    measure = _MEASURE_OF.search(text)
    if measure and measure.start() >= 2 and text[measure.start()] in "的之":
        text = text[: measure.start()]
    if not text:
        return None
    edge = _EDGE.match(text)
    start = edge.end() if edge else 0
    for token in _TOKEN.finditer(text, start):
        if token.group(1):
            start = token.end()
    holder = _HOLDER.match(text[start:])
    if holder and len(text) - start - holder.end() >= 2:
        start += holder.end()
    name = text[start:]
    if name in GENERIC:
        modifier = _MODIFIERS.search(text[:start])
        if modifier:
            start = modifier.start()
            name = text[start:]
    return Name(name, start, len(text)) if len(name) >= 2 else None


def has_measure_head(name: str) -> bool:
    """True where the name holds a word for something measured (投资, 产值, 面积 …)."""
    return _MEASURE_HEAD.search(name) is not None


def measure_head(name: str) -> str | None:
    """The head of a measure's name: 新型建材产业产值 → 产值."""
    found = None
    for found in _MEASURE_HEAD.finditer(name):
        pass
    return found.group() if found is not None and found.end() == len(name) and len(found.group()) > 1 else None


def noun_after(right: str) -> Name | None:
    """The counted noun that follows a classifier: 2个|新建项目在一季度 → 新建项目."""
    right = right.split("、", 1)[0]
    if not right or right[0] in "和及与,":
        return None
    start = 1 if right[0] in "的“" else 0
    copula = re.match(r"(?:是|为)(?!了)", right)
    if copula:
        return Name(right[copula.end() :], copula.end(), len(right)) if len(right) > 3 else None
    verb = _VERBAL.search(right, start)
    limit = min(len(right), start + 24)
    best = 0
    for head in _COUNT_HEAD.finditer(right, start, limit):
        if best and _VERBAL.search(right, best, head.start()):
            break
        if not best and verb and verb.end() <= head.start() and verb.start() == start and verb.group() in _NOT_NOUN:
            return None
        if best and head.start() - best > 4:
            break
        best = head.end()
    if not best:
        return None
    return Name(right[start:best].strip("“”的"), start, best)


_NOT_NOUN = frozenset("是 为 在 被 举办 召开 正在 将 已 均 共 有 实现 完成 达 进入 位 居 分别 可 到 从 对 向 于 由 超 因 并 且 占 增长 比 较 达到 用于 来自".split())


def measure_after(right: str) -> Name | None:
    """The measured thing that follows an amount: 298亿元|的营业收入."""
    found = re.match(r"的?([^,。;的]{0,10}?)", right)
    if found is None or not right:
        return None
    head = _MEASURE_HEAD.search(right, 0, 14)
    verb = _VERBAL.search(right, 1 if right[0] == "的" else 0, 14)
    if head is None or (verb and verb.start() < head.start()):
        return None
    start = 1 if right[0] == "的" else 0
    return Name(right[start : head.end()], start, head.end())


def growth_start(left: str) -> int | None:
    """Where 「同比增长」, 「比全市平均水平高」 or 「高于全市平均水平」 begins that stands right before the number; None without one."""
    tail = left[-40:]
    found = _GROWTH.search(tail) or _GROWTH_OVER.search(tail)
    if found is None:
        return None
    base = _GROWTH_BASE.search(tail[: found.start()])
    return len(left) - len(tail) + (base.start() if base else found.start())


def share_cue(left: str) -> re.Match[str] | None:
    """「占…比重为」 right before the number."""
    return _SHARE.search(left)
