"""One row of a table as a link to be made, and what a link that exists already says differently."""

import unicodedata

import msgspec

from shortener.bulk.table import Row
from shortener.links.drafts import Draft, Edit
from shortener.links.errors import Refused, shown
from shortener.links.views import LinkView
from shortener.reports.files import unguarded
from shortener.sentences import Words

FORWARD = "forward_query"  # a cell that says so; no column of CSV has this name


def draft_of(row: Row, *, nameless: bool = False) -> Draft:
    """Raises Refused for what can't be a draft at all; the library judges the rest. `nameless`: the slug may lack."""
    cells = {name: unguarded(cell) for name, cell in row.cells.items()}
    slug = cells["slug"].strip() if "slug" in cells else ""
    if not slug and not nameless:
        raise Refused("slug", "empty", Words("it has no slug"))
    if not cells.get("target", "").strip():
        raise Refused("target", "empty", Words("it has no target"))
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


def changed_fields(link: LinkView, draft: Draft) -> tuple[tuple[str, object, object], ...]:
    """Name, before and after of what a row says differently than the link; an empty cell says nothing."""
    asked = {
        "target": draft.target.strip(),
        "title": draft.title.strip(),
        "notes": draft.notes.strip(),
        "tags": draft.tags,
        "status": draft.status,
    }
    pairs = ((name, getattr(link, name), after) for name, after in asked.items() if after)
    return tuple((name, before, after) for name, before, after in pairs if not _same(before, after))


def given_fields(row: Row) -> tuple[tuple[str, object], ...]:
    """Name and value of what a row says of its new link beside slug, domain and target."""
    draft = draft_of(row, nameless=True)
    given = {"title": draft.title.strip(), "tags": draft.tags, "notes": draft.notes.strip(), "status": draft.status}
    return tuple((name, value) for name, value in given.items() if value)


def edit_of(changes: tuple[tuple[str, object, object], ...], *, back: bool = False) -> Edit:
    """The edit that makes such changes, or takes them back: then a target may be as old links have it."""
    asked = {name: before if back else after for name, before, after in changes}
    return msgspec.convert(asked | {"legacy": back}, Edit)


def _same(before: object, after: object) -> bool:
    if isinstance(before, tuple) and isinstance(after, tuple):
        return _folded(before) == _folded(after)
    return before == after


def _status(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) == 3):
        raise Refused("status", "syntax", Words("The status %(text)s is not a number such as 302.", text=shown(text)))
    return int(text)


def _folded(tags: tuple[str, ...]) -> set[str]:
    return {" ".join(unicodedata.normalize("NFC", tag).split()).casefold() for tag in tags}
