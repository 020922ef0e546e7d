"""What somebody wants to have as a file: which clicks, in what shape, and how it was asked."""

from typing import Any, Literal

import msgspec

from shortener.reports.export.wanted import Wanted
from shortener.reports.told import iso
from shortener.sentences import Sentence

Form = Literal["csv", "ndjson", "xlsx", "parquet"]
LINES: tuple[Form, ...] = ("csv", "ndjson")
FORMS: tuple[Form, ...] = (*LINES, "xlsx", "parquet")
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "ndjson": "application/x-ndjson",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "gzip": "application/gzip",
}


class BadShape(Sentence):
    """A shape that no file has; the message is one sentence."""


class Shape(msgspec.Struct, frozen=True):
    """How the bytes of a file are made: `bom` is for spreadsheets that take UTF-8 for something else without it."""

    form: Form = "csv"
    bom: bool = False
    gzip: bool = False

    def check(self) -> None:
        """Raises BadShape."""
        if self.gzip and self.form not in LINES:
            raise BadShape(f"gzip goes with {' and '.join(LINES)} only: {self.form} is packed already.")
        if self.bom and self.form != "csv":
            raise BadShape("bom goes with csv only.")

    @property
    def media_type(self) -> str:
        return TYPES["gzip" if self.gzip else self.form]

    @property
    def ending(self) -> str:
        """Of the file's name: csv, ndjson.gz, …"""
        return self.form + ".gz" * self.gzip


class Named(msgspec.Struct, frozen=True):
    """The question in words: `link` is a slug or an address, such as rpf.io/scratch-new; times are of `timezone`."""

    timezone: str
    link: str = ""
    tag: str = ""
    domain: str = ""


class Order(msgspec.Struct, frozen=True):
    """Everything that decides what is in the file."""

    wanted: Wanted
    named: Named
    shape: Shape = Shape()

    @property
    def but_for_mark(self) -> tuple[Any, ...]:
        """What was asked, whenever that was."""
        return self.wanted.scope, self.wanted.since_ms, self.wanted.until_ms, self.shape

    def query(self) -> dict[str, Any]:
        """The parameters that ask for the same clicks again."""
        wanted, named = self.wanted, self.named
        asked = {"link": named.link, "tag": named.tag, "domain": named.domain}
        times = {"since": wanted.since_ms, "until": wanted.until_ms}
        told = {name: value for name, value in asked.items() if value}
        told |= {name: iso(at, named.timezone) for name, at in times.items() if at is not None}
        return {**told, "mark": wanted.mark}
