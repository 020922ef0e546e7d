"""What `app` hands to the faces: the parts they work with, found through the current Flask application."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast

from flask import current_app

from shortener.settings import Settings
from shortener.stores import Database

if TYPE_CHECKING:
    from shortener.links.library import Library

EXTENSION = "shortener"


class Redirector(Protocol):
    """The hot path as the faces see it; the public face alone calls it."""


@dataclass(frozen=True)
class Services:
    """The parts of one application.

    `serves_host` says whether a raw Host header is one of this site's; `troubles` names, one sentence each, what is
    wrong with the journal and the collector: nothing when all is well.
    """

    settings: Settings
    database: Database
    library: "Library"
    secret: bytes
    redirector: Redirector
    serves_host: Callable[[str], bool]
    troubles: Callable[[], Sequence[str]]


def services() -> Services:
    """The parts of the application that answers this request."""
    return cast(Services, current_app.extensions[EXTENSION])
