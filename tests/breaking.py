"""Hurts a test's own database: one table that takes nothing, or the whole of it gone."""

from sqlalchemy import create_engine, text

from shortener.stores import Database, sqlite_path

REFUSING = {
    "sqlite": ("CREATE TRIGGER broken BEFORE {} ON {} BEGIN SELECT no_such_function(); END",),
    "postgresql": (
        "CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'broken'; END $$",
        "CREATE TRIGGER broken BEFORE {} ON {} FOR EACH ROW EXECUTE FUNCTION broken()",
    ),
    "mysql": ("CREATE TRIGGER broken BEFORE {} ON {} FOR EACH ROW CALL broken",),
}
MENDING = {"postgresql": "DROP FUNCTION broken CASCADE"}


def break_table(database: Database, table: str, action: str) -> None:
    """From now on a transaction dies when it does this (INSERT, UPDATE, DELETE) there."""
    with database.write() as session:
        for statement in REFUSING[database.dialect]:
            session.execute(text(statement.format(action, table)))


def mend(database: Database) -> None:
    with database.write() as session:
        session.execute(text(MENDING.get(database.dialect, "DROP TRIGGER broken")))


def lose(database: Database) -> None:
    """Who asks it from now on hears that there is none."""
    database.close()
    path = sqlite_path(str(database.engine.url))
    if path is None:
        _drop(database)
        return
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()
    path.mkdir()


def _drop(database: Database) -> None:
    url = database.engine.url
    drop, other = ("{} WITH (FORCE)", "postgres") if database.dialect == "postgresql" else ("{}", "shortener")
    engine = create_engine(url.set(database=other), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("DROP DATABASE " + drop.format(url.database)))
    engine.dispose()
