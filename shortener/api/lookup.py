"""The actions about one link: expand and url-stats."""

import re
from collections.abc import Mapping

from shortener.api.answer import Answer, success
from shortener.api.profile import profile
from shortener.api.shown import describe_stats, title
from shortener.links.views import LinkView
from shortener.net.hosts import is_loopback
from shortener.net.paths import key_of_path
from shortener.reports.totals import totals
from shortener.web.services import services
from shortener.web.urls import short_url

NOT_FOUND = "Error: short URL not found"
NO_SIMPLE = "Need either XML or JSON format for stats"
_SHORT_URL = re.compile(r"https?://([^/?#]+)/([^?#]*)(?:[?#].*)?", re.IGNORECASE | re.DOTALL)


def expand(params: Mapping[str, str]) -> Answer:
    keyword, link = find_link(params.get("shorturl", ""))
    if link is None:
        return Answer({"keyword": keyword, "message": NOT_FOUND, "errorCode": profile().code(404)}, simple="not found")
    body = {
        "keyword": link.slug,
        "shorturl": short_url(services().settings, link),
        "longurl": link.target,
        "title": title(link),
        "message": "success",
        "statusCode": profile().code(200),
    }
    return Answer(body, simple=link.target)


def url_stats(params: Mapping[str, str]) -> Answer:
    _, link = find_link(params.get("shorturl", ""))
    if link is None:
        return Answer({"statusCode": profile().code(404), "message": NOT_FOUND}, simple=NO_SIMPLE)
    return Answer({**success(), "link": describe_stats(link, clicks_of(link))}, simple=NO_SIMPLE)


def clicks_of(link: LinkView) -> int:
    """All of them, those before this shortener too."""
    with services().database.read() as session:
        count = totals(session, [link.id])[link.id]
    return count.clicks + count.carried


def find_link(text: str) -> tuple[str, LinkView | None]:
    """The keyword in a short URL or bare keyword, and its link; any host of ours will do, by http or https."""
    text = text.strip()
    matched = _SHORT_URL.fullmatch(text)
    if matched is None:
        return text, services().library.find("", text)
    keyword = key_of_path(matched[2].encode("utf-8", "surrogatepass")) or matched[2]
    host = _domain(matched[1])
    library = services().library
    return keyword, library.find(host, keyword) or library.find(host, keyword.rstrip("/"))


def _domain(host: str) -> str:
    """The host to look under: "", the default domain, for a loopback name while the site itself has one."""
    return "" if is_loopback(host) and is_loopback(services().settings.site.hostname or "") else host
