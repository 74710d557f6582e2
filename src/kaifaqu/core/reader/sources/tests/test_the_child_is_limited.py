"""A parser of strangers' bytes cannot take more time, memory or knowledge than it is given."""

from __future__ import annotations

import time

import pytest

from kaifaqu.core.reader.sources import SourceRefused, run_limited
from kaifaqu.core.reader.sources.limited import ChildStoppedError, child_environment
from kaifaqu.core.reader.sources.limits import MEBIBYTE, Limits
from kaifaqu.core.reader.sources.tests.samples import pdf


def test_too_little_memory_ends_in_a_refusal_with_a_cause_for_the_caretaker() -> None:
    page = b"<p>" + b"2.9 " * (8 * MEBIBYTE)
    with pytest.raises(SourceRefused, match=r"内存上限\(64 MB\)") as refused:
        run_limited("html", page, Limits(memory=64 * MEBIBYTE))
    assert isinstance(refused.value.__cause__, ChildStoppedError)


def test_too_little_time_ends_in_a_refusal() -> None:
    page = [(72.0, 80 + 20 * n, f"第{n}行:工业投资完成{n}.68亿元,同比增长20.2%,转型项目投资占比提高。") for n in range(36)]
    started = time.monotonic()
    with pytest.raises(SourceRefused, match="1 秒"):
        run_limited("pdf", pdf([page] * 200), Limits(seconds=1))
    assert time.monotonic() - started < 5


def test_an_unknown_kind_is_never_run() -> None:
    with pytest.raises(SourceRefused):
        run_limited("os", b"")


def test_the_child_knows_nothing_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SECRET_KEY", "secret")
    assert "secret" not in child_environment().values()
