"""Whether a home was made ready by this very version: then the next start need not ask the database."""

from __future__ import annotations

import hashlib
import os
from importlib import metadata
from pathlib import Path

WITH_TABLES = ("django", "django-axes", "django-otp")
"""The libraries whose migrations a home holds too."""
PACKAGE = Path(__file__).resolve().parent.parent


def home() -> Path:
    """The folder that the program keeps its data in."""
    return Path(os.environ.get("KAIFAQU_HOME", "var")).resolve()


def version_mark() -> str:
    """What ready means: every migration of this version and of the libraries that keep tables, on this database."""
    migrations = sorted(str(file.relative_to(PACKAGE)) for file in PACKAGE.glob("*/*/migrations/0*.py"))
    database = os.environ.get("KAIFAQU_DATABASE_URL", "")
    libraries = [f"{name} {metadata.version(name)}" for name in WITH_TABLES]
    return hashlib.sha256("\n".join((database, *libraries, *migrations)).encode()).hexdigest()


def is_ready() -> bool:
    """True when the home bears this version's mark, and the embedded database is still there."""
    mark = home() / "ready"
    embedded = bool(os.environ.get("KAIFAQU_DATABASE_URL")) or (home() / "kaifaqu.sqlite3").exists()
    return embedded and mark.exists() and mark.read_text(encoding="ascii") == version_mark()


def note_ready() -> None:
    """Marks the home as ready for this version."""
    (home() / "ready").write_text(version_mark(), encoding="ascii")
