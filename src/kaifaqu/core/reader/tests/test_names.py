"""Names in sentences of many provinces: every name that is marked is found with its type, and nothing else is."""

from __future__ import annotations

import re
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaifaqu.core.reader.layer import Layer
from kaifaqu.core.reader.names import find_entities

MARKED = re.compile(r"\{(\w+):([^{}]*)\}")


def unmark(marked: str) -> tuple[str, set[tuple[str, int, int]]]:
    """The text without its {type:name} marks, and (type, start, end) of each."""
    text, names, place = "", set(), 0
    for found in MARKED.finditer(marked):
        text += marked[place : found.start()]
        names.add((found[1], len(text), len(text) + len(found[2])))
        text += found[2]
        place = found.end()
    return text + marked[place:], names


def check(marked: str) -> None:
    text, expected = unmark(marked)
    found = {(entity.type, *span) for entity in find_entities(Layer.of(text)) for span in entity.mentions}
    missed = [(kind, text[start:end]) for kind, start, end in sorted(expected - found, key=lambda row: row[1])]
    extra = [(kind, text[start:end]) for kind, start, end in sorted(found - expected, key=lambda row: row[1])]
    assert (missed, extra) == ([], [])


ZONES_AND_PARKS = (
    "{zone:合肥高新区}与{zone:昆山经济技术开发区}签订共建协议。",
    "{zone:江苏省苏州工业园区}、{zone:常熟高新技术产业开发区}、{zone:张家港保税区}三家单位作交流发言。",
    "{zone:甘肃兰州新区}、{zone:陕西西咸新区}、{zone:四川天府新区}五个国家级新区共同发布{doc:《新区合作倡议》}。",
    "{place:西宁市}{place:城东区},{zone:西宁(国家级)经济技术开发区东川工业园区}内机器轰鸣。",
    "{park:四川省遂宁市射洪市锂电产业园}一期已经交付。",
    "全省93个开发区、11个试点开发区和各省级高新区都参加了考核,该经开区排名第三。",
    "{park:洪山湾绿色智造产业园}由{org:江苏恒越园区运营有限公司}负责运营,园区占地2000亩。",
    "{zone:中国(四川)自由贸易试验区川南临港片区}与{org:双溪(香港)有限公司}签约,{zone:县经开区}负责人参加。",
    "据{org:琼湾临港经济区就业局}统计,{zone:琼湾临港经济区}新增就业5126人。",
    "据悉,{zone:济源高新区}今年新增升规企业6家,离不开{zone:济源高新区}的服务。",
    "{zone:综改示范区}党工委书记、管委会主任{person:胡文朗}主持会议,{zone:高新区}作了汇报。",
    "{org:海州经济开发区管委会}副主任{person:卞小舟}介绍,{park:海州经济开发区新型建材工业园}已有企业20家。",
)

ORGANISATIONS = (
    "{org:省工业和信息化厅}厅长{person:郭明朗}、{org:省发展和改革委员会}副主任{person:任立新}参加发布会。",
    "{org:中国建设银行股份有限公司山西省分行}、{org:国家开发银行山西分行}、{org:大同农商行}等金融机构到会。",
    "{org:朔州市委}、市政府,{org:怀仁市委}、市政府及{org:朔州陶瓷职业技术学院}有关负责同志参加。",
    "{org:省委宣传部}、{org:省政府办公厅}、{org:省工商联}联合主办。",
    "市委书记到{org:博澜传动技术(上海)有限公司}走访,市委、市政府将全力支持。",
    "{org:区党政办}、{org:财政局}、{org:商务局}、{org:行政服务局}、{org:应急生态局}相关人员参加活动。",
    "企业代表来自{org:山西联通}、{org:阳泉移动}、{org:商合科技}、{org:云浦数据}等12家企业。",
    "{org:华晟集团山西分公司}与{org:国网长沙供电公司}、{org:深圳黑豚科技}等公司签约。",
    "{org:晋原重工}、{org:西川新材}、{org:凌河药业}等46家规上企业一季度产值同比增长18.6%。",
    "今年{org:恒泰集团}利润2亿元,{org:恒泰集团股份有限公司}将扩大投资,{org:恒泰集团}表示看好。",
    "{org:湖南泽林光电科技有限公司}(以下简称“泽林光电”)落户后,{org:泽林光电}新增两条生产线。",
    "{org:省政府驻沪办}、{org:湖北省政府驻广州办事处}负责联络,{org:青岛招商局}派员参加。",
    "{org:中国国际贸易促进委员会河南省委员会}、{org:北京黑龙江商会}与{org:东莞家具协会}座谈。",
    "大学生在学院里学习,公司制企业和民营企业、上市公司、运营公司、平台公司都要支持。",
    "集团军、政府采购、银行贷款和项目管理都不是名称,市政府办公会议也不是。",
)

