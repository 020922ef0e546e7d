"""Passkeys on every database: an answer counts once, however many send it at the same moment."""

from concurrent.futures import ThreadPoolExecutor

from shortener.accounts import keyrings, passkeys, people, tickets
from shortener.accounts.signin import SignInRefusal
from shortener.accounts.tables import Person
from shortener.clock import now_ms
from shortener.settings import Settings
from shortener.stores import Database
from tests.accounts.conftest import PASSWORD, QUICK
from tests.devices import Device

SECRET = b"a secret of sixteen bytes or more"


def test_of_three_answers_at_once_one_lets_in_and_none_looks_like_a_copy(
    any_database: Database, settings: Settings
) -> None:
    place = passkeys.place_of(settings)
    assert place is not None
    with any_database.write() as session:
        ada = people.add(session, "ada", PASSWORD, hasher=QUICK)
    device, door = Device(place.origin), keyrings.Door(SECRET, place, tickets.new_ticket(SECRET, "new", now_ms()))
    handle = (passkeys.handle_of(SECRET, ada.id), ada.name)
    made = device.make(passkeys.creation(place, "Site", handle, [], door.ticket.challenge))
    keyrings.add(any_database, door, ada, "Phone", made)

    door = keyrings.Door(SECRET, place, tickets.new_ticket(SECRET, "door", now_ms()))
    answer = device.sign(passkeys.question(place, [], door.ticket.challenge))
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda _: keyrings.prove(any_database, door, answer, "2001:db8::/64"), range(3)))
    assert [type(one) for one in found].count(Person) == 1
    assert found.count(SignInRefusal("wrong")) == 2
    with any_database.read() as session:
        assert [one.doubted_at for one in keyrings.of(session, ada)] == [None]
