"""What a browser loads for a page that it has never seen: the page, and all that the page names, as it is sent."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from urllib.parse import urljoin, urlsplit

from msgspec import Struct

TAG = re.compile(r"<(?:link|script|img|iframe|source|embed|object|video|audio|input)\b[^>]*>")
NAMED = re.compile(r'\s(?:href|src|data|poster)="([^"]*)"')
# Of tags that say where something is, only these are not fetched with the page.
LATER = re.compile(r'\brel="(?!icon|stylesheet|preload|modulepreload)|\bloading="lazy"')
KINDS = (
    ("text/html", "page"),
    ("text/css", "styles"),
    ("text/javascript", "scripts"),
    ("image/", "pictures"),
    ("", "other"),
)


class Sent(Struct, frozen=True):
    """An answer: its status, its type, its text unpacked, and how many bytes of body went over the wire."""

    status: int
    type: str
    text: str
    size: int


class Load(Struct, frozen=True):
    """Of a screen: bytes by kind over the wire, those of styles unpacked, how many requests, and others' addresses."""

    status: int
    bytes: dict[str, int]
    styles: int
    requests: int
    elsewhere: list[str]

    @property
    def total(self) -> int:
        return sum(self.bytes.values())


Ask = Callable[[str], Sent]


def load(ask: Ask, address: str) -> Load:
    """`ask` is told a path of the site. What was asked for and isn't there counts with the size of its answer."""
    page = ask(address)
    urls = {urljoin(f"//here{address}", url) for url in named(page.text)}
    here = sorted(url for url in urls if urlsplit(url).netloc == "here")
    answers = [page, *(ask(url.removeprefix("//here")) for url in here)]
    sizes = dict.fromkeys((kind for _, kind in KINDS), 0)
    for answer in answers:
        sizes[_kind(answer.type)] += answer.size
    styles = sum(len(answer.text.encode()) for answer in answers if _kind(answer.type) == "styles")
    return Load(page.status, sizes, styles, len(answers), sorted(urls - {*here}))


def named(html: str) -> Iterator[str]:
    """Addresses that a browser fetches for this page, once each or more often."""
    for tag in TAG.findall(html):
        if not LATER.search(tag):
            yield from (unescape(url) for url in NAMED.findall(tag) if not url.startswith("data:"))


def _kind(content_type: str) -> str:
    return next(kind for begin, kind in KINDS if content_type.startswith(begin))
