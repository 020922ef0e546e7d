"""A batch is judged without changing anything, then does exactly that, and is taken back as a whole."""

import pytest

from shortener.bulk.applying import changes_of
from shortener.bulk.tables import APPLIED, APPLYING, CHECKING, READY, UNDOING, UNDONE
from shortener.links.drafts import Draft, Edit
from shortener.links.errors import Refused
from shortener.links.library import Library
from tests.bulk.conftest import Bench

FILE = """slug,target,title,tags
new,https://example.org/new,New,
old,https://example.org/moved,,"fair, may"
same,https://example.org/same,,
,https://example.org/,,
bad slug,https://example.org/,,
new,https://example.org/twice,,
"""


@pytest.fixture
def ids(library: Library) -> dict[str, int]:
    drafts = [
        Draft(target=f"https://example.org/{slug}", slug=slug, title="Kept", tags=("food",)) for slug in ("old", "same")
    ]
    return {draft.slug: library.create(draft, None).id for draft in drafts}


def test_a_dry_run_says_what_each_row_would_do_and_does_nothing(
    bench: Bench, library: Library, ids: dict[str, int]
) -> None:
    batch = bench.checked(FILE)
    rows = bench.rows(batch)
    assert (batch.state, batch.done) == (READY, 6)
    assert [row.verdict for row in rows] == ["created", "changed", "unchanged", "refused", "refused", "refused"]
    assert changes_of(rows[1]) == (
        ("target", "https://example.org/old", "https://example.org/moved"),
        ("tags", ["food"], ["fair", "may"]),
    )
    assert (rows[1].link_id, rows[1].version) == (ids["old"], 1)
    assert [row.reason for row in rows[3:]] == [
        "it has no slug",
        "The slug “bad slug” has a space in it; use a hyphen instead",
        "line 2 has the same slug with something else beside it",
    ]
    assert library.find("", "new") is None
    assert library.get(ids["old"]).version == 1


def test_a_dry_run_says_which_slugs_read_badly_or_like_others(
    bench: Bench, library: Library, ids: dict[str, int]
) -> None:
    rows = "".join(f"{slug},https://example.org/{slug}\n" for slug in ("O1D", "sh1t", "fine", "F-ine", "good"))
    batch = bench.checked(f"slug,target\n{rows}")
    assert [(row.verdict, row.reason) for row in bench.rows(batch)] == [
        ("created", "on paper its slug looks like “old”"),
        ("created", "some people will read a rude word in its slug"),
        ("created", ""),
        ("created", "on paper its slug looks like “fine”"),
        ("created", ""),
    ]
    assert bench.told(bench.step(batch, APPLYING)) == ["done"] * 5


def test_links_of_others_are_not_betrayed_by_what_a_slug_looks_like(library: Library, ids: dict[str, int]) -> None:
    assert library.alike("", ["O1D", "new"]) == {"O1D": "old"}
    assert library.of(1).alike("", ["O1D", "new"]) == {}


def test_it_does_what_it_said_and_is_undone_with_its_slugs_free_again(
    bench: Bench, library: Library, ids: dict[str, int]
) -> None:
    batch = bench.step(bench.checked(FILE), APPLYING)
    assert (batch.state, bench.told(batch)) == (APPLIED, ["done", "done", "same", "refused", "refused", "refused"])
    made, changed = library.find("", "new"), library.get(ids["old"])
    assert made is not None
    assert (made.title, made.owner_id, made.created_by_id) == ("New", 1, 1)
    assert (changed.target, changed.tags, changed.title) == ("https://example.org/moved", ("fair", "may"), "Kept")
    batch = bench.step(batch, UNDOING)
    assert (batch.state, bench.told(batch)[:3]) == (UNDONE, ["undone", "undone", "same"])
    back = library.get(ids["old"])
    assert (back.target, back.tags) == ("https://example.org/old", ("food",))
    assert library.history(ids["old"])[0].reason == "Undone"
    assert library.get(made.id).deleted_at is not None
    again = bench.step(bench.step(batch, CHECKING), APPLYING)
    assert bench.told(again)[:3] == ["done", "done", "same"]


def test_what_changed_in_between_is_left_and_told(bench: Bench, library: Library, ids: dict[str, int]) -> None:
    batch = bench.checked(FILE)
    library.edit(ids["old"], Edit(title="Somebody’s"), None)
    library.create(Draft(target="https://example.org/theirs", slug="new"), None)
    batch = bench.step(batch, APPLYING)
    rows = bench.rows(batch)
    assert [row.outcome for row in rows[:3]] == ["left", "left", "same"]
    assert "is taken: it leads to “https://example.org/theirs”" in rows[0].reason
    assert "Somebody changed this link in the meantime" in rows[1].reason
    assert library.get(ids["old"]).target == "https://example.org/old"


def test_undoing_leaves_what_somebody_changed_since(bench: Bench, library: Library, ids: dict[str, int]) -> None:
    batch = bench.step(bench.checked(FILE), APPLYING)
    library.edit(ids["old"], Edit(target="https://example.org/later"), None)
    batch = bench.step(batch, UNDOING)
    assert bench.told(batch)[:2] == ["undone", "kept"]
    assert library.get(ids["old"]).target == "https://example.org/later"


def test_links_that_exist_are_left_unless_they_may_be_changed(
    bench: Bench, library: Library, ids: dict[str, int]
) -> None:
    rows = bench.rows(bench.checked(FILE, change=False))
    assert (rows[1].verdict, rows[1].reason) == (
        "refused",
        "the link exists already and leads to “https://example.org/old”; it was left so",
    )


def test_a_printed_link_wants_a_reason_which_its_history_keeps(bench: Bench, library: Library) -> None:
    link = library.create(Draft(target="https://example.org/a", slug="a", printed=True), None)
    text = "slug,target\na,https://example.org/b\n"
    assert "give a reason" in bench.rows(bench.checked(text))[0].reason
    bench.step(bench.checked(text, reason="Reprinted"), APPLYING)
    assert library.history(link.id)[0].reason == "Reprinted"


def test_one_link_is_not_changed_twice_through_its_alias(bench: Bench, library: Library) -> None:
    link = library.create(Draft(target="https://example.org/a", slug="a"), None)
    library.edit(link.id, Edit(slug="b"), None)
    rows = bench.rows(bench.checked("slug,target\na,https://example.org/1\nb,https://example.org/2\n"))
    assert [row.verdict for row in rows] == ["changed", "refused"]
    assert rows[1].reason == "line 2 changes the same link"


def test_a_step_begins_once(bench: Bench, ids: dict[str, int]) -> None:
    batch = bench.step(bench.checked(FILE), APPLYING)
    with pytest.raises(Refused, match="Somebody was quicker"):
        bench.step(batch, APPLYING)
    with pytest.raises(Refused, match="Somebody was quicker"):
        bench.step(batch, CHECKING)


def test_no_row_and_too_many_are_refused(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused, match="no row in it"):
        bench.file("slug,target\n")
    monkeypatch.setattr("shortener.bulk.register.MOST_ROWS", 2)
    with pytest.raises(Refused, match="More than 2 rows"):
        bench.file(FILE)
