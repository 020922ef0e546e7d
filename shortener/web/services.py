"""What `app` hands to the faces: the parts they work with, found through the Flask application."""

from dataclasses import dataclass, replace
from typing import cast

from flask import Flask, current_app, g

from shortener.links.library import Library
from shortener.settings import Settings
from shortener.stores import Database
from shortener.web.brand import Brand
from shortener.web.redirector import Redirector

EXTENSION = "shortener"


@dataclass(frozen=True)
class Services:
    """The parts of one application."""

    settings: Settings
    database: Database
    library: Library
    secret: bytes
    redirector: Redirector
    brand: Brand


def services_of(app: Flask) -> Services:
    return cast(Services, app.extensions[EXTENSION])


def services() -> Services:
    """The parts of the application that answers this request, for whoever asks: see `keep_to`."""
    own = services_of(current_app)
    only: int | None = g.get("only")
    return own if only is None else replace(own, library=own.library.of(only))


def keep_to(owner_id: int | None) -> None:
    """From here on this request finds only the links that a person owns; None for all of them."""
    g.only = owner_id
