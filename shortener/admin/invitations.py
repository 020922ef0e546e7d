"""Invitations as an admin makes them: for somebody new, or for a new password; the link is shown once."""

from flask import Response, abort, request

from shortener.accounts import invitations
from shortener.accounts.errors import AccountRefused
from shortener.admin.forms import clean
from shortener.admin.frame import back_to, me, screen
from shortener.admin.one import id_in
from shortener.admin.people import people_page
from shortener.admin.person import person_or_404, person_page
from shortener.web.services import services


@screen("/people/invite", "people", post=True)
def invite() -> Response:
    role, note = request.form.get("role", ""), clean(request.form.get("note", ""))
    try:
        with services().database.write() as session:
            token = invitations.invite(session, role, me().id, note)
    except AccountRefused as error:
        return people_page({error.field: error.words}, role=role, note=note)
    return people_page(made=link_of(token))


@screen("/people/invitations/withdraw", "people", post=True)
def withdraw_invitation() -> Response:
    number = id_in(request.form.get("id", ""))
    with services().database.write() as session:
        invitations.withdraw(session, number if number is not None else abort(404))
    return back_to("admin.people", "withdrawn")


@screen("/people/<int:person_id>/reset", "people", post=True)
def reset_password(person_id: int) -> Response:
    try:
        with services().database.write() as session:
            token = invitations.reset(session, person_or_404(person_id).name, me().id)
    except AccountRefused as error:
        return person_page(person_id, {error.field: error.words})
    return person_page(person_id, made=link_of(token))


def link_of(token: str) -> str:
    """The whole address that opens the door once."""
    return f"{services().settings.public_url}/admin/join/{token}"
