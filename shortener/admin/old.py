"""Where bookmarklets of YOURLS come in: they lead to the form that makes links, filled in."""

import json
from collections.abc import Mapping

from flask import Response, request

from shortener.admin.addresses import address_of
from shortener.admin.forms import LinkForm, clean
from shortener.admin.frame import blueprint, go
from shortener.sentences import Words

LONGEST = 8192
INSTANT = Words("This bookmarklet can’t make links by itself any more; please get the new one from the page Tools.")


@blueprint.get("/index.php")
def old_address() -> Response:
    """Only translates the address: nothing is made before somebody presses a button."""
    if request.args.get("jsonp") == "yourls":
        answer = json.dumps({"short_url": "", "message": INSTANT})
        response = Response(f"yourls_callback({answer});", mimetype="application/javascript")
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response
    wanted = {"target": _long_url(request.args), "slug": _first("k"), "title": _first("t")}
    return go(address_of("admin.links", wanted))


def given(args: Mapping[str, str]) -> LinkForm:
    """A new link's form with what an address brings along."""
    return LinkForm(**{name: clean(args[name])[:LONGEST] for name in ("target", "slug", "title") if name in args})


def _long_url(args: Mapping[str, str]) -> str:
    """In one piece, or in three where a proxy would have swallowed its slashes."""
    return args.get("u") or "".join(args.get(name, "") for name in ("up", "us", "ur"))


def _first(name: str) -> str:
    return request.args.get(name, "")
