"""What every test stands on: a home of its own for files, and a choice of the tests that need a database."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database-only", action="store_true", help="run only the tests that use the database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With --database-only, deselects the tests that no database can change."""
    if config.getoption("--database-only"):
        kept = [item for item in items if uses_database(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept


def uses_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(DATABASE_FIXTURES & fixtures)


@pytest.fixture(scope="session", autouse=True)
def home() -> Iterator[Path]:
    """KAIFAQU_HOME of this run: a temporary folder, so that no test writes to the developer's own."""
    from django.conf import settings
    from django.core.files.storage import storages

    with tempfile.TemporaryDirectory(prefix="kaifaqu-test-") as folder:
        settings.HOME = Path(folder)
        storages.backends["default"]["OPTIONS"]["location"] = Path(folder) / "files"
        yield settings.HOME


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """The test database: migrated once per set of migrations and kept; SQLite then starts every run from that copy."""
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    from kaifaqu.web.migration import rendering_new_models_alone

    copies = request.config.cache.mkdir("migrated")
    kept = copies / f"{digest_migrations()}.sqlite3" if connection.vendor == "sqlite" else None
    with django_db_blocker.unblock():
        if kept and kept.exists():
            lay_database(kept)
            yield
            connection.close()
            return
        with rendering_new_models_alone():
            databases = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
        if kept:
            keep_database(kept)
        yield
        teardown_databases(databases, verbosity=0)


def digest_migrations() -> str:
    """What decides how an empty database looks: every migration's text, ours and the libraries'."""
    from django.apps import apps

    digest = hashlib.sha256()
    for config in apps.get_app_configs():
        digest.update(config.label.encode())
        for path in sorted(Path(config.path).glob("migrations/*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:24]


def keep_database(path: Path) -> None:
    """Copies the migrated database in memory to `path`; another worker that does the same at once does no harm."""
    from django.db import connection

    connection.ensure_connection()
    half = path.with_suffix(f".{os.getpid()}")
    copy = sqlite3.connect(half)
    connection.connection.backup(copy)
    copy.close()
    half.replace(path)


def lay_database(path: Path) -> None:
    """Opens the test database in memory as `setup_databases` would, and fills it from the copy at `path`."""
    from django.conf import settings
    from django.db import connection

    connection.close()
    name = connection.creation._get_test_db_name()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
    connection.ensure_connection()
    copy = sqlite3.connect(path)
    copy.backup(connection.connection)
    copy.close()


AT = datetime(2024, 4, 26, 9, 0, tzinfo=timezone(timedelta(hours=8)))
"""The moment at which tests act, unless they say another."""


@pytest.fixture
def house(db: None, settings: Any) -> Mapping[str, Any]:
    """The page's subjects and one account per role; nothing received, nothing filed. Gives the demonstration's plan."""
    from kaifaqu.web.demonstration.plan import put_subjects, put_users, read_plan

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    plan = read_plan()
    put_subjects(plan, AT)
    put_users(plan["users"], "demo-password", AT)
    return plan


@pytest.fixture
def demonstration(db: None, settings: Any) -> None:
    """The whole demonstration, walked by its real actions."""
    from kaifaqu.web.demonstration.story import load_demonstration

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    load_demonstration(password="demo-password", at=AT, tell=lambda _line: None)  # noqa: S106


@pytest.fixture(scope="module")
def standing_house(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The house, laid once for a module; ask for `db` too, so that each test's own changes go with it."""
    from kaifaqu.web.demonstration.plan import put_subjects, put_users, read_plan

    def lay() -> None:
        plan = read_plan()
        put_subjects(plan, AT)
        put_users(plan["users"], "demo-password", AT)

    yield from keep_for_module(lay, django_db_blocker)


@pytest.fixture(scope="module")
def standing_demonstration(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demonstration, walked once for a module; ask for `db` too, so that each test's own changes go with it."""
    from kaifaqu.web.demonstration.story import load_demonstration

    def walk() -> None:
        load_demonstration(password="demo-password", at=AT, tell=lambda _line: None)  # noqa: S106

    yield from keep_for_module(walk, django_db_blocker)


def keep_for_module(prepare: Callable[[], None], blocker: Any) -> Iterator[None]:
    """Runs `prepare` in a transaction around the module's tests, and takes it back afterwards."""
    from django.db import transaction
    from django.test import override_settings

    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with blocker.unblock(), transaction.atomic(), override_settings(PASSWORD_HASHERS=hashers):
        prepare()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def sign_in(client: Any) -> Callable[[str], Any]:
    """Gives the test client signed in as one of the demonstration's accounts."""

    def become(username: str) -> Any:
        from kaifaqu.foundation.accounts.models import User

        client.force_login(User.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return become
