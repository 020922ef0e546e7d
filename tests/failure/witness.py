"""A small, paced crowd that holds each answer against the truth of its moment and keeps what a verdict needs."""

import asyncio
import contextlib
import math
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tests.crowd import UNANSWERED, Seen, Visit, visit
from tests.failure.editor import Editor
from tests.failure.machine import Busyness
from tests.failure.told import Told
from tests.live import Site
from tests.load.truth import LATE

AWAY = 503
CONNECTIONS = 16


@dataclass
class Witness(Seen):
    """What was seen; `wrong` are sentences."""

    truth: Told | None = None
    visits: list[Visit] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    busyness: Busyness = field(default_factory=Busyness)

    def note(self, visit: Visit) -> None:
        super().note(visit)
        self.visits.append(visit)
        if self.truth is None or visit.status in {UNANSWERED, AWAY}:
            return
        answer, right = f"{visit.status} {visit.target}", self.truth.right(visit.slug, visit.asked_at)
        if answer not in right:
            since = visit.asked_at - self.truth.changed_at(visit.slug)
            self.wrong.append(
                f"/{visit.slug} was answered {answer}, asked {since:.2f} s after its last change: not {right}"
            )

    def is_known(self, visit: Visit) -> bool:
        """Whether the worker that was asked must have had the link in its memory."""
        changed_at = self.truth.changed_at(visit.slug) if self.truth else -math.inf
        return visit.known_at is not None and visit.known_at > changed_at + LATE

    def seconds(self, visit: Visit) -> float:
        """How long it took, without the time in which the machine was busy with others."""
        return max(0.0, visit.seconds - self.busyness.seconds(visit.asked_at, visit.over_at))


@contextlib.contextmanager
def crowd(witness: Witness, slugs: list[str], *sites: Site, per_second: int) -> Iterator[None]:
    """While this lasts, so many visits a second at most, spread over the sites."""
    over = threading.Event()
    pause = CONNECTIONS * len(sites) / per_second

    async def come_and_go() -> None:
        visits = [
            visit(
                site.port,
                slugs,
                requests=10**9,
                connections=CONNECTIONS,
                seen=witness,
                stop=over.is_set,
                pause=pause,
            )
            for site in sites
        ]
        await asyncio.gather(*visits)

    with ThreadPoolExecutor(2) as threads:
        going = [
            threads.submit(lambda: asyncio.run(come_and_go())),
            threads.submit(witness.busyness.watch, sites, over),
        ]
        try:
            yield
        finally:
            over.set()
            for one in going:
                one.result()


@contextlib.contextmanager
def editing(editor: Editor, pause: float) -> Iterator[None]:
    """While this lasts, the editor edits, with so many seconds between two edits."""
    over = threading.Event()

    def edit() -> None:
        while not over.wait(pause):
            editor.edit()

    with ThreadPoolExecutor(1) as thread:
        going = thread.submit(edit)
        try:
            yield
        finally:
            over.set()
            going.result()
