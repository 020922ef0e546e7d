"""What a DNS provider must be able to do; a new one is a file with these four, and a line in `providers`."""

from typing import Protocol


class Provider(Protocol):
    """All names are lower case without a final dot; `host` is relative to `zone`, `@` for the zone itself.

    Each may raise `Unavailable` (worth another try) or `Refused` (not worth one). `add` and `remove` are safe to
    repeat: what is there already, or gone already, is no error.
    """

    def zones(self) -> list[str]:
        """The zones that the key may write to."""

    def add(self, zone: str, host: str, value: str, ttl: int) -> None:
        """One more TXT value beside those that are there."""

    def remove(self, zone: str, host: str, value: str) -> None:
        """Exactly this value; others at the same name stay."""

    def confirm(self, zone: str, host: str) -> None:
        """Whether its own servers have what it has: `Unavailable` while not; nothing where it can't be asked that."""
