"""Find and replace in the targets of the links that a filter finds."""

from collections.abc import Iterator, Mapping
from itertools import islice

from flask import Response, request, url_for
from msgspec.structs import replace

from shortener.accounts.people import names
from shortener.admin import questions
from shortener.admin.bulk import check, show_bulk
from shortener.admin.forms import clean
from shortener.admin.frame import me, screen
from shortener.admin.picking import walked
from shortener.bulk.repoint import repoint_row
from shortener.bulk.rows import How
from shortener.bulk.table import Row
from shortener.bulk.tables import REPLACE
from shortener.links.errors import Refused
from shortener.links.views import LinkView
from shortener.reports.linkquery import LinkQuery
from shortener.sentences import Number, Words
from shortener.web.services import services

LONGEST = 2000
MOST_SEEN = 20_000  # links whose targets are looked at: about two seconds
NOTHING = Words("No link has this text in its target, as far as the filter goes. Capitals count.")


@screen("/bulk/replace", "write")
def bulk_replace() -> Response:
    return _show(request.args)


@screen("/bulk/replace", "write", post=True)
def take_replace() -> Response:
    find, put, why = (request.form.get(name, "").strip() for name in ("find", "put", "why"))
    query = questions.asked(request.form)
    if not find or len(find) > LONGEST or len(put) > LONGEST:
        return _show(
            request.form,
            {"find": Words("Type the text that is looked for, at most %(most)s characters.", most=Number(LONGEST))},
        )
    try:
        how = How(find=find, put=put, reason=clean(why)[:500])
        return check(REPLACE, f"{find} → {put or '“”'}", how, _rows(query, find))
    except Refused as error:
        return _show(request.form, {"find": NOTHING if error.code == "none" else error.words})


def _rows(query: LinkQuery, find: str) -> Iterator[Row]:
    having = (link for link in _looked_at(query, find) if find in link.target and link.deleted_at is None)
    return (repoint_row(number, link) for number, link in enumerate(having, 1))


def _looked_at(query: LinkQuery, find: str) -> Iterator[LinkView]:
    """The search finds the text anywhere in a link; raises Refused where that is in too many."""
    found = walked(services().database, replace(query, search=f"{query.search} {find}".strip()))
    yield from islice(found, MOST_SEEN)
    if next(found, None) is not None:
        raise Refused(
            "find",
            "many",
            Words("More than %(most)s links have this text somewhere; narrow the list first.", most=Number(MOST_SEEN)),
        )


def _show(args: Mapping[str, str], problems: dict[str, str] | None = None) -> Response:
    """The chips of the list's filter lead back here."""
    query = questions.asked(args)
    with services().database.read() as session:
        found = questions.filters(query, names(session))
    own = [(f"{url_for('admin.bulk_replace')}?{href.partition('?')[2]}", words, value) for href, words, value in found]
    asking = {name: value for name, value in questions.given(query).items() if value}
    return show_bulk(REPLACE, problems, filters=own, asking=asking, mine=me().own_links_only)
