"""Writing on the chart of a link's clicks, and taking it off again."""

from flask import Response, abort, request

from shortener.admin.days import asked_day, start_of
from shortener.admin.forms import clean
from shortener.admin.frame import back_to, me, screen
from shortener.admin.link import link_page
from shortener.admin.one import id_in, link_or_404
from shortener.links.errors import Refused
from shortener.links.remarks import add_remark, remove_remark
from shortener.sentences import Words
from shortener.web.services import services


@screen("/links/<int:link_id>/remark", "write", post=True)
def write_remark(link_id: int) -> Response:
    link_or_404(link_id)
    problems: dict[str, str] = {}
    at = start_of(asked_day(request.form, "day", problems))
    if at is None:
        return link_page(link_id, wrong={"day": Words("Choose the day that it was."), **problems})
    try:
        with services().database.write() as session:
            add_remark(session, link_id, at, clean(request.form.get("words", "")), me().id)
    except Refused as error:
        return link_page(link_id, wrong={error.field: error.words})
    return back_to("admin.link", "remarked", link_id=link_id)


@screen("/links/<int:link_id>/remark/remove", "write", post=True)
def remove_mark(link_id: int) -> Response:
    link_or_404(link_id)
    number = id_in(request.form.get("id", ""))
    with services().database.write() as session:
        if number is None or not remove_remark(session, link_id, number):
            abort(404)
    return back_to("admin.link", "unremarked", link_id=link_id)
