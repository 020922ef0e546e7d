"""/api/v1/: the REST API."""

from shortener.api.v1 import batch, clicks, keys, links, listing, misses, pages, remarks, shares, stats, tags, unknown
from shortener.api.v1.blueprint import blueprint

__all__ = [
    "batch",
    "blueprint",
    "clicks",
    "keys",
    "links",
    "listing",
    "misses",
    "pages",
    "remarks",
    "shares",
    "stats",
    "tags",
    "unknown",
]
