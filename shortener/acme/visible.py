"""The wait until every address of every authoritative server shows every value."""

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import dns.flags
import dns.name
import dns.rdatatype

from shortener.acme.authority import Server, Zone, asked
from shortener.acme.delegation import Place
from shortener.acme.errors import NotVisible, Unavailable
from shortener.acme.texts import texts_at

MOST = 32  # questions at once
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
    lacking = _missing(values, None, deadline)
    while True:
        if not lacking:
            time.sleep(settle)
            lacking = _missing(values, None, deadline)  # of several servers behind one address another may answer
            if not lacking:
                return
        if time.monotonic() + pause > deadline:
            raise NotVisible(_sentence(lacking))
        time.sleep(pause)
        lacking = _missing(values, lacking, deadline)


def _missing(values: Mapping[Place, set[str]], before: Lacking | None, deadline: float) -> Lacking:
    """All are asked at once, so that a round takes as long as the slowest of them, however many are silent."""
    pairs = [(place, server) for place in values for server in place.zone.servers]
    asked_now = [pair for pair in pairs if before is None or (pair[0].name, pair[1]) in before]

    def trouble(pair: tuple[Place, Server]) -> str:
        return _trouble(pair[0].name, pair[0].zone, pair[1], values[pair[0]], deadline)

    with ThreadPoolExecutor(max(1, min(MOST, len(asked_now)))) as threads:
        found = zip(asked_now, threads.map(trouble, asked_now), strict=True)
        return {(place.name, server): said for (place, server), said in found if said}


def _trouble(name: str, zone: Zone, server: Server, wanted: set[str], deadline: float) -> str:
    """Why this server doesn't count as showing it; empty when it does."""
    try:
        answer = asked(server, name, dns.rdatatype.TXT, deadline)
    except Unavailable as error:
        return str(error).rstrip(".")
    if not answer.flags & dns.flags.AA:
        return f"{server} doesn't speak for {zone.name}"
    missing = wanted - set(texts_at(answer, dns.name.from_text(name)))
    return f"{server} lacks {len(missing)} of {len(wanted)} values at {name}" if missing else ""


def _sentence(lacking: Lacking) -> str:
    return f"Not visible everywhere in time: {'; '.join(lacking.values())}. Compare the zone at these servers."
