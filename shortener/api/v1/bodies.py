"""The JSON that a request brings and the JSON that an answer is."""

from collections.abc import Mapping
from typing import Any

import msgspec
from flask import Response, abort, request

from shortener.api.v1.refusals import Turned


def read_body(kind: Any, types: tuple[str, ...], most_bytes: int | None = None) -> Any:
    """The body as that type. Raises Turned where it isn't one, and 413 and 415 as any page does."""
    if request.mimetype not in types:
        abort(415, f"Send JSON, and say so: Content-Type: {types[0]}.")
    if most_bytes is not None:
        request.max_content_length = most_bytes
    data = request.get_data()
    if request.content_length is None and len(data) >= (request.max_content_length or len(data) + 1):
        abort(413)  # in chunks, of which no more than that is read
    if not data:
        raise Turned(400, "bad-body", "The body is empty; send what is asked for as JSON.")
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Turned(400, "bad-body", f"The body can’t be used: {error}.") from error


def reply(found: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    response = Response(msgspec.json.encode(found), status, mimetype="application/json")
    response.headers.update(dict(headers or {}))
    return response
