"""/api/v1/keys: make keys for programs, see when each was last used, and end them."""

from typing import Annotated, Any, Literal

from flask import Response
from msgspec import Meta, Struct
from sqlalchemy.orm import Session

from shortener.accounts import audit, keys
from shortener.accounts.keys import LONGEST_NAME, SCOPES, KeyView
from shortener.accounts.people import LONGEST_NAME as LONGEST_PERSON
from shortener.api.v1.bodies import reply
from shortener.api.v1.door import caller, operation
from shortener.api.v1.once import without
from shortener.api.v1.operations import Answer
from shortener.api.v1.shapes import Told
from shortener.reports.moments import iso_or_none
from shortener.web.services import services
from shortener.web.visitor import noted_prefix

Scope = Literal["stats:read", "clicks:read", "links:read", "links:write", "admin"]


class Key(Struct, kw_only=True, forbid_unknown_fields=True):
    """A key without what opens anything; `seen_at` is when it was last used, to the minute."""

    id: int
    person: str
    name: str
    scopes: tuple[Scope, ...]
    created_at: Told
    seen_at: Told | None
    revoked_at: Told | None


class NewKey(Struct, kw_only=True, forbid_unknown_fields=True):
    """A key to be made, in the name of the person who asks where no other is named."""

    name: Annotated[str, Meta(min_length=1, max_length=LONGEST_NAME)]
    scopes: Annotated[tuple[Scope, ...], Meta(min_length=1, max_length=len(SCOPES))]
    person: Annotated[str, Meta(max_length=LONGEST_PERSON)] = ""


class MadeKey(Key, kw_only=True, forbid_unknown_fields=True):
    """`key` is what programs ask with. Nobody can see it again: where the same answer is given again, it is empty."""

    key: str


class Keys(Struct, forbid_unknown_fields=True):
    """All of them, oldest first."""

    keys: list[Key]


@operation(
    group="Keys", method="GET", path="/keys", scope="admin", action="people", about="List everybody's keys",
    answers={200: Answer("The keys.", Keys)},
)  # fmt: skip
def list_keys() -> Response:
    with services().database.read() as session:
        found = keys.everyones(session)
    return reply(Keys([Key(**_facts(key)) for key in found]))


@operation(
    group="Keys", method="POST", path="/keys", scope="admin", action="people", about="Make a key", body=NewKey,
    anew=True, answers={201: Answer("The new key.", MadeKey)}, refusals=(404,),
)  # fmt: skip
def make_key(body: NewKey) -> Response:
    with services().database.write() as session:
        key, made = keys.make(session, body.person or caller().person.name, body.name, body.scopes)
        _note(session, "key-made", made)
    without(key)
    return reply(MadeKey(key=key, **_facts(made)), 201)


@operation(
    group="Keys", method="DELETE", path="/keys/{number}", scope="admin", action="people", about="End a key at once",
    answers={200: Answer("The key as it is now.", Key)}, refusals=(404,),
)  # fmt: skip
def revoke_key(number: int) -> Response:
    with services().database.write() as session:
        ended = keys.revoke(session, number)
        _note(session, "key-ended", ended)
        return reply(Key(**_facts(ended)))


def _note(session: Session, action: str, key: KeyView) -> None:
    subject = f"{key.name} of {key.person}, {' '.join(key.scopes)}"
    audit.note(session, action, by=caller().person.id, subject=subject, prefix=noted_prefix())


def _facts(key: KeyView) -> dict[str, Any]:
    times = {name: iso_or_none(getattr(key, name)) for name in ("created_at", "seen_at", "revoked_at")}
    plain: dict[str, Any] = {name: getattr(key, name) for name in ("id", "person", "name", "scopes")}
    return plain | times
