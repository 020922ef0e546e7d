"""/api/v1/: the REST API."""

from shortener.api.v1 import clicks, misses, stats
from shortener.api.v1.blueprint import blueprint

__all__ = ["blueprint", "clicks", "misses", "stats"]
