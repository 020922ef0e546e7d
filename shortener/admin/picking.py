"""Which links were chosen in the list: those that are ticked, or all that its question finds."""

from collections.abc import Iterator, Mapping

from msgspec.structs import replace
from werkzeug.datastructures import MultiDict

from shortener.admin.one import id_in
from shortener.admin.questions import asked
from shortener.links.together import MOST, Picked
from shortener.links.views import LinkView
from shortener.reports.linkquery import LinkQuery
from shortener.reports.lists import MOST_PER_PAGE
from shortener.reports.walk import walk
from shortener.stores import Database
from shortener.web.services import services


def picked(sent: "MultiDict[str, str]") -> list[Picked]:
    """Each once, up to one more than MOST of them; what is no number of a link is left out."""
    if sent.get("all"):
        return [Picked(number) for _, number in zip(range(MOST + 1), found(sent), strict=False)]
    ticked = (_picked(text) for text in sent.getlist("id")[: MOST + 1])
    return list({one.link_id: one for one in ticked if one}.values())


def found(args: Mapping[str, str]) -> Iterator[int]:
    """The ids of all links that a question finds, newest first, read page by page."""
    return (link.id for link in walked(services().database, asked(args)))


def walked(database: Database, query: LinkQuery) -> Iterator[LinkView]:
    """All links that a question finds, newest first, read page by page."""
    query, after = replace(query, sort="created", descending=True, per_page=MOST_PER_PAGE), ""
    while True:
        with database.read() as session:
            page = walk(session, query, after=after)
        yield from (row.link for row in page.rows)
        if not page.after:
            return
        after = page.after


def _picked(text: str) -> Picked | None:
    """A ticked box says the link's id and its version, as in 12-3; the version may be missing."""
    number, _, version = text.partition("-")
    link_id = id_in(number)
    return None if link_id is None else Picked(link_id, id_in(version))
