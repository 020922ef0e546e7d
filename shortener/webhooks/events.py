"""What is told: the words of the events, and a message for each as it is sent."""

from typing import Any

import msgspec

from shortener.links.tables import Revision
from shortener.links.views import LinkView
from shortener.reports.moments import iso_ms, iso_or_none

CREATED, UPDATED, DELETED = "link.created", "link.updated", "link.deleted"
CLICKS, TEST = "clicks.batch", "webhook.test"
OF_LINKS = (CREATED, UPDATED, DELETED)
EVENTS = (*OF_LINKS, CLICKS)
OF_ACTIONS = {"create": CREATED, "delete": DELETED}  # all others change a link
TIMES = ("starts_at", "ends_at", "created_at", "updated_at", "deleted_at")
TOLD = (
    *("id", "domain", "slug", "target", "title", "notes", "tags", "aliases", "status", "forward_query", "enabled"),
    *("printed", "starts_at", "ends_at", "created_at", "updated_at", "deleted_at", "version"),
)


class Event(msgspec.Struct, frozen=True):
    """`key` is unique among all that a hook is told, without full stops; `body` is what is sent, as JSON."""

    key: str
    name: str
    body: str


def event_of(key: str, name: str, at_ms: int, data: Any) -> Event:
    """`at_ms` is when it happened."""
    told = {"type": name, "timestamp": iso_ms(at_ms), "data": data}
    return Event(key, name, msgspec.json.encode(told).decode())


def link_event(revision: Revision, before: Revision | None) -> Event:
    """A change of a link: what it is now, and of what differs what it was in `before`, the revision just before."""
    name, link = name_of(revision.action), _facts(revision)
    was = {} if before is None else _facts(before)
    data = {
        "action": revision.action,
        "reason": revision.reason,
        "link": link,
        "before": {field: value for field, value in was.items() if value != link[field]},
    }
    return event_of(f"change_{revision.id}", name, revision.changed_at, data)


def name_of(action: str) -> str:
    """The event that an action of `links` is."""
    return OF_ACTIONS.get(action, UPDATED)


def _facts(revision: Revision) -> dict[str, Any]:
    """Of a link nothing that only concerns people here; times as exports write them."""
    view = msgspec.json.decode(revision.state, type=LinkView)
    times = {name: iso_or_none(getattr(view, name)) for name in TIMES}
    return {name: getattr(view, name) for name in TOLD} | times
