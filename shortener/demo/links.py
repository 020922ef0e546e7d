"""The links of a demo: what an organisation that teaches with small computers prints."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from sqlalchemy import select

from shortener.demo.fate import fate_of
from shortener.links.drafts import Draft
from shortener.links.library import Library
from shortener.links.tables import Link, Slug
from shortener.stores import Database

BATCH = 1000
THINGS = ("robot", "camera", "sensor", "weather", "music", "game", "story", "lamp", "garden", "rocket", "piano", "maze")
ACTS = ("build", "guide", "start", "kit", "project", "lesson", "poster", "quiz", "club", "code", "book", "video")
TAGS = ("magazine", "box", "poster", "course", "newsletter", "conference", "shop", "club")
SECTIONS = ("projects", "lessons", "products", "news", "events", "downloads")


class DemoLink(NamedTuple):
    """As much of a link as a visit has."""

    id: int
    revision_id: int
    domain_id: int
    slug: str
    created_at: int


def drafts(births: Sequence[int], seed: int) -> Iterator[Draft]:
    """All with different slugs, one for each moment of making (ms UTC)."""
    fate = fate_of("links", seed)
    for number, created_at in enumerate(births, 1):
        thing, act = fate.choice(THINGS), fate.choice(ACTS)
        yield Draft(
            slug=f"{thing}-{act}-{number}",
            target=f"https://www.example.org/{fate.choice(SECTIONS)}/{thing}/{act}-{number}",
            title=f"{thing.title()} {act} {number}",
            tags=tuple(sorted(fate.sample(TAGS, fate.choice((0, 1, 1, 2))))),
            created_at=created_at,
        )


def make_links(
    database: Database, library: Library, births: Sequence[int], seed: int, tell: Callable[[int], None]
) -> list[DemoLink]:
    """Those that are there already are taken as they are."""
    home = next(domain.id for domain in library.domains() if domain.is_default)
    remaining, made = drafts(births, seed), list[DemoLink]()
    while batch := list(islice(remaining, BATCH)):
        known = _known(database, home, batch)
        if missing := [draft for draft in batch if draft.slug not in known]:
            with library.writing(None) as editor:
                editor.create_all(missing)
            known = _known(database, home, batch)
        made += [known[draft.slug] for draft in batch]
        tell(len(batch))
    return made


def _known(database: Database, home: int, batch: Sequence[Draft]) -> dict[str, DemoLink]:
    """By slug, those that are there."""
    columns = (Link.id, Link.revision_id, Link.created_at, Slug.domain_id, Slug.slug)
    found = (
        select(*columns)
        .join(Slug, Slug.link_id == Link.id)
        .where(Slug.domain_id == home, Slug.slug.in_([draft.slug for draft in batch]))
    )
    with database.read() as session:
        rows = session.execute(found).all()
    return {row.slug: DemoLink(row.id, row.revision_id or 0, row.domain_id, row.slug, row.created_at) for row in rows}
