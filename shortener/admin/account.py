"""A person's own account: their password, their language and clock, and the browsers in which they are signed in."""

import functools
from zoneinfo import available_timezones

from flask import Response, abort, request

from shortener.accounts import keyrings, people, sessions
from shortener.accounts.errors import AccountRefused
from shortener.accounts.identities import is_known
from shortener.admin.agents import browser_words
from shortener.admin.frame import back_to, me, page, screen
from shortener.admin.one import LARGEST_ID
from shortener.admin.proving import password_problems
from shortener.admin.trips import our_provider
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
    chosen, clock = (request.form.get(name, getattr(me(), name)) for name in ("language", "timezone"))
    if chosen and chosen not in LANGUAGES:
        return _page({"language": Words("Choose one of the languages in the list.")})
    if clock and clock not in zones():
        return _page({"timezone": Words("Choose one of the time zones in the list.")})
    with services().database.write() as session:
        people.speak_to(session, me().name, language=chosen, timezone=clock)
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


@functools.cache
def zones() -> tuple[str, ...]:
    """Those named by a place, as people know them, and UTC."""
    return (
        "UTC",
        *sorted(one for one in available_timezones() if "/" in one and not one.startswith(("Etc/", "posix"))),
    )


def _own_id() -> int:
    own = current_sign_in()
    return own.id if own else 0


def _page(problems: dict[str, str] | None = None) -> Response:
    with services().database.read() as session:
        open_now, passkeys = sessions.open_of(session, me()), keyrings.of(session, me())
        linked = is_known(session, me())
    return page(
        "account",
        422 if problems else 200,
        sessions=open_now,
        browser_words=browser_words,
        own_id=_own_id(),
        passkeys=len(passkeys),
        languages=[("", Words("As your browser asks")), *LANGUAGES.items()],
        zones=[
            ("", Words("As this site: %(zone)s", zone=services().settings.timezone)),
            *((one, one) for one in zones()),
        ],
        linked=linked,
        organisation=linked or our_provider() is not None,
        problems=problems or {},
        focus=next(iter(problems or {}), ""),
    )
