"""Questions to a browser: answered once, soon, and by nobody else."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from shortener.accounts import tickets
from shortener.accounts.tables import SpentTicket
from shortener.stores import Database

SECRET, NOW = b"a secret of sixteen bytes or more", 1_700_000_000_000


def test_of_three_answers_at_once_one_counts_and_it_is_forgotten_in_the_end(any_database: Database) -> None:
    ticket = tickets.new_ticket(SECRET, "door:one", NOW)
    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(lambda _: tickets.spend(any_database, ticket), range(3))) == [False, False, True]
    with any_database.write() as session:
        tickets.prune(session, NOW + tickets.SECONDS * 1000 - 1)
        assert session.scalar(select(func.count()).select_from(SpentTicket)) == 1
        tickets.prune(session, NOW + tickets.SECONDS * 1000)
        assert session.scalar(select(func.count()).select_from(SpentTicket)) == 0


def test_it_is_found_again_with_the_same_secret_and_for_the_same_one_until_it_is_too_late() -> None:
    ticket = tickets.new_ticket(SECRET, "door:one", NOW)
    last = NOW + tickets.SECONDS * 1000 - 1
    assert tickets.found(SECRET, "door:one", ticket.name, last) == ticket
    assert tickets.found(SECRET, "door:one", ticket.name, last + 1) is None
    for secret, bound in ((SECRET, "door:two"), (b"another secret of this length", "door:one")):
        other = tickets.found(secret, bound, ticket.name, NOW)
        assert other is not None
        assert other.challenge != ticket.challenge


def test_a_name_that_was_made_up_or_lengthened_is_none_or_asks_something_else() -> None:
    ticket = tickets.new_ticket(SECRET, "door:one", NOW)
    start = ticket.name.rpartition(".")[0]
    later = tickets.found(SECRET, "door:one", f"{start}.{NOW + 10**9}", NOW)
    assert later is not None
    assert later.challenge != ticket.challenge
    for name in ("", ".", "x", f"{start}.-1", f"{start}.²", f"{start}." + "9" * 30, "x" * 65 + f".{NOW + 1}"):
        assert tickets.found(SECRET, "door:one", name, NOW) is None, name
