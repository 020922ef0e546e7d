"""What was changed last is told newest first, whichever link it was."""

from shortener.links.drafts import Draft, Edit
from shortener.links.library import Library
from shortener.reports.changes import recent_changes
from shortener.stores import Database


def test_the_newest_changes_of_all_links_come_first(any_database: Database, library: Library) -> None:
    one = library.create(Draft(target="https://example.org/", slug="one", printed=True), None)
    two = library.create(Draft(target="https://example.org/", slug="two"), None)
    library.edit(one.id, Edit(slug="uno"), None, reason="reprinted")
    library.delete(two.id, None)
    with any_database.read() as session:
        found = recent_changes(session, 3)
    assert [(change.action, change.link_id, change.slug) for change in found] == [
        ("delete", two.id, "two"),
        ("rename", one.id, "uno"),
        ("create", two.id, "two"),
    ]
    assert found[1].reason == "reprinted"
