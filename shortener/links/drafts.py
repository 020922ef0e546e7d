"""What people ask for: a new link, or changes to one."""

from msgspec import UNSET, Struct, UnsetType


class Draft(Struct, kw_only=True, frozen=True):
    """A link to be made. An empty slug means a made one, an empty domain the default one; times are ms UTC.

    `legacy`: the target may be one that only YOURLS would take; the link says so where it is. In one that isn't enabled
    it may be such as no enabled one may have.
    `created_at` is when it was made elsewhere, None for now. `as_yourls`: by a program that knows YOURLS; then an old
    target may be an address of this site too, if it isn't a link's.
    """

    target: str
    slug: str = ""
    domain: str = ""
    title: str = ""
    notes: str = ""
    tags: tuple[str, ...] = ()
    owner_id: int | None = None
    status: int | None = None
    forward_query: bool = False
    starts_at: int | None = None
    ends_at: int | None = None
    enabled: bool = True
    printed: bool = False
    printed_reason: str = ""
    public_stats: bool = False
    legacy: bool = False
    created_at: int | None = None
    as_yourls: bool = False


class Edit(Struct, kw_only=True, frozen=True):
    """What changes in a link; UNSET stays as it is. A new slug is a rename: the old one goes on working as an alias.

    `legacy` and `as_yourls` as in a Draft, for a new target.
    """

    target: str | UnsetType = UNSET
    slug: str | UnsetType = UNSET
    title: str | UnsetType = UNSET
    notes: str | UnsetType = UNSET
    tags: tuple[str, ...] | UnsetType = UNSET
    owner_id: int | UnsetType | None = UNSET
    status: int | UnsetType | None = UNSET
    forward_query: bool | UnsetType = UNSET
    starts_at: int | UnsetType | None = UNSET
    ends_at: int | UnsetType | None = UNSET
    enabled: bool | UnsetType = UNSET
    printed: bool | UnsetType = UNSET
    printed_reason: str | UnsetType = UNSET
    public_stats: bool | UnsetType = UNSET
    legacy: bool = False
    as_yourls: bool = False
