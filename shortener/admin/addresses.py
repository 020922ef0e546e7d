"""Addresses of screens with questions in them, for every page that leads to another."""

from collections.abc import Mapping
from typing import Any

from flask import url_for


def address_of(
    endpoint: str, asked: Mapping[str, Any], always: Mapping[str, Any] | None = None, anchor: str | None = None
) -> str:
    """What is empty in `asked` is left out, in `always` not. No name may be an option of Flask's, such as `_scheme`."""
    given = {name: value for name, value in asked.items() if value} | dict(always or {})
    return url_for(endpoint, _anchor=anchor, **given)
