"""Adds and removes the hosts that links are printed with, and keeps the base URL's host the default one."""

from sqlalchemy import func, literal_column, select
from sqlalchemy.orm import Session

from shortener.clock import now_ms
from shortener.links.errors import NotFound, Refused, shown
from shortener.links.reading import views_of
from shortener.links.revisions import revise
from shortener.links.tables import Domain, Link, Revision, Slug
from shortener.links.views import DomainView
from shortener.net.hosts import canonical_host, is_loopback
from shortener.sentences import Number, Words


def list_domains(session: Session) -> list[DomainView]:
    """The default one first, then by host."""
    domains = {domain.id: domain for domain in session.scalars(select(Domain))}
    links = _links(session, sorted(domains, key=lambda number: domains[number].is_default))
    views = [
        DomainView(
            id=domain.id,
            host=domain.host,
            alias_of=domains[domain.alias_of_id].host if domain.alias_of_id else None,
            is_default=domain.is_default,
            links=links.get(domain.id, 0),
        )
        for domain in domains.values()
    ]
    return sorted(views, key=lambda view: (not view.is_default, view.host))


def _links(session: Session, domains: list[int]) -> dict[int, int]:
    """By domain: all slugs less those that aren't main ones, since each of these is counted by an index alone.

    The last domain has what the others leave of all slugs: a whole table is counted much faster than a part of it.
    """
    deleted = Slug.link_id.in_(select(Link.id).where(Link.deleted_at.is_not(None)))
    alias = Slug.kind == literal_column("'alias'")  # as its index says it: a parameter would not find that
    counted = select(Slug.domain_id, func.count()).group_by(Slug.domain_id)
    total = session.scalar(select(func.count()).select_from(Slug)) or 0
    every: dict[int, int] = dict(iter(session.execute(counted.where(Slug.domain_id.in_(domains[:-1])))))
    every |= {number: total - sum(every.values()) for number in domains[-1:]}
    aliases: dict[int, int] = dict(iter(session.execute(counted.where(alias))))
    gone: dict[int, int] = dict(iter(session.execute(counted.where(Slug.kind == "deleted", deleted))))
    return {number: count - aliases.get(number, 0) - gone.get(number, 0) for number, count in every.items()}


def view_domain(session: Session, host: str) -> DomainView:
    return next(view for view in list_domains(session) if view.host == host)


def add_domain(session: Session, text: str, alias_of: str | None) -> DomainView:
    """Refused when the host is known already. An alias of an alias becomes one of the domain behind it."""
    host = _host(text)
    known = _find(session, host)
    if known is not None:
        raise Refused("domain", "taken", Words("%(host)s is a domain of this shortener already.", host=host))
    real = None
    if alias_of:
        found = _find(session, _host(alias_of))
        if found is None:
            raise NotFound(
                "domain",
                Words("%(alias_of)s is not a domain of this shortener; add it first.", alias_of=shown(alias_of)),
            )
        real = found.alias_of_id or found.id
    session.add(Domain(host=host, alias_of_id=real, is_default=False, created_at=now_ms()))
    session.flush()
    return view_domain(session, host)


def remove_domain(session: Session, text: str) -> None:
    """Only a domain without links, deleted ones too, and without aliases goes; what is printed must not vanish."""
    domain = _find(session, _host(text))
    if domain is None:
        raise NotFound("domain", Words("%(text)s is not a domain of this shortener.", text=shown(text)))
    host = domain.host
    if domain.is_default:
        raise Refused(
            "domain",
            "default",
            Words("%(host)s is the default domain; set SHORTENER_BASE_URL to another first.", host=host),
        )
    slugs = session.scalar(select(func.count()).where(Slug.domain_id == domain.id)) or 0
    if slugs:
        raise Refused(
            "domain",
            "used",
            Words(
                "%(host)s has slugs (%(slugs)s with aliases and deleted ones) and so must stay.",
                host=host,
                slugs=Number(slugs),
            ),
        )
    aliases = session.scalars(select(Domain.host).where(Domain.alias_of_id == domain.id).order_by(Domain.host)).all()
    if aliases:
        raise Refused(
            "domain",
            "used",
            Words("%(host)s has aliases; remove them first: %(aliases)s.", host=host, aliases=", ".join(aliases)),
        )
    session.delete(domain)


def default_domain(session: Session) -> Domain | None:
    return session.scalars(select(Domain).where(Domain.is_default)).one_or_none()


def make_default(session: Session, host: str) -> bool:
    """Makes a canonical host the default domain; False when it was already.

    While the default one is still a loopback name and the new host is unknown, a newcomer is setting the base URL: the
    domain is renamed and keeps its links. Otherwise only the flag moves.
    """
    current, wanted = default_domain(session), _find(session, host)
    if wanted is not None and wanted.alias_of_id is not None:
        wanted = session.get_one(Domain, wanted.alias_of_id)
    if wanted is not None and wanted is current:
        return False
    if wanted is None and current is not None and is_loopback(current.host):
        _rename(session, current, host)
        return True
    if wanted is None:
        wanted = Domain(host=host, created_at=now_ms())
        session.add(wanted)
    if current is not None:
        current.is_default = False
    wanted.is_default = True
    session.flush()
    return True


def _rename(session: Session, domain: Domain, host: str) -> None:
    """Its links get a revision each, since clicks say from their revision which domain they came by."""
    old, domain.host = domain.host, host
    session.flush()
    named = select(Link).join(Revision, Revision.id == Link.revision_id).where(Revision.domain == old)
    links = session.scalars(named).all()
    for link in links:
        link.version += 1
        link.updated_at, link.updated_by_id = now_ms(), None
    for link, view in zip(links, views_of(session, links), strict=True):
        revise(session, link, view, "domain", f"{old} is now {host}")


def _find(session: Session, host: str) -> Domain | None:
    return session.scalars(select(Domain).where(Domain.host == host)).one_or_none()


def _host(text: str) -> str:
    host = canonical_host(text.strip())
    if host is None:
        raise Refused(
            "domain",
            "syntax",
            Words("%(text)s is not a host; give one such as example.org, without https://.", text=shown(text)),
        )
    return host
