"""Who may sign in: list, add, disable and enable."""

from flask import Response, request

from shortener.accounts import invitations, keyrings
from shortener.accounts import people as accounts
from shortener.accounts.errors import AccountRefused
from shortener.accounts.roles import ADMIN, EDITOR, VIEWER
from shortener.admin.forms import clean
from shortener.admin.frame import back_to, page, screen
from shortener.sentences import Words
from shortener.web.services import services

ROLE_WORDS = [(ADMIN, Words("Admin")), (EDITOR, Words("Editor")), (VIEWER, Words("Viewer"))]


@screen("/people", "people")
def people() -> Response:
    return people_page()


@screen("/people", "people", post=True)
def add_person() -> Response:
    name, role = clean(request.form.get("name", "")), request.form.get("role", "")
    try:
        with services().database.write() as session:
            accounts.add(session, name, request.form.get("password", ""), role)
    except AccountRefused as error:
        return people_page({error.field: error.words}, name=name, role=role)
    return back_to("admin.people", "person-added")


@screen("/people/disable", "people", post=True)
def disable_person() -> Response:
    try:
        with services().database.write() as session:
            accounts.disable(session, request.form.get("who", ""))
    except AccountRefused as error:
        return people_page({"who": error.words})
    return back_to("admin.people", "person-disabled")


@screen("/people/enable", "people", post=True)
def enable_person() -> Response:
    try:
        with services().database.write() as session:
            accounts.enable(session, request.form.get("who", ""))
    except AccountRefused as error:
        return people_page({"who": error.words})
    return back_to("admin.people", "person-enabled")


def people_page(problems: dict[str, str] | None = None, *, role: str = EDITOR, **shown: str) -> Response:
    """`shown` is what a refused form keeps (name, note), and in `made` a link that is seen this once."""
    with services().database.read() as session:
        every, waiting = accounts.everyone(session), invitations.waiting(session)
        passkeys = keyrings.counts(session)
    return page(
        "people",
        422 if problems else 200,
        every=every,
        waiting=waiting,
        passkeys=passkeys,
        roles=ROLE_WORDS,
        problems=problems or {},
        focus=next(iter(problems or {}), ""),
        role=role,
        **shown,
    )
