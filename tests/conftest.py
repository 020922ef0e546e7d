"""What most tests start from: settings over a folder of their own, and a database with every table in it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from shortener import schema
from shortener.links.library import Library
from shortener.links.rules import rules_from
from shortener.settings import Settings
from shortener.stores import Database, open_database
from tests.servers import emptied, postgresql


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--store", choices=["sqlite", "postgresql"], default="sqlite", help="what `database` is")


@pytest.fixture
def settings(tmp_path: Path, request: pytest.FixtureRequest) -> Settings:
    on_server = request.config.getoption("--store") == "postgresql"
    return Settings(
        data_dir=tmp_path / "var",
        database_url=request.getfixturevalue("postgresql_server") if on_server else None,
        base_url="http://localhost:8000",
        bind="[::1]:8000",
        node="test",
    )


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file that was migrated once; tests work on copies."""
    path = tmp_path_factory.mktemp("template") / "shortener.db"
    database = open_database(f"sqlite:///{path}")
    schema.upgrade(database)
    database.close()
    return path


@pytest.fixture
def database(settings: Settings, template: Path) -> Iterator[Database]:
    """The database that `settings` names, migrated and empty: SQLite, or with --store=postgresql a real server's."""
    settings.data_dir.mkdir()
    if settings.database_url:
        with emptied(settings.database_url) as database:
            schema.upgrade(database)
            yield database
        return
    shutil.copy(template, settings.data_dir / "shortener.db")
    database = open_database(settings.database)
    yield database
    database.close()


@pytest.fixture
def library(settings: Settings, database: Database) -> Library:
    """Links in that database, with the default domain in its place."""
    library = Library(database, rules_from(settings))
    library.ensure_default_domain()
    return library


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """URL of a PostgreSQL of this session's own."""
    with postgresql() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def any_database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """Runs a test on each database that is a full store, migrated and empty."""
    if request.param == "sqlite":
        yield request.getfixturevalue("database")
        return
    with emptied(request.getfixturevalue("postgresql_server")) as database:
        schema.upgrade(database)
        yield database
