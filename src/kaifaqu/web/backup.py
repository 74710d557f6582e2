"""One home in one file, taken while people work, and brought back bit by bit.

The database is copied by SQLite's own online backup, which sees one moment. Files are copied after it: they are written before the row
that names them and never changed, so whatever the copied database names is there. The archive is a plain tar: any tool opens it.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

DATABASE = "kaifaqu.sqlite3"
MANIFEST = "manifest.json"
KEPT = ("secret_key",)
"""Files of the home itself that go with it; `ready` and the database's own side files do not."""
FOLDERS = ("files",)
RESTORING = ".restoring"
"""Stands in a home while a backup comes back into it: what is there is not whole, so nothing else runs on it."""
BROKEN = (OSError, sqlite3.Error, tarfile.TarError)
"""What a full, read-only or failing disk, or an archive cut short, raises."""
PAGES = 2000
"""Database pages copied in one step: writers wait no longer than for these."""


class BackupRefusedError(RuntimeError):
    """The backup cannot be made or brought back; the message says what was found and what to do."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What an archive holds: sha-256 by name, and the moment it was taken."""

    at: str
    digests: Mapping[str, str]

    def as_bytes(self) -> bytes:
        return json.dumps({"at": self.at, "digests": self.digests}, ensure_ascii=False, indent=1, sort_keys=True).encode()


def write_backup(home: Path, target: Path, *, at: datetime) -> Backup:
    """Writes the archive of a home on the embedded database; the file appears whole or not at all. Raises BackupRefusedError."""
    database = home / DATABASE
    if not database.exists():
        raise BackupRefusedError(f"数据目录「{home}」里没有数据库。请检查 KAIFAQU_HOME。")
    if target.exists():
        raise BackupRefusedError(f"「{target}」已经存在。请换一个文件名，旧备份不覆盖。")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".kaifaqu-") as folder:
            return _write(home, Path(folder), target, at)
    except (OSError, sqlite3.Error) as error:
        raise BackupRefusedError(f"写不进「{target}」：{_reason(error)}。请检查磁盘空间与权限；没有留下半份备份。") from error


def _write(home: Path, folder: Path, target: Path, at: datetime) -> Backup:
    copy = folder / DATABASE
    copy_database(home / DATABASE, copy)
    members = [(DATABASE, copy), *_list_files(home)]
    backup = Backup(at.isoformat(), {name: digest_of(path) for name, path in members})
    part = folder / "archive"
    with open(part, "wb") as stream:
        with tarfile.open(fileobj=stream, mode="w") as archive:
            _add_bytes(archive, MANIFEST, backup.as_bytes())
            for name, path in members:
                archive.add(path, name, recursive=False, filter=_anonymous)
        stream.flush()
        os.fsync(stream.fileno())
    os.chmod(part, 0o600)
    os.replace(part, target)
    return backup


def copy_database(source: Path, target: Path) -> None:
    """One moment of a database that others write to."""
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as reading, closing(sqlite3.connect(target)) as writing:
        reading.backup(writing, pages=PAGES)


def _list_files(home: Path) -> Iterator[tuple[str, Path]]:
    for name in KEPT:
        if (home / name).is_file():
            yield name, home / name
    for folder in FOLDERS:
        for path in sorted((home / folder).rglob("*")):
            if path.is_file():
                yield path.relative_to(home).as_posix(), path


def _add_bytes(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(data)
    archive.addfile(entry, io.BytesIO(data))


def _anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Without the names and numbers of this machine's accounts."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry


def digest_of(path: Path) -> str:
    """The sha-256 of a file."""
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read_backup(source: Path) -> Backup:
    """What the archive says that it holds. Raises BackupRefusedError for a file that is none."""
    try:
        with tarfile.open(source) as archive:
            stream = archive.extractfile(MANIFEST)
            content = json.loads(stream.read()) if stream else {}
        return Backup(str(content["at"]), {str(name): str(digest) for name, digest in content["digests"].items()})
    except (OSError, tarfile.TarError, KeyError, ValueError) as error:
        raise BackupRefusedError(f"「{source}」不是本程序的备份，或已损坏：{error}。请换一份备份。") from error


def _reason(error: BaseException) -> str:
    """What the system says, without the path that it repeats."""
    return getattr(error, "strerror", None) or str(error)


def restore_backup(source: Path, home: Path) -> Backup:
    """Brings an archive back into an empty home: every file's digest is checked before anything stands in its place.

    Whole or not at all: where it is refused, the home is as it was; where the process dies, the home says so (`is_half_restored`) and
    the next restore begins anew. Raises BackupRefusedError.
    """
    backup = read_backup(source)
    staging = home / RESTORING
    try:
        if staging.exists():
            _clear(home)
        if home.exists() and any(path.name != "ready" for path in home.iterdir()):
            raise BackupRefusedError(f"数据目录「{home}」不是空的。恢复只写进空目录；请另设 KAIFAQU_HOME。")
        staging.mkdir(parents=True)
        try:
            _unpack(source, backup, staging)
            _judge_database(staging / DATABASE)
            _move_in(staging, home)
        except BaseException:
            _clear(home)
            raise
    except BROKEN as error:
        raise BackupRefusedError(
            f"恢复不进「{home}」：{_reason(error)}。请检查磁盘空间、权限与备份文件；数据目录没有留下半份，可以再试。"
        ) from error
    return backup


def is_half_restored(home: Path) -> bool:
    """True where a restore was cut off: only another restore may touch this home."""
    return (home / RESTORING).exists()


def _clear(home: Path) -> None:
    """Takes away what a restore that was not finished put into a home, its mark last."""
    for name in (DATABASE, *KEPT):
        (home / name).unlink(missing_ok=True)
    for folder in (*FOLDERS, RESTORING):
        shutil.rmtree(home / folder, ignore_errors=True)


def _move_in(staging: Path, home: Path) -> None:
    """Puts what was checked into its place, on the disk before the mark goes."""
    for path in [staging, *staging.rglob("*")]:
        _flush(path)
    for path in staging.iterdir():
        os.replace(path, home / path.name)
    _flush(home)
    staging.rmdir()
    _flush(home)


def _flush(path: Path) -> None:
    """Waits until a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _unpack(source: Path, backup: Backup, folder: Path) -> None:
    with tarfile.open(source) as archive:
        found = {entry.name for entry in archive if entry.isfile()} - {MANIFEST}
        if found != set(backup.digests):
            lost = "、".join(sorted(set(backup.digests) ^ found)[:5])
            raise BackupRefusedError(f"备份里的文件与清单不符：{lost}。请换一份备份。")
        archive.extractall(folder, [archive.getmember(name) for name in backup.digests], filter="data")
    broken = [name for name, digest in backup.digests.items() if digest_of(folder / name) != digest]
    if broken:
        raise BackupRefusedError(
            f"备份里有 {len(broken)} 个文件与清单的摘要不符，第一个是「{broken[0]}」。请换一份备份；什么都没有恢复。"
        )


def _judge_database(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        (answer,) = connection.execute("PRAGMA integrity_check").fetchone()
    if answer != "ok":
        raise BackupRefusedError(f"备份里的数据库不完整：{answer}。请换一份备份。")
