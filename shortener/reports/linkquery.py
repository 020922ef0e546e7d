"""What is asked of a list of links: which of them, and in what order."""

import msgspec

NOBODY = 0  # as an owner: links that belong to no person
CLICKED, SILENT = "some", "none"
PRINTED, TIMED, RENAMED = "printed", "timed", "renamed"


class LinkQuery(msgspec.Struct, frozen=True, kw_only=True):
    """What to list. Empty text means any; `state` is live, off, early, over or deleted, empty all but deleted ones.

    Each word of `search` must stand in a slug, the target, the title or the notes. `owner` is a person's id or NOBODY.
    `since_ms` and `until_ms` are when links were made, the end not included. `kind` is printed, timed (it starts or
    ends some day) or renamed (an old slug still leads there); `clicks` is none or some. What is unknown means any.
    `sort` is created, clicks, slug or last (click); anything else means created. A page beyond the last one means the
    last one.
    """

    search: str = ""
    domain: str = ""
    tag: str = ""
    state: str = ""
    owner: int | None = None
    since_ms: int | None = None
    until_ms: int | None = None
    kind: str = ""
    clicks: str = ""
    sort: str = "created"
    descending: bool = True
    page: int = 1
    per_page: int = 25
