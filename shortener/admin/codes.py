"""The QR codes of many links on one page, to be printed and cut."""

from collections.abc import Iterator

from flask import Response, request, url_for

from shortener.admin.frame import page, screen
from shortener.admin.picking import picked
from shortener.admin.qr import code_url
from shortener.links.errors import NotFound
from shortener.links.together import MOST
from shortener.links.views import LinkView
from shortener.web.codes import TOO_LONG, NoCode, Style, width
from shortener.web.services import services


@screen("/links/codes", "read")
def codes() -> Response:
    """Those that are ticked, or all that the question of the list finds; MOST of them at most."""
    chosen = [one.link_id for one in picked(request.args)]
    sheet = [(link, _picture(link)) for link in _links(chosen[:MOST])]
    return page("codes", sheet=sheet, left=len(chosen) > MOST, most=MOST, too_long=TOO_LONG)


def _links(ids: list[int]) -> Iterator[LinkView]:
    for number in ids:
        try:
            yield services().library.get(number)
        except NotFound:
            continue


def _picture(link: LinkView) -> str:
    """The address of its code; empty where its short URL is too long for one."""
    try:
        width(code_url(link, {}), Style())
    except NoCode:
        return ""
    return url_for("admin.qr_picture", link_id=link.id)
