"""What a request to the REST API asks behind the ?: of which links, of what time."""

import datetime as dt
from zoneinfo import ZoneInfo

from flask import abort, request

from shortener.api.v1.door import refuse_kept
from shortener.api.v1.refusals import BadQuestion
from shortener.clock import now_ms
from shortener.links.views import LinkView
from shortener.parsing import BadValue, time_zone
from shortener.reports.known import known
from shortener.reports.periods import BadPeriod, Period, last_days
from shortener.reports.raw import DIMENSIONS, Filters, filters_of
from shortener.reports.scope import Scope
from shortener.reports.sides import MOST_SIDES, BadComparison, Side, side_of, side_of_tag
from shortener.web.services import services

MOST_DAYS, LATEST_YEAR, MOST_DIGITS = 4000, 9998, 19


def asked_scope(slug: str | None) -> Scope:
    """Of that link, else by `tag` or `domain`, else the whole site. Raises BadQuestion, NotFound."""
    domain, tag = asked_domain(), request.args.get("tag", "")
    if slug is None:
        refuse_kept()
    if slug is not None and tag:
        raise BadQuestion("A link and a tag can't be asked for together.")
    if slug is not None:
        return Scope(link_id=asked_link(slug).id)
    with services().database.read() as session:
        return known(session, Scope(tag=tag) if tag else Scope(domain=domain))


def asked_sides() -> list[Side]:
    """Each `link`, on `domain` or the default one, and each `tag`; both may be repeated. Raises BadComparison."""
    slugs, tags = request.args.getlist("link"), request.args.getlist("tag")
    if tags:
        refuse_kept()
    if len(slugs) + len(tags) > MOST_SIDES:
        raise BadComparison(f"At most {MOST_SIDES} links and tags can be compared; these are {len(slugs) + len(tags)}.")
    return [*(side_of(asked_link(slug)) for slug in slugs), *map(side_of_tag, tags)]


def asked_period() -> Period:
    """By `since` and `until`, or the last `days` (30), in `timezone`. Raises BadQuestion, BadPeriod."""
    since, until, zone = asked_times()
    whole = last_days(whole_number("days", MOST_DAYS, default=30), zone, now_ms())
    if since is None and until is not None:
        raise BadPeriod("until needs since.")
    return Period(whole.since_ms if since is None else since, whole.until_ms if until is None else until, zone)


def asked_times() -> tuple[int | None, int | None, str]:
    """`since` and `until` as milliseconds UTC, None where they aren't asked for, and the zone that they were read in.
    Raises BadQuestion."""
    zone = asked_zone()
    return _moment("since", zone), _moment("until", zone), zone


def asked_domain() -> str:
    """`domain`, empty for the default one."""
    return request.args.get("domain", "")


def asked_zone() -> str:
    """`timezone`, or the organisation's. Raises BadQuestion."""
    text = request.args.get("timezone")
    if text is None:
        return services().settings.timezone
    try:
        return time_zone(text)
    except BadValue as error:
        raise BadQuestion(f"timezone {text[:50]!r}: {error}.") from error


def asked_filters() -> Filters:
    """Each parameter that is named like a dimension. Raises BadFilter."""
    return filters_of({name: request.args[name] for name in DIMENSIONS if name in request.args})


def one_of(name: str, known: tuple[str, ...]) -> str | None:
    text = request.args.get(name)
    if text is not None and text not in known:
        raise BadQuestion(f"{name} must be one of {', '.join(known)}, not {text[:50]!r}.")
    return text


def some_of(name: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """Comma-separated or repeated."""
    words = [word for text in request.args.getlist(name) for word in text.split(",")]
    if strange := [word for word in words if word not in known]:
        raise BadQuestion(f"{name} may name {', '.join(known)}, not {strange[0][:50]!r}.")
    return tuple(dict.fromkeys(words))


def whole_number(name: str, most: int, *, default: int, least: int = 1) -> int:
    text = request.args.get(name, str(default))
    if not (text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS and least <= int(text) <= most):
        raise BadQuestion(f"{name} must be a whole number from {least} to {most}, not {text[:50]!r}.")
    return int(text)


def yes(name: str) -> bool:
    """Of a parameter that is 1 or 0; 0 where it isn't given."""
    return whole_number(name, 1, default=0, least=0) == 1


def asked_link(slug: str) -> LinkView:
    """On `domain`, or the default one; deleted ones too."""
    link = services().library.find(asked_domain(), slug, deleted=True)
    if link is None:
        abort(404, "There is no such link.")
    return link


def _moment(name: str, zone: str) -> int | None:
    text = request.args.get(name)
    if text is None:
        return None
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise BadQuestion(f"{name} must be a date or time such as 2026-11-22T10:00, not {text[:50]!r}.") from error
    if not 1970 < at.year <= LATEST_YEAR:
        raise BadQuestion(f"{name} must be between the years 1971 and {LATEST_YEAR}.")
    return round((at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))).timestamp() * 1000)
