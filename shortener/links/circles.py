"""Targets that lead to a link of this same shortener, as YOURLS finds them: visitors would be sent in circles."""

from sqlalchemy.orm import Session

from shortener.links import finding
from shortener.links.errors import Refused, shown
from shortener.links.site import Site
from shortener.links.slug import key_of
from shortener.links.target import own_path
from shortener.net.paths import key_of_path
from shortener.sentences import Words


def refuse_circle(session: Session, site: Site, target: str, slug: str = "") -> None:
    """Raises Refused for a short URL, and for what will be one of the default domain when the link with `slug` is made.

    Other addresses of this site, such as its pages and slugs that nobody has, are none.
    """
    host, path = own_path(target, site.is_own) or ("", "")
    home, key = site.find(host), key_of_path(path.encode("utf-8", "surrogatepass"))
    if home is None or not key:
        return
    for one in dict.fromkeys((key, key.rstrip("/"))):
        is_itself = bool(slug) and home == site.default and key_of(slug) == one
        if is_itself or finding.find(session, home.id, one, deleted=False):
            raise Refused(
                "target",
                "loop",
                Words("The target %(target)s is a short URL; give the address it stands for.", target=shown(target)),
            )
