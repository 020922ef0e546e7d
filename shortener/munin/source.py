"""Where munin's figures come from: the node's own /metrics, asked at its sockets or addresses."""

import http.client
import socket
from collections.abc import Iterable, Mapping
from pathlib import Path

from prometheus_client.metrics_core import Metric
from prometheus_client.parser import text_string_to_metric_families

PATIENCE = 5.0
MOST_PORT = 65_535
Labels = tuple[tuple[str, str], ...]
Figures = Mapping[str, Mapping[Labels, float]]


OWN = {"shortener_redirects", "shortener_lookups", "shortener_journal_commit_seconds"}  # of one service's workers


class NoFigures(Exception):
    """Nobody answers with figures; the message is a clause."""


def read_figures(places: Iterable[str]) -> Figures:
    """By name and labels; what each service counts for itself is added up, what all know of the node is not.

    Args:
        places: paths of UNIX sockets, or [address]:port.

    Raises:
        NoFigures: one of them gives none.
    """
    sums: dict[str, dict[Labels, float]] = {}
    for place in places:
        for family in _families(place):
            for sample in family.samples:
                labels = tuple(sorted(sample.labels.items()))
                known = sums.setdefault(sample.name, {})
                before = known.get(labels, 0.0)
                is_own = family.name in OWN
                known[labels] = before + sample.value if is_own else max(before, sample.value)
    return sums


def _families(place: str) -> list[Metric]:
    try:
        return list(text_string_to_metric_families(_asked(place)))
    except ValueError as error:
        raise NoFigures(f"{place} gives no figures: {error}") from None


def _asked(place: str) -> str:
    connection = http.client.HTTPConnection("localhost", timeout=PATIENCE)
    try:
        connection.sock = _connected(place)
        connection.request("GET", "/metrics")
        answer = connection.getresponse()
        body = answer.read().decode()
    except (OSError, http.client.HTTPException) as error:
        raise NoFigures(f"{place} gives no answer: {error}") from None
    finally:
        connection.close()
    if answer.status != http.HTTPStatus.OK:
        raise NoFigures(f"{place} answers {answer.status}")
    return body


def _connected(place: str) -> socket.socket:
    if place.startswith("/"):
        found = socket.socket(socket.AF_UNIX)
        found.settimeout(PATIENCE)
        try:
            found.connect(str(Path(place)))
        except OSError:
            found.close()
            raise
        return found
    host, _, port = place.rpartition(":")
    if not host or not port.isdecimal() or int(port) > MOST_PORT:
        raise OSError("wanted is the path of a socket, or [address]:port")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE)
