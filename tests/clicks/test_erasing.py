"""Personal fields are blanked on request; the clicks stay, and no count changes or is taken for wrong."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text, update

from shortener.clicks import erasing
from shortener.clicks.breakdown import Counts, pack, unpack
from shortener.clicks.erasing import Erased, erase, finding, look
from shortener.clicks.erasing.finding import extent
from shortener.clicks.erasing.trail import all_erasures
from shortener.clicks.erasing.whose import ALL_COLUMNS, COLUMNS, BadNetwork, Whose, prefix_of
from shortener.clicks.rebuild.erased import beside
from shortener.clicks.tables import clicks, link_days, link_quarters, link_visitors
from shortener.journal.writer import Journal
from shortener.stores import Database
from tests.clicks.past import JUNE, audited, counts_are, store_past
from tests.clicks.test_rebuild import again, all_rollups
from tests.clicks.visiting import a_visit, collect, rows_of, write

LINK = Whose(link_id=2)
NETWORK = Whose(prefix="193.62.157.0/24")
Row = dict[str, Any]


@pytest.fixture
def past(any_database: Database, journal_dir: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setattr(erasing, "PAUSE_SECONDS", 0)
    monkeypatch.setattr(finding, "ROWS", 20)
    monkeypatch.setattr(finding, "SPAN", 70)
    store_past(any_database, journal_dir, journal)
    return any_database


def silent(_done: int) -> None:
    pass


def is_theirs(whose: Whose) -> Callable[[Row], bool]:
    return lambda row: row["prefix"] == whose.prefix if whose.prefix else row["link_id"] == whose.link_id


def had(rows: list[Row]) -> Erased:
    """What there is to erase in these rows, counted one by one."""
    personal = [row for row in rows if any(row[name] is not None for name in ALL_COLUMNS)]
    fields = {w: sum(any(row[n] is not None for n in names) for row in personal) for w, names in COLUMNS.items()}
    return Erased(len(personal), fields)


@pytest.mark.parametrize("whose", [LINK, NETWORK, Whose(prefix="2001:638:a::/48")], ids=["link", "IPv4", "IPv6"])
def test_what_is_personal_is_blanked_and_nothing_else(past: Database, journal_dir: Path, whose: Whose) -> None:
    before, rollups = rows_of(past, clicks), all_rollups(past)
    theirs = [row["id"] for row in before if is_theirs(whose)(row)]
    wanted = had([row for row in before if is_theirs(whose)(row)])
    assert wanted.clicks > 30
    done: list[int] = []
    assert look(past, whose, silent) == wanted
    assert rows_of(past, clicks) == before
    assert erase(past, whose, done.append) == wanted
    assert sum(done) == extent(past, whose)
    blank = dict.fromkeys(ALL_COLUMNS)
    assert rows_of(past, clicks) == [row | blank if row["id"] in theirs else row for row in before]
    counts_are(past, rollups)
    audited(past, journal_dir)


def test_a_second_time_there_is_nothing_left(past: Database) -> None:
    erase(past, LINK, silent)
    assert look(past, LINK, silent) == erase(past, LINK, silent) == Erased()


def test_a_click_without_personal_fields_is_passed_over(past: Database, journal: Journal, journal_dir: Path) -> None:
    write(journal, [a_visit(link_id=9, address="", agent="", language="", at=JUNE)])
    collect(past, journal_dir, zone="Europe/London")
    assert erase(past, Whose(link_id=9), silent).clicks == 0


def test_what_was_erased_is_written_down_but_not_from_whom(past: Database) -> None:
    of_link, of_network = erase(past, LINK, silent), erase(past, NETWORK, silent)
    newest, oldest = all_erasures(past)
    assert (oldest.link_id, oldest.family, oldest.clicks, oldest.fields) == (2, None, of_link.clicks, of_link.fields)
    assert (newest.link_id, newest.family, newest.clicks) == (None, 4, of_network.clicks)
    assert newest.finished_at is not None
    with past.read() as session:
        trail = session.execute(text("SELECT * FROM erasures")).all()
    assert "193.62" not in str(trail)


def test_one_that_was_broken_off_is_told_and_the_next_one_goes_on(past: Database) -> None:
    whole, rollups = look(past, LINK, silent), all_rollups(past)

    def break_off(_done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        erase(past, LINK, break_off)
    (broken,) = all_erasures(past)
    assert broken.finished_at is None
    assert 0 < broken.clicks <= 20
    counts_are(past, rollups)
    assert broken.clicks + erase(past, LINK, silent).clicks == whole.clicks
    counts_are(past, rollups)


def test_two_that_meet_blank_each_click_once(past: Database) -> None:
    """The second one erases all that the first one has just found."""
    met: list[Erased] = []
    whole = look(past, LINK, silent)

    def meet(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith("SELECT") and "ORDER BY clicks.clicked_at" in statement and not met:
            met.append(Erased())
            met.append(erase(past, LINK, silent))

    event.listen(past.engine, "after_cursor_execute", meet)
    assert erase(past, LINK, silent).clicks + met[1].clicks == whole.clicks
    assert met[1].clicks > 0


def test_clicks_that_come_after_it_count_as_ever(past: Database, journal: Journal, journal_dir: Path) -> None:
    erase(past, LINK, silent)
    days = sorted(row["clicked_at"] for row in rows_of(past, clicks) if row["link_id"] == 2)
    write(journal, [a_visit(link_id=2, at=days[-1], address="193.62.157.66", language="cy")])
    collect(past, journal_dir, zone="Europe/London")
    counts_are(past, all_rollups(past))


def spoil_quarters(row: Row) -> Any:
    return update(link_quarters).where(link_quarters.c.link_id == row["link_id"]).values(clicks=99)


def spoil_languages(row: Row) -> Any:
    """A click more for a language than there were clicks."""
    counts = unpack(row["data"])
    name = next(name for name in counts if name.startswith("l"))
    of_day = (link_days.c.link_id == row["link_id"], link_days.c.day == row["day"])
    return update(link_days).where(*of_day).values(data=pack(counts | {name: counts[name] + 1}))


def lose_the_day(row: Row) -> Any:
    return link_days.delete().where(link_days.c.link_id == row["link_id"], link_days.c.day == row["day"])


def invent_visitors(row: Row) -> Any:
    of_day = (link_visitors.c.day == row["day"], link_visitors.c.link_id != row["link_id"])
    return update(link_visitors).where(*of_day).values(sketch=b"\1" * 8, visitors=1)


@pytest.mark.stores("sqlite")
@pytest.mark.parametrize("spoil", [spoil_quarters, spoil_languages, lose_the_day, invent_visitors])
def test_what_is_wrong_on_a_day_with_erased_clicks_is_still_found(past: Database, spoil: Callable[[Row], Any]) -> None:
    erase(past, LINK, silent)
    day = next(row for row in rows_of(past, link_days) if row["link_id"] == 2)
    with past.write() as session:
        session.execute(spoil(day))
    assert again(past).different > 0
    assert again(past).different == 0


@pytest.mark.stores("sqlite")
def test_links_without_erased_clicks_are_counted_as_ever_on_such_a_day(past: Database) -> None:
    erase(past, LINK, silent)
    day = next(row for row in rows_of(past, link_days) if row["link_id"] == 3)
    counts = unpack(day["data"])
    country = next(name for name in counts if name.startswith("c"))
    data = pack({f"{name[:2]}ZZ" if name == country else name: clicks for name, clicks in counts.items()})
    of_day = (link_days.c.link_id == 3, link_days.c.day == day["day"])
    with past.write() as session:
        session.execute(update(link_days).where(*of_day).values(data=data))
    assert again(past).different == 2


COUNTED = {"sh302": 3, "ch": 2, "chDE": 1, "lh": 3, "xh/4": 2, "xhDE/4": 1}


@pytest.mark.parametrize(
    ("stored", "kept"),
    [
        ({"sh302": 3, "chDE": 1, "chGB": 2, "lhen": 3, "xhDE/4": 1, "xhGB/4": 2}, True),
        ({"sh302": 3, "chGB": 3, "lhen": 3, "xhDE/4": 1, "xhGB/4": 2}, False),
        ({"sh302": 3, "chDE": 1, "chGB": 3, "lhen": 3, "xhDE/4": 1, "xhGB/4": 2}, False),
        ({"sh302": 3, "chDE": 1, "chGB": 2, "lhen": 2, "xhDE/4": 1, "xhGB/4": 2}, False),
        ({"sh302": 3, "ch…other": 1, "chGB": 2, "lhen": 3, "xhDE/4": 1, "xhGB/4": 2}, True),
        ({"sh301": 3, "chDE": 1, "chGB": 2, "lhen": 3, "xhDE/4": 1, "xhGB/4": 2}, False),
        ({}, False),
    ],
    ids=["fits", "a country is missing", "a click too many", "one too few", "fits beyond names", "status", "nothing"],
)
def test_what_was_counted_is_kept_only_where_it_fits_what_rows_still_say(stored: Counts, kept: bool) -> None:
    assert (beside(stored, COUNTED) == stored) is kept
    assert sum(beside(stored, COUNTED).values()) == sum(COUNTED.values())


@pytest.mark.parametrize(
    ("asked", "prefix"),
    [
        ("203.0.113.0/24", "203.0.113.0/24"),
        ("203.0.113.77", "203.0.113.0/24"),
        (" 203.0.113.64/26 ", "203.0.113.0/24"),
        ("2001:db8:1::/48", "2001:db8:1::/48"),
        ("2001:DB8:1:2::/64", "2001:db8:1::/48"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
    ],
)
def test_a_network_or_address_is_that_prefix_which_clicks_keep(asked: str, prefix: str) -> None:
    assert prefix_of(asked) == prefix


@pytest.mark.parametrize("asked", ["203.0.0.0/16", "2001:db8::/32", "0.0.0.0/0", "example.org", "", "203.0.113.0/33"])
def test_anything_wider_or_else_is_refused(asked: str) -> None:
    with pytest.raises(BadNetwork, match=r"wider than what is kept|is no network such as"):
        prefix_of(asked)


@pytest.mark.stores("sqlite")
def test_the_file_forgets_too(past: Database, journal: Journal, journal_dir: Path) -> None:
    write(journal, [a_visit(link_id=2, referrer="https://who.example/very-private", at=JUNE)])
    collect(past, journal_dir, zone="Europe/London")
    erase(past, LINK, silent)
    with past.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"very-private" not in Path(str(past.engine.url.database)).read_bytes()
