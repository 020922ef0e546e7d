"""Making and ending shared pages of a link's numbers, on the link's page; an address is shown once."""

from flask import Response, abort, request

from shortener.accounts import sharedpages
from shortener.accounts.errors import AccountRefused
from shortener.admin.audited import note
from shortener.admin.frame import back_to, me, screen
from shortener.admin.link import link_page
from shortener.admin.one import id_in, link_or_404
from shortener.admin.shown import days as days_words
from shortener.web.services import services


@screen("/links/<int:link_id>/share", "write", post=True)
def share(link_id: int) -> Response:
    link, days = link_or_404(link_id), id_in(request.form.get("days", "")) or 0
    try:
        with services().database.write() as session:
            token = sharedpages.share(session, link_id, days, me().id)
    except AccountRefused as error:
        return link_page(link_id, wrong={error.field: error.words})
    note("shared", me(), f"{link.domain}/{link.slug}, {days_words(days)}")
    return link_page(link_id, made=f"{services().settings.public_url}/-/stats/{token}")


@screen("/links/<int:link_id>/share/end", "write", post=True)
def end_share(link_id: int) -> Response:
    link, number = link_or_404(link_id), id_in(request.form.get("id", ""))
    with services().database.write() as session:
        if number is None or not sharedpages.end(session, link_id, number):
            abort(404)
    note("share-ended", me(), f"{link.domain}/{link.slug}")
    return back_to("admin.link", "share-ended", link_id=link_id)
