"""Parity, step 2: our own answers, from the database and the redirect's own judge, or from a server that runs it."""

from collections.abc import Sequence
from typing import Protocol

from shortener.clock import now_ms
from shortener.interop.answers import find_all, judge_of
from shortener.interop.parity.asked import Askers
from shortener.interop.parity.compare import Ours
from shortener.interop.parity.requests import Request
from shortener.net.asking import Said
from shortener.net.paths import key_of_path
from shortener.redirect.decide import GO, UNKNOWN, Answer, decide, show_page
from shortener.settings import Settings
from shortener.stores import Database


class Answering(Protocol):
    """Whoever says what we answer; a text is why there is no answer."""

    def answers(self, requests: Sequence[Request]) -> list[Ours | str]: ...


class Here:
    """As a worker would answer at this moment, without one: no click is counted."""

    def __init__(self, database: Database, settings: Settings, domain_id: int) -> None:
        self._database, self._site, self._domain_id = database, judge_of(settings), domain_id

    def answers(self, requests: Sequence[Request]) -> list[Ours | str]:
        keys = [key_of_path(request.raw_path) for request in requests]
        found = find_all(self._database, [(self._domain_id, key) for key in keys if key is not None])
        now = now_ms()
        return [
            _ours(
                show_page(self._site, UNKNOWN, request.method)
                if key is None
                else decide(self._site, found[self._domain_id, key], now, request.method, request.query)
            )
            for key, request in zip(keys, requests, strict=True)
        ]


class There:
    """A service that runs, asked as visitors ask it. It says less of why there is no redirect."""

    def __init__(self, askers: Askers) -> None:
        self._askers = askers

    def answers(self, requests: Sequence[Request]) -> list[Ours | str]:
        return [said if isinstance(said, str) else Ours(said) for said in self._askers.ask(requests)]


def _ours(answer: Answer) -> Ours:
    location = next((value for name, value in answer.own if name == b"location"), b"").decode()
    return Ours(Said(answer.status, location), "" if answer.outcome == GO else answer.outcome)
