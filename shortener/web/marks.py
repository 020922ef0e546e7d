"""What a view says of itself to the checks that run before it."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, request

View = TypeVar("View", bound=Callable[..., Any])

_cookieless: set[object] = set()
_any_host: set[object] = set()


def cookieless(view: View) -> View:
    """Marks a view that never looks at cookies, so that other sites can make nobody's browser act in it."""
    _cookieless.add(view)
    return view


def any_host(view: View) -> View:
    """Marks a view that answers whatever the Host header says, or that checks it itself."""
    _any_host.add(view)
    return view


def is_cookieless() -> bool:
    return _view() in _cookieless


def takes_any_host() -> bool:
    return _view() in _any_host


def _view() -> object:
    return current_app.view_functions.get(request.endpoint or "")
