"""Nobody else's page may make a signed-in browser act here: unsafe requests must come from this site itself."""

from urllib.parse import urlsplit

from flask import Flask, abort, request

from shortener.sentences import Words
from shortener.web.marks import is_cookieless
from shortener.web.services import services

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
PORTS = {"http": 80, "https": 443}


def install(app: Flask) -> None:
    app.before_request(check_origin)


def check_origin() -> None:
    """Refuses an unsafe request that isn't from this very origin; without a word on where it is from, too."""
    if request.method in SAFE or request.endpoint is None or is_cookieless():
        return
    site = request.headers.get("Sec-Fetch-Site")
    own = site in {"same-origin", "none"} if site else _is_own(request.headers.get("Origin", ""))
    if not own:
        abort(403, Words("This form was sent from another site. Open the page here, and send it again."))


def _is_own(origin: str) -> bool:
    """Whether an origin is the one asked; its scheme may also be the site's public one, which a proxy hides from us."""
    try:
        theirs, ours = urlsplit(origin), urlsplit(f"//{request.host}")
        port = theirs.port or PORTS.get(theirs.scheme)
        return (
            bool(theirs.hostname)
            and theirs.scheme in {request.scheme, services().settings.site.scheme}
            and theirs.hostname == ours.hostname
            and port == (ours.port or PORTS.get(theirs.scheme))
        )
    except ValueError:
        return False
