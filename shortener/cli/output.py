"""How commands print data: aligned columns for people, JSON for programs; and progress for those who wait."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

import click
import msgspec
from click._termui_impl import ProgressBar

Row = TypeVar("Row")

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")


def say_json(value: Any) -> None:
    click.echo(msgspec.json.format(msgspec.json.encode(value), indent=2))


def say_table(names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Columns as wide as their widest cell; None is an empty cell."""
    cells = [list(names), *([("" if cell is None else str(cell)) for cell in row] for row in rows)]
    widths = [max(len(row[number]) for row in cells) for number in range(len(names))]
    for row in cells:
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo(line.rstrip())


def say_facts(facts: Iterable[tuple[str, object]]) -> None:
    """One name and value a line; facts without a value are left out."""
    known = [(name, str(value)) for name, value in facts if value not in (None, "", ())]
    width = max((len(name) for name, _ in known), default=0)
    for name, value in known:
        click.echo(f"{name.ljust(width)}  {value}")


def progress(length: int | None, label: str, *, hidden: bool = False) -> ProgressBar[int]:
    """A bar on standard error; only on a terminal, so that logs and pipes stay clean, and only for a known length."""
    hidden = hidden or length is None or not sys.stderr.isatty()
    return click.progressbar(length=length or 0, label=label, file=sys.stderr, hidden=hidden)


def counted(rows: Iterable[Row], bar: ProgressBar[int]) -> Iterator[Row]:
    """The same rows; the bar moves as they are taken."""
    for row in rows:
        yield row
        bar.update(1)


def spoken(count: int, one: str, many: str = "") -> str:
    """1 link, 2 links, 1,000 links."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
