"""A filled copy and a person in the grid: neither overwrites the other unseen."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from kaifaqu.core.figures.missing import Missing
from kaifaqu.foundation.journal.queries import list_acts
from kaifaqu.statistics.returns.models import Return
from kaifaqu.statistics.returns.tests.test_workbooks_go_out_and_come_back import out, upload
from tests.walks import FIGURES, declare, file_quarter

pytestmark = pytest.mark.usefixtures("standing_house", "db")
INVESTMENT = "industrial_investment"


@pytest.fixture
def return_() -> Return:
    return file_quarter({**FIGURES, "funds_in_place": Missing.NOT_DUE})


def value(return_: Return, item: str = INVESTMENT) -> Any:
    return return_.lines.get(item=item, role="actual").value


def test_what_changed_in_both_waits_for_a_choice(return_: Return, sign_in: Any) -> None:
    client = sign_in("zuoyun-clerk")
    data = out(return_, 工业投资=3.1, 转型项目投资=2.5)
    declare(return_, {INVESTMENT: "3.3"})
    answer = upload(client, return_, data)
    assert answer.url.startswith(f"/returns/{return_.pk}/copy?document=")
    assert (value(return_), value(return_, "transformation_investment")) == (Decimal("3.3"), Decimal("2.5"))
    page = client.get(answer.url).content.decode()
    assert "工业投资" in page
    assert "3.3 亿元" in page
    assert "3.1 亿元" in page
    assert "转型项目投资" not in page


def choose(client: Any, return_: Return, url: str) -> Any:
    line = return_.lines.get(item=INVESTMENT)
    return client.post(url, {"take": f"{INVESTMENT}:actual", f"seen-{INVESTMENT}:actual": line.stamp})


def test_the_copys_figure_is_taken_by_choice(return_: Return, sign_in: Any) -> None:
    client, data = sign_in("zuoyun-clerk"), out(return_, 工业投资=3.1)
    declare(return_, {INVESTMENT: "3.3"})
    url = upload(client, return_, data).url
    assert choose(client, return_, url).url == f"/returns/{return_.pk}"
    line = return_.lines.get(item=INVESTMENT)
    assert line.value == Decimal("3.1")
    assert line.workbook is not None
    assert list_acts(f"return:{return_.pk}").order_by("-pk")[0].old == {f"{INVESTMENT}:actual": "3.3 亿元"}


def test_a_choice_over_an_older_version_is_asked_again(return_: Return, sign_in: Any) -> None:
    client, data = sign_in("zuoyun-clerk"), out(return_, 工业投资=3.1)
    declare(return_, {INVESTMENT: "3.3"})
    url = upload(client, return_, data).url
    stamp = return_.lines.get(item=INVESTMENT).stamp
    declare(return_, {INVESTMENT: "3.4"})
    page = client.post(url, {"take": f"{INVESTMENT}:actual", f"seen-{INVESTMENT}:actual": stamp}).content.decode()
    assert value(return_) == Decimal("3.4")
    assert "3.4 亿元" in page


def test_what_the_copy_left_alone_keeps_the_later_figure(return_: Return, sign_in: Any) -> None:
    data = out(return_, 转型项目投资=2.5)
    declare(return_, {INVESTMENT: "3.3"})
    assert upload(sign_in("zuoyun-clerk"), return_, data).url == f"/returns/{return_.pk}"
    assert (value(return_), value(return_, "transformation_investment")) == (Decimal("3.3"), Decimal("2.5"))


def test_choosing_nothing_keeps_what_stands(return_: Return, sign_in: Any) -> None:
    client, data = sign_in("zuoyun-clerk"), out(return_, 工业投资=3.1)
    declare(return_, {INVESTMENT: "3.3"})
    assert client.post(upload(client, return_, data).url, {}).url == f"/returns/{return_.pk}"
    assert value(return_) == Decimal("3.3")


def test_nobody_else_sees_the_copy(return_: Return, sign_in: Any) -> None:
    data = out(return_, 工业投资=3.1)
    declare(return_, {INVESTMENT: "3.3"})
    url = upload(sign_in("zuoyun-clerk"), return_, data).url
    assert sign_in("datong").get(url).status_code == 404
    assert sign_in("zuoyun-clerk").get(url.rpartition("=")[0] + "=x").status_code == 404
