"""What an export of all links says of itself when it is done: how much of what, and what a web server can't do."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from shortener.interop.out.homes import Home
from shortener.interop.out.rows import Leaving

MOST_KEPT = 1000


class Inexact(msgspec.Struct, frozen=True):
    """A slug that another server answers otherwise than this one; `reason` goes on after its name."""

    domain: str
    slug: str
    reason: str


class Told(msgspec.Struct):
    """Counts of slugs by what they answer. `inexact` counts all of `which`, of which the first MOST_KEPT are kept."""

    slugs: int = 0
    redirects: int = 0
    not_found: int = 0
    gone: int = 0
    inexact: int = 0
    which: list[Inexact] = msgspec.field(default_factory=list)

    def counted(self, rows: Iterable[Leaving]) -> Iterator[Leaving]:
        """The same rows, counted on their way."""
        for row in rows:
            self.slugs += 1
            self.redirects += row.answer < 400
            self.not_found += row.answer == 404
            self.gone += row.answer == 410
            yield row

    def tell(self, row: Leaving, reason: str) -> None:
        """A slug that can't be said exactly."""
        self.inexact += 1
        if len(self.which) < MOST_KEPT:
            self.which.append(Inexact(row.domain, row.slug, reason))


class Beside(NamedTuple):
    """What an export has beside its rows: whose they are, where unknown slugs go, the line that it begins with."""

    homes: Sequence[Home]
    unknown_url: str | None
    about: str
    told: Told
