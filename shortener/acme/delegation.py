"""Where a challenge's value must be written: at its name, or at the end of the CNAMEs that begin there."""

from collections.abc import Mapping
from dataclasses import dataclass

from shortener.acme.authority import Authority, Zone
from shortener.acme.errors import Refused

LONGEST = 8  # names in a row


@dataclass(frozen=True, slots=True)
class Place:
    """The name that gets the value, and the zone that holds it."""

    name: str
    zone: Zone


def place_of(name: str, aliases: Mapping[str, str], authority: Authority) -> Place:
    """Follows CNAMEs from `name`, those of the configuration before those of the DNS.

    Raises:
        Refused: they go round in a circle, or on for too long.
        Unavailable: a server on the way gives no answer.
    """
    seen: list[str] = []
    following: str | None = name
    while following is not None:
        if following in seen:
            raise Refused(f"The CNAMEs of {name} go round in a circle: {' -> '.join([*seen, following])}.")
        if len(seen) == LONGEST:
            raise Refused(f"{name} is followed by {LONGEST} CNAMEs and more.")
        seen.append(following)
        following = aliases.get(following) or _at(authority, following)
    return Place(seen[-1], authority.seek(seen[-1])[0])


def _at(authority: Authority, name: str) -> str | None:
    return authority.seek(name)[1]
