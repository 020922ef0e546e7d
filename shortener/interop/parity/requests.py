"""Parity, step 1: what to ask, from an access log or from all links. Only what asks for a link is ever asked again."""

import functools
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple
from urllib.parse import quote, urlsplit

import msgspec

from shortener.bulk.table import BadFile
from shortener.interop.packed import unpacked
from shortener.links.everything import slug_pages
from shortener.net.paths import read_path
from shortener.stores import Database

LONGEST_LINE = 65_536
MOST_DISTINCT = 1_000_000
TOLD_EACH, REMEMBERED = 10_000, 65_536
PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
_LINE = re.compile(rb'"(?P<method>[A-Z]+) (?P<target>(?:[^"\\ ]|\\.)+) HTTP/[0-9.]+"')
_ESCAPE = re.compile(rb"\\x([0-9A-Fa-f]{2})|\\(.)")


class Request(NamedTuple):
    """`path` is printable ASCII with the query, as it is sent; `times` says how often people asked for it."""

    method: str
    path: str
    times: int = 1

    @property
    def raw_path(self) -> bytes:
        return self.path.partition("?")[0].encode()

    @property
    def query(self) -> str:
        return self.path.partition("?")[2]


class Log(msgspec.Struct):
    """What a log has: its lines, those of methods other than GET and HEAD, such as can't be read, those that ask for
    no link and so are never asked again, and those left out because there were too many different ones before.
    """

    lines: int = 0
    other_methods: int = 0
    unreadable: int = 0
    not_links: int = 0
    beyond: int = 0
    requests: Counter[tuple[str, str]] = msgspec.field(default_factory=Counter)

    def most_common(self, limit: int | None) -> Iterator[Request]:
        """Each different request once, the most frequent first."""
        for (method, path), count in self.requests.most_common(limit):
            yield Request(method, path, count)


def read_log(stream: BinaryIO, progress: Callable[[int], object] = lambda _bytes: None) -> Log:
    """The common or combined format, plain or gzip. Raises BadFile where no line is a request.

    `progress` hears how many bytes of a file are read so far.
    """
    log = Log()
    try:
        plain = unpacked(stream)
        while line := plain.readline(LONGEST_LINE):
            _note(log, line)
            if log.lines % TOLD_EACH == 0 and stream.seekable():
                progress(stream.tell())
    except (OSError, EOFError, zlib.error) as error:
        raise BadFile(f"can't be unpacked: {error or 'it breaks off'}.") from error
    if log.unreadable == log.lines:
        raise BadFile("has no request in it; wanted lines in the common or combined format of web servers.")
    return log


def requests_of_links(database: Database, domain_id: int) -> Iterator[Request]:
    """GET of every slug of a domain, alias or deleted too."""
    for page in slug_pages(database, domain_id):
        yield from (Request("GET", "/" + quote(one.slug, safe="/!$&'()*+,;=:@~")) for one in page)


def _note(log: Log, line: bytes) -> None:
    log.lines += 1
    matched = _LINE.search(line)
    if matched is None:
        log.unreadable += 1
    elif (method := matched["method"].decode()) not in {"GET", "HEAD"}:
        log.other_methods += 1
    elif (path := _asked(matched["target"])) is None:
        log.not_links += 1
    elif (method, path) in log.requests or len(log.requests) < MOST_DISTINCT:
        log.requests[method, path] += 1
    else:
        log.beyond += 1


@functools.lru_cache(maxsize=REMEMBERED)
def _asked(target: bytes) -> str | None:
    """The path to ask again; None for what asks for no link."""
    path = _path(target)
    return path if path is not None and _asks_for_link(path) else None


def _path(target: bytes) -> str | None:
    """As it came, once what the log escaped is undone; of a whole URL the path."""
    plain = _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]) if found[1] else found[2], target)
    text = quote(plain, safe=PRINTABLE)
    if text.startswith(("http://", "https://")):
        try:
            parts = urlsplit(text)
        except ValueError:
            return None
        text = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return text.partition("#")[0] if text.startswith("/") else None


def _asks_for_link(path: str) -> bool:
    """Pages and programs are left alone: with YOURLS, a mere GET of some makes a link."""
    raw = path.partition("?")[0].encode()
    return not read_path(raw)[1] and not raw.lower().endswith(b".php")
