"""A request's path and query as they were sent: what a router decodes, folds or cuts can't be put back."""

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


def raw_target(environ: "WSGIEnvironment") -> str:
    """Such as `/a%20b?c=d`; encoded anew where the server doesn't say."""
    scope, query = environ.get("asgi.scope"), environ.get("QUERY_STRING", "")
    sent: str = environ.get("RAW_URI") or environ.get("REQUEST_URI") or ""
    if scope and scope.get("raw_path"):
        path = scope["raw_path"].decode("latin-1")
    elif sent:
        return sent if sent.startswith("/") else sent.removeprefix("/".join(sent.split("/", 3)[:3]))
    else:
        path = quote(environ["PATH_INFO"].encode("latin-1"), safe="/:@%!$&'()*+,;=~-._")
    return f"{path}?{query}" if query else path
