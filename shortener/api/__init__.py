"""What programs talk to: the REST API, and the API of the system that this one replaces."""

from shortener.api.v1 import blueprint as rest
from shortener.api.yourls import blueprint

__all__ = ["blueprint", "rest"]
