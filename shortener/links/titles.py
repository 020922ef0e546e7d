"""Titles for links that were made without one: what the target's page calls itself, looked up in the background."""

import codecs
import logging
import re
from html.parser import HTMLParser
from typing import Any

from shortener.links.drafts import Edit
from shortener.links.errors import Refused
from shortener.links.library import Library
from shortener.net.fetch import Fetcher, FetchRefused, Page

LONGEST = 300
HEAD = 4096  # bytes in which a page says how it is written (WHATWG HTML, 13.2.3.2, has 1024)
CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# What these names mean on the web (WHATWG Encoding, 4.2).
MEANT = {"iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "ascii": "cp1252", "us-ascii": "cp1252"}

log = logging.getLogger(__name__)


def fetch_title(library: Library, fetcher: Fetcher, payload: dict[str, Any]) -> None:
    """Job: gives a link the title of its page, if it still has none and still leads there.

    Raises:
        FetchFailed: it may be tried again later.
    """
    link_id, target = payload["link"], payload["target"]
    try:
        if (title := title_of(fetcher.get(target))) and _waits(library, link_id, target):
            library.edit(link_id, Edit(title=title), None, reason="title of the page")
    except (FetchRefused, Refused) as error:
        log.info("Link %s gets no title: %s", link_id, error)


def title_of(page: Page) -> str:
    """In one line, as long as a title may be; empty where the page is none or has none."""
    if page.status != 200 or "html" not in page.headers.get("content-type", "text/html").lower():
        return ""
    reader = _Title()
    reader.feed(_text(page))
    return " ".join("".join(reader.found).split())[:LONGEST].strip()


def _waits(library: Library, link_id: int, target: str) -> bool:
    link = library.get(link_id)
    return not link.title and link.target == target and link.deleted_at is None


def _text(page: Page) -> str:
    for mark, name in MARKS:
        if page.body.startswith(mark):
            return page.body.decode(name, errors="replace")
    said = CHARSET.search(page.headers.get("content-type", "").encode()) or CHARSET.search(page.body[:HEAD])
    name = said[1].decode("ascii", errors="replace").lower() if said else "utf-8"
    try:
        return page.body.decode(MEANT.get(name, name), errors="replace")
    except LookupError:
        return page.body.decode("utf-8", errors="replace")


class _Title(HTMLParser):
    """Collects the first title of a page, which is no drawing's."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._inside = self._done = False
        self._drawing = 0

    def handle_starttag(self, tag: str, _attributes: list[tuple[str, str | None]]) -> None:
        self._drawing += tag == "svg"
        self._inside = self._inside or (tag == "title" and not self._drawing and not self._done)

    def handle_endtag(self, tag: str) -> None:
        self._drawing -= tag == "svg" and self._drawing > 0
        if tag == "title" and self._inside:
            self._inside, self._done = False, True

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found.append(data)
