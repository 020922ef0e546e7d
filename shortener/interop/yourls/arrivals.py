"""A row of YOURLS' table of links as a link to be made: what must be different here is said."""

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

import msgspec

from shortener.interop.yourls.mending import mended, one_line
from shortener.interop.yourls.moments import moment
from shortener.interop.yourls.report import CHANGED, Finding
from shortener.interop.yourls.tables import Row
from shortener.links.drafts import Draft
from shortener.links.fields import TITLE

_SPACES = re.compile(r"\s")
Note = tuple[Finding, str]


class Arrival(msgspec.Struct, frozen=True):
    """`keyword` is as the log has it; `notes` say what is different in the draft."""

    keyword: str
    draft: Draft
    counter: int
    notes: list[Note]


def arrival_of(row: Row, domain: str) -> Arrival:
    """The library judges what comes of it."""
    keyword = row["keyword"] or ""
    notes: list[Note] = []
    slug, target, title = _mended(row, keyword, notes)
    made_at = moment(row["timestamp"] or "")
    if made_at is None or made_at <= 0:
        notes.append(_note(keyword, "it has no time and counts as made today", row["timestamp"] or ""))
        made_at = None
    draft = Draft(slug=slug, target=target, domain=domain, title=title, created_at=made_at, legacy=True)
    clicks = row["clicks"] or ""
    return Arrival(keyword, draft, int(clicks) if clicks.isdigit() and len(clicks) < 16 else 0, notes)


def _mended(row: Row, keyword: str, notes: list[Note]) -> tuple[str, str, str]:
    texts = []
    for name, change in (("keyword", _slug), ("url", _target), ("title", _title)):
        text, was_wrong = mended(row.get(name) or "")
        wrongs = [f"its {name} {was_wrong}"] if was_wrong else []
        for text, wrong in change(text):
            wrongs += [wrong] if wrong else []
        notes += [_note(keyword, wrong, row.get(name) or "") for wrong in wrongs]
        texts.append(text)
    return texts[0], texts[1], texts[2]


def _slug(keyword: str) -> Iterator[tuple[str, str]]:
    """YOURLS compares addresses undecoded, so a plug-in may have left percent signs in a keyword."""
    decoded = unquote(keyword, errors="strict") if "%" in keyword and _is_utf8(keyword) else keyword
    yield decoded, "its keyword is kept decoded; its address is the same" if decoded != keyword else ""


def _is_utf8(keyword: str) -> bool:
    try:
        unquote(keyword, errors="strict")
    except UnicodeError:
        return False
    return True


def _target(url: str) -> Iterator[tuple[str, str]]:
    """As browsers read a Location header."""
    url = url.strip()
    clean = "".join(one for one in url if unicodedata.category(one) != "Cc")
    yield clean, "control characters in its target are left out" if clean != url else ""
    spaced = _SPACES.sub("%20", clean)
    yield spaced, "spaces in its target are written as %20" if spaced != clean else ""


def _title(title: str) -> Iterator[tuple[str, str]]:
    title = title.strip()
    line = one_line(title) if any(unicodedata.category(one) in {"Cc", "Cs"} for one in title) else title
    yield line, "control characters in its title are left out" if line != title else ""
    short = line if len(line) <= TITLE else line[: TITLE - 1].rstrip() + "…"
    yield short, f"its title is cut to {TITLE} characters" if short != line else ""


def _note(keyword: str, what: str, was: str) -> Note:
    return Finding("link", CHANGED, keyword, f"{what}.", was=was), what
