"""Parity, the whole of it: each request to both servers, the answers beside each other, counts at the end."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

import msgspec

from shortener.interop.parity.asked import Askers
from shortener.interop.parity.compare import REASONS, Ours, difference
from shortener.interop.parity.here import Answering
from shortener.interop.parity.requests import Request
from shortener.net.asking import Said

AT_ONCE = 100


class Difference(msgspec.Struct, frozen=True):
    """A request that both answer, but not alike. `requests` is how often people asked so; a status of 0 is no answer.

    `reason` is a key of REASONS, `about` says it in words.
    """

    reason: str
    method: str
    path: str
    requests: int
    there_status: int
    there_target: str
    here_status: int
    here_target: str
    about: str


COLUMNS = Difference.__struct_fields__


class Summary(msgspec.Struct):
    """`asked` are different requests, `requests` how often people asked for them; `reasons` counts the differences."""

    asked: int = 0
    requests: int = 0
    same: int = 0
    different: int = 0
    different_requests: int = 0
    reasons: dict[str, int] = msgspec.field(default_factory=dict)


class Parity:
    """`own` are the hosts of both; `why_not` says why no link here may lead to a target, or nothing."""

    def __init__(self, there: Askers, here: Answering, own: frozenset[str], why_not: Callable[[str], str]) -> None:
        self.summary = Summary()
        self._there, self._here, self._own, self._why_not = there, here, own, why_not
        self._reasons: Counter[str] = Counter()

    def differences(self, requests: Iterable[Request], heard: Callable[[int], object]) -> Iterator[Difference]:
        """As they come; `heard` hears how many requests more are through. Raises Silent."""
        left = iter(requests)
        while some := list(islice(left, AT_ONCE)):
            answers = zip(some, self._there.ask(some), self._here.answers(some), strict=True)
            yield from (found for one in answers if (found := self._compared(*one)))
            heard(len(some))
        self.summary.reasons = {reason: self._reasons[reason] for reason in REASONS if self._reasons[reason]}

    def _compared(self, request: Request, there: Said | str, here: Ours | str) -> Difference | None:
        self.summary.asked += 1
        self.summary.requests += request.times
        reason = difference(there, here, request.path, self._own)
        if reason is None:
            self.summary.same += 1
            return None
        self.summary.different += 1
        self.summary.different_requests += request.times
        found = self._told(reason, request, there, here)
        self._reasons[found.reason] += 1
        return found

    def _told(self, reason: str, request: Request, there: Said | str, here: Ours | str) -> Difference:
        about, ours = REASONS[reason], here if isinstance(here, str) else here.said
        if reason == "unknown" and isinstance(there, Said) and (refusal := self._why_not(there.location)):
            reason, about = "refused", refusal
        for said in (there, ours):
            about = f"{about}: {said}" if isinstance(said, str) else about
        return Difference(reason, request.method, request.path, request.times, *_cells(there), *_cells(ours), about)


def _cells(said: Said | str) -> tuple[int, str]:
    return (0, "") if isinstance(said, str) else (said.status, said.location)
