"""CPU affinity of web workers: none waits for a processor on which another one works while others have air left.

The kernel puts who wakes up on the processor where it was woken, and looks for a better one only while the machine has
much air. Work that is gentle takes that away, and keeps the processors from pulling to themselves what waits elsewhere.
"""

import contextlib
import itertools
import os
from collections.abc import Collection, Iterable

Cpus = frozenset[int]  # their numbers
ALL = Cpus(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else Cpus()


def shares(cpus: Collection[int], workers: int) -> list[Cpus]:
    """One for each worker: neighbours where there are processors enough, else one of them that it has in common."""
    numbers = sorted(cpus)
    if len(numbers) < workers:
        return [Cpus([numbers[place % len(numbers)]]) if numbers else Cpus() for place in range(workers)]
    ends = [place * len(numbers) // workers for place in range(workers + 1)]
    return [Cpus(numbers[first:end]) for first, end in itertools.pairwise(ends)]


def least_taken(of_all: Iterable[Cpus], taken: Collection[Cpus]) -> Cpus:
    """The first of those whose processors the fewest have."""
    return min(of_all, key=lambda share: sum(len(share & other) / max(len(share), 1) for other in taken))


def keep_to(cpus: Cpus, thread: int = 0) -> None:
    """For a thread, 0 being the calling one, and those that it starts; without any, or where it may not, as before."""
    if cpus:
        with contextlib.suppress(OSError):
            os.sched_setaffinity(thread, cpus)
