"""What this installation allows of links, taken from the settings."""

from msgspec import Struct

from shortener.links.slug import key_of
from shortener.net.hosts import canonical_host
from shortener.settings import BadSetting, Settings
from shortener.yourls.keywords import BASES


class Rules(Struct, frozen=True):
    """`site_host` is the canonical host of the base URL, `site_port` the port in it, None when it names none.

    `reserved` are keys that no new link gets, beside those of the shortener's own pages.
    `in_row` says of whose links slugs that nobody names are numbers in a row, written in `digits`: none, yourls or all.
    """

    site_host: str
    site_port: int | None = None
    slug_length: int = 6
    in_row: str = "none"
    digits: str = BASES[62]
    target_schemes: tuple[str, ...] = ("http", "https", "ftp", "mailto", "tel")
    reserved: frozenset[str] = frozenset()
    fetch_titles: bool = False

    def counts(self, *, as_yourls: bool) -> bool:
        """Whether a slug that nobody named is the next one in a row."""
        return self.in_row == "all" or (self.in_row == "yourls" and as_yourls)


def rules_from(settings: Settings) -> Rules:
    """Raises BadSetting when the host of the base URL can't be one."""
    host = canonical_host(settings.site.netloc)
    if host is None:
        raise BadSetting(f"SHORTENER_BASE_URL: {settings.site.netloc!r} is not a host that a domain can have.")
    return Rules(
        site_host=host,
        site_port=settings.site.port,
        slug_length=settings.slug_length,
        in_row=settings.sequential_slugs,
        digits=BASES[36 if settings.yourls_keywords.startswith("36") else 62],
        target_schemes=settings.target_schemes,
        reserved=frozenset(map(key_of, settings.reserved_slugs)),
        fetch_titles=settings.fetch_titles,
    )
