"""The four changes of links that programs ask for, one by one or many at once, each in a writer's hands."""

from collections.abc import Callable
from typing import Any, NamedTuple

from shortener.accounts import people
from shortener.api.v1.door import caller
from shortener.api.v1.shapes import Changes, NewLink, PutLink, given
from shortener.links.drafts import Draft, Edit
from shortener.links.editor import Editor
from shortener.links.errors import NotFound, Refused, shown
from shortener.links.views import LinkView
from shortener.web.services import services

Check = Callable[[LinkView | None], None]
Fields = dict[str, Any]


class Place(NamedTuple):
    """Where a link is printed; the domain "" is the default one."""

    domain: str
    slug: str


class Done(NamedTuple):
    status: int
    link: LinkView

    @property
    def is_untitled(self) -> bool:
        """Whether it is new, and its page may say what it is called."""
        return self.status == 201 and not self.link.title


def always(_link: LinkView | None) -> None:
    """No condition."""


def create(editor: Editor, body: NewLink) -> Done:
    """Raises Refused, as all of these do."""
    return Done(201, editor.create(Draft(**_own(owned(given(body))))))


def upsert(editor: Editor, place: Place, body: PutLink, check: Check = always) -> Done:
    """The link with that slug as asked, made where there is none; `check` may refuse what it finds."""
    fields, found = owned(given(body)), editor.find(*place)
    check(found)
    if found is not None:
        return Done(200, editor.edit(found.id, Edit(**fields), reason=body.reason))
    if not place.slug:
        raise Refused("slug", "empty", "The slug is empty; POST makes links with random ones.")
    return Done(201, editor.create(Draft(**_own(fields) | place._asdict())))


def edit(editor: Editor, place: Place, body: Changes, check: Check = always) -> Done:
    link = found_at(editor, place)
    check(link)
    return Done(200, editor.edit(link.id, Edit(**owned(given(body))), reason=body.reason))


def delete(editor: Editor, place: Place, reason: str, check: Check = always) -> Done:
    link = found_at(editor, place)
    check(link)
    return Done(200, editor.delete(link.id, reason=reason))


def found_at(editor: Editor, place: Place) -> LinkView:
    link = editor.find(*place)
    if link is None:
        raise NotFound("slug", f"There is no link {shown(place.slug)} on {place.domain or 'the default domain'}.")
    return link


def owned(fields: Fields) -> Fields:
    """The owner's number in place of the name. Raises Refused."""
    if "owner" not in fields:
        return fields
    name = fields.pop("owner")
    with services().database.read() as session:
        found = people.find(session, name) if name is not None else None
    if name is not None and found is None:
        raise Refused("owner", "unknown", f"There is nobody called {shown(name)} here.")
    return fields | {"owner_id": found.id if found else None}


def _own(fields: Fields) -> Fields:
    """A new link belongs to whoever asks, unless it says to whom else."""
    return {"owner_id": caller().person.id, **fields}
