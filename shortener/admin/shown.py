"""How numbers, times and links look on every screen; pure functions that the templates call."""

from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from markupsafe import Markup

from shortener.bulk.undoing import UNDONE
from shortener.links.views import LinkView
from shortener.sentences import Counted, Moment, Number, Words

SHORT, LONG = "%-d %b %Y", "%-d %B %Y"
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
# What may stand in a copied address as it is; everything outside ASCII stays readable too.
PLAIN = "/-._~!$&'()*+,;=:@"
STATES = {
    "live": Words("Live"),
    "off": Words("Disabled"),
    "early": Words("Not started"),
    "over": Words("Ended"),
    "deleted": Words("Deleted"),
}


# Kept in English where the site itself gave the reason.
OWN_REASONS = {UNDONE: Words("Undone")}


class Short(NamedTuple):
    """A short link in its three forms: what is copied, and the two halves that are shown."""

    url: str
    host: str
    slug: str


def number(value: int) -> Words:
    return Number(value)


def clicks(count: int) -> Words:
    """Such as "1 click" or "1,200 clicks"."""
    return Counted("%(num)s click", "%(num)s clicks", count)


def reason(text: str) -> Words | str:
    """Why something was done; what somebody typed stays as it is."""
    return OWN_REASONS.get(text, text)


def days(count: int) -> Words:
    return Counted("%(num)s day", "%(num)s days", count)


def in_zone(at: int, zone: str) -> datetime:
    return datetime.fromtimestamp(at / 1000, ZoneInfo(zone))


def moment(at: int | None, now: int, zone: str) -> Markup:
    """A time as people say it, the exact one in its title; "Never" for None."""
    if at is None:
        return Markup('<span class="soft">{}</span>').format(Words("Never"))
    exact = in_zone(at, zone)
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        exact.isoformat(timespec="seconds"), _said(exact, LONG), ago(now - at) or Moment(exact, SHORT)
    )


def exact(at: int, zone: str) -> Markup:
    when = in_zone(at, zone).isoformat(timespec="seconds")
    return Markup('<time datetime="{}">{}</time>').format(when, exact_words(at, zone))


def day_of(at: int, zone: str) -> Words:
    return Moment(in_zone(at, zone), SHORT)


def exact_words(at: int, zone: str) -> Words:
    return _said(in_zone(at, zone), SHORT)


def _said(when: datetime, day: str) -> Words:
    return Words("%(day)s, %(time)s %(zone)s", day=Moment(when, day), time=format(when, "%H:%M"), zone=when.tzname())


def clock(at: int, zone: str, *, seconds: bool = False) -> str:
    return f"{in_zone(at, zone):{'%H:%M:%S' if seconds else '%H:%M'}}"


def ago(age: int) -> str:
    """An age in words; empty when it is in the future or over a month, where a date says more."""
    if age < -MINUTE or age >= 30 * DAY:
        return ""
    if age >= DAY:
        return Counted("%(num)s day ago", "%(num)s days ago", age // DAY)
    if age >= HOUR:
        return Counted("%(num)s hour ago", "%(num)s hours ago", age // HOUR)
    if age >= MINUTE:
        return Counted("%(num)s minute ago", "%(num)s minutes ago", age // MINUTE)
    return Words("just now")


def short(host: str, slug: str, public_url: str, default_host: str) -> Short:
    """The address that people type; the default domain keeps the port of the public address."""
    site = urlsplit(public_url)
    place = site.netloc if host == default_host else host
    path = "".join(c if ord(c) > 127 else quote(c, safe=PLAIN) for c in slug)
    return Short(f"{site.scheme}://{place}/{path}", place, slug)


def is_web(target: str) -> bool:
    """Only web addresses become links on a page; anything else is shown as text."""
    return target[:8].lower().startswith(("http://", "https://"))


def state(link: LinkView, now: int) -> tuple[str, str]:
    """Key (for colour and icon) and words."""
    key = link.state(now)
    return key, STATES[key]
