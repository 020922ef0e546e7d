"""A person's own account: their password, their language, and the browsers in which they are signed in."""

from flask import Response, abort, request

from shortener.accounts import keyrings, people, sessions
from shortener.accounts.errors import AccountRefused
from shortener.admin.frame import back_to, me, page, screen
from shortener.admin.one import LARGEST_ID
from shortener.admin.proving import password_problems
from shortener.sentences import Words
from shortener.web.languages import LANGUAGES
from shortener.web.person import current_sign_in
from shortener.web.services import services


@screen("/account", "read")
def account() -> Response:
    return _page()


@screen("/account/password", "read", post=True)
def password() -> Response:
    new, again = (request.form.get(name, "") for name in ("password", "again"))
    if problems := password_problems():
        return _page(problems)
    if new != again:
        return _page({"again": Words("The two new passwords differ; type the same one twice.")})
    try:
        with services().database.write() as session:
            people.change_password(session, me().name, new, keep=_own_id())
    except AccountRefused as error:
        return _page({error.field: error.words})
    return back_to("admin.account", "password")


@screen("/account/language", "read", post=True)
def choose_language() -> Response:
    chosen = request.form.get("language", "")
    if chosen and chosen not in LANGUAGES:
        return _page({"language": Words("Choose one of the languages in the list.")})
    with services().database.write() as session:
        people.speak_to(session, me().name, chosen)
    return back_to("admin.account", "saved")


@screen("/account/sessions/end", "read", post=True)
def end_sign_in() -> Response:
    number = request.form.get("id", "")
    if not (number.isascii() and number.isdigit() and int(number[:20]) <= LARGEST_ID):
        abort(404)
    with services().database.write() as session:
        sessions.close_one(session, me(), int(number))
    return back_to("admin.account", "session-ended")


@screen("/account/sessions/end-others", "read", post=True)
def end_other_sign_ins() -> Response:
    with services().database.write() as session:
        sessions.close_others(session, me(), _own_id())
    return back_to("admin.account", "sessions-ended")


def _own_id() -> int:
    own = current_sign_in()
    return own.id if own else 0


def _page(problems: dict[str, str] | None = None) -> Response:
    with services().database.read() as session:
        open_now, passkeys = sessions.open_of(session, me()), keyrings.of(session, me())
    return page(
        "account",
        422 if problems else 200,
        sessions=open_now,
        own_id=_own_id(),
        passkeys=len(passkeys),
        languages=[("", Words("As your browser asks")), *LANGUAGES.items()],
        problems=problems or {},
        focus=next(iter(problems or {}), ""),
    )
