"""What each role may do: asked through one function by every face."""

from typing import Literal

from shortener.accounts.tables import Person

ADMIN, EDITOR, VIEWER = "admin", "editor", "viewer"
ROLES = (ADMIN, EDITOR, VIEWER)

Action = Literal["read", "write", "free", "domains", "people", "settings", "webhooks"]
"""read: links and their clicks. write: create, edit, delete, restore. free: hand out a deleted slug again."""

_ALLOWED: dict[str, frozenset[Action]] = {
    ADMIN: frozenset({"read", "write", "free", "domains", "people", "settings", "webhooks"}),
    EDITOR: frozenset({"read", "write"}),
    VIEWER: frozenset({"read"}),
}


def may(person: Person | None, action: Action) -> bool:
    """Whether somebody may do something; nobody and disabled people may do nothing."""
    if person is None or person.disabled_at is not None:
        return False
    return action in _ALLOWED.get(person.role, frozenset())
