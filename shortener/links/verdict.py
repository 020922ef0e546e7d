"""What can be said of a slug before anybody asks for it: that it is taken, reserved, or reads badly."""

from collections.abc import Set as AbstractSet

from msgspec import Struct
from sqlalchemy.orm import Session

from shortener.links.errors import Refused
from shortener.links.finding import find, similar
from shortener.links.placing import refuse_taken
from shortener.links.rude import has_rude_word
from shortener.links.site import Home
from shortener.links.slug import check
from shortener.links.views import LinkView


class Verdict(Struct, frozen=True):
    """`problem` is the sentence with which it would be refused; `alike` are links it could be mistaken for."""

    problem: str = ""
    rude: bool = False
    alike: tuple[LinkView, ...] = ()


def judge(
    session: Session, home: Home, slug: str, most: int, reserved: AbstractSet[str], *, only: int | None = None
) -> Verdict:
    """Of an empty slug, a random one, nothing is to be said; of others' links nothing to who sees `only` their own."""
    if not slug:
        return Verdict()
    try:
        key = check(slug, reserved)
        refuse_taken(session, home, key, only)
    except Refused as error:
        return Verdict(problem=str(error))
    alike = (find(session, home.id, other, deleted=False) for other in similar(session, home.id, key)[:most])
    return Verdict(
        rude=has_rude_word(key), alike=tuple(link for link in alike if link and only in {None, link.owner_id})
    )
