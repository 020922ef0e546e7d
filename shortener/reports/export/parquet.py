"""Rows as a Parquet file, by DuckDB, which the extra `parquet` brings."""

import importlib
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from shortener.reports.export.rows import CLICK_COLUMNS, ClickRow
from shortener.sentences import Sentence

NUMBERS = {"id": "BIGINT", "status": "SMALLINT", "ip_family": "UTINYINT", "clicked_at": "TIMESTAMP_MS"}
TYPES = {name: NUMBERS.get(name, "VARCHAR") for name in CLICK_COLUMNS}
READ = TYPES | {"clicked_at": "TIMESTAMP"}  # what its reader of JSON knows
CREATE = f"CREATE TABLE clicks ({', '.join(f'{name} {kind}' for name, kind in TYPES.items())})"
INSERT = f"INSERT INTO clicks SELECT * FROM read_json(?, format='newline_delimited', columns={READ})"  # noqa: S608  # names of our own
CONFIG = {"memory_limit": "100MB", "threads": 1}


class MissingExtra(Sentence):
    """What isn't installed; the message is one sentence."""


def write_parquet(path: Path, pages: Iterator[list[ClickRow]], about: Mapping[str, str]) -> int:
    """How many rows there were. A typed column for each of the click export; `about` becomes the file's metadata.

    Rows wait in a database file beside it, because a Parquet file ends with where everything in it is.
    """
    duckdb, rows = _duckdb(), 0
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".parquet-") as folder:
        page = Path(folder) / "page.json"
        with duckdb.connect(f"{folder}/rows.duckdb", config=CONFIG) as database:
            database.execute(CREATE)
            for part in pages:
                page.write_bytes(msgspec.json.Encoder().encode_lines(part))
                database.execute(INSERT, [str(page)])
                rows += len(part)
            told = ", ".join(f"{key}: {_text(value)}" for key, value in about.items())
            database.execute(
                f"COPY clicks TO {_text(str(path))} (FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{told}}})"
            )
    return rows


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _duckdb() -> Any:
    """Loaded only when it is asked for: it isn't there without the extra, and takes longer to load than all else."""
    try:
        return importlib.import_module("duckdb")
    except ModuleNotFoundError as error:
        raise MissingExtra("Parquet needs DuckDB: pip install 'shortener[parquet]'.") from error
