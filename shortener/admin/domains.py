"""The domains that links are printed with: list, add, add as another spelling, remove."""

from flask import Response, request

from shortener.admin.forms import clean
from shortener.admin.frame import back_to, page, screen
from shortener.links.errors import Refused
from shortener.web.services import services


@screen("/domains", "domains")
def domains() -> Response:
    return _page()


@screen("/domains", "domains", post=True)
def add_domain() -> Response:
    host, alias_of = clean(request.form.get("host", "")), request.form.get("alias_of", "")
    try:
        services().library.add_domain(host, alias_of or None)
    except Refused as error:
        return _page({"host": error.words}, host, alias_of)
    return back_to("admin.domains", "domain-added")


@screen("/domains/remove", "domains", post=True)
def remove_domain() -> Response:
    try:
        services().library.remove_domain(request.form.get("remove", ""))
    except Refused as error:
        return _page({"remove": error.words})
    return back_to("admin.domains", "domain-removed")


def _page(problems: dict[str, str] | None = None, host: str = "", alias_of: str = "") -> Response:
    every = services().library.domains()
    return page(
        "domains",
        422 if problems else 200,
        every=sorted(every, key=lambda domain: (domain.alias_of or domain.host, bool(domain.alias_of))),
        real=[domain.host for domain in every if domain.alias_of is None],
        problems=problems or {},
        focus=next(iter(problems or {}), ""),
        host=host,
        alias_of=alias_of,
    )
