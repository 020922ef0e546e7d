"""What anyone may see: redirects (the plain lane), the home page, robots.txt."""

from shortener.public.views import blueprint

__all__ = ["blueprint"]
