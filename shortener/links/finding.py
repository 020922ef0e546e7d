"""The ways to find a link: by id, by its slug, by its target, by what it looks like; and its history."""

from collections import defaultdict
from collections.abc import Collection, Iterable

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shortener.links.errors import NotFound
from shortener.links.lookalikes import fold
from shortener.links.reading import view_of, views_of
from shortener.links.slug import is_possible, key_of
from shortener.links.tables import Link, Revision, Slug
from shortener.links.target import target_hash
from shortener.links.views import LinkView, RevisionView
from shortener.sentences import Words

SIMILAR = 10


def link_by_id(session: Session, link_id: int, only: int | None = None) -> Link:
    """Raises NotFound, for the links of others too where somebody sees `only` their own."""
    link = session.get(Link, link_id)
    if link is None or only not in {None, link.owner_id}:
        raise NotFound("link", Words("There is no link number %(link_id)s.", link_id=link_id))
    return link


def get_all(session: Session, link_ids: Collection[int]) -> dict[int, LinkView]:
    """Those that there are, by id."""
    links = session.scalars(select(Link).where(Link.id.in_(link_ids))).all()
    return {view.id: view for view in views_of(session, links)}


def slug_row(session: Session, domain_id: int, key: str) -> Slug | None:
    if not is_possible(key):
        return None
    return session.scalars(select(Slug).where(Slug.domain_id == domain_id, Slug.slug == key)).one_or_none()


def find(session: Session, domain_id: int, slug: str, *, deleted: bool) -> LinkView | None:
    row = slug_row(session, domain_id, key_of(slug))
    if row is None or (row.kind == "deleted" and not deleted):
        return None
    return view_of(session, link_by_id(session, row.link_id))


def find_all(session: Session, domain_id: int, slugs: Iterable[str]) -> dict[str, LinkView]:
    """The links of many slugs or aliases of a domain that aren't deleted, in a few queries."""
    keys = {key for slug in slugs if is_possible(key := key_of(slug))}
    rows = session.execute(
        select(Slug.slug, Slug.link_id).where(Slug.domain_id == domain_id, Slug.slug.in_(keys), Slug.kind != "deleted")
    ).all()
    views = get_all(session, {row.link_id for row in rows})
    return {row.slug: views[row.link_id] for row in rows}


def first_revisions(session: Session, link_ids: Iterable[int]) -> dict[int, int]:
    """The revision that each link began with."""
    c = Revision.link_id
    rows = session.execute(select(c, func.min(Revision.id)).where(c.in_(list(link_ids))).group_by(c))
    return {row[0]: row[1] for row in rows}


def by_target(session: Session, domain_id: int, target: str) -> list[LinkView]:
    """Links of a domain that lead to a target, oldest first."""
    on_domain = select(Slug.link_id).where(Slug.domain_id == domain_id, Slug.kind == "main")
    same = select(Link).where(
        Link.target_hash == target_hash(target), Link.deleted_at.is_(None), Link.id.in_(on_domain)
    )
    links = session.scalars(same.order_by(Link.created_at, Link.id)).all()
    return views_of(session, [link for link in links if link.target == target.strip()])


def similar(session: Session, domain_id: int, slug: str) -> list[str]:
    """Other slugs in use on a domain that this one could be mistaken for."""
    key = key_of(slug)
    if not is_possible(key):
        return []
    alike = select(Slug.slug).where(Slug.domain_id == domain_id, Slug.folded == fold(key), Slug.slug != key)
    return list(session.scalars(alike.where(Slug.kind != "deleted").order_by(Slug.slug).limit(SIMILAR)))


def alike(session: Session, domain_id: int, slugs: Collection[str], only: int | None) -> dict[str, str]:
    """By the key of each of many slugs another one in use that it could be mistaken for, the first by name."""
    keys = {key: fold(key) for slug in slugs if is_possible(key := key_of(slug))}
    used = select(Slug.folded, Slug.slug).where(Slug.domain_id == domain_id, Slug.folded.in_(set(keys.values())))
    if only is not None:
        used = used.join(Link, Link.id == Slug.link_id).where(Link.owner_id == only)
    by_look = defaultdict[str, list[str]](list)
    for folded, slug in session.execute(used.where(Slug.kind != "deleted").order_by(Slug.slug)):
        by_look[folded].append(slug)
    others = {key: next((slug for slug in by_look[folded] if slug != key), "") for key, folded in keys.items()}
    return {key: slug for key, slug in others.items() if slug}


def version_of(session: Session, link_id: int, version: int) -> LinkView | None:
    state = session.scalar(select(Revision.state).where(Revision.link_id == link_id, Revision.number == version))
    return None if state is None else msgspec.json.decode(state, type=LinkView)


def history(session: Session, link_id: int) -> list[RevisionView]:
    link_by_id(session, link_id)
    revisions = session.scalars(select(Revision).where(Revision.link_id == link_id).order_by(Revision.number.desc()))
    return [
        RevisionView(
            number=r.number,
            changed_at=r.changed_at,
            changed_by_id=r.changed_by_id,
            action=r.action,
            reason=r.reason,
            domain=r.domain,
            slug=r.slug,
            target=r.target,
            state=msgspec.json.decode(r.state, type=dict),
        )
        for r in revisions
    ]
