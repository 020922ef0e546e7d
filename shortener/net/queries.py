"""A visitor's query string on its way to the target."""

from urllib.parse import quote, unquote_plus


def merge_query(location: str, query: str) -> str:
    """The location with the visitor's query string before its fragment; where both have a key, the target's wins."""
    base, hash_sign, fragment = location.partition("#")
    path, question, own = base.partition("?")
    taken = {_name(pair) for pair in own.split("&") if pair}
    passed = [pair for pair in query.split("&") if pair and _name(pair) not in taken]
    merged = "&".join([part for part in (own, *passed) if part])
    safe = quote(merged, safe="!$&'()*+,/:;=?@[]~%-._|\\^`{}")
    return path + (question or "?" if merged else question) + safe + hash_sign + fragment


def _name(pair: str) -> str:
    return unquote_plus(pair.partition("=")[0])
