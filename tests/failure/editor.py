"""Somebody who edits links at random, and what visitors may be answered meanwhile."""

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.failure.browser import Browser
from tests.failure.told import Told

NAMES = 3
UNKNOWN = "404 "


@dataclass(frozen=True)
class Link:
    """A link as its editor left it. `slugs` are its aliases and, last, the main one."""

    number: int
    slugs: tuple[str, ...]
    target: str
    enabled: bool = True
    deleted: bool = False

    @property
    def answer(self) -> str:
        """Status and Location for its visitors."""
        if self.deleted:
            return "410 "
        return f"302 {self.target}" if self.enabled else UNKNOWN


@dataclass(frozen=True)
class Edit:
    """What the link is afterwards, and the form that makes it so."""

    after: Link
    form: str
    fields: dict[str, str]


Way = Callable[[Link, int], Edit]


class Editor:
    """Edits links in these ways, one at a time. `turn` is held meanwhile: who holds it, edits or keeps edits off."""

    def __init__(self, browser: Browser, links: list[Link], ways: tuple[Way, ...]) -> None:
        self._browser, self._links, self._ways = browser, links, ways
        self.slugs = [name for link in links for name in names(link.slugs[0])]
        known = {slug: link.answer for link in links for slug in link.slugs}
        self.truth = Told({slug: known.get(slug, UNKNOWN) for slug in self.slugs})
        self.turn = threading.Lock()
        self.edits = 0
        self.unknown: list[str] = []

    def edit(self) -> None:
        with self.turn:
            place = random.randrange(len(self._links))
            made = _restore(self._links[place]) or random.choice(self._ways)(self._links[place], self.edits)
            for slug in made.after.slugs:
                self.truth.begin(slug, made.after.answer)
            instead = self._browser.submit(f"/admin/links/{made.after.number}/{made.form}", **made.fields)
            if instead is not None:
                self.unknown.append(instead)
                return
            for slug in made.after.slugs:
                self.truth.finish(slug)
            self._links[place] = made.after
            self.edits += 1


def names(slug: str) -> list[str]:
    """A slug and what its link may be renamed to."""
    return [slug, *(f"{slug}-edition{number}" for number in range(2, NAMES + 1))]  # none looks like another link


def links_of(slugs: list[str]) -> list[Link]:
    """The links that an import of these slugs into an empty database makes."""
    return [Link(number, (slug,), f"https://example.org/{slug}") for number, slug in enumerate(slugs, 1)]


def retarget(link: Link, edits: int) -> Edit:
    return _save(replace(link, target=f"https://example.org/{link.slugs[0]}?edit={edits}"))


def switch(link: Link, _edits: int) -> Edit:
    return _save(replace(link, enabled=not link.enabled))


def rename(link: Link, edits: int) -> Edit:
    """The slug of before becomes an alias; once every name is taken, the link gets another target."""
    left = [name for name in names(link.slugs[0]) if name not in link.slugs]
    return _save(replace(link, slugs=(*link.slugs, left[0]))) if left else retarget(link, edits)


def delete(link: Link, _edits: int) -> Edit:
    return Edit(replace(link, deleted=True), "delete", {})


def _save(after: Link) -> Edit:
    return Edit(
        after,
        "edit",
        {"slug": after.slugs[-1], "target": after.target, "enabled": "on" if after.enabled else ""},
    )


def _restore(link: Link) -> Edit | None:
    return Edit(replace(link, deleted=False), "restore", {}) if link.deleted else None
