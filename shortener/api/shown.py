"""How links look in API answers."""

from datetime import UTC, datetime

from shortener.api.profile import profile
from shortener.links.views import LinkView
from shortener.web.services import services
from shortener.web.urls import short_url

CUT, MARK = 60, "[...]"


def describe(link: LinkView, **more: object) -> dict[str, object]:
    """A link as answers to `shorturl` have it; `more` joins the inner object.

    Addresses of those who make links are not kept, so `ip` is empty.
    """
    inner = {"keyword": link.slug, "url": link.target, "title": title(link), "date": moment(link.created_at), "ip": ""}
    return {"url": inner | more, "title": title(link), "shorturl": short_url(services().settings, link)}


def describe_stats(link: LinkView, clicks: int) -> dict[str, object]:
    """A link as statistics have it."""
    return {
        "shorturl": short_url(services().settings, link),
        "url": link.target,
        "title": title(link),
        "timestamp": moment(link.created_at),
        "ip": "",
        "clicks": profile().count(clicks),
    }


def row(link: LinkView, clicks: int) -> dict[str, object]:
    """A link as a plug-in lists it: the columns of its table."""
    return {
        "keyword": link.slug,
        "url": link.target,
        "title": title(link),
        "timestamp": moment(link.created_at),
        "ip": "",
        "clicks": profile().count(clicks),
    }


def title(link: LinkView) -> str:
    """The title; clients expect one, so the target where there is none."""
    return link.title or link.target


def moment(at: int) -> str:
    """A time (milliseconds) in UTC."""
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")


def cut(text: str, most: int = CUT, mark: str = MARK) -> str:
    """A text of at most so many characters, marked where the rest is left out."""
    return text if len(text) <= most else text[: most - len(mark)] + mark
