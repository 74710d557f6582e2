"""The four commands: what goes to stdout, what to stderr, and the exit status."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kaifaqu.core.reader import commands

BULLETIN = "南岭经开区一季度完成工业投资4.6亿元，同比增长12.3%。\r\n"


def run(command: commands.Command, *argv: str, stdin: str = "") -> tuple[int, str]:
    """(exit status, stdout)."""
    out = io.StringIO()
    return command(argv, io.StringIO(stdin), out, io.StringIO()), out.getvalue()


@pytest.fixture
def bulletin(tmp_path: Path) -> str:
    file = tmp_path / "bulletin.txt"
    file.write_bytes(BULLETIN.encode())
    return str(file)


def test_read_prints_figures_with_spans_of_the_unchanged_text(bulletin: str) -> None:
    """CRLF and full-width punctuation stay where they are."""
    status, out = run(commands.run_read, bulletin, "--date", "2024-04-26", "--format", "json")
    answer = json.loads(out)
    assert (status, answer["document"]["text"]) == (0, BULLETIN)
    first = answer["figures"][0]
    assert BULLETIN[first["span"][0] : first["span"][1]] == "4.6亿元"
    assert (first["value"], first["period"], first["indicator"]) == ("460000000", "2024Q1", "工业投资")


@pytest.mark.parametrize(("form", "words"), [("text", "工业投资"), ("html", "<mark")])
def test_read_has_a_form_for_people(bulletin: str, form: str, words: str) -> None:
    """A table, and a page with the figures marked."""
    status, out = run(commands.run_read, bulletin, "--date", "2024-04-26", "--format", form)
    assert status == 0
    assert words in out


@pytest.mark.parametrize(("size", "reason"), [(0, "空"), (51 * 1024 * 1024, "MB")])
def test_a_text_that_is_empty_or_too_large_is_refused(tmp_path: Path, size: int, reason: str) -> None:
    """Plain UTF-8 has the limits of every other file, and the message says which."""
    file = tmp_path / "size.txt"
    file.write_bytes(b"1" * size)
    err = io.StringIO()
    assert commands.run_check([str(file)], io.StringIO(), io.StringIO(), err) == commands.REFUSED
    assert reason in err.getvalue()


def test_check_fails_when_a_figure_cannot_be(tmp_path: Path) -> None:
    """A share that its two sums do not give is reported with their sentence, and the status says so."""
    file = tmp_path / "wrong.txt"
    file.write_text("一季度,全区完成工业投资4.6亿元,其中技改投资1.2亿元,占工业投资的52.4%。", encoding="utf-8")
    status, out = run(commands.run_check, str(file), "--date", "2024-04-26")
    assert status == commands.FAULTY
    assert "不成立" in out
    assert "原文:" in out


def test_check_is_clean_when_nothing_is_wrong(bulletin: str) -> None:
    """A bulletin without a contradiction exits 0."""
    assert run(commands.run_check, bulletin, "--date", "2024-04-26")[0] == commands.CLEAN


def test_numbers_and_dates_answer_line_by_line() -> None:
    """One JSON line for each line of input, empty lines too."""
    status, out = run(commands.run_numbers, "--lines", stdin="百分之三十\n\n第十二\n")
    assert status == 0
    assert [[n["type"] for n in json.loads(line)["numbers"]] for line in out.splitlines()] == [["percent"], [], ["ordinal"]]
    _, out = run(commands.run_dates, "--reference", "2024-04-26", stdin="下周三开会")
    assert json.loads(out)["dates"] == [
        {"span": [0, 3], "text": "下周三", "type": "date", "start": "2024-05-01", "end": "2024-05-01"}
    ]


@pytest.mark.parametrize("argv", [["read"], ["read", "没有这个文件.txt"], ["dates", "--reference", "昨天"], ["unknown"], []])
def test_refusals_exit_two_and_say_why_on_stderr(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing but JSON ever goes to stdout."""
    assert commands.main(argv) == commands.REFUSED
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err


def test_output_is_utf8_whatever_the_locale(bulletin: str) -> None:
    """A clerk's terminal in another encoding gets the same bytes."""
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "kaifaqu.core.reader.commands", "read", bulletin, "--format", "json"]
    done = subprocess.run(command, capture_output=True, check=True, env=environment)
    assert json.loads(done.stdout.decode("utf-8"))["figures"][0]["text"] == "4.6亿元"
