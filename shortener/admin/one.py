"""Finding the link that an address names."""

from flask import abort, request

from shortener.links.errors import NotFound
from shortener.links.views import LinkView
from shortener.web.services import services

LARGEST_ID = 2**63 - 1


def link_or_404(link_id: int) -> LinkView:
    if link_id > LARGEST_ID:
        abort(404)
    try:
        return services().library.get(link_id)
    except NotFound:
        abort(404)


def id_in(text: str) -> int | None:
    """The number that a text is, if a database can have such an id."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= LARGEST_ID else None


def one_of(name: str, known: tuple[int, ...]) -> int:
    """A number in the address that must be one of a few; anything else means the first of them."""
    given = request.args.get(name, "")
    return next((number for number in known if given == str(number)), known[0])
