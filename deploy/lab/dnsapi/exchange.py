"""One request and one answer, as the parts of the API pass them around."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

JSON, FORM, ZONE_FILE = "application/json", "application/x-www-form-urlencoded", "text/dns"
NOT_FOUND = "<!DOCTYPE HTML PUBLIC>\n<html><head><title>404 Not Found</title></head><body>Not Found</body></html>\n"


@dataclass(frozen=True, slots=True)
class Request:
    """What came: `segments` is the path in parts, decoded; `address` is the caller's."""

    method: str
    path: str
    segments: tuple[str, ...]
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes
    address: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back."""

    status: int
    body: bytes = b""
    kind: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)


def told(status: int, value: Any) -> Answer:
    """JSON as the API prints it: indented, with a line's end."""
    return Answer(status, json.dumps(value, indent=3).encode() + b"\n")


def page(status: int, text: str = NOT_FOUND) -> Answer:
    return Answer(status, text.encode(), "text/html; charset=iso-8859-1")
