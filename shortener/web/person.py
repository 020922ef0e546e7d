"""Who is signed in: from the cookie to the person, and the doors that only let people in."""

import logging
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, g, redirect, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response as BaseResponse

from shortener.accounts import sessions
from shortener.accounts.roles import kept_to
from shortener.accounts.tables import Person, SignIn
from shortener.web.services import keep_to, services
from shortener.web.visitor import visitor_network

log = logging.getLogger(__name__)

SIGN_IN = "/admin/sign-in"
SIGNED_IN = "/admin/"
LONGEST_NEXT = 2048


def install(app: Flask) -> None:
    app.after_request(_renew_cookie)


def current_person() -> Person | None:
    """The person whose sign-in the request's cookie proves; looked up once a request."""
    found = _current()
    return found[1] if found else None


def current_sign_in() -> SignIn | None:
    """The sign-in that the request's cookie proves."""
    found = _current()
    return found[0] if found else None


def sign_in_required() -> BaseResponse | None:
    """A `before_request` for blueprints: sends whoever isn't signed in to the sign-in page, and back afterwards."""
    if current_person() is not None:
        return None
    wanted = request.full_path.rstrip("?") if request.method in {"GET", "HEAD"} else SIGNED_IN
    return redirect(f"{SIGN_IN}?{urlencode({'next': safe_next(wanted)})}", 303)


def safe_next(path: str) -> str:
    """Where to go after signing in: a path of this site's admin pages, else their first page."""
    parts = urlsplit(path) if path.startswith(SIGNED_IN) and len(path) <= LONGEST_NEXT else None
    if parts is None or parts.scheme or parts.netloc or "\\" in path or not path.isprintable():
        return SIGNED_IN
    return SIGNED_IN if parts.path.startswith(SIGN_IN) else path


def begin_session(response: Response, person: Person) -> None:
    """Signs this browser in: a new token, never the one it came with."""
    own = services()
    with own.database.write() as session:
        token = sessions.open(
            session,
            own.secret,
            person,
            days=own.settings.session_days,
            agent=request.user_agent.string,
            network=visitor_network(),
            replaces=request.cookies.get(cookie_name(), ""),
        )
    g.renew_cookie = False
    _set_cookie(response, token, own.settings.session_days * 86_400)


def end_session(response: Response) -> None:
    """Signs this browser out, here and in the database."""
    own = services()
    with own.database.write() as session:
        sessions.close(session, own.secret, request.cookies.get(cookie_name(), ""))
    g.sign_in, g.renew_cookie = None, False
    _set_cookie(response, "", 0)


def cookie_name() -> str:
    """`__Host-` where HTTPS allows it: such a cookie can't be planted by another host."""
    return "__Host-shortener" if services().settings.cookies_are_secure else "shortener"


def _current() -> tuple[SignIn, Person] | None:
    if "sign_in" not in g:
        g.sign_in = _look_up(request.cookies.get(cookie_name(), ""))
        keep_to(kept_to(g.sign_in[1]) if g.sign_in else None)
    found: tuple[SignIn, Person] | None = g.sign_in
    return found


def _look_up(token: str) -> tuple[SignIn, Person] | None:
    if not token:
        return None
    own = services()
    with own.database.read() as session:
        found = sessions.current(session, own.secret, token)
    if found and sessions.needs_touch(found[0]):
        _touch(found[0])
    return found


def _touch(sign_in: SignIn) -> None:
    own = services()
    try:
        with own.database.write() as session:
            sessions.touch(session, sign_in.id, days=own.settings.session_days)
        # The browser's copy must last as long as ours.
        g.renew_cookie = True
    except SQLAlchemyError:
        log.warning("The last use of a sign-in could not be written down; it will be at the next request.")


def _set_cookie(response: Response, token: str, seconds: int) -> None:
    response.set_cookie(
        cookie_name(),
        token,
        max_age=seconds,
        path="/",
        secure=services().settings.cookies_are_secure,
        httponly=True,
        samesite="Lax",
    )


def _renew_cookie(response: Response) -> Response:
    """Lengthens the browser's cookie when the sign-in was lengthened."""
    if g.get("renew_cookie"):
        _set_cookie(response, request.cookies[cookie_name()], services().settings.session_days * 86_400)
    return response
