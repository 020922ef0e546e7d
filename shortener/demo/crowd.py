"""The visitors of a demo: where they are, what they look with, and how they came. All of it is made up."""

import random
from collections.abc import Iterable
from itertools import accumulate
from typing import Any, NamedTuple

CHROME = "(KHTML, like Gecko) Chrome/{0}.0.0.0"
AGENTS = (
    (24, "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 " + CHROME + " Safari/537.36"),
    (16, "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 " + CHROME + " Mobile Safari/537.36"),
    (8, "Mozilla/5.0 (X11; Linux aarch64) AppleWebKit/537.36 " + CHROME + " Safari/537.36"),
    (6, "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 " + CHROME + " Safari/537.36 Edg/{0}.0.0.0"),
    (3, "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 " + CHROME + " Safari/537.36"),
    (5, "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:{0}.0) Gecko/20100101 Firefox/{0}.0"),
    (3, "Mozilla/5.0 (X11; Linux x86_64; rv:{0}.0) Gecko/20100101 Firefox/{0}.0"),
    (
        9,
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_{1} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "Version/18.{1} Mobile/15E148 Safari/604.1",
    ),
    (
        4,
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "Version/18.{1} Safari/605.1.15",
    ),
    (7, "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"),
    (3, "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)"),
    (3, "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)"),
    (2, "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"),
    (2, "python-requests/2.{1}.0"),
    (2, "Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)"),
    (2, "rpi-imager/1.{1}"),
    (1, ""),
)
VERSIONS = range(120, 142)
# The first two groups of addresses that registries gave to providers in a country, and what people there speak.
PLACES = (
    (24, "2a00:23c5", "81.153", "en-GB,en;q=0.9"),
    (20, "2600:1700", "73.15", "en-US,en;q=0.9"),
    (9, "2003:c0", "87.140", "de-DE,de;q=0.9,en;q=0.7"),
    (7, "2a01:e0a", "90.60", "fr-FR,fr;q=0.9"),
    (8, "2405:201", "49.36", "en-IN,en;q=0.9,hi;q=0.8"),
    (5, "2804:14c", "177.80", "pt-BR,pt;q=0.9"),
    (3, "2001:610", "145.90", "nl-NL,nl;q=0.9"),
    (3, "2400:4050", "126.100", "ja-JP,ja;q=0.9"),
    (3, "2001:388", "1.120", "en-AU,en;q=0.9"),
    (2, "2001:4200", "196.25", "en-ZA,en;q=0.9"),
)
SIX_OF_HUNDRED = 45
REFERRERS = (
    (50, ""),
    (14, "https://www.google.com/"),
    (2, "https://www.bing.com/"),
    (2, "https://duckduckgo.com/"),
    (5, "https://www.facebook.com/"),
    (4, "https://t.co/x"),
    (3, "https://www.youtube.com/"),
    (3, "https://mail.google.com/"),
    (9, "https://www.example.org/blog/{}"),
    (8, "https://school-{}.example/links"),
)
QUERIES = (
    (88, ""),
    (7, "qr"),
    (2, "qr=poster"),
    (2, "utm_campaign=spring&utm_medium=email"),
    (1, "utm_campaign=launch"),
)
METHODS = ((97, "GET"), (3, "HEAD"))
PURPOSES = ((99, ""), (1, "prefetch;prerender"))


class Visitor(NamedTuple):
    """One who comes again and again on a day."""

    address: str
    agent: str
    language: str
    private: bool


class Choice:
    """Weighted choices of many at once, which is many times faster than one after the other."""

    def __init__(self, weighted: Iterable[tuple[float, Any]]) -> None:
        weights, self.values = zip(*weighted, strict=True)
        self.sums = list(accumulate(weights))

    def some(self, fate: random.Random, count: int) -> list[Any]:
        return fate.choices(self.values, cum_weights=self.sums, k=count)


agents = Choice(AGENTS)
places = Choice((weight, place) for weight, *place in PLACES)
referrers, queries, methods, purposes = map(Choice, (REFERRERS, QUERIES, METHODS, PURPOSES))


def make_visitors(fate: random.Random, count: int) -> list[Visitor]:
    chosen = zip(agents.some(fate, count), places.some(fate, count), strict=True)
    return [_visitor(fate, agent, *place) for agent, place in chosen]


def _visitor(fate: random.Random, agent: str, six: str, four: str, language: str) -> Visitor:
    first, second, third = fate.randrange(1, 255), fate.randrange(1, 255), fate.randrange(1, 255)
    is_six = fate.random() * 100 < SIX_OF_HUNDRED
    address = f"{six}:{first:x}:{second:x}::{third:x}" if is_six else f"{four}.{first}.{second}"
    return Visitor(address, agent.format(fate.choice(VERSIONS), fate.randrange(1, 6)), language, fate.random() < 0.08)
