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
        drops = _drops(kind, side)
        op.execute(f"CREATE TRIGGER {kind}_spans_{event} AFTER {event.upper()} ON {kind}_days BEGIN {drops} END")


def _watch_server(kind: str) -> None:
    """Once a statement, which writes hundreds of rows."""
    name, drops = f"{kind}_spans_drop", _drops(kind, "written", " USING written")
    body = f"BEGIN {drops} RETURN NULL; END"
    op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$ {body} $body$")
    for event, side in SIDES.items():
        op.execute(
            f"CREATE TRIGGER {kind}_spans_{event} AFTER {event.upper()} ON {kind}_days "
            f"REFERENCING {side.upper()} TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        )


def _drops(kind: str, side: str, using: str = "") -> str:
    """Statements that drop what holds a day, each with its semicolon."""
    same = "".join(f"{kind}_spans.{key} = {side}.{key} AND " for key in KEYS[kind])
    return " ".join(
        DROP.format(kind=kind, using=using, same=same, weeks=weeks, side=side, days=7 * weeks) for weeks in WEEKS
    )
