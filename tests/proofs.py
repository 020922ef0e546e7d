"""What the proof of a password costs: in tests next to nothing, but in those that are about it, as it is shipped."""

import contextlib
import dataclasses
from collections.abc import Iterator

from shortener.accounts import passwords

SHIPPED = passwords.HASHER._parameters
# More than what tests call quick, so that theirs is outdated as it is in life.
LIGHT = dataclasses.replace(SHIPPED, time_cost=1, memory_cost=64, parallelism=1)


def prove_lightly() -> None:
    """From now on in this process; a service that a test starts proves as it is shipped."""
    passwords.HASHER._parameters = LIGHT
    passwords._nobody.cache_clear()


@contextlib.contextmanager
def as_shipped() -> Iterator[None]:
    """Inside, a proof costs what it costs visitors."""
    passwords.HASHER._parameters = SHIPPED
    passwords._nobody.cache_clear()
    yield
    prove_lightly()
