"""What each role may do."""

from typing import get_args

import pytest

from shortener.accounts.roles import ADMIN, EDITOR, ROLES, VIEWER, Action, may
from shortener.accounts.tables import Person

ACTIONS: tuple[Action, ...] = get_args(Action)


def somebody(role: str, disabled_at: int | None = None) -> Person:
    return Person(name="ada", password_hash="", role=role, created_at=0, disabled_at=disabled_at)


@pytest.mark.parametrize(
    ("role", "allowed"), [(ADMIN, set(ACTIONS)), (EDITOR, {"read", "write"}), (VIEWER, {"read"}), ("emperor", set())]
)
def test_each_role_may_do_exactly_its_own(role: str, allowed: set[str]) -> None:
    assert {action for action in ACTIONS if may(somebody(role), action)} == allowed


@pytest.mark.parametrize("role", ROLES)
def test_disabled_people_may_do_nothing(role: str) -> None:
    assert not any(may(somebody(role, disabled_at=1), action) for action in ACTIONS)


def test_nobody_may_do_nothing() -> None:
    assert not any(may(None, action) for action in ACTIONS)
