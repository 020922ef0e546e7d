"""What people type behind a slug or before a long URL, as they did with YOURLS: `+`, `.qr`, `/https://…`."""

import re
from urllib.parse import unquote, urlencode

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.routing import BaseConverter
from werkzeug.wrappers import Response as BaseResponse

from shortener.links.views import LinkView
from shortener.net.paths import BESIDE, beside_links, is_own_page, key_of_bytes
from shortener.public.qr import code_of
from shortener.redirect.decide import STATUS, UNKNOWN
from shortener.web.pages import NOTICES, render_notice
from shortener.web.rawpath import raw_target
from shortener.web.services import services
from shortener.web.speech import language
from shortener.yourls.addresses import sanitise_safely
from shortener.yourls.protocols import split_protocol

_SLASHES = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]+:)/+")


class BesidePath(BaseConverter):
    """A path that a slug stands in or a long URL, and that is none itself."""

    regex = f"(?s:{BESIDE})"
    part_isolating = False
    weight = 900  # before any other path


def register(blueprint: Blueprint) -> None:
    """Puts these addresses into the public face."""
    blueprint.add_url_rule("/<beside:_path>", view_func=beside)
    blueprint.add_url_rule("/yourls-infos.php", view_func=infos)


def beside(_path: str) -> BaseResponse:
    """The path is read undecoded, since the router folds what a slug keeps."""
    key = key_of_bytes(request.environ["PATH_INFO"].encode("latin-1"))
    if key is not None and is_own_page(key):
        abort(404)
    kind, text = (None if key is None else beside_links(key)) or ("url", "")
    if kind == "url":
        return _shorten(raw_target(request.environ).lstrip("/"))
    link = _find(text)
    if link is None:
        return _unknown()
    return code_of(link, request.args) if kind == ".qr" else _about(link, everything=kind == "+all")


def infos() -> BaseResponse:
    """The page about a link under its oldest address."""
    link = _find(request.args.get("id", ""))
    return _about(link, everything=bool(request.args.get("all"))) if link else _unknown()


def _find(slug: str) -> LinkView | None:
    library = services().library
    return library.find(request.host, slug) or library.find(request.host, slug.rstrip("/"))


def _about(link: LinkView, *, everything: bool) -> BaseResponse:
    """What everybody may see, else its page in the admin; or all links with its target, where there are more."""
    if everything and len(services().library.by_target(link.target, link.domain)) > 1:
        return redirect(url_for("admin.links", q=link.target), 302)
    is_public = link.public_stats or services().settings.public_stats
    return redirect(url_for("shared.public" if is_public else "admin.link", link_id=link.id), 302)


def _shorten(long_url: str) -> BaseResponse:
    """To the form that makes links. Proxies fold slashes, so that one is as good as two."""
    whole = long_url if _SLASHES.match(long_url) or long_url.startswith("mailto:") else unquote(long_url)
    parts = split_protocol(sanitise_safely(_SLASHES.sub(r"\1//", whole)))
    if parts is None:
        return _unknown()
    return redirect("/admin/index.php?" + urlencode(dict(zip(("up", "us", "ur"), parts, strict=True))), 302)


def _unknown() -> BaseResponse:
    """What visitors of unknown slugs get."""
    own = services()
    if own.settings.unknown_slug_url:
        return redirect(own.settings.unknown_slug_url, 302)
    return Response(render_notice(own.brand, NOTICES[UNKNOWN], language()), STATUS[UNKNOWN])
