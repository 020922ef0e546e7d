"""What all visitors of a day share: the nodes, the truth, and every redirect they were given."""

import itertools
from collections import Counter, deque
from collections.abc import Iterator
from urllib.parse import urlsplit

from tests.load.habits import targets
from tests.load.result import Answered
from tests.load.truth import Truth

NEWS = 8


class Day:
    """`nodes` maps a node's name to its address; `news` are the slugs that were made or changed last."""

    def __init__(self) -> None:
        self.nodes: dict[str, str] = {}
        self.truth = Truth(targets())
        self.answered: Counter[Answered] = Counter()
        self.news: deque[str] = deque(maxlen=NEWS)
        self._turns: Iterator[str] = iter(())

    def open(self, nodes: list[str]) -> None:
        """Nodes as NAME=ADDRESS. Nobody else's server is ever loaded."""
        self.nodes = dict(node.split("=", 1) for node in nodes)
        for address in self.nodes.values():
            if urlsplit(address).hostname != "localhost":
                raise SystemExit(f"Only this machine itself may be loaded, not {address}.")
        self._turns = itertools.cycle(self.nodes)

    def next_node(self) -> str:
        """Each new visitor goes to another node than the one before."""
        return next(self._turns)


DAY = Day()
