"""What goes wrong on purpose: one fault each for the next requests that match."""

import threading
from dataclasses import dataclass


@dataclass(slots=True)
class Fault:
    """What happens to the next `times` requests whose method and path begin so.

    Args:
        kind: a status; `html` is a page with status 200; `slow` answers a byte a second; `drop` does the work, then
            hangs up without an answer.
    """

    kind: str
    times: int = 1
    method: str = ""
    path: str = ""
    after: str = ""


class Faults:
    """A list that requests take from."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._waiting.append(fault)

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()

    def take(self, method: str, path: str) -> Fault | None:
        with self._lock:
            for fault in self._waiting:
                if fault.times > 0 and method.startswith(fault.method) and path.startswith(fault.path):
                    fault.times -= 1
                    return fault
            return None
