"""Targets that only YOURLS would take: kept where that is asked for, marked, and never a way back to this site."""

import pytest

from shortener.links.drafts import Draft, Edit
from shortener.links.errors import Refused
from shortener.links.library import Library
from shortener.links.target import check_legacy
from shortener.links.views import LinkView
from tests.links.asking import refused

OLD = [
    "relative/path",
    "/absolute",
    "https://ada:pw@example.org/",
    "steam://run/1",
    "https://example.org:99999/",
    "a:b",
]


@pytest.mark.parametrize("target", OLD)
def test_an_old_target_is_kept_where_it_is_asked_for(library: Library, target: str) -> None:
    with pytest.raises(Refused):
        library.create(Draft(target=target), None)
    made = library.create(Draft(target=f" {target} ", legacy=True), None)
    assert (made.target, made.legacy) == (target, True)


def test_a_usual_target_is_no_old_one(library: Library) -> None:
    assert not library.create(Draft(target="https://example.org/", legacy=True), None).legacy


@pytest.mark.alike
@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("", "empty"),
        ("x" * 9000, "length"),
        ("a\0b", "control"),
        ("a b", "syntax"),
        ("javascript:alert(1)", "scheme"),
        ("data:text/html,x", "scheme"),
        ("http://rpf.io/x", "loop"),
        ("//RPF.io:8000/x", "loop"),
        ("http://ada@rpf.io/x", "loop"),
    ],
)
def test_what_must_not_be_followed_is_refused_all_the_same(library: Library, target: str, code: str) -> None:
    error = refused(lambda: library.create(Draft(target=target, legacy=True), None))
    assert (error.field, error.code) == ("target", code)


def test_an_edit_makes_it_a_usual_one_and_is_held_to_the_rules(library: Library) -> None:
    made = library.create(Draft(target="/absolute", legacy=True), None)
    assert library.edit(made.id, Edit(title="New", target="/absolute"), None).legacy
    assert refused(lambda: library.edit(made.id, Edit(target="/other"), None)).code == "scheme"
    assert library.edit(made.id, Edit(target="/other", legacy=True), None).legacy
    assert not library.edit(made.id, Edit(target="https://example.org/"), None).legacy


def test_a_link_that_is_found_while_nobody_else_writes_is_not_made_again(library: Library) -> None:
    draft = Draft(target="https://example.org/")

    def find() -> LinkView | None:
        return next(iter(library.by_target(draft.target)), None)

    first, again = (library.find_or_create(find, draft, None) for _ in range(2))
    assert (first[1], again) == (True, (first[0], False))


def test_check_alone_needs_no_site() -> None:
    assert check_legacy("tel:+44", lambda _host, _port: True) == "tel:+44"


@pytest.mark.parametrize("target", ["javascript:alert(1)", "data:text/html,x", "unknown:x", "http://rpf.io/x"])
def test_what_must_not_be_followed_can_rest_and_is_never_enabled(library: Library, target: str) -> None:
    made = library.create(Draft(target=target, legacy=True, enabled=False), None)
    assert (made.target, made.legacy, made.enabled) == (target, True, False)
    assert refused(lambda: library.edit(made.id, Edit(enabled=True), None)).field == "target"
    assert (
        refused(lambda: library.edit(made.id, Edit(enabled=True, target=target, legacy=True), None)).field == "target"
    )
    assert not library.get(made.id).enabled
    assert library.edit(made.id, Edit(title="New"), None).target == target
    assert library.edit(made.id, Edit(enabled=True, target="https://example.org/"), None).enabled


def test_an_old_target_that_rests_can_be_enabled_again(library: Library) -> None:
    made = library.create(Draft(target="steam://run/1", legacy=True, enabled=False), None)
    assert library.edit(made.id, Edit(enabled=True), None).enabled


def test_without_asking_for_it_nothing_rests_that_may_not_be_followed(library: Library) -> None:
    assert refused(lambda: library.create(Draft(target="javascript:alert(1)", enabled=False), None)).code == "scheme"
