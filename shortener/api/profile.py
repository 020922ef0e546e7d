"""The three generations of answers that programs were written against; SHORTENER_YOURLS_PROFILE chooses one."""

from collections.abc import Collection, Mapping

from msgspec import Struct

from shortener.web.services import services
from shortener.yourls.signatures import HASHES


class Profile(Struct, frozen=True, kw_only=True):
    """`old` answers have codes as numbers and counts as texts, and say of most failures that they are no errors."""

    version: str
    database_version: str = "507"
    old: bool = False
    duplicate_status: int = 400
    timed_hash: str = "md5"
    hashes: Collection[str] = tuple(HASHES)

    def code(self, status: int) -> int | str:
        """An HTTP status as bodies have it."""
        return status if self.old else str(status)

    def count(self, number: int) -> int | str:
        """A number of clicks or links."""
        return str(number) if self.old else number


PROFILES: Mapping[str, Profile] = {
    "1.8": Profile(version="1.8.2", database_version="506", old=True, duplicate_status=200),
    "1.10.4": Profile(version="1.10.4"),
    "1.10.5": Profile(
        version="1.10.5", duplicate_status=409, timed_hash="sha256", hashes=("sha256", "sha384", "sha512")
    ),
}


def profile() -> Profile:
    """The one in force."""
    return PROFILES[services().settings.yourls_profile]
