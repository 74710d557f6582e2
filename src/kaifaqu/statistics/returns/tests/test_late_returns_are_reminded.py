"""Who is late since when, the league, and reminders: in the program and by mail, journalled, never twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import AT
from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.accounts.actions import System, create_user, grant_role
from kaifaqu.foundation.accounts.models import Role, User
from kaifaqu.foundation.journal.queries import list_acts
from kaifaqu.foundation.subjects.actions import put_subject
from kaifaqu.foundation.subjects.models import Kind
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.tasks.queries import find_open
from kaifaqu.statistics.returns.deadline_actions import (
    DeadlineRefusedError,
    remind_of_deadlines,
    start_filing,
    urge_filer,
)
from kaifaqu.statistics.returns.deadline_queries import build_league, list_idle, list_late, list_owed
from kaifaqu.statistics.returns.deadline_rules import Standing
from kaifaqu.statistics.returns.models import FilingStart, Reminder
from tests.walks import STAFF, ZONE, file_quarter, person, sign

pytestmark = pytest.mark.usefixtures("standing_house", "db")
SOURCE = f"returns:zone_quarter:{ZONE}:2024Q1"
TODAY = date(2024, 4, 26)


def begin(form: str = "zone_quarter", since: date = date(2024, 1, 1), unit: str = ZONE) -> None:
    start_filing([get_subject(unit)], form, since, by=person("datong"), at=AT)


def owed_by(unit: str = ZONE, today: date = TODAY, year: int = 2024) -> list[Any]:
    return list_owed(get_subject(unit), year, today)


def test_nobody_owes_before_it_is_said_or_begun() -> None:
    assert owed_by() == []
    assert {duty.form for _filer, duty in list_idle(get_subject(ZONE))} >= {"zone_quarter", "zone_month"}
    begin()
    assert [(str(one.period), one.standing) for one in owed_by()] == [
        ("2024Q1", Standing.MISSING), ("2024H1", Standing.OPEN), ("2024M1-9", Standing.OPEN), ("2024", Standing.OPEN),
    ]  # fmt: skip


def test_a_unit_that_opened_a_form_files_since_then() -> None:
    file_quarter(period=Period.half(2024, 1))
    assert [str(one.period) for one in owed_by()] == ["2024H1", "2024M1-9", "2024"]


def test_late_is_what_was_filed_after_the_deadline_and_a_correction_changes_nothing() -> None:
    begin()
    return_ = sign(file_quarter(), STAFF[:2])
    assert owed_by()[0].standing is Standing.MISSING
    sign(return_, STAFF[2:3])
    first = owed_by()[0]
    assert (first.standing, first.filed_on, first.days_late(TODAY)) == (Standing.LATE, TODAY, 11)


def test_the_first_filing_counts_though_it_was_sent_back() -> None:
    from kaifaqu.statistics.returns.actions import send_back

    begin()
    early = datetime(2024, 4, 12, 9, tzinfo=AT.tzinfo)
    return_ = sign(file_quarter(), STAFF[:3], at=early)
    send_back(return_, "请核对", by=person("datong"), at=early)
    first = owed_by()[0]
    assert (first.standing, first.sent_back) == (Standing.ON_TIME, 1)


def test_the_league_names_no_place_for_who_owed_or_filed_nothing() -> None:
    begin()
    begin(unit="Z140600-HR", since=date(2024, 6, 1))
    begin(unit="Z141000-LF")
    sign(file_quarter(), STAFF[:3], at=datetime(2024, 4, 12, 9, tzinfo=AT.tzinfo))
    league = build_league(list_owed(get_subject("140000"), 2024, TODAY), TODAY)
    assert [(row.filer.code, row.place, row.counted.owed) for row in league] == [
        (ZONE, 1, 1), ("Z141000-LF", None, 1), ("Z140600-HR", None, 0),
    ]  # fmt: skip


def test_an_exempt_unit_owes_nothing_from_that_day_and_the_reason_is_kept() -> None:
    with pytest.raises(DeadlineRefusedError, match="免报原因"):
        start_filing([get_subject(ZONE)], "zone_quarter", date(2024, 1, 1), by=person("datong"), at=AT, until=date(2024, 6, 1))
    start_filing(
        [get_subject(ZONE)], "zone_quarter", date(2024, 1, 1), by=person("datong"), at=AT, until=date(2024, 6, 1), reason="并区"
    )
    assert [str(one.period) for one in owed_by()] == ["2024Q1"]
    assert list_acts(f"filing:zone_quarter:{ZONE}").get().new["reason"] == "并区"


def test_the_clock_reminds_once_before_and_once_after() -> None:
    begin()
    due = datetime(2024, 4, 15, 9, tzinfo=AT.tzinfo)
    for days, total in ((-5, 0), (-3, 1), (-2, 1), (0, 1), (1, 2), (30, 2)):
        list(remind_of_deadlines(due + timedelta(days=days)))
        assert Reminder.objects.filter(period="2024Q1").count() == total
    assert list(Reminder.objects.values_list("occasion", "way")) == [("near", "task"), ("passed", "task")]
    assert list_acts(SOURCE).count() == 2
    task = find_open(SOURCE)
    assert task is not None
    assert "截止 2024-04-15" in task.title


def test_an_old_debt_is_listed_and_not_hammered() -> None:
    begin()
    list(remind_of_deadlines(datetime(2024, 6, 20, 9, tzinfo=AT.tzinfo)))
    assert not Reminder.objects.exists()
    assert owed_by(today=date(2024, 6, 20))[0].standing is Standing.MISSING


def test_the_task_closes_when_the_return_comes_in() -> None:
    begin()
    list(remind_of_deadlines(AT))
    assert find_open(SOURCE) is not None
    sign(file_quarter(), STAFF[:3])
    assert "销去任务 1 条" in next(iter(remind_of_deadlines(AT)))
    assert find_open(SOURCE) is None


def test_the_superior_urges_once_a_day() -> None:
    begin()
    late = list_late(owed_by())[0]
    urge_filer(late.owed, by=person("datong"), at=AT)
    with pytest.raises(DeadlineRefusedError, match="今天已经催过"):
        urge_filer(late.owed, by=person("datong"), at=AT)
    urge_filer(late.owed, by=person("datong"), at=AT + timedelta(days=1))
    assert Reminder.objects.filter(occasion="urged").count() == 2


def test_mail_is_off_until_the_operator_says_how(settings: Any) -> None:
    begin()
    User.objects.filter(username="zuoyun-clerk").update(email="clerk@example.org")
    urge_filer(list_late(owed_by())[0].owed, by=person("datong"), at=AT)
    assert mail.outbox == []
    settings.MAIL_IS_ON, settings.PUBLIC_URL = True, "http://zone.example"
    faults = urge_filer(list_late(owed_by())[0].owed, by=person("datong"), at=AT + timedelta(days=1))
    sent = mail.outbox[0]
    assert (sent.to, faults) == (["clerk@example.org"], ["「省厅登记员」没有登记电子邮箱。"])
    assert "2024年一季度" in sent.body
    assert "http://zone.example/returns/" in sent.body
    assert Reminder.objects.filter(way="mail").get().recipient == person("zuoyun-clerk")


def test_mail_goes_to_a_file_or_the_console(settings: Any, tmp_path: Any, capsys: Any) -> None:
    begin()
    User.objects.filter(username="zuoyun-clerk").update(email="clerk@example.org")
    settings.MAIL_IS_ON, settings.EMAIL_FILE_PATH = True, tmp_path
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    urge_filer(list_late(owed_by())[0].owed, by=person("datong"), at=AT)
    assert "clerk@example.org" in next(tmp_path.iterdir()).read_text()
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    urge_filer(list_late(owed_by())[0].owed, by=person("datong"), at=AT + timedelta(days=1))
    assert "clerk@example.org" in capsys.readouterr().out


def test_a_mail_server_that_does_not_answer_loses_nothing_else(settings: Any) -> None:
    begin()
    User.objects.filter(username="zuoyun-clerk").update(email="clerk@example.org")
    settings.MAIL_IS_ON, settings.EMAIL_HOST, settings.EMAIL_PORT = True, "127.0.0.1", 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    faults = urge_filer(list_late(owed_by())[0].owed, by=person("datong"), at=AT)
    assert any("没有发出" in fault for fault in faults)
    assert list(Reminder.objects.values_list("way", flat=True)) == ["task"]


def test_the_page_reminds_by_one_click(sign_in: Callable[[str], Any]) -> None:
    begin()
    city = sign_in("datong")
    page = city.get("/returns/deadlines?year=2024").content.decode()
    assert "2024-04-15" in page
    assert "左云经开区" in page
    answer = city.post("/returns/deadlines/remind", {"unit": ZONE, "form": "zone_quarter", "year": "2024"}, follow=True)
    assert "已催报 1 家次" in answer.content.decode()
    again = city.post("/returns/deadlines/remind", {"unit": ZONE, "form": "zone_quarter", "year": "2024"}, follow=True)
    assert "今天已经催过" in again.content.decode()
    assert "大同市" in city.get("/returns/deadlines?year=2024").content.decode()


def test_the_city_sets_since_when_its_zones_file(sign_in: Callable[[str], Any]) -> None:
    city = sign_in("datong")
    assert f'type="checkbox" name="unit" value="{ZONE}"' in city.get("/returns/deadlines?year=2024").content.decode()
    city.post("/returns/deadlines/start", {"at": "140200", "form": "zone_month", "since": "2024-03-01", "year": "2024"})
    assert str(owed_by()[0].period) == "2024Q1"
    answer = city.post("/returns/deadlines/start", {"form": "zone_month", "since": "三月", "year": "2024"}, follow=True)
    assert "日期「三月」不对" in answer.content.decode()


def test_every_number_of_the_league_opens_what_it_counts(sign_in: Callable[[str], Any]) -> None:
    begin()
    city = sign_in("datong")
    page = city.get("/returns/league?year=2024").content.decode()
    assert f"unit={ZONE}&amp;year=2024&amp;standing=missing" in page
    rows = city.get(f"/returns/league?at=140200&unit={ZONE}&year=2024&standing=missing").content.decode()
    assert rows.count("逾期未报</td>") == 4
    filed = city.get(f"/returns/league?at=140200&unit={ZONE}&year=2024&standing=on_time").content.decode()
    assert "没有这样的报表" in filed


@pytest.fixture
def stranger(client: Any) -> Any:
    user = create_user(username="huairen", name="怀仁", password=None, by=System(), at=AT, is_demonstration=True)
    grant_role(user, Role.CLERK, get_subject("Z140600-HR"), by=System(), at=AT)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_stranger_sees_and_reminds_nobody(stranger: Any, sign_in: Callable[[str], Any]) -> None:
    begin()
    assert "左云经开区" not in stranger.get("/returns/deadlines?year=2024").content.decode()
    assert stranger.get("/returns/deadlines?at=140200").status_code == 404
    assert stranger.get(f"/returns/league?at={ZONE}").status_code == 404
    assert stranger.post("/returns/deadlines/remind", {"unit": ZONE, "form": "zone_quarter"}).status_code == 404
    assert stranger.post("/returns/deadlines/start", {"at": "140200"}).status_code == 404
    assert sign_in("zuoyun-clerk").post("/returns/deadlines/start", {"at": ZONE}).status_code == 404
    assert not Reminder.objects.exists()


def test_ninety_zones_are_asked_in_a_handful_of_queries() -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            list_late(list_owed(get_subject("140200"), 2024, TODAY))
        return len(asked)

    begin()
    few = count()
    for number in range(20):
        code = f"Z140200-N{number}"
        put_subject(code=code, kind=Kind.ZONE, name=f"第{number}开发区", parent="140200")
        begin(unit=code)
    assert count() == few


def test_an_excused_unit_says_why_on_the_page(sign_in: Callable[[str], Any]) -> None:
    begin()
    client = sign_in("datong")
    page = client.get("/returns/deadlines?year=2024").content.decode()
    assert "免报原因" in page
    posted = {"at": "140200", "unit": ZONE, "form": "zone_quarter", "year": "2024", "until": "2024-03-31"}
    assert "写明免报原因" in client.post("/returns/deadlines/start", posted, follow=True).content.decode()
    page = client.post("/returns/deadlines/start", posted | {"reason": "已并入某区"}, follow=True).content.decode()
    assert "已并入某区" in page
    assert "恢复报送" in page
    kept = FilingStart.objects.get(filer__code=ZONE, form_code="zone_quarter")
    assert (kept.since, str(kept.until)) == (date(2024, 1, 1), "2024-03-31")
    client.post("/returns/deadlines/start", {**posted, "until": "", "since": "2024-01-01"})
    kept.refresh_from_db()
    assert (kept.until, kept.reason) == (None, "")


def test_a_first_among_one_is_no_place() -> None:
    begin()
    sign(file_quarter(), STAFF[:3], at=datetime(2024, 4, 12, 9, tzinfo=AT.tzinfo))
    assert [rank.place for rank in build_league(list_owed(get_subject("140000"), 2024, TODAY), TODAY)] == [None]
