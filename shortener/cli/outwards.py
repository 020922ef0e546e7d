"""The way out to addresses that people name, as this machine's network is now."""

from shortener.net.fetch import Fetcher, FetchFailed, Limits
from shortener.net.resolving import NotResolved, nat64_prefixes


def fetcher_here(limits: Limits | None = None) -> Fetcher:
    """With the prefixes of the translator that is there now; while nobody tells them, an address could lead inwards.

    Raises FetchFailed.
    """
    try:
        return Fetcher(nat64_prefixes(), limits)
    except NotResolved as error:
        raise FetchFailed(f"{error}.") from None