PROJECTS = (
    "会上签约了{project:医用高分子材料项目},总投资2亿元。",
    "已推动{project:山西全泰竹木制品加工}、{project:云峰净水滤材}等2个新建项目在一季度实现开工。",
    "积极培育{project:西安捷远废旧电池回收利用}、{project:迎峰煤矸石综合利用}以及{project:鲁丰机械托辊制造}3个项目尽快投产。",
    "{project:遵义经济技术开发区年产10万吨磷酸铁锂正极材料项目}由{org:贵州恒锂新材料有限公司}投资建设。",
    "{project:国泰科技高端振动设备研发与生产基地项目}总投资1.2亿元。",
    "其他3个项目分别为{project:中节环保设备产业化}、{project:启明智慧血站服务平台建设}、{project:迈卡卫生材料项目}。",
    "{project:星云智能制造(滨江)基地}启动。{project:星云智能制造(滨江)基地}项目总投资3亿元。",
    "{project:开阳集团60万吨多功能复合肥项目}预计9月建成,{project:欧泽科技10000吨/年磷酸铁锂正极材料扩能项目}已投产。",
    "新签约总投资10.5亿元的{project:亚泰年产3.5Gwh超低温储能动力电池}、总投资5亿元的{project:海川水泥环保滤料生产线}等项目28个。",
    "重点项目、转型项目、签约项目、新能源项目和招商引资项目进展顺利,6个项目集中签约,该项目已投产。",
    "{project:远和陶瓷及复合膜材料}、{project:上海能远光伏}等5个续建项目全部正常建设。",
)

PEOPLE = (
    "副市长{person:阿不都拉·买买提},{org:长河集团}党委书记、董事长{person:诸葛明远},市领导{person:王渊}、{person:张鹿萍}、{person:胡朗}出席。",
    "{org:天立医药集团股份有限公司}总经理助理{person:李江}表示看好。{person:李江}说,将追加投资。",
    "{org:阳川软件}副总经理{person:马驰}、{org:新华远集团}高级副总裁、首席数字官{person:张鹏程}致辞。",
    "记者 {person:孙庆远} 通讯员 {person:赵翔}",
    "图为工人在生产线上作业。{person:王晓冬} 摄",
    "为产业发展提供强有力的资金支持。{person:马永朗}",
    "9月14日下午,{person:郑树远}局长带队调研。企业负责人{person:成全朗}告诉记者:“项目进展顺利。”",
    "{org:山南职业技术学院}院长{person:屈学朗}、{org:云泽大学}副校长{person:潘启}和{person:欧阳静}参加。",
    "于是说干就干,任何岗位都要负责,方案高度重视安全生产,主任要求全面落实,项目经理和代表们都来了。",
    "{person:张千山}、{person:李武}、{person:陈忠才}、{person:陈向阳}等县四大班子领导出席仪式。",
    "{org:中新社}{place:深圳}4月24日电 ({person:徐晓朗})创新联盟24日成立。",
    "{org:泽州县委}常委、副县长{person:符冬}随同考察,市政协副主席{person:田羽}接待了考察团。",
    "总值班: {person:吴弋} 编辑: {person:刘雅朗}",
    "{zone:怀川经济技术开发区}副任{person:何朗}介绍,园区已入驻企业20家。",
)

