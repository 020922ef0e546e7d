"""One row of a table as a link to be made, and what a link that exists already says differently."""

import unicodedata

from shortener.interop.table import Row
from shortener.links.drafts import Draft
from shortener.links.errors import Refused, shown
from shortener.links.views import LinkView
from shortener.reports.files import unguarded

FORWARD = "forward_query"  # a cell that says so; no column of CSV has this name


def draft_of(row: Row) -> Draft:
    """Raises Refused for what can't be a draft at all; the library judges the rest."""
    cells = {name: unguarded(cell) for name, cell in row.cells.items()}
    slug = cells["slug"].strip() if "slug" in cells else ""
    if not slug:
        raise Refused("slug", "empty", "it has no slug")
    if not cells.get("target", "").strip():
        raise Refused("target", "empty", "it has no target")
    return Draft(
        slug=slug,
        target=cells["target"],
        domain=cells.get("domain", "").strip(),
        title=cells.get("title", ""),
        notes=cells.get("notes", ""),
        tags=tuple(tag.strip() for tag in cells.get("tags", "").split(",") if tag.strip()),
        status=_status(cells.get("status", "").strip()),
        forward_query=cells.get(FORWARD) == FORWARD,
    )


def differences(link: LinkView, draft: Draft) -> list[str]:
    """Names of the fields in which a row says something else than the link; an empty cell says nothing."""
    pairs = {
        "target": (link.target, draft.target.strip()),
        "title": (link.title, draft.title.strip()),
        "notes": (link.notes, draft.notes.strip()),
        "tags": (_folded(link.tags), _folded(draft.tags)),
        "status": (link.status, draft.status),
    }
    return [name for name, (is_now, asked) in pairs.items() if asked and asked != is_now]


def _status(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) == 3):
        raise Refused("status", "syntax", f"The status {shown(text)} is not a number such as 302.")
    return int(text)


def _folded(tags: tuple[str, ...]) -> set[str]:
    return {" ".join(unicodedata.normalize("NFC", tag).split()).casefold() for tag in tags}
