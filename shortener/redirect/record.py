"""What the caches hold of a link: all that a redirect needs, and nothing else."""

import msgspec

LIVE, OFF, DELETED = "live", "off", "deleted"

Key = tuple[int, str]  # the id of a domain, and a slug in it


class Record(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A link as seen from one slug. Times are milliseconds UTC; status 0 means the site's setting.

    `slug` is the link's main slug, whichever slug led here; `location` is ASCII, ready for the header.
    """

    link_id: int
    revision_id: int
    domain_id: int
    slug: str
    location: str
    status: int = 0
    forward_query: bool = False
    state: str = LIVE
    starts_at: int | None = None
    ends_at: int | None = None
