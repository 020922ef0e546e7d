"""Several weeks' day rows added up, which triggers drop when one of their days is written, whoever writes it.

MariaDB lets few make triggers, so such rows are never made there. Keys of day rows never change. A later migration that
makes `link_days` or `site_days` anew must make their triggers anew too.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

WEEKS = (1, 4)
BINARY: dict[str, Any] = {"mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}
KEYS: dict[str, tuple[str, ...]] = {"link": ("link_id",), "site": ()}
SIDES = {"insert": "new", "update": "new", "delete": "old"}
DROP = "DELETE FROM {kind}_spans{using} WHERE {same}weeks = {weeks} AND number = ({side}.day - 1) / {days};"
# What is written is nearly always of today: then that is all that is looked up, whatever plan the server has for DROP.
ANY = """
    IF EXISTS (SELECT FROM {kind}_spans WHERE weeks = {weeks} AND number >= (SELECT min(day - 1) FROM written) / {days}
    AND number <= (SELECT max(day - 1) FROM written) / {days}) THEN {drop} END IF;
"""


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    for kind, keys in KEYS.items():
        op.create_table(
            f"{kind}_spans",
            *[sa.Column(name, sa.BigInteger, primary_key=True, autoincrement=False) for name in keys],
            sa.Column("weeks", sa.SmallInteger, primary_key=True, autoincrement=False),
            sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
            sa.Column("data", sa.LargeBinary, nullable=False),
            sa.Column("days", sa.LargeBinary, nullable=False),
            **BINARY,
        )
    op.create_index("ix_link_spans_weeks_number", "link_spans", ["weeks", "number"])
    for kind in KEYS:
        if dialect == "sqlite":
            _watch_file(kind)
        elif dialect == "postgresql":
            _watch_server(kind)


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for kind in KEYS:
        if dialect == "sqlite":
            for event in SIDES:
                op.execute(f"DROP TRIGGER {kind}_spans_{event}")
        elif dialect == "postgresql":
            op.execute(f"DROP FUNCTION {kind}_spans_drop CASCADE")  # and its triggers
        op.drop_table(f"{kind}_spans")


def _watch_file(kind: str) -> None:
    for event, side in SIDES.items():
        drops = " ".join(_drop(kind, weeks, side) for weeks in WEEKS)
        op.execute(f"CREATE TRIGGER {kind}_spans_{event} AFTER {event.upper()} ON {kind}_days BEGIN {drops} END")


def _watch_server(kind: str) -> None:
    """Once a statement, which writes hundreds of rows."""
    name, drops = f"{kind}_spans_drop", ""
    for weeks in WEEKS:
        drop = _drop(kind, weeks, "written", " USING written")
        drops += ANY.format(kind=kind, weeks=weeks, days=7 * weeks, drop=drop)
    body = f"BEGIN {drops} RETURN NULL; END"
    op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$ {body} $body$")
    for event, side in SIDES.items():
        op.execute(
            f"CREATE TRIGGER {kind}_spans_{event} AFTER {event.upper()} ON {kind}_days "
            f"REFERENCING {side.upper()} TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        )


def _drop(kind: str, weeks: int, side: str, using: str = "") -> str:
    """A statement that drops what holds a day, with its semicolon."""
    same = "".join(f"{kind}_spans.{key} = {side}.{key} AND " for key in KEYS[kind])
    return DROP.format(kind=kind, using=using, same=same, weeks=weeks, side=side, days=7 * weeks)
