"""What a request asks: query string and form as one, the form first."""

from collections.abc import Mapping

from flask import request


def read_params() -> Mapping[str, str]:
    """Each name with its last value; a name in the form hides the same one in the query string. Cookies don't count."""
    merged: dict[str, str] = {}
    for source in (request.args, request.form):
        merged |= {name: values[-1] for name, values in source.lists()}
    return merged


def whole(text: str, most: int) -> int:
    """The whole number that a text starts with, from 0 to `most`; 0 where there is none."""
    digits = ""
    for character in text.strip().removeprefix("+")[:20]:
        if not ("0" <= character <= "9"):
            break
        digits += character
    return min(int(digits or 0), most)
