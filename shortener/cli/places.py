"""Which link a person means: by its slug, or by its whole short URL as it was printed or copied from a browser."""

from urllib.parse import unquote, urlsplit

import click

from shortener.links.errors import Refused, shown
from shortener.net.hosts import canonical_host

SCHEMES = ("http://", "https://")


def place_of(text: str, domain: str) -> tuple[str, str]:
    """The domain ("" is the default one) and the slug. Raises Refused for a URL that makes no sense."""
    if not text.lower().startswith(SCHEMES):  # no slug has two slashes together
        return domain, text
    try:
        parts = urlsplit(text.strip())
    except ValueError as error:
        raise Refused("slug", "syntax", f"{shown(text)} is not a URL: {error}.") from error
    host = canonical_host(parts.netloc.rpartition("@")[2])
    if host is None:
        raise Refused("slug", "syntax", f"{shown(text)} is not a URL with a host.")
    if domain and canonical_host(domain) != host:
        raise click.UsageError(f"The URL is on {host}, but --domain says {domain}; leave one of them out.")
    return host, unquote(parts.path.removeprefix("/"))
