"""The way to the organisation's own sign-in and back, with a question that only this browser can bring an answer to."""

import hashlib
import hmac
from urllib.parse import quote

from flask import url_for

from shortener.accounts import tickets
from shortener.accounts.provider import Provider, Trip, config_of, provider_of
from shortener.clock import now_ms
from shortener.web.services import services

LONGEST_CODE = 4096


def our_provider() -> Provider | None:
    config = config_of(services().settings)
    return provider_of(config) if config else None


def trip_of(ticket: tickets.Ticket, wanted: str) -> Trip:
    """Where the person wants to goes along, with a mark that nobody else can make."""
    back = services().settings.public_url + url_for("admin.from_provider")
    mark = hashlib.sha256(b"state" + ticket.challenge).hexdigest()[:32]
    return Trip(f"{ticket.name}~{mark}~{quote(wanted).replace('~', '%7E')}", ticket.challenge, back)


def asked_before(state: str, bound: str, wanted: str) -> tickets.Ticket | None:
    """What was asked with this; None where it was another, for something else, or too long ago."""
    ticket = tickets.found(services().secret, bound, state.partition("~")[0], now_ms()) if bound else None
    right = trip_of(ticket, wanted).state.encode() if ticket else b""
    return ticket if hmac.compare_digest(right, state.encode("utf-8", "surrogatepass")) else None
