"""Handing in a logo for QR codes on a code's page, and removing one; the page then goes on with the same style."""

from contextlib import closing
from pathlib import PurePath

from flask import Response, abort, request

from shortener.accounts.roles import may
from shortener.admin.forms import clean
from shortener.admin.frame import back_to, me, screen
from shortener.admin.one import id_in, link_or_404
from shortener.admin.qr import qr_page, said, style_of
from shortener.links.errors import Refused
from shortener.links.logos import add_logo, remove_logo
from shortener.sentences import Words
from shortener.web.pictures import MOST_BYTES, BadPicture, plain_png
from shortener.web.services import services


@screen("/links/<int:link_id>/qr/logo", "write", post=True)
def take_logo(link_id: int) -> Response:
    link, sent = link_or_404(link_id), request.files.get("file")
    name = clean(sent.filename or "") if sent else ""
    if sent is None or not name:
        return qr_page(link, request.form, {"file": Words("Choose a PNG or JPEG file first.")})
    try:
        with closing(sent):
            picture = plain_png(sent.stream.read(MOST_BYTES + 1))
        with services().database.write() as session:
            number = add_logo(session, PurePath(name).stem, picture, me().id)
    except (BadPicture, Refused) as error:
        return qr_page(link, request.form, {"file": error.words})
    return back_to("admin.qr", "logo-added", link_id=link_id, **_kept() | {"logo": number})


@screen("/links/<int:link_id>/qr/logo/remove", "write", post=True)
def drop_logo(link_id: int) -> Response:
    link_or_404(link_id)
    number = id_in(request.form.get("logo", ""))
    with services().database.write() as session:
        if number is None or not remove_logo(session, number, None if may(me(), "all") else me().id):
            abort(404)
    return back_to("admin.qr", "logo-removed", link_id=link_id, **_kept() | {"logo": ""})


def _kept() -> dict[str, object]:
    return said(request.form, style_of(request.form, {}))
