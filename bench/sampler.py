"""Looks at some answers while the load runs: status and target must be the right ones."""

import http.client
import random
import socket
import ssl
import time
from collections.abc import Callable, Sequence

from bench.load import CLOSING, Goal
from bench.processes import Failed
from bench.shape import HOST, Shape

PAUSE = 0.02
CHANCE = random.Random()  # noqa: S311 (who visits what is no secret)


class Sampler:
    """One more visitor, fifty times a second, who reads what he gets. `asked` counts his requests."""

    def __init__(self, links: Sequence[Shape], headers: dict[str, str], goal: Goal, *, unknown: bool) -> None:
        self._links = links
        self._headers = headers
        self._goal = goal
        self._unknown = unknown
        self.asked = 0

    def watch(self, goes_on: Callable[[], bool]) -> None:
        """Raises Failed at the first wrong answer."""
        connection = self._connection()
        try:
            while goes_on():
                self._ask(connection, CHANCE.choice(self._links))
                if CLOSING.items() <= self._headers.items():
                    connection.close()
                    connection = self._connection()
                time.sleep(PAUSE)
        except (OSError, http.client.HTTPException) as error:
            raise Failed(f"A visitor got no answer: {error!r}.") from error
        finally:
            connection.close()

    def _ask(self, connection: http.client.HTTPConnection, link: Shape) -> None:
        slug = f"{link.slug}-{CHANCE.randrange(10**12)}" if self._unknown else link.slug
        wanted = (404, None) if self._unknown else (302, link.target)
        connection.request("GET", f"/{slug}", headers=self._headers)
        answer = connection.getresponse()
        answer.read()
        if (got := (answer.status, answer.headers["Location"])) != wanted:
            raise Failed(f"/{slug} was answered with {got[0]} {got[1]}, wanted {wanted[0]} {wanted[1]}.")
        self.asked += 1

    def _connection(self) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection("::1", self._goal.port, timeout=10)
        if self._goal.tls:
            plain = socket.create_connection(("::1", self._goal.port), timeout=10)
            connection.sock = unverified().wrap_socket(plain, server_hostname=HOST)
        return connection


def unverified() -> ssl.SSLContext:
    """For a certificate that the bench made for itself."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
