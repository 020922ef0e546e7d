"""The four changes of links that programs ask for: what each comes to for the link that is there, and doing it."""

from collections.abc import Callable
from typing import Any, NamedTuple

from flask import g

from shortener.accounts import people
from shortener.accounts.roles import kept_to
from shortener.api.v1.door import caller
from shortener.api.v1.shapes import Changes, NewLink, PutLink, given
from shortener.links.drafts import Draft, Edit
from shortener.links.errors import NotFound, Refused, shown
from shortener.links.many import Change, ManyEditor, Outcome
from shortener.links.views import LinkView
from shortener.web.services import services

Check = Callable[[LinkView | None], None]
Fields = dict[str, Any]
Wanted = Draft | Change


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


def creation(body: NewLink) -> Draft:
    """Raises Refused, as all of these do."""
    return Draft(**_own(owned(given(body))))


def upsertion(found: LinkView | None, place: Place, body: PutLink, check: Check = always) -> Wanted:
    """The link with that slug as asked, made where there is none; `check` may refuse what was found."""
    fields = owned(given(body))
    check(found)
    if found is not None:
        return Change(found.id, Edit(**fields), body.reason)
    if not place.slug:
        raise Refused("slug", "empty", "The slug is empty; POST makes links with random ones.")
    return Draft(**_own(fields) | place._asdict())


def edition(found: LinkView | None, place: Place, body: Changes, check: Check = always) -> Change:
    link = _there(found, place)
    check(link)
    return Change(link.id, Edit(**owned(given(body))), body.reason)


def deletion(found: LinkView | None, place: Place, reason: str, check: Check = always) -> Change:
    link = _there(found, place)
    check(link)
    return Change(link.id, reason=reason)


def do_all(editor: ManyEditor, wanted: list[Wanted]) -> list[Done | Refused]:
    """In the same order. They are about different links and slugs."""
    drafts = [one for one in wanted if isinstance(one, Draft)]
    changes = [one for one in wanted if isinstance(one, Change)]
    made = iter(editor.create_each(drafts) if drafts else ())
    changed = iter(editor.change_each(changes) if changes else ())
    return [_done(201, next(made)) if isinstance(one, Draft) else _done(200, next(changed)) for one in wanted]


def owned(fields: Fields) -> Fields:
    """The owner's number in place of the name. Raises Refused."""
    if "owner" not in fields:
        return fields
    name, own = fields.pop("owner"), kept_to(caller().person)
    if own is not None:
        if name is None or people.clean_name(name) != caller().person.name:
            raise Refused("owner", "kept", "You see only your own links, so this one can belong to nobody else.")
        return fields | {"owner_id": own}
    if name is None:
        return fields | {"owner_id": None}
    found = _person_id(name)
    if found is None:
        raise Refused("owner", "unknown", f"There is nobody called {shown(name)} here.")
    return fields | {"owner_id": found}


def _person_id(name: str) -> int | None:
    """Looked up once in a request, however many links it is about."""
    known: dict[str, int | None] = g.setdefault("owner_ids", {})
    if name not in known:
        with services().database.read() as session:
            found = people.find(session, name)
        known[name] = found.id if found else None
    return known[name]


def _own(fields: Fields) -> Fields:
    """A new link belongs to whoever asks, unless it says to whom else."""
    return {"owner_id": caller().person.id, **fields}


def _there(found: LinkView | None, place: Place) -> LinkView:
    if found is None:
        raise NotFound("slug", f"There is no link {shown(place.slug)} on {place.domain or 'the default domain'}.")
    return found


def _done(status: int, outcome: Outcome) -> Done | Refused:
    return outcome if isinstance(outcome, Refused) else Done(status, outcome)
