"""Who may sign in: list, add, disable and enable."""

from flask import Response, request

from shortener.accounts import people as accounts
from shortener.accounts.errors import AccountRefused
from shortener.accounts.roles import ROLES
from shortener.admin.forms import clean
from shortener.admin.frame import back_to, page, screen
from shortener.web.services import services


@screen("/people", "people")
def people() -> Response:
    return _page()


@screen("/people", "people", post=True)
def add_person() -> Response:
    name, role = clean(request.form.get("name", "")), request.form.get("role", "")
    try:
        with services().database.write() as session:
            accounts.add(session, name, request.form.get("password", ""), role)
    except AccountRefused as error:
        return _page({error.field: str(error)}, name, role)
    return back_to("admin.people", "person-added")


@screen("/people/disable", "people", post=True)
def disable_person() -> Response:
    try:
        with services().database.write() as session:
            accounts.disable(session, request.form.get("who", ""))
    except AccountRefused as error:
        return _page({"who": str(error)})
    return back_to("admin.people", "person-disabled")


@screen("/people/enable", "people", post=True)
def enable_person() -> Response:
    try:
        with services().database.write() as session:
            accounts.enable(session, request.form.get("who", ""))
    except AccountRefused as error:
        return _page({"who": str(error)})
    return back_to("admin.people", "person-enabled")


def _page(problems: dict[str, str] | None = None, name: str = "", role: str = "editor") -> Response:
    with services().database.read() as session:
        every = accounts.everyone(session)
    return page(
        "people",
        422 if problems else 200,
        every=every,
        roles=[(role, role.capitalize()) for role in ROLES],
        problems=problems or {},
        focus=next(iter(problems or {}), ""),
        name=name,
        role=role,
    )
