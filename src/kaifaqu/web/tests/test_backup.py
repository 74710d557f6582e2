"""A home goes into one file while somebody writes, and comes back bit by bit into an empty place, or not at all."""

from __future__ import annotations

import io
import os
import sqlite3
import tarfile
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from conftest import AT
from kaifaqu.web import cli
from kaifaqu.web.backup import (
    DATABASE,
    MANIFEST,
    RESTORING,
    BackupRefusedError,
    digest_of,
    is_half_restored,
    read_backup,
    restore_backup,
    write_backup,
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A home with a database in WAL mode and two files."""
    home = tmp_path / "home"
    (home / "files" / "documents").mkdir(parents=True)
    (home / "files" / "documents" / "a").write_bytes(b"one")
    (home / "secret_key").write_text("secret")
    (home / "ready").write_text("mark")
    with closing(sqlite3.connect(home / DATABASE)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE pair (one INTEGER, two INTEGER)")
        connection.commit()
    return home


def test_what_was_taken_comes_back_bit_by_bit(place: Path, tmp_path: Path) -> None:
    taken = write_backup(place, tmp_path / "copy.tar", at=AT)
    back = restore_backup(tmp_path / "copy.tar", tmp_path / "other")
    assert taken.digests == back.digests
    assert {name: digest_of(tmp_path / "other" / name) for name in back.digests} == dict(back.digests)
    assert set(back.digests) == {DATABASE, "secret_key", "files/documents/a"}
    assert (tmp_path / "copy.tar").stat().st_mode & 0o777 == 0o600


@pytest.fixture
def writer(place: Path) -> Iterator[None]:
    """Somebody who writes pairs all the time, each in one transaction."""
    stop = threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(place / DATABASE, timeout=30)) as connection:
            number = 0
            while not stop.is_set():
                number += 1
                with connection:
                    connection.execute("INSERT INTO pair VALUES (?, ?)", (number, number))
                    connection.execute("UPDATE pair SET two = one WHERE one = ?", (number,))

    thread = threading.Thread(target=write)
    thread.start()
    yield
    stop.set()
    thread.join()


@pytest.mark.usefixtures("writer")
def test_a_backup_beside_a_writer_sees_one_moment(place: Path, tmp_path: Path) -> None:
    for number in range(3):
        write_backup(place, tmp_path / f"{number}.tar", at=AT)
        restore_backup(tmp_path / f"{number}.tar", tmp_path / f"back{number}")
        with closing(sqlite3.connect(tmp_path / f"back{number}" / DATABASE)) as connection:
            count, last, halves = connection.execute(
                "SELECT count(*), coalesce(max(one), 0), sum(one <> two) FROM pair"
            ).fetchone()
        assert count == last
        assert not halves


def test_a_changed_byte_is_found_and_nothing_is_restored(place: Path, tmp_path: Path) -> None:
    write_backup(place, tmp_path / "copy.tar", at=AT)
    data = (tmp_path / "copy.tar").read_bytes()
    (tmp_path / "copy.tar").write_bytes(data.replace(b"one\0", b"two\0", 1))
    with pytest.raises(BackupRefusedError, match="files/documents/a"):
        restore_backup(tmp_path / "copy.tar", tmp_path / "other")
    assert list((tmp_path / "other").iterdir()) == []


def test_a_file_that_the_list_does_not_name_is_refused(place: Path, tmp_path: Path) -> None:
    write_backup(place, tmp_path / "copy.tar", at=AT)
    with tarfile.open(tmp_path / "copy.tar", "a") as archive:
        entry = tarfile.TarInfo("../outside")
        entry.size = 3
        archive.addfile(entry, io.BytesIO(b"bad"))
    with pytest.raises(BackupRefusedError, match="outside"):
        restore_backup(tmp_path / "copy.tar", tmp_path / "other")
    assert not (tmp_path / "outside").exists()


def test_what_is_there_is_never_written_over(place: Path, tmp_path: Path) -> None:
    write_backup(place, tmp_path / "copy.tar", at=AT)
    with pytest.raises(BackupRefusedError, match="已经存在"):
        write_backup(place, tmp_path / "copy.tar", at=AT)
    with pytest.raises(BackupRefusedError, match="不是空的"):
        restore_backup(tmp_path / "copy.tar", place)


def test_a_file_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.tar").write_bytes(b"no archive")
    with pytest.raises(BackupRefusedError, match="不是本程序的备份"):
        read_backup(tmp_path / "x.tar")
    with pytest.raises(BackupRefusedError, match="没有数据库"):
        write_backup(tmp_path, tmp_path / "y.tar", at=AT)


def test_a_folder_that_cannot_be_written_leaves_no_half_backup(place: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupRefusedError, match="写不进"):
        write_backup(place, tmp_path / "absent" / "copy.tar", at=AT)
    assert not (tmp_path / "absent").exists()


def test_the_list_stands_first(place: Path, tmp_path: Path) -> None:
    write_backup(place, tmp_path / "copy.tar", at=AT)
    with tarfile.open(tmp_path / "copy.tar") as archive:
        assert archive.getnames()[0] == MANIFEST


def fail_at(monkeypatch: pytest.MonkeyPatch, name: str, nth: int, error: BaseException) -> None:
    """Lets the nth call of a function of `os` fail."""
    real, calls = getattr(os, name), iter(range(1, 1000))

    def call(*arguments: object) -> object:
        if next(calls) == nth:
            raise error
        return real(*arguments)

    monkeypatch.setattr(f"kaifaqu.web.backup.os.{name}", call)


@pytest.mark.parametrize(("name", "nth"), [("fsync", 1), ("fsync", 4), ("replace", 1), ("replace", 2), ("replace", 3)])
def test_a_disk_that_fails_in_the_middle_leaves_the_place_empty(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, nth: int
) -> None:
    write_backup(place, tmp_path / "copy.tar", at=AT)
    fail_at(monkeypatch, name, nth, OSError(28, "No space left on device"))
    with pytest.raises(BackupRefusedError, match="No space left"):
        restore_backup(tmp_path / "copy.tar", tmp_path / "other")
    assert list((tmp_path / "other").iterdir()) == []
    assert restore_backup(tmp_path / "copy.tar", tmp_path / "other").digests


def test_an_archive_cut_short_is_refused(place: Path, tmp_path: Path) -> None:
    write_backup(place, tmp_path / "copy.tar", at=AT)
    data = (tmp_path / "copy.tar").read_bytes()
    for size in (100, 2000, len(data) // 2, len(data) - 10_000):
        (tmp_path / "cut.tar").write_bytes(data[:size])
        with pytest.raises(BackupRefusedError):
            restore_backup(tmp_path / "cut.tar", tmp_path / "other")
        assert not (tmp_path / "other").exists() or not list((tmp_path / "other").iterdir())


def test_a_place_where_a_restore_was_killed_runs_nothing_and_is_restored_anew(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_backup(place, tmp_path / "copy.tar", at=AT)
    other = tmp_path / "other"
    (other / RESTORING / "files").mkdir(parents=True)
    (other / "secret_key").write_text("half")
    monkeypatch.setenv("KAIFAQU_HOME", str(other))
    for command in (["serve"], ["migrate"], ["tick", "--at", AT.isoformat()]):
        assert cli.main(command) == 2
        assert "没做完的恢复" in capsys.readouterr().err
    back = restore_backup(tmp_path / "copy.tar", other)
    assert not is_half_restored(other)
    assert {name: digest_of(other / name) for name in back.digests} == dict(back.digests)
