"""What should be looked at before new slugs of a batch are printed: that they read badly, or like others."""

from collections import defaultdict
from collections.abc import Sequence

from msgspec.structs import replace

from shortener.bulk.rows import CREATED, Outcome
from shortener.links.errors import shown
from shortener.links.library import Library
from shortener.links.lookalikes import fold
from shortener.links.rude import has_rude_word
from shortener.links.slug import key_of
from shortener.sentences import Words

Numbered = tuple[int, Outcome]


class Doubts:
    """Remembers the slugs of the rows before, which are not in any table yet."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._seen: dict[tuple[str, str], str] = {}

    def told(self, found: Sequence[Numbered]) -> list[Numbered]:
        """The outcomes; those of new links have what speaks against their slugs as reason, and are not refused."""
        named = defaultdict[str, list[str]](list)
        for _, outcome in found:
            if outcome.verdict == CREATED and outcome.slug:
                named[outcome.domain].append(outcome.slug)
        alike = {
            (host, slug): other for host in named for slug, other in self._library.alike(host, named[host]).items()
        }
        return [(number, self._judged(outcome, alike)) for number, outcome in found]

    def _judged(self, outcome: Outcome, alike: dict[tuple[str, str], str]) -> Outcome:
        if outcome.verdict != CREATED or not outcome.slug:
            return outcome
        key = key_of(outcome.slug)
        earlier = self._seen.setdefault((outcome.domain, fold(key)), key)
        other = alike.get((outcome.domain, key)) or (earlier if earlier != key else "")
        if other:
            return replace(outcome, reason=str(Words("on paper its slug looks like %(slug)s", slug=shown(other))))
        if has_rude_word(key):
            return replace(outcome, reason=str(Words("some people will read a rude word in its slug")))
        return outcome
