"""Tells what programs ask every host for from what people may have mistyped, by a small table with reasons."""

import csv
import hashlib
import re
from fnmatch import translate
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple


class Table(NamedTuple):
    """One expression with a group for each row, and the rows' reasons; `version` is another one after any change."""

    expression: re.Pattern[str]
    reasons: list[str]
    version: str


@lru_cache(4096)
def looks_like(slug: str) -> str:
    """Why a slug is rather a scanner's than a person's, such as "WordPress"; empty where nothing says so."""
    known = table()
    found = known.expression.match("/" + slug.lower().lstrip("/"))
    return known.reasons[found.lastindex - 1] if found and found.lastindex else ""


@cache
def table() -> Table:
    """From data/scanners.csv: `*` is any text, `?` one character, and what is looked at begins with a slash."""
    text = (files("shortener.clicks") / "data" / "scanners.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    expression = re.compile("|".join(f"({translate(row['pattern'])})" for row in rows))
    return Table(expression, [row["reason"] for row in rows], hashlib.sha256(text.encode()).hexdigest()[:16])
