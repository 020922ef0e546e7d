"""What each role may do."""

from typing import get_args

import pytest

from shortener.accounts.roles import ADMIN, EDITOR, ROLES, VIEWER, Action, kept_to, may
from shortener.accounts.tables import Person

ACTIONS: tuple[Action, ...] = get_args(Action)


def somebody(role: str, disabled_at: int | None = None) -> Person:
    return Person(name="ada", password_hash="", role=role, created_at=0, disabled_at=disabled_at)


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (ADMIN, set(ACTIONS)),
        (EDITOR, {"read", "write", "all", "misses", "tags"}),
        (VIEWER, {"read", "all"}),
        ("emperor", set()),
    ],
)
def test_each_role_may_do_exactly_its_own(role: str, allowed: set[str]) -> None:
    assert {action for action in ACTIONS if may(somebody(role), action)} == allowed


@pytest.mark.parametrize("role", ROLES)
def test_disabled_people_may_do_nothing(role: str) -> None:
    assert not any(may(somebody(role, disabled_at=1), action) for action in ACTIONS)


def test_nobody_may_do_nothing() -> None:
    assert not any(may(None, action) for action in ACTIONS)


@pytest.mark.parametrize(("role", "allowed"), [(EDITOR, {"read", "write"}), (VIEWER, {"read"})])
def test_who_is_kept_to_their_own_links_does_nothing_about_all(role: str, allowed: set[str]) -> None:
    kept = somebody(role)
    kept.id, kept.own_links_only = 7, True
    assert {action for action in ACTIONS if may(kept, action)} == allowed
    assert kept_to(kept) == 7


def test_an_admin_is_never_kept_to_their_own_links() -> None:
    boss = somebody(ADMIN)
    boss.id, boss.own_links_only = 7, True
    assert kept_to(boss) is None
    assert all(may(boss, action) for action in ACTIONS)
