"""The table of all that the REST API can do: what stands before an operation and what describes it both read it."""

from typing import Any

import msgspec

from shortener.accounts.roles import Action
from shortener.api.v1.parameters import Parameter

JSON, PATCH = "application/json", "application/merge-patch+json"


class Answer(msgspec.Struct, frozen=True):
    """What comes back: JSON of the type `body`, or a file of one of the media types in `files`; `headers` by name."""

    about: str
    body: Any = None
    files: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One method of one address. `path` is under /api/v1, with {names}; an empty scope means that no key is needed.

    `body` is the type of the JSON that it takes, `types` what its Content-Type may be, `most_bytes` its size where it
    may be greater than others, `conditions` the headers by which it is done only if nothing has changed. An `anew`
    one, a POST, is done once for each Idempotency-Key. `group` is where it stands in the documentation; `refusals` are
    statuses that it has beside those that all have.
    """

    name: str
    group: str
    method: str
    path: str
    about: str
    scope: str
    action: Action = "read"
    query: tuple[Parameter, ...] = ()
    body: Any = None
    types: tuple[str, ...] = (JSON,)
    conditions: tuple[str, ...] = ()
    most_bytes: int | None = None
    anew: bool = False
    answers: dict[int, Answer]
    refusals: tuple[int, ...] = ()


OPERATIONS: list[Operation] = []
