"""A row of YOURLS' table of links as a link to be made: what must be different here is said."""

import re
import unicodedata
from collections.abc import Callable, Mapping
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
    return Arrival(
        keyword, draft, int(clicks) if clicks.isascii() and clicks.isdigit() and len(clicks) < 16 else 0, notes
    )


def _mended(row: Row, keyword: str, notes: list[Note]) -> tuple[str, str, str]:
    texts = []
    for name, changes in CHANGES.items():
        was = row.get(name) or ""
        text, wrong = mended(was)
        wrongs = [f"its {name} {wrong}"] if wrong else []
        for change, why in changes:
            changed = change(text)
            wrongs += [why] if changed != text else []
            text = changed
        notes += [_note(keyword, why, was) for why in wrongs]
        texts.append(text)
    return texts[0], texts[1], texts[2]


def decoded(keyword: str) -> str:
    """YOURLS compares addresses undecoded, so a plug-in may have left percent signs in a keyword."""
    try:
        return unquote(keyword, errors="strict")
    except UnicodeError:
        return keyword


def _visible(url: str) -> str:
    return "".join(one for one in url if unicodedata.category(one) != "Cc")


def _spaced(url: str) -> str:
    """As browsers read a Location header."""
    return _SPACES.sub("%20", url)


def _in_one_line(title: str) -> str:
    return one_line(title) if any(unicodedata.category(one) in {"Cc", "Cs"} for one in title) else title


def _short(title: str) -> str:
    return title if len(title) <= TITLE else title[: TITLE - 1].rstrip() + "…"


def _note(keyword: str, what: str, was: str) -> Note:
    return Finding("link", CHANGED, keyword, f"{what}.", was=was), what


CHANGES: Mapping[str, list[tuple[Callable[[str], str], str]]] = {
    "keyword": [(decoded, "its keyword is kept decoded; its address is the same")],
    "url": [
        (str.strip, "space around its target is left out"),
        (_visible, "control characters in its target are left out"),
        (_spaced, "spaces in its target are written as %20"),
    ],
    "title": [
        (str.strip, "space around its title is left out"),
        (_in_one_line, "control characters in its title are left out"),
        (_short, f"its title is cut to {TITLE} characters"),
    ],
}
