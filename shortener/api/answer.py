"""An API answer before it is written in the format that was asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shortener.api.profile import profile

# Values are texts, numbers, lists and further objects; the order of keys is what clients see.
Body = Mapping[str, object]
ADDED, REFUSED = "success", "fail"


@dataclass(frozen=True)
class Answer:
    """`simple` is what the plain-text formats show of it."""

    body: Body
    simple: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """The HTTP status: the body's statusCode where it has one, else its errorCode, else 200."""
        return int(str(self.body.get("statusCode") or self.body.get("errorCode") or 200))


def failure(status: int, message: str, **more: object) -> Answer:
    """A refusal of a whole request."""
    return Answer({"message": message, "errorCode": profile().code(status), **more}, simple=message)


def success() -> dict[str, object]:
    """How most answers end."""
    return {"statusCode": profile().code(200), "message": "success"}
