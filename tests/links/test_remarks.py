"""Remarks on a link's chart: kept at a moment, found by time, the latest first."""

from shortener.links.remarks import add_remark, remarks_between, remove_remark
from shortener.stores import Database
from tests.reports.clicking import add_link


def test_remarks_are_found_by_their_time_and_removed(any_database: Database) -> None:
    add_link(any_database)
    with any_database.write() as session:
        for at, words in ((2000, "Poster 🎉"), (1000, "newsletter"), (3000, "later")):
            add_remark(session, 1, at, words, None)
    with any_database.write() as session:
        found = remarks_between(session, 1, 1000, 3000)
        assert [one.words for one in found] == ["Poster 🎉", "newsletter"]
        assert remarks_between(session, 2, 0, 9000) == []
        assert not remove_remark(session, 2, found[0].id)
        assert remove_remark(session, 1, found[0].id)
    with any_database.read() as session:
        assert [one.words for one in remarks_between(session, 1, 0, 9000)] == ["later", "newsletter"]