PLACES = (
    "{place:大同}、{place:朔州}、{place:临汾}5个市共有6个项目现场签约。",
    "推介会在{place:天津}举行,向{place:环渤海地区}推介,欢迎来{place:晋}投资,{place:津}{place:晋}两地合作空间巨大。",
    "{place:辽宁省}{place:盘锦市}{place:大洼区}到{place:船营区}开展推介活动。",
    "{place:泽州县}{place:巴公镇}的企业在{place:粤港澳大湾区}设立了研发机构,{place:晋北}也有。",
    "世界大同的理想与长治久安的追求,大同小异;各位来宾合作共赢,会同有关部门打通绿色通道,居民安居乐业。",
    "{place:德国}、{place:新加坡}客商到{place:长三角}考察,赴{place:沪}招商成效明显。",
    "其中{place:山西}开工5个,重大庆典和强大连续性与地名无关;{place:黔东南州}{place:剑河县}位于{place:贵州}。",
    "北京路和山西大街正在施工,共同的事业由我们来开创。",
)


@pytest.mark.parametrize("marked", ZONES_AND_PARKS + ORGANISATIONS + PROJECTS + PEOPLE + PLACES)
def test_marked_names_and_nothing_else_are_found(marked: str) -> None:
    check(marked)


def test_a_zone_that_shares_its_name_with_two_organs_is_named_itself() -> None:
    check("{zone:滨江经开区}党工委书记、管委会主任{person:林远}与{org:滨江经开区党工委}副书记{person:方明}出席。")


def test_a_name_broken_by_a_blank_line_is_one_mention_with_the_line_feeds_in_it() -> None:
    text = "该公司是一家以生物医药产业为核心的企业。近日,在天河医药\n\n集团股份有限公司总经理助理李江看来,合作前景广阔,双方将继续推进项目建设。"
    spans = [span for entity in find_entities(Layer.of(text)) for span in entity.mentions if entity.type == "org"]
    assert [text[start:end] for start, end in spans] == ["天河医药\n\n集团股份有限公司"]


def test_two_forms_of_one_zone_are_one_entity_with_two_mentions() -> None:
    entities = find_entities(Layer.of("左川经济技术开发区发布数据。左川经开区将继续努力。"))
    assert [(entity.name, len(entity.mentions)) for entity in entities] == [("左川经济技术开发区", 2)]


def test_a_province_short_and_full_is_one_entity() -> None:
    entities = find_entities(Layer.of("山西省召开会议。山西与天津合作。来晋投资。"))
    assert {entity.name: len(entity.mentions) for entity in entities} == {"山西省": 3, "天津": 1}


def test_a_person_has_the_title_that_is_printed() -> None:
    entities = find_entities(Layer.of("省政府驻沪办事处党组书记、主任,湖东省招商局局长徐朗表示,欢迎来访。"))
    titles = {entity.name: entity.title for entity in entities if entity.type == "person"}
    assert titles == {"徐朗": "省政府驻沪办事处党组书记、主任,湖东省招商局局长"}


def test_leaders_named_in_a_row_share_their_title() -> None:
    entities = find_entities(Layer.of("市领导王渊、张鹿萍、胡朗出席。"))
    assert [(entity.name, entity.title) for entity in entities] == [
        ("王渊", "市领导"),
        ("张鹿萍", "市领导"),
        ("胡朗", "市领导"),
    ]


def test_mentions_never_overlap_and_stay_inside_the_text() -> None:
    text = "".join(unmark(marked)[0] + "\n" for marked in ZONES_AND_PARKS + ORGANISATIONS + PROJECTS + PEOPLE + PLACES)
    spans = sorted(span for entity in find_entities(Layer.of(text)) for span in entity.mentions)
    assert spans
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from("山西省大同市高新区项目有限公司书记王三、,。和与在等3个“”()《》\n 签约"), max_size=80).map("".join)
)
def test_any_text_is_read_without_a_fault(text: str) -> None:
    for entity in find_entities(Layer.of(text)):
        assert all(text[start:end].strip() for start, end in entity.mentions)


@pytest.mark.parametrize("piece", ["项目", "、甲乙", "书记王", "开发区", "等3个", "某与某"])
def test_time_grows_in_step_with_the_text(piece: str) -> None:
    def seconds(count: int) -> float:
        layer = Layer.of(piece * count)
        start = time.process_time()
        find_entities(layer)
        return time.process_time() - start

    seconds(100)
    assert seconds(8000) < 20 * seconds(1000) + 0.2
