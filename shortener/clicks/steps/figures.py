"""What each step cost and how many visits it set aside, added up by batch."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import perf_counter


@dataclass
class Figure:
    """Of one step: visits that it saw, visits that it set aside, and seconds it took."""

    visits: int = 0
    set_aside: int = 0
    seconds: float = 0.0


@dataclass
class Figures:
    """Of all steps since the collector began, by name of the step."""

    steps: dict[str, Figure] = field(default_factory=dict)

    def add(self, name: str, visits: int, set_aside: int, seconds: float) -> None:
        figure = self.steps.setdefault(name, Figure())
        figure.visits += visits
        figure.set_aside += set_aside
        figure.seconds += seconds

    @contextlib.contextmanager
    def timed(self, name: str, visits: int) -> Iterator[None]:
        """Counts what the block takes, unless it fails."""
        began = perf_counter()
        yield
        self.add(name, visits, 0, perf_counter() - began)

    def __str__(self) -> str:
        return ", ".join(
            f"{name} {figure.visits} visits ({figure.set_aside} set aside) in {figure.seconds:.3f} s"
            for name, figure in self.steps.items()
        )
