"""A link's QR code for print: its style in the address, what stands against it in words, and the files."""

import re
from collections.abc import Mapping
from urllib.parse import quote

from flask import Response, request

from shortener.admin.addresses import address_of
from shortener.admin.frame import page, screen, zone
from shortener.admin.logopick import logo_choices, logo_of, removable
from shortener.admin.one import link_or_404
from shortener.clicks.steps.campaign import LONGEST
from shortener.links.views import LinkView
from shortener.sentences import Words
from shortener.web.codes import TYPES, Doubt, Form, NoCode, doubts, draw, width
from shortener.web.codestyle import (
    DARK,
    LARGEST,
    LEAST_PART,
    LIGHT,
    MARGIN,
    MOST_PART,
    PART,
    SCALE,
    WIDEST,
    Style,
)
from shortener.web.downloads import as_file
from shortener.web.pictures import MOST_BYTES
from shortener.web.services import services
from shortener.web.urls import short_url

FORMS: tuple[Form, ...] = tuple(TYPES)
PLAIN = "plain"
SCANS = (("", Words("Counted as scans")), (PLAIN, Words("Counted like any visit")))
ASKED = ("scans", "place", "logo")  # what the code says besides the short URL, and which logo it has
PRINTED_AT = 300 / 25.4  # dots of a millimetre
_COLOUR = re.compile(r"#?([0-9a-fA-F]{6})")


@screen("/links/<int:link_id>/qr", "read")
def qr(link_id: int) -> Response:
    return qr_page(link_or_404(link_id), request.args, {})


def qr_page(link: LinkView, args: Mapping[str, str], problems: dict[str, str]) -> Response:
    """`problems` are those that are known already, by field."""
    style = style_of(args, problems)
    url = code_url(link, args)
    try:
        found, pixels = doubts(url, style), width(url, style)
    except NoCode as error:
        found, pixels = [Doubt(error.words, bad=True)], 0
    unread = any(doubt.bad for doubt in found)
    return page(
        "qr",
        422 if problems or unread else 200,
        link=link,
        url=url,
        style=style,
        scans=SCANS,
        logos=logo_choices(),
        removable=removable(args.get("logo", "")),
        asked={name: args.get(name, "").strip() for name in ASKED},
        kept=said(args, style),
        typed={name: args.get(name, "") for name in problems},
        problems=problems,
        focus=next(iter(problems), ""),
        doubts=found,
        pixels=pixels,
        millimetres=round(pixels / PRINTED_AT),
        picture=_picture(link, args, style) if pixels else "",
        unread=unread,
        files=[] if unread or problems.keys() - {"file"} else _files(link, args, style),
        largest=LARGEST,
        widest=WIDEST,
        kilobytes=MOST_BYTES >> 10,
        parts=(LEAST_PART, MOST_PART),
    )


@screen("/links/<int:link_id>/qr/picture", "read")
def qr_picture(link_id: int) -> Response:
    """SVG, PNG or PDF (`form`), shown, or saved as a file with `save`; what makes no sense counts as not given.

    There is no file of a code that can't be read.
    """
    link = link_or_404(link_id)
    form = next((form for form in FORMS if form == request.args.get("form")), FORMS[0])
    url, style, save = code_url(link, request.args), style_of(request.args, {}), bool(request.args.get("save"))
    try:
        drawn = _checked(url, form, style) if save else draw(url, form, style)
    except NoCode as error:
        return Response(str(error), 422, content_type="text/plain; charset=utf-8")
    response = Response(drawn, content_type=TYPES[form])
    return as_file(response, f"qr-{link.id}", form, zone()) if save else response


def _checked(url: str, form: Form, style: Style) -> bytes:
    """Raises NoCode too where it would not be read."""
    for doubt in doubts(url, style):
        if doubt.bad:
            raise NoCode(doubt.sentence)
    return draw(url, form, style)


def code_url(link: LinkView, args: Mapping[str, str]) -> str:
    """What the code says: the short URL, and unless `scans` is PLAIN that it is scanned, and at which `place`."""
    url = short_url(services().settings, link)
    if args.get("scans") == PLAIN:
        return url
    place = quote(args.get("place", "").strip()[:LONGEST], safe="")
    return f"{url}?qr={place}" if place else f"{url}?qr"


def said(args: Mapping[str, str], style: Style) -> dict[str, object]:
    """What an address says of a style; what is as usual is left out."""
    usual = {"size": SCALE, "margin": MARGIN, "dark": DARK, "light": LIGHT, "part": PART}
    now = {"size": style.scale, "margin": style.margin, "dark": style.dark, "light": style.light, "part": style.part}
    changed = {name: value for name, value in now.items() if value != usual[name]}
    return {name: args[name].strip() for name in ASKED if args.get(name, "").strip()} | changed


def style_of(args: Mapping[str, str], problems: dict[str, str]) -> Style:
    """`problems` gets a sentence for each box that can't be read, for which the usual stands in."""
    return Style(
        scale=_number(args, "size", SCALE, range(1, LARGEST + 1), problems),
        margin=_number(args, "margin", MARGIN, range(WIDEST + 1), problems),
        dark=_colour(args, "dark", DARK, problems),
        light=_colour(args, "light", LIGHT, problems),
        logo=logo_of(args.get("logo", ""), problems),
        part=_number(args, "part", PART, range(LEAST_PART, MOST_PART + 1), problems),
    )


def _picture(link: LinkView, args: Mapping[str, str], style: Style, **more: str) -> str:
    """The address of the picture."""
    return address_of("admin.qr_picture", more, {"link_id": link.id, **said(args, style)})


def _files(link: LinkView, args: Mapping[str, str], style: Style) -> list[tuple[Form, str]]:
    """Of each form its address."""
    return [(form, _picture(link, args, style, form=form, save="on")) for form in FORMS]


def _number(args: Mapping[str, str], name: str, usual: int, known: range, problems: dict[str, str]) -> int:
    text = args.get(name, "").strip()
    if not text:
        return usual
    if text.isascii() and text.isdigit() and len(text) < 5 and int(text) in known:
        return int(text)
    problems[name] = Words("Write a whole number from %(least)s to %(most)s.", least=known[0], most=known[-1])
    return usual


def _colour(args: Mapping[str, str], name: str, usual: str, problems: dict[str, str]) -> str:
    text = args.get(name, "").strip()
    found = _COLOUR.fullmatch(text)
    if text and not found:
        problems[name] = Words("Write a colour as # and six of the characters 0 to 9 and a to f, such as #0b6353.")
    return f"#{found[1].lower()}" if found else usual
