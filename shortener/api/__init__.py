"""What programs talk to: the API of the system that this one replaces."""

from shortener.api.yourls import blueprint

__all__ = ["blueprint"]
