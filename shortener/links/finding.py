"""The ways to find a link: by id, by its slug, by its target, by what it looks like; and its history."""

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from shortener.links.errors import NotFound
from shortener.links.lookalikes import fold
from shortener.links.reading import view_of, views_of
from shortener.links.slug import is_possible, key_of
from shortener.links.tables import Link, Revision, Slug
from shortener.links.target import target_hash
from shortener.links.views import LinkView, RevisionView

SIMILAR = 10


def link_by_id(session: Session, link_id: int) -> Link:
    link = session.get(Link, link_id)
    if link is None:
        raise NotFound("link", f"There is no link number {link_id}.")
    return link


def slug_row(session: Session, domain_id: int, key: str) -> Slug | None:
    if not is_possible(key):
        return None
    return session.scalars(select(Slug).where(Slug.domain_id == domain_id, Slug.slug == key)).one_or_none()


def find(session: Session, domain_id: int, slug: str, *, deleted: bool) -> LinkView | None:
    row = slug_row(session, domain_id, key_of(slug))
    if row is None or (row.kind == "deleted" and not deleted):
        return None
    return view_of(session, link_by_id(session, row.link_id))


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
