"""The browser before it is signed in: a cookie for an hour, so that what it was asked can be answered by no other."""

import secrets

from flask import Flask, Response, g, request

from shortener.web.services import services

SECONDS = 3600
LONGEST = 64


def install(app: Flask) -> None:
    app.after_request(_keep)


def at_door() -> str:
    """What this browser is known by before it signs in; empty where it isn't."""
    return request.cookies.get(cookie_name(), "")[:LONGEST]


def come_to_door() -> str:
    """The same, and from now on for an hour if it wasn't known."""
    if "door" not in g:
        g.door = at_door() or secrets.token_urlsafe(32)
    return str(g.door)


def cookie_name() -> str:
    return "__Host-door" if services().settings.cookies_are_secure else "door"


def _keep(response: Response) -> Response:
    """Lax, not strict: whoever comes back from the organisation's own sign-in comes from another site."""
    if "door" in g:
        response.set_cookie(
            cookie_name(),
            g.door,
            max_age=SECONDS,
            path="/",
            secure=services().settings.cookies_are_secure,
            httponly=True,
            samesite="Lax",
        )
    return response
