"""Where a command writes data: standard output, or a file that gets its name only when it is whole."""

import contextlib
import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, TextIO

import click

output_option = click.option(
    "--output", "-o", type=click.Path(path_type=Path), help="Write to this file instead of standard output."
)


@contextlib.contextmanager
def sink_for(output: Path | None) -> Iterator[TextIO]:
    """UTF-8 text, line breaks as written. Raises click.ClickException when a file can't be written and leaves none.

    A device or a pipe is written to as it is: giving it a new file's place would take it away from everybody.
    """
    if output is None:
        with _standard_output() as sink:
            yield sink
        return
    try:
        with _whole_file(output.resolve()) if output.is_file() or not output.exists() else _as_it_is(output) as sink:
            yield sink
    except OSError as error:
        raise click.ClickException(
            f"Can't write {output}: {error.strerror or error}; nothing was left there."
        ) from error


@contextlib.contextmanager
def _whole_file(output: Path) -> Iterator[TextIO]:
    part = output.with_name(output.name + ".part")
    try:
        with _as_it_is(part) as sink:
            yield sink
            sink.flush()
            os.fsync(sink.fileno())
        part.replace(output)
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


def _as_it_is(output: Path) -> TextIO:
    return output.open("w", encoding="utf-8", newline="")


@contextlib.contextmanager
def _standard_output() -> Iterator[TextIO]:
    sink = io.TextIOWrapper(_buffered(sys.stdout.buffer), encoding="utf-8", newline="")
    try:
        yield sink
        sink.flush()
    finally:
        with contextlib.suppress(OSError):
            sink.detach()


def _buffered(stdout: BinaryIO) -> BinaryIO:
    """With PYTHONUNBUFFERED it is a bare file, whose short writes would silently leave a hole in the data."""
    if isinstance(stdout, io.RawIOBase):
        return open(stdout.fileno(), "wb", closefd=False)
    return stdout
