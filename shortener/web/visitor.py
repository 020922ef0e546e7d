"""Whose request this is on the network: the address behind trusted proxies, and the network that limits count."""

import functools

from flask import request

from shortener.net.client import Client, Trusted, client_of_environ, kept_prefix, rate_key
from shortener.web.services import services


def visitor() -> Client:
    return client_of_environ(request.environ, _trusted(services().settings.trusted_proxies))


def visitor_network() -> str:
    """The /64 or IPv4 address that sign-in limits count; "" when it isn't known."""
    address = visitor().address
    return rate_key(address) if address else ""


def noted_prefix() -> str:
    """As much of the address as clicks keep, for the audit log; "" where the settings let none be kept."""
    return kept_prefix(visitor().address) if "prefix" in services().settings.click_fields else ""


@functools.lru_cache(maxsize=8)
def _trusted(proxies: tuple[str, ...]) -> Trusted:
    return Trusted(proxies)
