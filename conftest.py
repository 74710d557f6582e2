"""What every test stands on: a home of its own for files, and a choice of the tests that need a database."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

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
