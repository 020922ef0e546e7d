"""What the faces and reports see of links, their history and domains; times are milliseconds UTC."""

from typing import Any, Literal, get_args

from msgspec import Struct

State = Literal["live", "off", "early", "over", "deleted"]
STATES: tuple[State, ...] = get_args(State)


class LinkView(Struct, frozen=True):
    """A link with its main slug, as one value. Aliases on another domain than the main slug's read "domain/slug"."""

    id: int
    domain: str
    domain_id: int
    slug: str
    target: str
    title: str
    notes: str
    tags: tuple[str, ...]
    owner_id: int | None
    status: int | None
    forward_query: bool
    starts_at: int | None
    ends_at: int | None
    enabled: bool
    printed: bool
    printed_reason: str
    created_at: int
    created_by_id: int | None
    updated_at: int
    updated_by_id: int | None
    deleted_at: int | None
    version: int
    aliases: tuple[str, ...]
    public_stats: bool | None = None
    legacy: bool = False

    def state(self, now: int) -> State:
        """What a visitor meets at a time."""
        if self.deleted_at is not None:
            return "deleted"
        if not self.enabled:
            return "off"
        if self.starts_at is not None and now < self.starts_at:
            return "early"
        if self.ends_at is not None and now >= self.ends_at:
            return "over"
        return "live"


class RevisionView(Struct, frozen=True):
    """One state of a link from `changed_at` on; `state` is the LinkView of then as plain data."""

    number: int
    changed_at: int
    changed_by_id: int | None
    action: str
    reason: str
    domain: str
    slug: str
    target: str
    state: dict[str, Any]


class DomainView(Struct, frozen=True):
    """A host that links are printed with; `alias_of` is the host it stands for, `links` counts those not deleted."""

    id: int
    host: str
    alias_of: str | None
    is_default: bool
    links: int
