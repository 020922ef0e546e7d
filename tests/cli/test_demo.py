"""`shortener demo` makes the same believable years each time, only where nothing else is, and goes on where it was."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from shortener.clicks.tables import clicks, link_totals, misses
from shortener.demo.births import births
from shortener.demo.days import share_out, weigh_days
from shortener.demo.links import drafts
from shortener.links.tables import Link
from shortener.stores import Database
from tests.cli.conftest import Shell
from tests.clicks.journaling import rows_of

SMALL = ("demo", "--clicks", "3000", "--links", "40", "--days", "60", "--until", "2026-04-15")


def test_it_makes_what_was_asked_for_and_it_adds_up(shell: Shell, database: Database) -> None:
    answer = shell(*SMALL)
    assert (answer.status, answer.out.split(" made")[0]) == (0, "40 links and 3,000 clicks")
    rows = rows_of(database, clicks)
    assert len(rows) == sum(row["clicks"] for row in rows_of(database, link_totals)) == 3000
    days = {datetime.fromtimestamp(row["clicked_at"] / 1000, UTC).date().isoformat() for row in rows}
    assert (min(days), max(days), len(days)) == ("2026-02-15", "2026-04-15", 60)
    assert shell("clicks", "audit").out.endswith("It adds up.\n")
    assert shell("stats", "rebuild", "--check", "--json").json["different"] == 0


def test_links_are_made_before_they_are_followed_and_all_through_the_days(shell: Shell, database: Database) -> None:
    shell(*SMALL)
    followed: dict[int, int] = {}
    for row in rows_of(database, clicks):
        followed[row["link_id"]] = min(row["clicked_at"], followed.get(row["link_id"], row["clicked_at"]))
    with database.read() as session:
        links = session.scalars(select(Link).order_by(Link.id)).all()
    made = [link.created_at for link in links]
    assert made == sorted(made)
    assert all(link.created_at < followed[link.id] for link in links if link.id in followed)
    first = datetime(2026, 2, 15, tzinfo=UTC).timestamp() * 1000
    months = [int((moment - first) // (20 * 86_400_000)) for moment in made]
    assert set(months) == {-2, -1, 0, 1, 2}
    assert len(followed) > 35


@pytest.mark.parametrize(("days", "links"), [(1, 1), (1, 9), (2, 1), (7300, 3)])
def test_every_day_has_a_link_that_was_there(days: int, links: int) -> None:
    first = date(2026, 3, 29)
    made = births(links, first, days, "Europe/London", 1)
    assert made == sorted(made)
    assert made == births(links, first, days, "Europe/London", 1)
    assert made[0] < datetime(2026, 3, 29, tzinfo=UTC).timestamp() * 1000


def test_it_shows_every_kind_of_visitor(shell: Shell, database: Database) -> None:
    shell(*SMALL)
    rows = rows_of(database, clicks)
    assert {row["class"] for row in rows} == {"human", "bot", "preview", "prefetch", "unknown"}
    assert {row["channel"] for row in rows} == {"direct", "search", "social", "mail", "own", "qr", "site"}
    assert {row["family"] for row in rows} == {4, 6}
    assert len({row["country"] for row in rows}) > 8
    assert {row["visitor"] is None for row in rows} == {True, False}
    assert rows_of(database, misses)


def test_the_same_seed_gives_the_same_clicks_and_another_one_others(shell: Shell, database: Database) -> None:
    shell(*SMALL)
    first = rows_of(database, clicks)
    again = shell(*SMALL, "--json")
    assert (again.status, again.json["visits"]) == (0, 0)
    assert rows_of(database, clicks) == first
    assert [draft.slug for draft in drafts(range(40), 1)] != [draft.slug for draft in drafts(range(40), 2)]


def test_it_does_not_mix_with_clicks_of_people(shell: Shell, database: Database) -> None:
    shell(*SMALL)
    answer = shell(*SMALL, "--seed", "2")
    assert answer.status == 1
    assert answer.err == (
        "Error: There are clicks in this database already, which a demo would spoil; "
        "name an empty one: SHORTENER_DATA_DIR=/tmp/demo shortener demo\n"
    )


@pytest.mark.parametrize("until", ["tomorrow", "2999-01-01", "1999-01-01"])
def test_a_last_day_that_can_not_be_is_refused(shell: Shell, until: str) -> None:
    answer = shell("demo", "--until", until)
    assert answer.status == 2
    assert until in answer.err.splitlines()[-1]


@pytest.mark.parametrize("clicks_in_all", [0, 1, 999, 10_000_000])
def test_all_clicks_are_shared_out(clicks_in_all: int) -> None:
    shares = share_out(clicks_in_all, weigh_days(date(2024, 2, 1), 730))
    assert (len(shares), sum(shares)) == (730, clicks_in_all)
    assert min(shares) >= 0


def test_what_was_spoilt_is_shown_and_put_right(shell: Shell, database: Database) -> None:
    shell(*SMALL)
    with database.write() as session:
        session.execute(link_totals.update().where(link_totals.c.link_id == 1).values(clicks=1))
    looked = shell("stats", "rebuild", "--check")
    assert looked.status == 1
    assert "link_totals  1 clicks" in looked.out
    assert "counted again: 1 difference.\n" in looked.out
    assert shell("stats", "rebuild").out.endswith("1 difference, put right.\n")
    assert shell("stats", "rebuild").out.endswith("0 differences.\n")


def test_where_nothing_was_counted_nothing_is_counted_again(shell: Shell) -> None:
    assert shell("stats", "rebuild").out == "0 clicks of 0 days counted again: 0 differences.\n"
