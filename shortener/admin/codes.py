"""The QR codes of many links on one page, to be printed and cut."""

from flask import Response, request, url_for

from shortener.admin.frame import page, screen
from shortener.admin.picking import picked
from shortener.admin.qr import code_url
from shortener.links.together import MOST
from shortener.links.views import LinkView
from shortener.web.codes import TOO_LONG, NoCode, Style, width
from shortener.web.services import services


@screen("/links/codes", "read")
def codes() -> Response:
    """Those that are ticked, or all that the question of the list finds; MOST of them at most."""
    chosen = [one.link_id for one in picked(request.args)]
    links = services().library.get_all(chosen[:MOST])
    sheet = [(links[number], _picture(links[number])) for number in chosen if number in links]
    return page("codes", sheet=sheet, left=len(chosen) > MOST, most=MOST, too_long=TOO_LONG)


def _picture(link: LinkView) -> str:
    """The address of its code; empty where its short URL is too long for one."""
    try:
        width(code_url(link, {}), Style())
    except NoCode:
        return ""
    return url_for("admin.qr_picture", link_id=link.id)
