"""Links as views: many at once in a few queries, however many they are."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortener.links.tables import Domain, Link, Revision, Slug, Tag, link_tags
from shortener.links.views import LinkView

AT_ONCE = 5000  # databases bound the parameters of one statement
PLACED = {"domain", "domain_id", "slug", "aliases", "tags"}  # kept elsewhere than with the link
COPIED = [name for name in LinkView.__struct_fields__ if name not in PLACED | {"public_stats"}]

# Domain id, host and slug of one slug.
Place = tuple[int, str, str]


def views_of(session: Session, links: Sequence[Link]) -> list[LinkView]:
    """The links in the same order. Two queries, a third one when some are deleted."""
    places, tags = defaultdict[int, list[tuple[str, Place]]](list), defaultdict[int, list[str]](list)
    for some in _chunks(links):
        ids = [link.id for link in some]
        for link_id, kind, place in _places(session, ids):
            places[link_id].append((kind, place))
        for link_id, name in session.execute(
            select(link_tags.c.link_id, Tag.name).join(Tag).where(link_tags.c.link_id.in_(ids))
        ):
            tags[link_id].append(name)
    last = _last_places(session, [link for link in links if link.deleted_at is not None])
    return [_view(link, places[link.id], tags[link.id], last.get(link.id)) for link in links]


def view_of(session: Session, link: Link) -> LinkView:
    return views_of(session, [link])[0]


def make_view(link: Link, main: Place, aliases: Sequence[Place], tags: Sequence[str]) -> LinkView:
    domain_id, host, slug = main
    return LinkView(
        domain_id=domain_id,
        domain=host,
        slug=slug,
        aliases=tuple(sorted(s if d == domain_id else f"{h}/{s}" for d, h, s in aliases)),
        tags=tuple(sorted(tags, key=str.casefold)),
        public_stats=bool(link.public_stats),  # None where nobody was ever asked
        **{name: getattr(link, name) for name in COPIED},
    )


def _view(link: Link, places: list[tuple[str, Place]], tags: list[str], last: Place | None) -> LinkView:
    main = last or next(place for kind, place in places if kind == "main")
    return make_view(link, main, [place for _, place in places if place != main], tags)


def _places(session: Session, ids: list[int]) -> Iterator[tuple[int, str, Place]]:
    wanted = select(Slug.link_id, Slug.kind, Slug.domain_id, Domain.host, Slug.slug)
    for link_id, kind, domain_id, host, slug in session.execute(wanted.join(Domain).where(Slug.link_id.in_(ids))):
        yield link_id, kind, (domain_id, host, slug)


def _last_places(session: Session, links: list[Link]) -> dict[int, Place]:
    """Where deleted links were last: their slugs no longer say which one was the main one. Domain id 0: it is gone."""
    found: dict[int, Place] = {}
    wanted = select(Revision.link_id, Domain.id, Revision.domain, Revision.slug).outerjoin(
        Domain, Domain.host == Revision.domain
    )
    for some in _chunks(links):
        rows = session.execute(wanted.where(Revision.id.in_([link.revision_id for link in some])))
        found |= {link_id: (domain_id or 0, host, slug) for link_id, domain_id, host, slug in rows}
    return found


def _chunks(links: Sequence[Link]) -> Iterator[Sequence[Link]]:
    return (links[start : start + AT_ONCE] for start in range(0, len(links), AT_ONCE))
