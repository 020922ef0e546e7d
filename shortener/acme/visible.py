"""The wait until every address of every authoritative server shows every value."""

import time
from collections.abc import Mapping

import dns.flags
import dns.name
import dns.rdatatype

from shortener.acme.authority import Server, Zone, asked
from shortener.acme.delegation import Place
from shortener.acme.errors import NotVisible, Unavailable
from shortener.acme.texts import texts_at

Lacking = Mapping[tuple[str, Server], str]  # what is wrong, by name and server


def wait_for(values: Mapping[Place, set[str]], *, deadline: float, pause: float, settle: float) -> None:
    """Returns when each place's values are seen at each of its servers, then once more after `settle` seconds.

    Args:
        values: what must be there; more may be.
        deadline: of `time.monotonic`.
        pause: seconds between rounds; each round asks only those that haven't shown it yet.

    Raises:
        NotVisible: with what each server still lacks.
    """
    lacking = _missing(values, {})
    while True:
        if not lacking:
            time.sleep(settle)
            lacking = _missing(values, {})  # of several servers behind one address another may answer
            if not lacking:
                return
        if time.monotonic() + pause > deadline:
            raise NotVisible(_sentence(lacking))
        time.sleep(pause)
        lacking = _missing(values, lacking)


def _missing(values: Mapping[Place, set[str]], before: Lacking) -> dict[tuple[str, Server], str]:
    found: dict[tuple[str, Server], str] = {}
    for place, wanted in values.items():
        for server in place.zone.servers:
            if before and (place.name, server) not in before:
                continue
            if trouble := _trouble(place.name, place.zone, server, wanted):
                found[place.name, server] = trouble
    return found


def _trouble(name: str, zone: Zone, server: Server, wanted: set[str]) -> str:
    """Why this server doesn't count as showing it; empty when it does."""
    try:
        answer = asked(server, name, dns.rdatatype.TXT)
    except Unavailable as error:
        return str(error).rstrip(".")
    if not answer.flags & dns.flags.AA:
        return f"{server} doesn't speak for {zone.name}"
    missing = wanted - set(texts_at(answer, dns.name.from_text(name)))
    return f"{server} lacks {len(missing)} of {len(wanted)} values at {name}" if missing else ""


def _sentence(lacking: Lacking) -> str:
    return f"Not visible everywhere in time: {'; '.join(lacking.values())}. Compare the zone at these servers."
