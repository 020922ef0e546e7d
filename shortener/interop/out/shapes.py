"""What Apache's and nginx's forms have in common: which ends of a path don't count, and what is never a link."""

import re

from shortener.net.paths import OWN_FIRST, OWN_WHOLE, TRAILING

_ENDS = sorted(TRAILING - {"_"} | {"/"})


def ends_pattern() -> str:
    """A regular expression, byte by byte, for what sentences leave behind a printed link; no slug ends so."""
    plain = "".join(f"\\x{ord(one):02x}" for one in _ENDS if one.isascii())
    return f"(?:[{plain}]|{'|'.join(one for one in _ENDS if not one.isascii())})+$"


def own_pattern() -> str:
    """The same for paths, without their first slash, that are the application's own pages: the root, robots.txt."""
    first = "|".join(sorted(re.escape(one) for one in OWN_FIRST))
    whole = "|".join(sorted(re.escape(one) for one in OWN_WHOLE if one))
    return rf"(?:(?:{first})(?:/.*)?|{whole})?$"
