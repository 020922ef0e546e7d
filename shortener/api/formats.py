"""Writes an answer as XML, JSON, JSONP or plain text, to the letter of what old clients read."""

import json
import re
from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape

from flask import Response

from shortener.api.answer import Answer

TYPES = {"xml": "application/xml", "json": "application/json", "jsonp": "application/javascript"}
# Names as script libraries make them; anything else could be a script of its own.
_CALLBACK = re.compile(r"[A-Za-z0-9_$.]+(?:\[[0-9]+\])*")
_ESCAPE = re.compile(r"u[0-9A-Fa-f]{4}")
_XML_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LONGEST_CALLBACK = 255


def is_callback(name: str) -> bool:
    return len(name) <= LONGEST_CALLBACK and bool(_CALLBACK.fullmatch(name)) and not _ESCAPE.search(name)


def write(answer: Answer, form: str, callback: str | None = None) -> Response:
    """`form` is xml, json or jsonp in exactly this spelling; anything else gives the plain text.

    A callback is repeated in the body of every structured format.
    """
    body = dict(answer.body)
    if callback is not None:
        body["callback"] = callback
    response = Response(_text(body, answer.simple, form), answer.status, answer.headers)
    response.headers["Content-Type"] = f"{TYPES.get(form, 'text/plain')}; charset=utf-8"
    # Pages of other sites load JSONP as a script; whoever reads it has sent name and password.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def refuse_callback() -> Response:
    """For a callback that isn't the name of a function."""
    body = {"errorCode": "400", "error": "Invalid callback parameter"}
    return Response(to_json(body), 400, content_type=f"{TYPES['jsonp']}; charset=utf-8")


def to_json(body: Mapping[str, object]) -> str:
    """ASCII with escaped slashes, since some clients read it with a regular expression."""
    return json.dumps(body, separators=(",", ":")).replace("/", "\\/")


def to_xml(body: Mapping[str, object]) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<root>{"".join(_elements(body))}</root>\n'


def _text(body: Mapping[str, object], simple: str, form: str) -> str:
    if form == "xml":
        return to_xml(body)
    if form == "json":
        return to_json(body)
    if form == "jsonp":
        return f"{body.get('callback', '')}({to_json(body)})"
    return simple


def _elements(body: Mapping[str, object]) -> Iterator[str]:
    """A list is as many elements of one name; a name that XML can't have, such as a date, gets a line in front."""
    for name, value in body.items():
        tag = name if _XML_NAME.fullmatch(name) else f"_{name}"
        for one in value if isinstance(value, list) else [value]:
            inner = "".join(_elements(one)) if isinstance(one, Mapping) else escape(_NOT_IN_XML.sub("", str(one)))
            yield f"<{tag}>{inner}</{tag}>" if inner else f"<{tag}/>"
