"""Programs that say in their agent string that no person looks: crawlers, link previews, monitors, libraries."""

import re
from functools import cache

from crawleruseragents import CRAWLER_USER_AGENTS_DATA
from ua_parser_rs import UserAgentExtractor

from shortener.clicks.classes import BOT, PREVIEW

KINDS = {
    "social-preview": (PREVIEW, "preview"),
    "monitoring": (BOT, "monitor"),
    "http-library": (BOT, "library"),
    "browser-automation": (BOT, "automation"),
}
CRAWLER = (BOT, "crawler")
LONGEST = 40
# In these, people look at pages, though the list of robots has their names.
PEOPLE = re.compile(
    r"MetaIAB |\bNotion/[\d.]+ Chrome|\bBluesky/\d|Valve Steam |\bCode/1\.|\[FB(?:AN|_IAB)|Instagram \d"
)
NO_ROBOTS = {r"AP3A\.240617\.008"}  # a build of Android that millions of phones have
# What the list lacks; a group names the program.
MORE = (
    (r"(Signal|Threema|Zulip|Rocket\.Chat|TeamsLinkPreview|Webex ?Teams|Synapse|Matrix)/", "social-preview"),
    (r"(LinkChecker|linkcheck|W3C-checklink)/", "crawler"),
    (r"(check_http|monitoring-plugins|Icinga|munin|[Gg]atus|Prometheus|Nagios|shortener-parity)", "monitoring"),
    (r"^(Dalvik|Java|java-http-client|Ruby|Faraday|Dart|PostmanRuntime|insomnia|libcurl|undici)\b", "http-library"),
    (r"^(urlgrabber|Debian APT|reqwest|hyper|ureq|Deno|Bun|node|PowerShell|Wget2|aria2)\b", "http-library"),
    (r"(\w+(?:[bB]ot|[cC]rawler|[sS]pider))/v?\d", "crawler"),
    (r"(?i)\b(bot|crawler|spider|scraper)\b", "crawler"),
)


def robot_of(agent: str, spider: str | None = None) -> tuple[str, str] | None:
    """Visitor class and reason, such as ("bot", "crawler: Googlebot"); `spider` is who it is by another list."""
    if PEOPLE.search(agent):
        return None
    found = _patterns().extract(agent)
    if found is None:
        return (BOT, f"crawler: {spider[:LONGEST]}") if spider else None
    tag, _, name = found.family.partition("\t")
    visitor_class, kind = KINDS.get(tag, CRAWLER)
    return visitor_class, f"{kind}: {name[:LONGEST]}"


@cache
def _patterns() -> UserAgentExtractor:
    """All at once, the first that fits in some 2 µs; built when the first agent comes, in 20 ms."""
    listed = [row for row in CRAWLER_USER_AGENTS_DATA if row["pattern"] not in NO_ROBOTS]
    known = [(row["pattern"], _tag(row.get("tags", ())), _name(row["pattern"])) for row in listed]
    more = [(pattern, tag, "$1") for pattern, tag in MORE]
    rows = [(pattern, f"{tag}\t{name}", None, None, None, None) for pattern, tag, name in (*known, *more)]
    return UserAgentExtractor(rows)


def _tag(tags: list[str]) -> str:
    return next((tag for tag in tags if tag in KINDS), "crawler")


def _name(pattern: str) -> str:
    """A pattern as people write the name that it looks for."""
    first = pattern.removeprefix("(^| )").partition("|")[0]
    plain = re.sub(r"\\(.)", r"\1", re.sub(r"\[(.).*?\]", r"\1", first))
    return re.sub(r"[\^$()?+*]", "", plain).strip(" /")
