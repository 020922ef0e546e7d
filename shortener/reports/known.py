"""Whether the tag or domain that somebody asks about is there; clicks of a misspelt one would be 0 and look true."""

from msgspec.structs import replace
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from shortener.links.errors import NotFound, shown
from shortener.links.site import load_site
from shortener.links.tables import Revision, Tag
from shortener.links.tagkeeping import find_tag
from shortener.reports.scope import Scope


def known(session: Session, scope: Scope) -> Scope:
    """With the names as they are kept, however they were typed. Raises NotFound, one sentence."""
    if scope.tag:
        return replace(scope, tag=_tag(session, scope.tag))
    return replace(scope, domain=_domain(session, scope.domain)) if scope.domain else scope


def _tag(session: Session, name: str) -> str:
    if session.scalar(select(exists().where(Tag.name == name))):
        return name
    tag = find_tag(session, name)
    if tag is None:
        raise NotFound("tag", f"There is no tag {shown(name)}.")
    return tag.name


def _domain(session: Session, host: str) -> str:
    """One that was removed has its clicks still."""
    home = load_site(session).find(host)
    if home is not None:
        return home.host
    if not session.scalar(select(exists().where(Revision.domain == host))):
        raise NotFound("domain", f"{shown(host)} is not a domain of this shortener.")
    return host
