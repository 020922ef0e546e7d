"""An API answer before it is written in the format that was asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field

# Values are texts, numbers and further objects; the order of keys is what clients see.
Body = Mapping[str, object]


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
    return Answer({"message": message, "errorCode": str(status), **more}, simple=message)
