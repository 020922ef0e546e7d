"""A link as people see it: the short URL."""

from urllib.parse import quote

from shortener.links.views import LinkView
from shortener.net.hosts import canonical_host, url_host
from shortener.settings import Settings

UNTOUCHED = "/-._~!$&'()*+,;=:@"


def short_url(settings: Settings, link: LinkView) -> str:
    """Scheme, host and slug, in ASCII; the port only where the site's own address has one."""
    is_default = link.domain == canonical_host(settings.site.netloc)
    site = settings.public_url if is_default else f"{settings.site.scheme}://{url_host(link.domain)}"
    return f"{site}/{quote(link.slug, safe=UNTOUCHED)}"


def slug_in_path(slug: str) -> str:
    """A slug as one part of a longer path, its slashes encoded."""
    return quote(slug, safe=UNTOUCHED.replace("/", ""))
