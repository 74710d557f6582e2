"""Every template of the checks on invented sentences of the genre: what holds, what rounds, what cannot be, and what must stay silent."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from kaifaqu.core.figures.unit import Dimension, parse_unit
from kaifaqu.core.reader.checks import check_figures
from kaifaqu.core.reader.layer import Layer
from kaifaqu.core.reader.model import Check, Figure, Verdict

UNITS = (
    "个百分点|万亿元|亿元|万元|元|亿美元|万美元|%|万平方米|平方公里|亿千瓦时|万千瓦|万吨|亩|公里|个月|个工作日|天|倍|番|万人|人次|人|家次|户次"
    "|家|户|个|项|件|条|宗|场|次|栋|座|名|成|省|市|县|区|地"
)
NUMBER = re.compile(
    rf"(?P<rank>第)?(?P<number>\d[\d,]*(?:\.\d+)?|[一二三四五六七八九两](?={UNITS}))(?P<more>多|余)?(?P<unit>{UNITS}|位|名)(?!以上项目|底)"
)
CHINESE = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2}
PLACES = {"省", "市", "县", "区", "地"}


def figures_of(text: str) -> tuple[Figure, ...]:
    """The figures of a sentence with Arabic digits and plain units, without any attribution."""
    return tuple(_figure(number, found) for number, found in enumerate(NUMBER.finditer(text), 1))


def _figure(number: int, found: re.Match[str]) -> Figure:
    digits, printed = found["number"].replace(",", ""), found["unit"]
    value = Decimal(CHINESE.get(digits, digits))
    unit = parse_unit("位" if found["rank"] else "个" if printed in PLACES else printed)
    if unit.dimension is Dimension.RANK and not found["rank"]:
        unit = parse_unit("名")
    step = Decimal(1).scaleb(-len(digits.partition(".")[2])) * unit.factor
    return Figure(
        id=f"f{number}", span=found.span(), text=found.group(), kind=unit.dimension.value, value=value * unit.factor,
        unit=unit.symbol, canonical_unit=unit.canonical, step=step, approx="gt" if found["more"] else None,
    )  # fmt: skip


def checks_of(text: str) -> tuple[Check, ...]:
    return check_figures(Layer.of(text), figures_of(text), (), (), date(2024, 4, 26))


def alarms_of(text: str) -> list[str]:
    return [check.sentence for check in checks_of(text) if check.verdict in (Verdict.FAILS, Verdict.CONFLICT)]


HOLDS = [
    # shares
    ("完成工业投资3.2亿元,增长8%;技改项目投资完成2.4亿元,技改项目占工业投资比重为75.0%。", "ratio", "2.4 ÷ 3.2"),
    ("全区生产总值200.5亿元,其中第三产业增加值80.2亿元,占比40%。", "ratio", "80.2 ÷ 200.5"),
    ("外商投资企业共有60家,其中制造业45家,占四分之三,占比75%。", "ratio", "45 ÷ 60"),
    ("前三季度完成投资88.2亿元,占年度计划120.5亿元的73.2%。", "ratio", "88.2 ÷ 120.5"),
    ("全年计划完成税收50亿元。上半年完成税收26.5亿元,完成年度目标的53%。", "ratio", "26.5 ÷ 50"),
    ("计划开工项目270个,已开工129个,开工率47.8%。", "ratio", "129 ÷ 270"),
    ("签约总额6973.18亿元,到位资金881.4亿元,资金到位率12.64%。", "ratio", "881.4 ÷ 6973.18"),
    ("受理诉求640件,已办结608件,办结率95%。", "ratio", "608 ÷ 640"),
    ("甲、乙、丙三类企业分别为50家、30家、20家,占比分别为50%、30%、20%,共100家企业。", "sum", "50% + 30% + 20%"),
    ("产业规模达218亿元,占全区工业产值265亿元的比重由上年的76.5%提高到82.3%,提高5.8个百分点。", "ratio", "218 ÷ 265"),
    ("年度投资计划85亿元,确保完成计划的50%以上,即42.5亿元。", "ratio", "42.5 ÷ 85"),
    # sums and parts
    ("全区共有运营公司58家,其中平台公司44家,第三方公司14家。", "sum", "44 + 14"),
    ("12个项目现场签约,总投资68.5亿元。其中,制造业项目8个,总投资52.3亿元;服务业项目4个,总投资16.2亿元。", "sum", "52.3 + 16.2"),
    ("三大产业分别完成产值38.6亿元、51.2亿元、19.7亿元,合计109.5亿元。", "sum", "38.6 + 51.2 + 19.7"),
    ("第一产业增加值4.3亿元,第二产业增加值198.7亿元,第三产业增加值109.7亿元,合计312.6亿元。", "sum", "4.3 + 198.7 + 109.7"),
    ("28个新开工项目中,已开工17个,尚有11个未开工。", "sum", "17 + 11"),
    ("已建成3条生产线,包括两条包装生产线和一条灌装生产线。", "sum", "2 + 1"),
    ("完成基础设施投资179.9亿元,招商项目479个。其中,11个试点区完成基础设施投资95.6亿元,招商项目106个。", "part<=whole", "106 ≤ 479"),
    ("一般公共预算收入3.92亿元,其中税收收入3.05亿元。", "part<=whole", "3.05 ≤ 3.92"),
    ("新引进企业3家,总数达17家。", "part<=whole", "3 ≤ 17"),
    ("外贸进出口总额236.8亿元,增长9.4%。其中,出口158.2亿元,增长12.1%;进口78.6亿元,增长4.3%。", "sum", "158.2 + 78.6"),
    ("实现地区生产总值100.5亿元。第一产业增加值10.2亿元,第二产业增加值50.1亿元,第三产业增加值40.2亿元。", "sum", "10.2 + 50.1 + 40.2"),
    ("124个项目完成投资99.8亿元。66个新开工项目完成投资43.4亿元;58个续建项目完成投资56.4亿元。", "sum", "43.4 + 56.4"),
    ("甲产业产值5亿元,占比10%;乙产业产值20亿元,占比40%;全区产值50亿元。", "ratio", "20 ÷ 50"),
    ("集中签约项目70个,合同投资2086.7亿元。其中工业项目49个,投资1768.5亿元,分别占70.0%和84.8%。", "ratio", "1768.5 ÷ 2086.7"),
    ("履约项目244个,新签约项目247个,开工项目222个,项目履约率、开工率分别为98.8%、90%。", "ratio", "244 ÷ 247"),
    ("9月实现产值3.26亿元,增长5.4%;1—9月累计实现产值27.8亿元。", "part<=whole", "3.26 ≤ 27.8"),
    # growth
    ("完成2.9亿元,上年同期2.41亿元,同比增长20.3%。", "growth", "2.9 ÷ 2.41"),
    ("税收由2.4亿元增至2.9亿元,增长20.8%。", "growth", "2.9 ÷ 2.4"),
    ("企业由15家精简到9家,下降40%。", "growth", "1 − 9 ÷ 15"),
    ("新设企业23家,比去年同期增加5家,增长27.8%。", "growth", "5 ÷ (23 − 5)"),
    ("能耗总量80万吨,比上年减少20万吨,下降20%。", "growth", "20 ÷ (80 + 20)"),
    ("营业收入8.15亿元,比2022年的6.2亿元增长31.5%。", "growth", "8.15 ÷ 6.2"),
    ("出口1.23亿元,是上年同期0.82亿元的1.5倍。", "growth", "1.23 ÷ 0.82"),
    ("产值由2019年的100亿元增至2023年的150亿元,年均增长10.7%。", "growth", "^(1/4)"),
    ("年产值由3亿元增加到12亿元,翻2番。", "growth", "12亿元 ÷ 3亿元"),
    ("预计税收可达7.5亿元,明年力争9亿元,增长20%。", "growth", "9 ÷ 7.5"),
    # differences, schedule, pull, contribution
    ("占比由28%提高到51%,提高23个百分点。", "difference", "51 − 28"),
    ("工业投资增长8.6%,比全市5.4%高3.2个百分点。", "difference", "8.6 − 5.4"),
    ("1—10月完成年度目标的97.2%,超序时进度13.8个百分点。", "difference", "97.2% − 10/12"),
    ("上半年完成率45.5%,低于序时进度4.5个百分点。", "difference", "6/12 × 100% − 45.5%"),
    ("工业增长8.3%。固定资产投资占比22.5%,增长20.1%,拉动工业增长4.1个百分点。", "pull", "22.5 × (1 + 8.3)"),
    ("全市工业增长7.5%。装备制造业拉动工业增长3.1个百分点,贡献率为41.3%。", "contribution", "÷ 7.5"),
    # averages
    ("50个项目总投资500亿元,平均每个项目投资10亿元。", "average", "500亿元 ÷ 50个"),
    ("用地2860亩,实现税收12.1亿元,亩均税收42.3万元。", "average", "12.1亿元 ÷ 2860亩"),
    ("为231家企业减免税费1.86亿元,户均80.5万元。", "average", "1.86亿元 ÷ 231家"),
    ("发放补贴336万元,培训2800人,人均1200元。", "average", "336万元 ÷ 2800人"),
    ("2021—2023年累计完成投资396亿元,年均完成投资132亿元。", "average", "÷ 3 年"),
    # lists, ranks, time
    ("安平、宁远、永和3县签约。", "enumeration", "列出 3 = 3"),
    ("推动新能光伏、云海滤芯等2个新建项目开工。", "enumeration", "列出 2 ≤ 2"),
    ("津晋两地合作空间巨大。", "enumeration", "列出 2 = 2"),
    ("冷链物流园、污水厂扩建(日处理2万吨)、人才公寓等3个项目滞后。", "enumeration", "列出 3 ≤ 3"),
    ("增速在全市5个开发区中排名第1位。", "rank<=set", "第 1 ≤ 5"),
    ("展会于4月25日至27日举行,为期3天。", "duration", "04-25 至 04-27"),
    ("项目2024年6月开工,工期18个月,2025年12月建成。", "duration", "相隔 18 个月"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "expression"), HOLDS, ids=[row[0][:24] for row in HOLDS])
def test_a_relation_that_the_text_asserts_is_recomputed_and_holds(text: str, kind: str, expression: str) -> None:
    found = [check for check in checks_of(text) if check.kind == kind and expression in check.expression]
    assert [check.verdict for check in found] == [Verdict.HOLDS] * len(found)
    assert found, [(check.kind, check.expression) for check in checks_of(text)]
    assert alarms_of(text) == []


FAILS = [
    ("完成工业投资3.2亿元;技改项目投资完成2.4亿元,技改项目占工业投资比重为85.0%。", "ratio", "75.0"),
    ("签约总额6793.18亿元,到位资金881.4亿元,资金到位率12.64%。", "ratio", "「6793.18亿元」应为「6973.18亿元」"),
    ("受理诉求640件,已办结608件,办结率85%。", "ratio", "95"),
    ("前三季度完成投资88.2亿元,占年度计划120.5亿元的83.2%。", "ratio", "73.2"),
    ("三大产业分别完成产值38.6亿元、51.2亿元、19.7亿元,合计119.5亿元。", "sum", "109.5"),
    ("28个新开工项目中,已开工17个,尚有13个未开工。", "sum", "30"),
    ("园区已开发面积12.4平方公里,剩余可开发面积3.1平方公里,规划总面积16.5平方公里。", "sum", "15.5"),
    ("安排重点项目96个。其中,续建项目54个;新开工项目28个;前期项目18个。", "sum", "100"),
    ("一般公共预算收入3.92亿元,其中税收收入4.03亿元,增长5%。", "part<=whole", "大于总数"),
    ("外贸进出口总额336.8亿元,增长9.4%。其中,出口158.2亿元,增长12.1%;进口78.6亿元,增长4.3%。", "sum", "236.8"),
    ("12个项目签约,总投资78.5亿元。其中,制造业项目8个,总投资52.3亿元;服务业项目4个,总投资16.2亿元。", "sum", "68.5"),
    ("到账5.36亿美元。甲国到账3.28亿美元,占61.2%;乙国到账0.94亿美元,占27.5%;丙国到账0.61亿美元,占11.4%。", "ratio", "17.5"),
    ("集中签约项目21个,其中合同项目15个、框架协议项目7个,计划总投资97.3亿元。", "sum", "22"),
    ("全区开票销售224.5亿元,增长8.9%。\n会议指出,全区开票销售242.5亿元,增长8.9%。", "conflict", "同一个数有两个值"),
    ("完成工业总产值20亿元,其中税收28.9亿元,总产值增长5%。", "part<=whole", "大于总数"),
    ("活动将于2月30日举行,签约项目3个。", "period", "没有这一天"),
    ("展会于4月27日至25日举行。", "period", "早于起日"),
    ("1—10月完成年度目标的97.2%,超序时进度23.8个百分点。", "difference", "13.87"),
    ("工业投资完成22.4亿元,去年同期为19.6亿元,同比增长24.3%。", "growth", "14.29"),
    ("进出口418.7亿元,比上年增长11.5%,2022年为382.6亿元。", "growth", "9.44"),
    ("新设企业23家,比去年同期增加5家,增长37.8%。", "growth", "27.78"),
    ("出口1.23亿元,是上年同期0.82亿元的2.5倍。", "growth", "1.5"),
    ("首批招聘员工260名,满产后员工总数将达到800人,较目前翻2番。", "growth", "不低于 4 倍"),
    ("占比由28%提高到51%,提高33个百分点。", "difference", "23"),
    ("用地2860亩,实现税收12.1亿元,亩均税收4.23万元。", "average", "42.3"),
    ("安平、宁远、永和4县签约。", "enumeration", "列出 3 个名称"),
    ("增速居全市6个开发区第7位。", "rank<=set", "第 7"),
    ("展会于4月25日至27日举行,为期5天。", "duration", "不符"),
    ("项目2024年6月开工,工期18个月,2026年12月建成。", "duration", "不符"),
    ("甲、乙、丙占比分别为50%、40%、20%。", "sum", "超过 100%"),
    ("园区大会签约项目28个 总投资215亿元\n\n大会现场,共有26个项目集中签约,总投资215亿元。", "conflict", "28个"),
    ("工业增加值需完成3.17亿元(工业增加值完成8.67亿元),增加值同比增长25.5%。", "conflict", "读法一"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "says"), FAILS, ids=[row[0][:24] for row in FAILS])
def test_a_figure_that_cannot_be_is_one_alarm_that_says_what_it_should_be(text: str, kind: str, says: str) -> None:
    alarms = [check for check in checks_of(text) if check.verdict in (Verdict.FAILS, Verdict.CONFLICT)]
    assert [check.kind for check in alarms] == [kind], [(check.kind, check.sentence) for check in checks_of(text)]
    assert says in alarms[0].sentence


ROUNDS = [
    ("计划开工项目270个,已开工129个,开工率47%。", "ratio", "截尾"),
    ("收集诉求68件,已办结58件,办结率85.2%。", "ratio", "截尾"),
    ("收集诉求374件,已办结282件,办结率75.5%。", "ratio", "进一"),
    ("全年计划投产项目96个,实际投产74个,投产率77.2%。", "ratio", "末位相差 1"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "mode"), ROUNDS)
def test_another_rounding_is_named_and_is_no_alarm(text: str, kind: str, mode: str) -> None:
    found = [check for check in checks_of(text) if check.verdict is Verdict.ROUNDS]
    assert [check.kind for check in found] == [kind], [(c.kind, c.sentence) for c in checks_of(text)]
    assert mode in found[0].sentence
    assert alarms_of(text) == []


SILENT = [
    "完成工业投资12.4亿元,增长15.8%,增速高于全市0.9个百分点。",
    "全区GDP增长7.2%,其中工业增长9.6%,比1—2月加快1.3个百分点。",
    "完成投资50亿元,其中总投资80亿元的新材料项目完成投资5亿元。",
    "新签约项目12个,总投资30亿元;新开工项目8个,总投资45亿元。",
    "消化批而未供土地930亩,处置闲置土地640亩,闲置土地处置率达88.9%。",
    "全区企业214家,较年初增加23家,其中规上企业73家、高新技术企业41家。",
    "规上工业增加值120亿元,上年同期110亿元,按可比价计算同比增长6.5%。",
    "在建厂房12万平方米;已建成46.8万平方米,其中已入驻38.4万平方米。",
    "企业研发投入占比4.8%,高于全省平均水平1.2个百分点。",
    "协议资金129.5亿元,到位资金41.8亿元,履约率为83.3%。",
    "跨境电商交易额达57亿元,较2020年翻2番。",
    "完成税收2.4亿元,占全市的12.3%。",
    "制造业投资增长12.5%,占比68.2%,拉动投资增长5.1个百分点。",
    "近300家企业参会,签约项目28个。",
    "聚焦新能源、新材料、装备制造等重点领域,引进项目12个。",
    "新建、续建项目5个,总投资20亿元。",
    "投资10亿元以上项目2个,5亿元以上项目5个,签约项目12个。",
    "完成投资26.8亿元,完成率31.5%,低于时间进度1.8个百分点。",
    "出口增长12.1%,进口增长4.3%,占进出口总额的66.8%。",
    "园区有企业87家,亏损企业19家;用工5200人,其中技工6800人次参加培训。",
    "人均产值65.2万元,亩均税收18.6万元,户均贷款1687万元。",
    "A区完成投资30亿元,占比60%;B区完成投资12亿元,占比24%。",
    "全年目标8000人,上半年新增就业5126人,同比增加614人。",
    "工期18个月,2024年6月开工。",
    "仅用时26天完成注册。",
    "项目建成后年产值可达20亿元,带动就业600人,税收8000万元。",
    "城镇登记失业率控制在4%以内,新增就业5000人。",
    "先进制造业增加值85亿元,现代服务业增加值60亿元,共签约项目12个。",
    "一季度完成2.1亿元,二季度完成2.4亿元,同比增长14%。",
    "新兴产业类项目共计593个,占比53.6%,民生类项目共计514个,占比46.4%。",
    "注册协议外资2.82亿美元,实际利用外资1.34亿美元,其中开发区协议外资2.45亿美元。",
    "完成全年80亿元目标任务的125.64%。其中国内项目到位资金41亿元,完成目标任务的165.07%;市外项目到位17亿元,完成目标任务的70.41%。",
    "16个续建项目完成投资20.94亿元,投资完成率21.6%;7个计划开工项目完成投资1.43亿元,年度计划投资118亿元。",
    "到位资金370亿元,项目履约率、开工率与资金到位率分别为98.8%、90%和34%,合同资金1077亿元。",
    "总投资55.5亿元,占比14.7%;总投资20.3亿元,占比14.7%。",
    "签约21个项目,其中工业项目15个、外资项目4个、亿元以上项目9个。",
    "新认定高新技术企业19家,净增高企总数居全市第1位。",
    "引进总部3家,总数达17家,在全市各园区中排名第18位。",
    "甲公司投资2亿元,乙公司投资3亿元,共带动就业500人。",
]  # fmt: skip


@pytest.mark.parametrize("text", SILENT)
def test_what_the_text_does_not_assert_is_no_alarm(text: str) -> None:
    assert alarms_of(text) == []


def test_a_target_beside_an_actual_is_one_conflict_that_names_both_readings() -> None:
    text = "工业增加值需完成3.17亿元(工业增加值完成8.67亿元),增加值同比增长29.5%。"
    (alarm,) = [check for check in checks_of(text) if check.verdict is Verdict.CONFLICT]
    assert alarm.figures == ("f1", "f2")
    assert "8.67 ÷ 3.17 = 274%" in alarm.sentence
    assert "6.69" in alarm.sentence


def test_a_target_that_was_met_within_reason_is_no_conflict() -> None:
    (check,) = [c for c in checks_of("税收需完成3.1亿元(税收完成3.3亿元)。") if c.kind == "ratio"]
    assert check.verdict is Verdict.HOLDS
    assert "106%" in check.sentence


def test_one_project_in_two_lists_is_a_note_and_no_alarm() -> None:
    text = "推动新能光伏、云海净水滤芯、恒达新材料等5个项目续建;培育废旧车回收利用、云海净水滤芯2个项目投产。"
    (overlap,) = [check for check in checks_of(text) if check.kind == "overlap"]
    assert overlap.verdict is Verdict.UNVERIFIABLE
    assert "云海净水滤芯" in overlap.sentence


def test_days_with_one_printed_end_cannot_be_verified_but_imply_the_other() -> None:
    (check,) = [c for c in checks_of("2023年10月10日,项目落地。从考察到注册,仅用时26天。") if c.kind == "duration"]
    assert check.verdict is Verdict.UNVERIFIABLE
    assert "2023-09-14" in check.sentence


def test_the_headline_and_the_body_are_compared() -> None:
    found = [c for c in checks_of("58家运营公司组建\n\n截至年底,组建了58家运营公司,完成投资3亿元。") if c.kind == "repeat"]
    assert [check.verdict for check in found] == [Verdict.HOLDS]


def test_the_sentence_shows_the_recomputation_and_its_reach() -> None:
    text = "完成工业投资3.2亿元;技改项目投资完成2.4亿元,技改项目占工业投资比重为75.0%。"
    (check,) = [c for c in checks_of(text) if c.kind == "ratio"]
    assert check.sentence == "2.4 ÷ 3.2 = 75.0%(按印出的数位,可能在 72.31%—77.78% 之间),与印出的 75.0% 相符。"
    assert (check.computed, check.stated, check.interval) == ("75.0", "75.0", ("72.31", "77.78"))


def test_approximate_words_open_the_interval() -> None:
    assert alarms_of("产值超过150亿元,上年同期120亿元,同比增长30%。") == []
    assert alarms_of("全区企业100多家,其中规上企业120家。") == []


def test_text_without_figures_has_no_checks() -> None:
    assert checks_of("开发区坚持以项目论英雄。") == ()
