"""What most tests start from: settings over a folder of their own, and a database with every table in it."""

import asyncio
import contextlib
import gc
import inspect
import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from shortener import schema
from shortener.links.library import Library
from shortener.links.rules import rules_from
from shortener.settings import Settings
from shortener.stores import Database, open_database
from tests.compiled import compile_once
from tests.memory import work_in_memory
from tests.proofs import prove_lightly
from tests.servers import Databases, MariaDB, PostgreSQL

FULL = ("sqlite", "postgresql")
ALL = (*FULL, "mariadb")
FACES = ("admin", "api", "cli", "interop", "web")  # what they ask has tests of its own on both full stores
LAB_TIMEOUT = 600
GARBAGE = 20_000  # objects, of which an application makes more; Python itself would look at each 700
HERE = Path(__file__).resolve().parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--store", choices=ALL, help="what `database` is, instead of each one that a test is for")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "stores(*names): the databases that a test is for, where not all will do")
    config.addinivalue_line("markers", "alike: its cases are told apart before a database is asked")
    hypothesis.settings.register_profile("untimed", deadline=None)  # a busy machine makes nothing wrong
    hypothesis.settings.load_profile("untimed")
    compile_once()
    work_in_memory()
    prove_lightly()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tests that use a database run on both full stores, those with `any_database` on MariaDB too.

    Where that only asks the same of another database once more, it is one of the long tests.
    """
    if "store" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--store") or metafunc.definition.get_closest_marker("stores")
        stores = [name if chosen else _at_length(name, metafunc.definition.path) for name in _stores(metafunc)]
        metafunc.parametrize("store", stores, indirect=True)


def _at_length(store: str, path: Path) -> object:
    folder = path.relative_to(HERE).parts[0]
    again = store == "mariadb" and folder != "test_migrations.py"
    if again or (store == "postgresql" and folder in FACES):
        return pytest.param(store, marks=pytest.mark.long)
    return store


def _stores(metafunc: pytest.Metafunc) -> tuple[str, ...]:
    marker = metafunc.definition.get_closest_marker("stores")
    chosen = metafunc.config.getoption("--store")
    if chosen is not None:
        return (chosen,) if marker is None or chosen in marker.args else ()
    if marker is not None:
        return marker.args
    if "any_database" in metafunc.fixturenames:
        return ALL
    return FULL if "database" in metafunc.fixturenames else ("sqlite",)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The laboratory first, so that one worker does all of it: others take from the end of a worker's list."""
    for item in items:
        if in_lab(item) and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(LAB_TIMEOUT))
    if config.getoption("--store") is None:
        _leave_out_what_is_alike(items)
    items.sort(key=lambda item: not in_lab(item))


def _leave_out_what_is_alike(items: list[pytest.Item]) -> None:
    """SQLite has all cases; another database has the first one, and the others among the long tests."""
    seen: set[tuple[str, str]] = set()
    for item in items:
        if item.get_closest_marker("alike") is None or not isinstance(item, pytest.Function):
            continue
        store = str(item.callspec.params["store"])
        case = (item.nodeid.partition("[")[0], store)
        if store != "sqlite" and case in seen:
            item.add_marker(pytest.mark.long)
        seen.add(case)


def pytest_collection_finish() -> None:
    """What is there for the whole run is not looked through again and again for what can go, nor the rest too often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE, 10, 10)


def in_lab(item: pytest.Item) -> bool:
    """Whether the test is one of the laboratory, whose machines start for the first that wants them."""
    return item.nodeid.startswith("tests/lab/")


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """A test that is a coroutine runs on a loop of its own."""
    if not inspect.iscoroutinefunction(pyfuncitem.function):
        return None
    names = inspect.signature(pyfuncitem.function).parameters
    asyncio.run(pyfuncitem.function(**{name: pyfuncitem.funcargs[name] for name in names}))
    return True


@pytest.fixture
def store(request: pytest.FixtureRequest) -> str:
    """Which kind of database this run of the test has."""
    return str(request.param)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, store: str) -> Iterator[str | None]:
    """None for the SQLite file in the data folder; else of a server's database, with tables when the test has them."""
    if store == "sqlite":
        yield None
        return
    databases: Databases = request.getfixturevalue(f"{store}_databases")
    with databases.migrated() if "database" in request.fixturenames else databases.empty() as url:
        yield url


@pytest.fixture
def settings(tmp_path: Path, database_url: str | None) -> Settings:
    return Settings(
        data_dir=tmp_path / "var",
        database_url=database_url,
        base_url="http://localhost:8000",
        bind="[::1]:8000",
        node="test",
    )


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file that was migrated once; tests work on copies."""
    path = tmp_path_factory.mktemp("template") / "shortener.db"
    with contextlib.closing(open_database(f"sqlite:///{path}")) as database:
        schema.upgrade(database)
    return path


@pytest.fixture
def database(settings: Settings, template: Path) -> Iterator[Database]:
    """The database that `settings` names, migrated and without a link: on SQLite, and once more on PostgreSQL."""
    settings.data_dir.mkdir()
    if settings.database_url is None:
        shutil.copy(template, settings.data_dir / "shortener.db")
    with contextlib.closing(open_database(settings.database)) as database:
        yield database


@pytest.fixture
def any_database(database: Database) -> Database:
    """The same, and once more on MariaDB: for what it is promised to do."""
    return database


@pytest.fixture
def library(settings: Settings, database: Database) -> Library:
    """Links in that database, with the default domain in its place."""
    library = Library(database, rules_from(settings))
    library.ensure_default_domain()
    return library


@pytest.fixture(scope="session")
def postgresql_databases() -> Iterator[Databases]:
    with PostgreSQL() as server, contextlib.closing(Databases(server)) as databases:
        yield databases


@pytest.fixture(scope="session")
def mariadb_databases() -> Iterator[Databases]:
    with MariaDB() as server, contextlib.closing(Databases(server)) as databases:
        yield databases


@pytest.fixture(scope="session")
def postgresql_server(postgresql_databases: Databases) -> Iterator[str]:
    """URL of a PostgreSQL database without tables, for tests that need no more of it than that it is one."""
    with postgresql_databases.empty() as url:
        yield url
