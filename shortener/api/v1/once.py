"""Idempotency-Key: what a program sends again, since it never heard an answer, is answered as the first time."""

import hashlib
import re
from collections.abc import Callable

from flask import Response, request

from shortener.accounts import answers
from shortener.accounts.answers import Kept
from shortener.accounts.errors import AccountRefused
from shortener.api.v1.refusals import BadQuestion, Turned
from shortener.clock import now_ms
from shortener.web.services import services

HEADER, REPLAYED, LONGEST = "Idempotency-Key", "Idempotent-Replayed", 255
NAME = f'^"?[!#-~]{{1,{LONGEST}}}"?$'  # as it is, or in quotes
KEPT_HEADERS = ("Location", "ETag", "Content-Type")


def once(key_id: int, do: Callable[[], Response]) -> Response:
    """Does it, or answers as it was answered before. Raises BadQuestion for a header that can be none, and Turned."""
    name = _name()
    if name is None:
        return do()
    before = _begun(key_id, name)
    if before is not None:
        return Response(before.body, before.status, {**before.headers, REPLAYED: "true"})
    return _done(key_id, name, do)


def without(secret: str) -> None:
    """What was answered is kept without this text."""
    request.environ["shortener.secret"] = secret


def _done(key_id: int, name: str, do: Callable[[], Response]) -> Response:
    database = services().database
    try:
        response = do()
    except BaseException:
        answers.forget(database, key_id, name)  # its transaction is undone, so it may be asked anew
        raise
    headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    answers.keep(database, key_id, name, Kept(response.status_code, headers, _kept_text(response)))
    return response


def _kept_text(response: Response) -> str:
    body, secret = response.get_data(as_text=True), request.environ.get("shortener.secret", "")
    return body.replace(secret, "") if secret else body


def _begun(key_id: int, name: str) -> Kept | None:
    try:
        return answers.begin(services().database, key_id, name, _asked(), now_ms())
    except AccountRefused as refused:
        status = 422 if refused.code == "reused" else 409
        raise Turned(
            status, refused.code, str(refused), {"Retry-After": "1"} if refused.code == "busy" else {}
        ) from refused


def _name() -> str | None:
    given = request.headers.get(HEADER)
    if given is None:
        return None
    if not re.match(NAME, given):
        raise BadQuestion(f"{HEADER} must be 1 to {LONGEST} printable ASCII characters without spaces.")
    return given.strip('"')


def _asked() -> str:
    parts = (request.method, request.full_path, request.mimetype)
    told = hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass"))
    told.update(b"\0" + request.get_data())
    return told.hexdigest()
