"""What a request asks: query string and form as one, the form first."""

import re
from collections.abc import Mapping

from flask import request

_IN_LIST = re.compile(r"(.+?)\[[^\]]*\]")


def read_params() -> Mapping[str, str]:
    """Each name with its last value; a name in the form hides the same one in the query string. Cookies don't count."""
    merged: dict[str, str] = {}
    for source in (request.args, request.form):
        merged |= {name: values[-1] for name, values in source.lists()}
    return merged


def said(params: Mapping[str, str], name: str) -> str:
    """What a parameter says; to PHP, a 0 that stands alone says nothing."""
    text = params.get(name, "")
    return "" if text == "0" else text


def read_list(name: str) -> list[str] | None:
    """All values of `name[]` or `name[0]`, `name[1]`, …: the form's, else the query string's; None where none came."""
    for source in (request.form, request.args):
        found = [value for key, values in source.lists() if _is_of(key, name) for value in values]
        if found:
            return found
    return None


def whole(text: str, most: int) -> int:
    """The whole number that a text starts with, from 0 to `most`; 0 where there is none."""
    digits = ""
    for character in text.strip().removeprefix("+")[:20]:
        if not ("0" <= character <= "9"):
            break
        digits += character
    return min(int(digits or 0), most)


def _is_of(key: str, name: str) -> bool:
    matched = _IN_LIST.fullmatch(key)
    return matched is not None and matched[1] == name
