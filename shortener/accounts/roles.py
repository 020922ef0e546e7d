"""What each role may do: asked through one function by every face."""

from typing import Literal

from shortener.accounts.tables import Person

ADMIN, EDITOR, VIEWER = "admin", "editor", "viewer"
ROLES = (ADMIN, EDITOR, VIEWER)

Action = Literal["read", "write", "all", "misses", "tags", "free", "domains", "people", "settings", "webhooks"]
"""read: links and their clicks. write: create, edit, delete, restore. free: hand out a deleted slug again.

all: what tells of everybody's links at once. misses: decide about slugs that were asked for in vain.
tags: rename, colour, merge and remove them, on all links.
"""
ABOUT_ALL: frozenset[Action] = frozenset({"all", "misses", "tags"})

_ALLOWED: dict[str, frozenset[Action]] = {
    ADMIN: frozenset({"read", "write", "all", "misses", "tags", "free", "domains", "people", "settings", "webhooks"}),
    EDITOR: frozenset({"read", "write", "all", "misses", "tags"}),
    VIEWER: frozenset({"read", "all"}),
}


def may(person: Person | None, action: Action) -> bool:
    """Whether somebody may do something; nobody and disabled people may do nothing."""
    if person is None or person.disabled_at is not None:
        return False
    if action in ABOUT_ALL and kept_to(person) is not None:
        return False
    return action in _ALLOWED.get(person.role, frozenset())


def kept_to(person: Person) -> int | None:
    """Whose links alone a person may see and change, by id: their own, for all that there are in the library.

    None for no such limit. Admins have none: they could lift it anyway.
    """
    return person.id if person.own_links_only and person.role != ADMIN else None
