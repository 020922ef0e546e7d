"""/api/v1/: the REST API."""

from shortener.api.v1.stats import blueprint

__all__ = ["blueprint"]
