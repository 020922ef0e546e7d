"""What stands before every operation of the REST API: key, scope, role, rate, body, and doing it only once."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, g, request

from shortener.accounts import keys, rates
from shortener.accounts.keys import Caller
from shortener.accounts.roles import ABOUT_ALL, kept_to, may
from shortener.api.v1.blueprint import blueprint
from shortener.api.v1.bodies import read_body
from shortener.api.v1.once import once
from shortener.api.v1.operations import OPERATIONS, Operation
from shortener.api.v1.refusals import KNOWN, BadQuestion, Turned, told
from shortener.reports.raw import DIMENSIONS
from shortener.web.marks import cookieless
from shortener.web.services import keep_to, services

BEARER, REALM = "bearer ", 'Bearer realm="shortener"'
View = Callable[..., Response]


def operation(**what: Any) -> Callable[[View], View]:
    """Registers a view as the Operation of these fields; it gets the parts of its path, and `body` if it takes one."""

    def register(view: View) -> View:
        enter(Operation(**{"name": view.__name__} | what), view)
        return view

    return register


def enter(wanted: Operation, view: View) -> None:
    """Puts an operation into the table and opens its address."""
    OPERATIONS.append(wanted)
    how: dict[str, Any] = {"methods": [wanted.method], "provide_automatic_options": False}
    blueprint.add_url_rule(rule_of(wanted.path), wanted.name, _behind(wanted, view), **how)


def rule_of(path: str) -> str:
    """As the router has it."""
    return path.replace("{slug}", "<slug:slug>").replace("{tag}", "<slug:tag>").replace("{number}", "<int:number>")


def caller() -> Caller:
    """Who asks, in an operation that needs a key."""
    found: Caller = g.caller
    return found


def _behind(wanted: Operation, view: View) -> View:
    @cookieless
    @wraps(view)
    def answer(**parts: Any) -> Response:
        try:
            if wanted.scope:
                _admit(wanted)
            _check_texts(wanted)
            if wanted.body is not None:
                parts["body"] = read_body(wanted.body, wanted.types, wanted.most_bytes)
            return once(caller().key_id, lambda: view(**parts)) if wanted.anew else view(**parts)
        except KNOWN as error:
            return told(error)

    return answer


def _admit(wanted: Operation) -> None:
    given = request.headers.get("Authorization", "")
    key = given[len(BEARER) :].strip() if given.lower().startswith(BEARER) else ""
    found = keys.look_up(services().database, key) if key else None
    if found is None:
        raise _closed(
            401, "unauthorized", f"This needs a key with the scope {wanted.scope}: Authorization: Bearer key_…"
        )
    g.caller = found
    _count(found)
    if not found.has(wanted.scope):
        raise _closed(403, "scope", f"This key lacks the scope {wanted.scope}.")
    keep_to(kept_to(found.person))
    if wanted.action in ABOUT_ALL:
        refuse_kept()
    if not may(found.person, wanted.action):
        raise _closed(403, "role", f"{found.person.name} may not do this; an admin can give them another role.")


def refuse_kept() -> None:
    """Raises Turned where whoever asks is kept to their own links, and this tells of others too."""
    person = caller().person
    if kept_to(person) is not None:
        raise _closed(403, "kept", f"{person.name} is kept to their own links, and this is about those of others too.")


def _closed(status: int, code: str, sentence: str) -> Turned:
    """With what RFC 6750 (3.1) has a program told of its key."""
    short = ', error="insufficient_scope"' if code == "scope" else ""
    return Turned(status, code, sentence, {"WWW-Authenticate": REALM + short})


def _count(found: Caller) -> None:
    settings = services().settings
    if not settings.api_rate:
        return
    g.rate = rates.take(settings.rates_file, found.key_id, settings.api_rate)
    if g.rate is not None and not g.rate.allowed:
        wait = {"Retry-After": str(g.rate.reset_seconds)}
        raise Turned(429, "rate", f"This key may ask {settings.api_rate} times a minute; wait a little.", wait)


def _check_texts(wanted: Operation) -> None:
    if wanted.scope:
        _check_names(wanted)
    longest = {one.name: one.schema["maxLength"] for one in wanted.query if "maxLength" in one.schema}
    filled = {one.name for one in wanted.query if "minLength" in one.of_each}
    for name, value in request.args.items(multi=True):
        if "\0" in value and name not in DIMENSIONS:  # a filter says so itself
            raise BadQuestion(f"{name[:50]!r} has a character in it that no text here has.")
        if len(value) > longest.get(name, len(value)):
            raise BadQuestion(f"{name} has {len(value):,} characters; {longest[name]:,} is the most.")
        if name in filled and not value.strip():  # it would be answered for all, though a program lost a value
            raise BadQuestion(f"{name} is empty; leave it out to ask for all.")


def _check_names(wanted: Operation) -> None:
    """What is misspelt would be answered as if it weren't there: more than was asked for, and nobody would notice."""
    known = {one.name: one.is_list for one in wanted.query}
    for name, values in request.args.lists():
        if name not in known:
            there = f"there are {', '.join(known)}" if known else "there are none"
            raise BadQuestion(f"{name[:50]!r} is no parameter of this address; {there}.")
        if len(values) > 1 and not known[name]:
            raise BadQuestion(f"{name} may be given once, not {len(values):,} times.")


@blueprint.after_request
def _tell_rate(response: Response) -> Response:
    rate = g.get("rate")
    if rate is not None:
        told_rate = {"Limit": rate.limit, "Remaining": rate.remaining, "Reset": rate.reset_seconds}
        response.headers.update({f"RateLimit-{name}": str(value) for name, value in told_rate.items()})
        response.headers["RateLimit-Policy"] = f"{rate.limit};w={rates.WINDOW_SECONDS}"
    return response
