"""What all visitors of a day share: the nodes, the truth, and every redirect they were given."""

import itertools
from collections import Counter, deque
from collections.abc import Iterator

from tests.load.habits import targets
from tests.load.result import Answered
from tests.load.truth import Truth

NEWS = 8


class Day:
    """`nodes` maps a node's name to its address; `news` are the slugs that were made or changed last.

    `stalest` is how many seconds after a change somebody who then asked was still given what was right before.
    """

    def __init__(self) -> None:
        self.nodes: dict[str, str] = {}
        self.truth = Truth(targets())
        self.answered: Counter[Answered] = Counter()
        self.news: deque[str] = deque(maxlen=NEWS)
        self.stalest = 0.0
        self._turns: Iterator[str] = iter(())

    def open(self, nodes: list[str]) -> None:
        """Nodes as NAME=ADDRESS."""
        self.nodes = dict(node.split("=", 1) for node in nodes)
        self._turns = itertools.cycle(self.nodes)

    def next_node(self) -> str:
        """Each new visitor goes to another node than the one before."""
        return next(self._turns)

    def notice(self, slug: str, target: str | None, asked_at: float) -> None:
        """An answer was given; remembers by how much it was late."""
        self.stalest = max(self.stalest, self.truth.since(slug, target, asked_at) or 0.0)


DAY = Day()
