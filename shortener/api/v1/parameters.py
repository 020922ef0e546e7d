"""What may stand behind the ? of an address of the REST API: each parameter's name, what it means, and its values."""

from collections.abc import Sequence
from typing import Any

import msgspec

Schema = dict[str, Any]


class Parameter(msgspec.Struct, frozen=True):
    """`schema` is JSON Schema; `many`: it may be repeated."""

    name: str
    about: str
    schema: Schema
    many: bool = False

    @property
    def is_list(self) -> bool:
        """Whether it may stand there more than once."""
        return self.schema.get("type") == "array"

    @property
    def of_each(self) -> Schema:
        """What each of its values is, where there may be several."""
        found: Schema = self.schema.get("items", self.schema)
        return found


def text(name: str, about: str, *, many: bool = False, least: int = 0, longest: int | None = None) -> Parameter:
    schema: Schema = {"type": "string"} if longest is None else {"type": "string", "maxLength": longest}
    schema |= {"minLength": least} if least else {}
    return Parameter(name, about, {"type": "array", "items": schema} if many else schema, many)


def choice(name: str, known: Sequence[str], about: str, *, default: str | None = None) -> Parameter:
    schema: Schema = {"type": "string", "enum": list(known)}
    return Parameter(name, about, schema if default is None else schema | {"default": default})


def some(name: str, known: Sequence[str], about: str) -> Parameter:
    """Comma-separated."""
    return Parameter(name, about, {"type": "array", "items": {"type": "string", "enum": list(known)}})


def whole(name: str, most: int, about: str, *, least: int = 1, default: int | None = None) -> Parameter:
    schema: Schema = {"type": "integer", "minimum": least, "maximum": most}
    return Parameter(name, about, schema if default is None else schema | {"default": default})


def flag(name: str, about: str) -> Parameter:
    return Parameter(name, about, {"type": "integer", "enum": [0, 1], "default": 0})


def moment(name: str, about: str) -> Parameter:
    return Parameter(name, about, {"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}]})
