"""The command line: what each command does, its exit status, and what it says of a bad argument."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import OperationalError, connection, transaction

from conftest import AT
from kaifaqu.foundation.accounts.actions import System, create_user
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.journal.append_only import TRIGGERS, UNDO
from kaifaqu.foundation.journal.models import Entry
from kaifaqu.statistics.indicators.models import Run
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.web import numbers
from kaifaqu.web.cli import main
from tests.walks import ZONE

pytestmark = pytest.mark.usefixtures("standing_demonstration", "db")


def test_a_whole_home_is_verified(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify"]) == 0
    assert "完整" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("table", "change", "words"), [("journal_entry", "actor_name = '别人'", "日志"), ("ledger_fact", "unit = '万元'", "账本")]
)
def test_a_changed_row_is_named_with_status_1(table: str, change: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    model = Entry if table == "journal_entry" else Fact
    row = model.objects.order_by("pk")[3]
    with transaction.atomic(), connection.cursor() as cursor:
        for sql in (*UNDO[connection.vendor], f"UPDATE {table} SET {change} WHERE id = {row.pk}", *TRIGGERS[connection.vendor]):
            cursor.execute(sql.format(table=table))
    assert main(["verify"]) == 1
    told = capsys.readouterr().err
    assert words in told
    assert str(row.pk) in told


def test_a_value_is_printed_with_its_explanation(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "transformation_share", ZONE, "2024Q1"]) == 0
    told = capsys.readouterr().out
    assert "92.4137931" in told
    assert "2.68 亿元 ÷ 2.9 亿元 × 100" in told


def test_a_scope_is_computed_whole_and_a_run_is_done_again_bit_by_bit(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compute", "transformation_share", "140200", "2024Q1"]) == 0
    assert f"{ZONE}\t左云经开区\t92.4%" in capsys.readouterr().out
    assert main(["release", "140200", "2024Q1", "--by", "datong"]) == 0
    run = Run.objects.order_by("-pk")[0]
    assert "第 1 版" in capsys.readouterr().out
    assert main(["compute", "--run", str(run.pk)]) == 0
    assert "逐位一致" in capsys.readouterr().out
    assert main(["release", ZONE, "2024Q1", "--by", "zuoyun-signer"]) == 2
    assert "没有变动" in capsys.readouterr().err
    assert main(["release", ZONE, "2024Q1", "--by", "zuoyun-clerk"]) == 2


def test_a_printed_column_tells_its_rounding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    column = tmp_path / "column.txt"
    column.write_text("江门 129 270 47\n驻马店 805.8 883 91.2\n58 68 85.2\n", encoding="utf-8")
    assert main(["rounding", str(column)]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "截尾\t3/3"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["compute", "no_such", ZONE, "2024Q1"], "no_such"),
        (["compute", "transformation_share", ZONE, "someday"], "someday"),
        (["compute", "transformation_share", "nobody", "2024Q1"], ""),
        (["load", "/no/such/file.txt"], "读不到文件"),
    ],
)
def test_what_cannot_be_done_is_said_with_status_2(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    told = capsys.readouterr().err
    assert told.strip()
    assert words in told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "命令"), (["burn"], "burn"), (["tick"], "--at"), (["tick", "--at", "soon"], "soon"),
        (["tick", "--at", "2024-04-26T09:00:00"], "时区"), (["load", "x.txt", "--date", "soon"], "soon"), (["compute"], "indicator"),
    ],
)  # fmt: skip
def test_a_bad_argument_is_refused_with_status_2(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert words in capsys.readouterr().err


def test_a_file_is_walked_to_facts_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "上半年.txt"
    file.write_text(
        "今年上半年，左云经济技术开发区完成工业投资6.4亿元；转型项目投资完成5.6亿元；工业增加值完成11.2亿元。", "utf-8"
    )
    assert main(["load", str(file), "--date", "2024-07-20"]) == 0
    assert '"new": 1' in capsys.readouterr().out
    facts = Fact.objects.count()
    assert Fact.objects.filter(period="2024H1", item="industrial_investment").exists()
    assert main(["load", str(file), "--date", "2024-07-20"]) == 0
    assert '"new": 0' in capsys.readouterr().out
    assert Fact.objects.count() == facts


def test_a_refused_file_is_said_with_status_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "程序.exe"
    file.write_bytes(b"MZ\x90\x00")
    assert main(["load", str(file)]) == 2
    assert ".exe" in capsys.readouterr().err


def test_what_is_due_is_done_and_twice_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tick", "--at", "2024-04-26T09:00:00+08:00"]) == 0
    assert main(["tick", "--at", "2024-04-26T09:00:00+08:00"]) == 0
    assert "会话" in capsys.readouterr().err


def test_a_loaded_demonstration_is_not_loaded_again() -> None:
    before = Entry.objects.count()
    assert main(["demo"]) == 0
    assert Entry.objects.count() == before


def test_a_home_with_accounts_of_its_own_takes_no_demonstration(capsys: pytest.CaptureFixture[str]) -> None:
    User.objects.update(is_demonstration=False)
    create_user(username="real", name="真实账号", password=None, by=System(), at=AT)
    assert main(["demo"]) == 2
    assert "正式账号" in capsys.readouterr().err
    assert main(["load", "x.txt"]) == 2
    assert "只用于演示环境" in capsys.readouterr().err


def test_migrating_again_changes_nothing() -> None:
    assert main(["migrate"]) == 0


def test_a_scheme_is_tried_from_the_terminal_and_nothing_is_stored(capsys: pytest.CaptureFixture[str]) -> None:
    before = Entry.objects.count()
    assert main(["evaluate", "opening_quarter", "140200", "2024Q1", "--dry-run"]) == 0
    told = capsys.readouterr().out
    assert "左云经济技术开发区 · 100.00 分" in told
    assert "公布应有 5 个，登记参评 1 个，其余 4 个未登记、未报" in told
    assert Entry.objects.count() == before
    assert [main(["evaluate", *wrong, "--dry-run"]) for wrong in (("nix", "140200", "2024"), ("huaian", "nix", "2024"))] == [
        2,
        2,
    ]


def test_other_weights_and_the_years_baselines_are_tried_from_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["evaluate", "opening_quarter", "140200", "2024Q1", "--dry-run"]
    assert main([*asked, "--weight", "completion=60", "--number", "transformation_share.baseline=100"]) == 0
    told = capsys.readouterr().out
    assert "试用：completion=60" in told
    assert "左云经济技术开发区 · 118.48 分" in told
    assert main(["evaluate", "huaian", "140200", "2024", "--dry-run"]) == 0
    assert "请加 --number tax_per_mu.baseline=数" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (["--weight", "completion"], "「completion」读不懂"), (["--weight", "completion=六十"], "「completion=六十」读不懂"),
        (["--weight", "nothing=60"], "没有指标 nothing"), (["--number", "completion.each=1"], "不用参数 each"),
    ],
)  # fmt: skip
def test_a_change_that_cannot_be_tried_is_said(change: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "opening_quarter", "140200", "2024Q1", "--dry-run", *change]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize("day", ["2024-13-01", "昨天"])
def test_a_day_that_is_none_is_said_in_words(day: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compute", "transformation_share", ZONE, "2024Q1", "--on", day]) == 2
    assert f"日期「{day}」不是一天。请写成 2024-04-25。" in capsys.readouterr().err


def test_tables_of_another_version_are_said_and_not_thrown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(options: object) -> int:
        raise OperationalError("no such column: indicators_run.ground")

    monkeypatch.setattr(numbers, "run_again", fail)
    assert main(["compute", "--run", "1"]) == 2
    assert "请先运行 kaifaqu migrate" in capsys.readouterr().err


def test_a_port_that_is_taken_is_not_shared(capsys: pytest.CaptureFixture[str]) -> None:
    import socket

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert main(["serve", "--port", str(port)]) == 2
    assert f"127.0.0.1:{port}" in capsys.readouterr().err
