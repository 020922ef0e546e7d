"""Rows as a Parquet file, by DuckDB, which the extra `parquet` brings."""

import contextlib
import importlib
import shutil
from collections.abc import Callable, Iterator, Mapping
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


def write_parquet(path: Path, pages: Iterator[list[ClickRow]], about: Callable[[], Mapping[str, str]]) -> int:
    """How many rows there were. A typed column for each of the click export; `about` becomes the file's metadata.

    Rows wait in a database file beside it, because a Parquet file ends with where everything in it is.
    """
    duckdb, rows = _duckdb(), 0
    with _waiting_room(path) as folder:
        page = folder / "page.json"
        with duckdb.connect(f"{folder}/rows.duckdb", config=CONFIG) as database:
            database.execute(CREATE)
            for part in pages:
                page.write_bytes(msgspec.json.Encoder().encode_lines(part))
                database.execute(INSERT, [str(page)])
                rows += len(part)
            told = ", ".join(f"{key}: {_text(value)}" for key, value in about().items())
            database.execute(
                f"COPY clicks TO {_text(str(path))} (FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{told}}})"
            )
    return rows


@contextlib.contextmanager
def _waiting_room(path: Path) -> Iterator[Path]:
    """A folder beside the file, always of the same name, so that one whose writer was killed doesn't stay for ever."""
    folder = path.with_name(path.name + ".rows")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _duckdb() -> Any:
    """Loaded only when it is asked for: it isn't there without the extra, and takes longer to load than all else."""
    try:
        return importlib.import_module("duckdb")
    except ModuleNotFoundError as error:
        raise MissingExtra("Parquet needs DuckDB: pip install 'shortener[parquet]'.") from error
