"""One person as an admin sees them: what they may do, how they sign in, and since when not."""

from flask import Response, abort, request

from shortener.accounts import codes, identities, keyrings, people, sessions
from shortener.accounts.errors import AccountRefused
from shortener.accounts.provider import config_of
from shortener.accounts.tables import Person
from shortener.admin.agents import browser_words
from shortener.admin.frame import back_to, page, screen
from shortener.admin.one import LARGEST_ID
from shortener.admin.people import ROLE_WORDS
from shortener.web.services import services


@screen("/people/<int:person_id>", "people")
def person(person_id: int) -> Response:
    return person_page(person_id)


@screen("/people/<int:person_id>", "people", post=True)
def change_person(person_id: int) -> Response:
    try:
        with services().database.write() as session:
            name, own = person_or_404(person_id).name, bool(request.form.get("own"))
            people.change_role(session, name, request.form.get("role", ""))
            people.keep_to_own(session, name, own_links_only=own)
            if "email" in request.form:
                people.set_email(session, name, request.form["email"])
    except AccountRefused as error:
        return person_page(person_id, {error.field: error.words})
    return back_to("admin.person", "saved", person_id=person_id)


@screen("/people/<int:person_id>/sign-out", "people", post=True)
def sign_out_person(person_id: int) -> Response:
    with services().database.write() as session:
        sessions.close_all(session, person_or_404(person_id))
    return back_to("admin.person", "signed-out", person_id=person_id)


@screen("/people/<int:person_id>/code-off", "people", post=True)
def turn_off_their_code(person_id: int) -> Response:
    try:
        with services().database.write() as session:
            codes.turn_off(session, person_or_404(person_id).name)
    except AccountRefused as error:
        return person_page(person_id, {error.field: error.words})
    return back_to("admin.person", "their-code-off", person_id=person_id)


@screen("/people/<int:person_id>/passkeys/remove", "people", post=True)
def remove_their_passkeys(person_id: int) -> Response:
    try:
        with services().database.write() as session:
            keyrings.remove_all(session, person_or_404(person_id).name)
    except AccountRefused as error:
        return person_page(person_id, {error.field: error.words})
    return back_to("admin.person", "their-passkeys-off", person_id=person_id)


def person_or_404(person_id: int) -> Person:
    with services().database.read() as session:
        found = people.by_id(session, person_id) if person_id <= LARGEST_ID else None
    return found or abort(404)


def person_page(person_id: int, problems: dict[str, str] | None = None, *, made: str = "") -> Response:
    """`made` is a link that is seen this once."""
    somebody = person_or_404(person_id)
    with services().database.read() as session:
        open_now, passkeys = sessions.open_of(session, somebody), keyrings.of(session, somebody)
        identity = identities.is_known(session, somebody)
    return page(
        "person",
        422 if problems else 200,
        person=somebody,
        sessions=open_now,
        browser_words=browser_words,
        passkeys=passkeys,
        identity=identity,
        has_provider=config_of(services().settings) is not None,
        email=request.form.get("email", somebody.email),
        roles=ROLE_WORDS,
        made=made,
        problems=problems or {},
        focus=next(iter(problems or {}), ""),
    )
