"""What bulletins announce: types, triggers and slots, and what is only wished for, denied or spoken of."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal

import pytest

from kaifaqu.core.reader.dates import find_dates
from kaifaqu.core.reader.events import find_events
from kaifaqu.core.reader.layer import Layer
from kaifaqu.core.reader.model import Event, Figure
from kaifaqu.core.reader.names import find_entities

PUBLISHED = date(2024, 6, 20)


def read(text: str, figures: tuple[Figure, ...] = ()) -> list[Event]:
    layer = Layer.of(text)
    return list(find_events(layer, figures, find_entities(layer), find_dates(layer.flat, PUBLISHED), PUBLISHED))


def one(text: str) -> Event:
    events = read(text)
    assert len(events) == 1, [(event.type, text[slice(*event.trigger)]) for event in events]
    return events[0]


ANNOUNCED: tuple[tuple[str, str, str, dict[str, object]], ...] = (
    ("4月25日,湖东省生物医药产业推介会在天津举行。", "meeting", "举行", {"date": "D:2024-04-25", "place": "天津"}),
    ("6月18日上午,滨江经开区召开二季度经济运行调度会。", "meeting", "召开", {"name": "二季度经济运行调度会", "zone": "滨江经开区"}),
    ("一季度,该区共计召开项目推进会议5次。", "meeting", "召开", {"date": "2024Q1", "number": "5"}),
    ("会上,大同、朔州2个市共有6个项目现场签约。", "signing", "现场签约", {"number": "6", "cities": ["大同", "朔州"]}),
    ("我们与湖南泽林光电科技有限公司签约了光电组件扩能项目。", "signing", "签约", {"counterparty": "湖南泽林光电科技有限公司"}),
    ("5月16日,滨江高新区举行重大项目集中签约仪式。", "signing", "签约仪式", {"date": "D:2024-05-16"}),
    ("5月20日,凌川新能源有限公司在滨江经开区完成注册。", "registration", "完成注册", {"date": "D:2024-05-20"}),
    ("2023年10月10日,星云智能制造基地顺利在滨江经开区落地。", "landing", "落地", {"date": "D:2023-10-10", "zone": "滨江经开区"}),
    ("已推动云峰净水滤材、远山竹木制品加工等2个新建项目在一季度实现了开工。", "start", "开工", {"date": "2024Q1", "number": "2"}),
    ("3月18日,云泽储能电站项目破土动工。", "start", "动工", {"projects": ["云泽储能电站项目"]}),
    ("上海能远光伏、鲁丰机械托辊制造等5个续建项目克服困难,在一季度全部正常建设。", "construction", "正常建设", {"number": "5"}),
    ("截至目前,已成功建成3条生产线。", "completion", "建成", {"number": "3", "date": "@2024-06-20"}),
    ("该项目于2024年5月竣工。", "completion", "竣工", {"date": "2024M5"}),
    ("PC生产线现已全面实现量产。", "production", "量产", {}),
    ("今年5月,云泽储能电池项目正式投产。", "production", "投产", {"date": "2024M5"}),
    ("4月21日,星云智能制造基地启动仪式在滨江经开区举行。", "launch", "启动仪式", {"date": "D:2024-04-21"}),
    ("去年10月,省商务厅印发了《开发区改革行动方案》。", "policy", "印发", {"date": "2023M10", "issuer": "省商务厅"}),
    ("2019年,我省提出要探索市场化运营。", "policy", "提出", {"date": "2019"}),
    ("近日,滨江经开区一季度经济数据“出炉”。", "report", "出炉", {"zone": "滨江经开区"}),
    ("截至2023年底,全省93个开发区组建了158家运营公司。", "reform", "组建了158家", {"date": "@2023-12", "number": "158"}),
    ("凌河药业集团与深圳市微远科技股份有限公司携手合作。", "cooperation", "合作", {}),
    ("7月2日,市委书记林远一行到滁州远科光电有限公司走访。", "visit", "走访", {"people": ["林远"]}),
    ("今年1—5月,该区新增升规企业6家。", "promotion", "升规", {"number": "6"}),
)  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "words", "slots"), ANNOUNCED)
def test_what_is_announced_has_its_type_trigger_and_slots(text: str, kind: str, words: str, slots: dict[str, object]) -> None:
    event = one(text)
    assert event.type == kind
    assert words in text[slice(*event.trigger)]
    assert {name: event.slots.get(name) for name in slots} == slots


@pytest.mark.parametrize(
    "text",
    [
        "推动项目早开工、早建成、早投产。",
        "为企业高效办理各类开工前手续,努力做到竣工即投产。",
        "项目建成后,可以解决就业100多人;投产后产值达到3.4亿元。",
        "要加快签约项目落地见效,提高履约率和开工率。",
        "双方在多个领域开展交流合作,前景广阔。",
        "市长出席开工仪式,签约企业代表参加活动。",
        "白建成主任表示,将继续努力。",
        "尚未开工的项目要抓紧办理手续。",
    ],
)
def test_wishes_denials_and_mere_mentions_are_no_events(text: str) -> None:
    assert [(event.type, text[slice(*event.trigger)]) for event in read(text)] == []


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("云泽储能电站项目计划2025年6月建成。", "completion"),
        ("积极培育迎峰煤矸石综合利用以及远山托辊制造2个项目尽快升规。", "promotion"),
        ("总投资35亿元的复合材料扩能项目,预计于今年9月投产。", "production"),
        ("力争年内新开工项目12个。", "start"),
    ],
)
def test_a_definite_plan_is_planned_and_says_for_which_stage(text: str, stage: str) -> None:
    event = one(text)
    assert (event.type, event.slots["stage"]) == ("planned", stage)


def test_heading_caption_and_a_second_telling_are_one_event() -> None:
    text = (
        "滨江高新区签约6个项目\n\n4月25日,滨江高新区举行项目集中签约仪式。会上,6个项目现场签约,总投资16.8亿元。\n\n"
        "4月25日,6个项目现场签约。\n"
    )
    event = one(text)
    assert text[slice(*event.trigger)].startswith("签约仪式")
    assert event.slots["number"] == "6"


def test_two_signings_with_different_partners_are_two_events() -> None:
    text = "会上,6个项目现场签约。开发区与远山药业有限公司签约了中药饮片加工项目。"
    assert [event.slots.get("counterparty") for event in read(text)] == [None, "远山药业有限公司"]


def test_a_launch_is_never_a_start() -> None:
    text = "## 星云智能制造基地启动\n\n4月21日,星云智能制造基地启动仪式在滨江经开区举行。"
    assert [event.type for event in read(text)] == ["launch"]


def test_amounts_and_counts_are_named_by_the_ids_of_their_figures() -> None:
    text = "会上,6个项目现场签约,总投资16.8亿元。"
    count = Figure("f001", (3, 5), "6个", "count", Decimal(6), "个", "个")
    amount = Figure("f002", (16, 22), "16.8亿元", "amount", Decimal("16.8"), "亿元", "元")
    (event,) = read(text, (count, amount))
    assert (event.slots["count"], event.slots["amounts"]) == ("f001", ["f002"])


def test_time_grows_in_step_with_the_text() -> None:
    def seconds(count: int) -> float:
        layer = Layer.of("会上召开推进会签约6个项目落地开工,在" * count)
        entities = find_entities(layer)
        start = time.process_time()
        find_events(layer, (), entities, (), PUBLISHED)
        return time.process_time() - start

    seconds(50)
    assert seconds(2000) < 20 * seconds(250) + 0.3
