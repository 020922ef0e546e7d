"""One call of the hook, from what the client says to what every server shows."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from shortener.acme.authority import Authority
from shortener.acme.config import Config
from shortener.acme.delegation import Place, place_of
from shortener.acme.dialects import Call, Challenge
from shortener.acme.errors import Failure, Refused
from shortener.acme.ledger import Entry, Ledger
from shortener.acme.providers import Providers, Shelf
from shortener.acme.retry import persistently
from shortener.acme.visible import wait_for

RECENT = 3600.0  # seconds: how old a value may be that this call waits for because an earlier one didn't
Say = Callable[[str], None]
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Plan:
    """Where a challenge's value goes: its place in the DNS, and who writes there."""

    challenge: Challenge
    place: Place
    shelf: Shelf


class Hook:
    """Adds, waits and removes.

    Args:
        say: takes a sentence for people, on standard error.
    """

    def __init__(self, config: Config, say: Say) -> None:
        self._config, self._say = config, say
        self._providers = Providers(config)
        self._deadline = time.monotonic() + config.wait
        self._authority = Authority(config.resolvers, self._deadline)
        self._ledger = Ledger(config.state)

    def run(self, call: Call) -> None:
        """Does what the call says.

        Raises:
            Failure: a value isn't visible everywhere, or isn't gone; the ledger knows what was written.
        """
        if call.action == "remove":
            self._remove(call.challenges)
        elif not call.wait:
            self._add(call.challenges, deferred=True)
        else:
            self._wait(self._add(call.challenges, deferred=False))

    def sweep(self) -> int:
        """Takes out all that earlier calls left, however young; how many values that were."""
        with self._ledger.locked(self._deadline):
            entries = self._ledger.entries()
            _each(lambda one: self._take(one, self._deadline), entries)
            return len(entries)

    def plan(self, challenge: Challenge) -> Plan:
        """Where its value would go; nothing is written.

        Raises:
            Failure: nowhere, and why.
        """
        place = persistently(lambda: place_of(challenge.name, self._config.aliases, self._authority), self._deadline)
        shelf = self._providers.shelf(place.name, self._deadline)
        if shelf.zone != place.zone.name:
            raise Refused(
                f"{place.name} is in the zone {place.zone.name}, as its servers say, but the key is for {shelf.zone};"
                f" what it writes there nobody would see. Add a key for {place.zone.name}, or an alias."
            )
        return Plan(challenge, place, shelf)

    def _add(self, challenges: Sequence[Challenge], *, deferred: bool) -> list[Plan]:
        """Puts values there; those of earlier calls that didn't wait are put again, in case they weren't done."""
        written: list[Plan] = []
        with self._ledger.locked(self._deadline):
            self._sweep()
            earlier = [] if deferred else self._deferred()
            for challenge in [*challenges, *(one for one in earlier if one not in challenges)]:
                plan = self.plan(challenge)
                self._put(plan, deferred=deferred)
                written.append(plan)
        return written

    def _deferred(self) -> list[Challenge]:
        since = time.time() - RECENT
        return [Challenge(one.asked, one.value) for one in self._ledger.entries() if one.deferred and one.at > since]

    def _put(self, plan: Plan, *, deferred: bool) -> None:
        name, zone, value = plan.place.name, plan.shelf.zone, plan.challenge.value
        self._ledger.note(Entry(plan.challenge.name, name, zone, value, time.time(), deferred))
        shelf, ttl = plan.shelf, self._config.ttl
        persistently(lambda: shelf.provider.add(zone, shelf.host, value, ttl), self._deadline)
        self._say(f"Added a value at {name} (zone {zone}).")

    def _wait(self, written: Sequence[Plan]) -> None:
        started = time.monotonic()
        values: dict[Place, set[str]] = defaultdict(set)
        for plan in written:
            values[plan.place].add(plan.challenge.value)
        wait_for(values, deadline=self._deadline, pause=self._config.pause, settle=self._config.settle)
        for shelf in dict.fromkeys(plan.shelf for plan in written):
            self._confirm(shelf)
        servers = {server for place in values for server in place.zone.servers}
        total, seconds = sum(map(len, values.values())), time.monotonic() - started
        self._say(f"Seen at all {len(servers)} servers after {seconds:.0f} s: {total} in all.")

    def _confirm(self, shelf: Shelf) -> None:
        """The provider's own word, which may know of servers that nobody else sees; a key may lack the right to ask."""
        try:
            persistently(lambda: shelf.provider.confirm(shelf.zone, shelf.host), self._deadline)
        except Refused as error:
            self._say(f"The provider doesn't tell whether its servers are in step: {error}")

    def _remove(self, challenges: Sequence[Challenge]) -> None:
        with self._ledger.locked(self._deadline):
            known = {(one.asked, one.value): one for one in self._ledger.entries()}
            _each(
                lambda one: self._take(known.get((one.name, one.value)) or self._unknown(one), self._deadline),
                challenges,
            )

    def _unknown(self, challenge: Challenge) -> Entry:
        """Another machine's, or from before the ledger: where it would be written today."""
        plan = self.plan(challenge)
        return Entry(challenge.name, plan.place.name, plan.shelf.zone, challenge.value, time.time())

    def _take(self, entry: Entry, deadline: float) -> None:
        shelf = self._providers.shelf(entry.name, deadline)
        persistently(lambda: shelf.provider.remove(shelf.zone, shelf.host, entry.value), deadline)
        self._ledger.forget(entry)
        self._say(f"Removed a value at {entry.name} (zone {shelf.zone}).")

    def _sweep(self) -> None:
        """Old ones, tried once: what fails is told of and waits for the next call, the certificate doesn't."""
        now = time.time()
        stale = [one for one in self._ledger.entries() if one.is_stale(now)]
        try:
            _each(lambda one: self._take(one, time.monotonic()), stale)
        except Failure as error:
            self._say(f"A value that an earlier call left stays for now: {error}")


def _each(action: Callable[[Item], None], items: Iterable[Item]) -> None:
    """One that fails doesn't keep the others; the first failure is raised at the end."""
    trouble: list[Failure] = []
    for item in items:
        try:
            action(item)
        except Failure as error:
            trouble.append(error)
    if trouble:
        raise trouble[0]
