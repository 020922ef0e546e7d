"""No text from outside keeps a click from being stored, and rows stand in the order of the visits."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from shortener.clicks.tables import clicks, set_aside
from shortener.journal.writer import Journal
from shortener.stores import Database
from tests.clicks.visiting import NOW, a_visit, rows_of, stored


@pytest.mark.parametrize(
    "text", ["\0", "a\0b", "😀" * 250, "\ufffd\ufeff\u202e", "'; DROP TABLE clicks; --", "%s %(a)s :b ?"]
)
def test_no_text_from_a_visitor_keeps_a_click_from_being_stored(
    any_database: Database, journal: Journal, text: str
) -> None:
    hostile = a_visit(
        slug=text[:255],
        exact=False,
        agent=text,
        referrer=f"https://example.org/{text}",
        language=text,
        purpose=text,
        query=text,
        address=text,
        method=text,
        via=text,
    )
    found = stored(any_database, journal, a_visit(), hostile, a_visit())
    assert len(found) == 3
    assert rows_of(any_database, set_aside) == []
    assert found[1]["requested"] == text.replace("\0", "")


def test_the_longest_texts_of_a_visit_fit(any_database: Database, journal: Journal) -> None:
    longest = a_visit(
        slug="é" * 255,
        exact=False,
        agent="é" * 1024,
        referrer="https://" + ".".join(["a" * 49] * 5) + "/" + "é" * 1700,
        language="zh-Hant-TW," * 23,
        method="PROPPATCHES",
    )
    [row] = stored(any_database, journal, longest)
    assert row["requested"] == "é" * 255
    assert row["method"] == "PROPPATC"
    assert len(row["referrer_host"]) == 249


def test_rows_are_in_the_order_of_the_visits(database: Database, journal: Journal) -> None:
    stored(database, journal, *[a_visit(at=NOW + second * 1000) for second in range(50)])
    with database.read() as session:
        times = session.scalars(select(clicks.c.clicked_at).order_by(clicks.c.id)).all()
    assert [datetime.fromtimestamp(at / 1000, UTC).second for at in times] == [(20 + s) % 60 for s in range(50)]
