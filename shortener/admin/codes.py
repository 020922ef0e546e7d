"""The QR codes of many links on one page, to be printed and cut."""

from flask import Response, request

from shortener.admin.addresses import address_of
from shortener.admin.frame import page, screen
from shortener.admin.logopick import logo_choices, logo_of
from shortener.admin.picking import picked
from shortener.admin.qr import code_url
from shortener.links.together import MOST
from shortener.links.views import LinkView
from shortener.web.codes import NoCode, doubts, width
from shortener.web.codestyle import Style
from shortener.web.services import services


@screen("/links/codes", "read")
def codes() -> Response:
    """Those that are ticked, or all that the question of the list finds; MOST of them at most."""
    chosen, problems = [one.link_id for one in picked(request.args)], dict[str, str]()
    links = services().library.get_all(chosen[:MOST])
    logo, style = request.args.get("logo", ""), Style(logo=logo_of(request.args.get("logo", ""), problems))
    sheet = [(links[number], *_picture(links[number], logo, style)) for number in chosen if number in links]
    again = [(name, text) for name, text in request.args.items(multi=True) if name != "logo"]
    return page(
        "codes",
        422 if problems else 200,
        sheet=sheet,
        left=len(chosen) > MOST,
        most=MOST,
        logo=logo,
        logos=logo_choices(),
        problems=problems,
        again=again,
    )


def _picture(link: LinkView, logo: str, style: Style) -> tuple[str, str]:
    """The address of its code, and why there is none: one of them is empty."""
    try:
        worst = _worst(link, style)
    except NoCode as error:
        worst = str(error)
    shown = logo if style.logo else ""
    return ("", worst) if worst else (address_of("admin.qr_picture", {"logo": shown}, {"link_id": link.id}), "")


def _worst(link: LinkView, style: Style) -> str:
    """Read back where it has a logo; in black on white any other code is read. Raises NoCode."""
    url = code_url(link, {})
    width(url, style)
    return next((doubt.sentence for doubt in doubts(url, style) if doubt.bad), "") if style.logo else ""
