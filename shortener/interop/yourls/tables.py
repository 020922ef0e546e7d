"""What the three tables of a YOURLS site are called and have in them, whatever its prefix and version."""

from collections.abc import Mapping

from shortener.interop.sqldump import BadDump, Cells

URL, LOG, OPTIONS = "url", "log", "options"
# As YOURLS makes them, for a dump that doesn't say; of each, what an import can't do without.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    URL: ("keyword", "url", "title", "timestamp", "ip", "clicks"),
    LOG: ("click_id", "click_time", "shorturl", "referrer", "user_agent", "ip_address", "country_code"),
    OPTIONS: ("option_id", "option_name", "option_value"),
}
NEEDED: Mapping[str, tuple[str, ...]] = {
    URL: ("keyword", "url", "timestamp", "clicks"),
    LOG: COLUMNS[LOG],
    OPTIONS: ("option_name", "option_value"),
}
OLDEST, NEWEST = 482, 507  # db_version of YOURLS 1.5 and of 1.10.5

Row = dict[str, str | None]


def kind_of(table: str, prefix: str | None) -> tuple[str, str] | None:
    """Prefix and kind of a table, None for one that is none of YOURLS' or has another prefix."""
    for kind in COLUMNS:
        if table.lower().endswith(kind):
            found = table[: -len(kind)]
            return (found, kind) if prefix is None or found.lower() == prefix.lower() else None
    return None


def columns_in(table: str, kind: str, known: tuple[str, ...], *, is_sure: bool) -> tuple[str, ...]:
    """Their names in lower case; none where the table is somebody else's that is only called alike.

    Raises BadDump where it `is_sure` to be YOURLS' and lacks some.
    """
    found = tuple(name.lower() for name in known)
    lacking = [name for name in NEEDED[kind] if name not in found]
    if lacking and is_sure:
        columns = f"column{'s' if len(lacking) > 1 else ''} {', '.join(lacking)}"
        raise BadDump(f"is of a version of YOURLS that isn't known: {table} has no {columns}.")
    return () if lacking else found


def named(columns: tuple[str, ...], cells: Cells) -> Row:
    """Raises BadDump where there are more or fewer cells than columns."""
    if len(columns) != len(cells):
        raise BadDump(f"has a row of {len(cells)} values for {len(columns)} columns ({', '.join(columns)}).")
    return dict(zip(columns, cells, strict=True))
