"""Reads what visitors send in one go; a request that is in the least unusual is left to a whole HTTP parser."""

import re
from typing import NamedTuple

from shortener.net.headers import READ

# They say where a request ends, or what becomes of its connection.
DECISIVE = frozenset(
    {
        b"connection",
        b"content-length",
        b"expect",
        b"http2-settings",
        b"keep-alive",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)
STAYS = {b"connection: keep-alive": True, b"connection: close": False}
FIRST_LINE = re.compile(rb"(GET|HEAD) (/[!-\"$->@-~]*)(?:\?([!-\"$-~]*))? HTTP/1\.1")
CONTROLS = bytes(code for code in range(0x20) if code != ord("\t")) + b"\x7f"


class Plain(NamedTuple):
    """GET or HEAD of a path; `headers` are those of READ, in lower case; `stays`: the connection is used again."""

    method: str
    path: bytes
    query: bytes
    headers: dict[bytes, bytes]
    stays: bool


def read_plain(data: bytes) -> Plain | None:
    """The one request by HTTP/1.1 that these bytes are; None when they aren't exactly that, or it isn't plain."""
    lines = data.split(b"\r\n")
    first = FIRST_LINE.fullmatch(lines[0])
    if first is None or lines.pop() or not lines or lines.pop():
        return None
    # Two bytes a line break and no other control character: no bare line break, and nothing that hides in a value.
    if len(data) - len(data.translate(None, CONTROLS)) != 2 * len(lines) + 2:
        return None
    headers: dict[bytes, bytes] = {}
    stays: bool | None = None
    for line in lines[1:]:
        name, colon, value = line.partition(b":")
        name = name.lower()
        if name in READ:
            if name in headers or not colon:
                return None
            headers[name] = value.strip(b" \t")
        elif name in DECISIVE:
            if stays is not None or line.lower() not in STAYS:
                return None
            stays = STAYS[line.lower()]
        elif not colon or not name.replace(b"-", b"").isalnum():
            return None
    method, path, query = first.groups(b"")
    return Plain(method.decode(), path, query, headers, stays is not False)
