"""The way to a server by its name, bounded: the resolver's answer, then each address with a share of the time left."""

import queue
import socket
import threading
import time
from collections.abc import Callable
from typing import TypeVar

LEAST = 0.1  # seconds for anything that is tried at all
Answer = TypeVar("Answer")


def addresses(host: str, port: int, deadline: float) -> list[str]:
    """IPv6 before IPv4, whatever the resolver's order is.

    Args:
        deadline: of `time.monotonic`.

    Raises:
        OSError: nobody knows the name, or nobody says so in time.
    """
    answers: queue.SimpleQueue[list[str] | OSError] = queue.SimpleQueue()
    # getaddrinfo(3) knows no time limit, so it is left behind where it takes too long.
    threading.Thread(target=_look_up, args=(host, port, answers), daemon=True).start()
    try:
        found = answers.get(timeout=left(deadline))
    except queue.Empty:
        raise TimeoutError(f"nobody says in time where {host} is") from None
    if isinstance(found, OSError):
        raise found
    return found


def at_any(host: str, port: int, deadline: float, ask: Callable[[str, float], Answer]) -> Answer:
    """What `ask(address, seconds)` returns at the first address where it doesn't fail.

    Raises:
        OSError: of the resolver, or of the last address.
    """
    found = addresses(host, port, deadline)
    while True:
        # A share for each, so that one which is silent leaves time to the next.
        address, seconds = found.pop(0), left(deadline) / (len(found) + 1)
        try:
            return ask(address, max(LEAST, seconds))
        except (OSError, EOFError):
            if not found:
                raise


def left(deadline: float) -> float:
    """Seconds."""
    return max(LEAST, deadline - time.monotonic())


def _look_up(host: str, port: int, answers: "queue.SimpleQueue[list[str] | OSError]") -> None:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        answers.put(error if isinstance(error, OSError) else OSError(f"{host} is no name"))
        return
    ordered = sorted(found, key=lambda one: one[0] != socket.AF_INET6)
    answers.put(list(dict.fromkeys(str(one[4][0]) for one in ordered)))
