"""The headers of a request that a redirect and its visit read, by whichever server they came."""

from collections.abc import Iterable, Mapping

from shortener.net.client import FORWARDED_FOR

Headers = Iterable[tuple[bytes, bytes]]
Known = Mapping[bytes, bytes]  # those that count, by lower-case name

HOST = b"host"
READ = frozenset(
    {HOST, b"user-agent", b"referer", b"accept-language", b"sec-purpose", b"dnt", b"sec-gpc", FORWARDED_FOR}
)


def read_headers(headers: Headers) -> Known:
    """Those that count, by lower-case name; of a repeated one the last, but of forwarded addresses all."""
    known: dict[bytes, bytes] = {}
    for name, value in headers:
        if name in READ:
            known[name] = known[name] + b"," + value if name == FORWARDED_FOR and name in known else value
    return known
