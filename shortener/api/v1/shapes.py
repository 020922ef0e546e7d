"""Links as the REST API takes and gives them; the document and the code know them from here alone."""

import datetime as dt
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from shortener.links.fields import NOTES, REASON, TAG, TAGS, TITLE
from shortener.links.tables import SLUG_LENGTH
from shortener.links.target import LONGEST
from shortener.links.views import State

Target = Annotated[str, Meta(min_length=1, max_length=LONGEST, description="Where it leads.")]
SlugText = Annotated[str, Meta(max_length=SLUG_LENGTH, description="The printed part, slashes and all.")]
Title = Annotated[str, Meta(max_length=TITLE)]
Notes = Annotated[str, Meta(max_length=NOTES)]
Reason = Annotated[str, Meta(max_length=REASON, description="Why; kept in the history. A printed link wants one.")]
Tags = Annotated[tuple[Annotated[str, Meta(max_length=TAG)], ...], Meta(max_length=TAGS)]
Status = Literal[301, 302, 303, 307, 308]
Owner = Annotated[str, Meta(description="Name of a person; null for nobody.")]
Time = Annotated[dt.datetime, Meta(tz=True)]
Told = Annotated[str, Meta(extra_json_schema={"format": "date-time"})]


class Link(Struct, kw_only=True, forbid_unknown_fields=True):
    """A link. `status` null means the site's own; `version` counts its changes; an alias is a slug that it had.

    `state` is what a visitor meets now. A `legacy` link leads where only old ones may. `clicks` are those known one by
    one; `clicks_before` are what another system counted beside them. `yourls_clicks` is what YOURLS' own counter said
    when the link came from there: it holds the clicks of its log too.
    """

    id: int
    url: str
    domain: str
    slug: str
    aliases: tuple[str, ...]
    target: str
    title: str
    notes: str
    tags: tuple[str, ...]
    owner: str | None
    status: Status | None
    forward_query: bool
    starts_at: Told | None
    ends_at: Told | None
    enabled: bool
    printed: bool
    printed_reason: str
    public_stats: bool
    state: State
    legacy: bool
    clicks: int
    clicks_before: int
    yourls_clicks: int
    last_click_at: Told | None
    created_at: Told
    updated_at: Told
    deleted_at: Told | None
    version: int


class NewLink(Struct, kw_only=True, forbid_unknown_fields=True):
    """A link to be made. Without a slug it gets a random one, without an owner that of the key."""

    target: Target
    slug: SlugText = ""
    domain: str = ""
    title: Title = ""
    notes: Notes = ""
    tags: Tags = ()
    owner: Owner | UnsetType | None = UNSET
    status: Status | None = None
    forward_query: bool = False
    starts_at: Time | None = None
    ends_at: Time | None = None
    enabled: bool = True
    printed: bool = False
    printed_reason: Title = ""
    public_stats: bool = False


class Details(Struct, kw_only=True, forbid_unknown_fields=True):
    """Of a link that is there; what is left out stays as it is."""

    title: Title | UnsetType = UNSET
    notes: Notes | UnsetType = UNSET
    tags: Tags | UnsetType = UNSET
    owner: Owner | UnsetType | None = UNSET
    status: Status | UnsetType | None = UNSET
    forward_query: bool | UnsetType = UNSET
    starts_at: Time | UnsetType | None = UNSET
    ends_at: Time | UnsetType | None = UNSET
    enabled: bool | UnsetType = UNSET
    printed: bool | UnsetType = UNSET
    printed_reason: Title | UnsetType = UNSET
    public_stats: bool | UnsetType = UNSET
    reason: Reason = ""


class Changes(Details, kw_only=True, forbid_unknown_fields=True):
    """What changes in a link; what is left out stays. A new slug is a rename: the old one goes on working."""

    target: Target | UnsetType = UNSET
    slug: SlugText | UnsetType = UNSET


class PutLink(Details, kw_only=True, forbid_unknown_fields=True):
    """What a slug shall be; of a link that is there, what is left out stays as it is."""

    target: Target


class Links(Struct, kw_only=True, forbid_unknown_fields=True):
    """Some links. `next` and `previous` are cursors, null at an end. With `more` there are more than `total`."""

    links: list[Link]
    total: int
    more: bool
    next: str | None
    previous: str | None


def given(asked: Struct) -> dict[str, Any]:
    """The fields that were sent, by name, times as milliseconds UTC; without those that are no fields of a link."""
    sent = {name: value for name, value in msgspec.structs.asdict(asked).items() if value is not UNSET}
    sent.pop("reason", None)
    return {name: _ms(value) if isinstance(value, dt.datetime) else value for name, value in sent.items()}


def _ms(at: dt.datetime) -> int:
    return (at - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(milliseconds=1)
