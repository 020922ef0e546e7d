"""Reads on while the caller writes: worth threads where another process does the reading."""

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")


def ahead(jobs: Iterable[Callable[[], Item]], threads: int) -> Generator[Item]:
    """What each makes, in their order; as many as there are threads are at work while the caller is busy."""
    waiting = iter(jobs)
    with ThreadPoolExecutor(threads, "ahead") as pool:
        coming = deque(map(pool.submit, islice(waiting, threads)))
        while coming:
            item = coming.popleft().result()
            coming.extend(map(pool.submit, islice(waiting, 1)))
            yield item
