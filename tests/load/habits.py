"""What visitors know and how they ask: printed links by how often they are printed, spellings, agents, referrers."""

import csv
import random
from collections.abc import Mapping
from pathlib import Path

PRINTED = Path(__file__).resolve().parent.parent / "data" / "rpf-links.csv"
TAIL = 500  # links that hardly anybody follows
FROM_TAIL, UNKNOWN, HEAD, MISSPELT = 0.10, 0.03, 0.04, 0.05

with PRINTED.open(encoding="utf-8") as file:
    ROWS = [(row["slug"], row["target"], int(row["seen"])) for row in csv.DictReader(file)]
SLUGS, SEEN = [slug for slug, _, _ in ROWS], [seen for _, _, seen in ROWS]
TAIL_SLUGS = [f"tail-{number:03}" for number in range(TAIL)]

# What a sentence, Markdown or a careful typist leaves behind a slug; percent-encoded as browsers do it.
SPELLINGS = ("{}.", "{},", "{})", "{}/", "{}**", "{}%E2%80%9D", "{}%20")
BROWSERS = {
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Safari/604.1": 45,
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36": 40,
    "Mozilla/5.0 (X11; Linux aarch64; rv:140.0) Gecko/20100101 Firefox/140.0": 15,
}
BOTS = {
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)": 5,
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)": 3,
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)": 2,
    "curl/8.5.0": 1,
}
REFERRERS = ("", "", "https://www.google.com/", "https://projects.raspberrypi.org/en/projects/boat-race")
LANGUAGES = ("en-GB,en;q=0.8", "cy,en;q=0.5", "fr-FR,fr;q=0.9", "uk")


def targets() -> dict[str, str]:
    """Where each link leads when the day begins."""
    printed = {slug: target for slug, target, _ in ROWS}
    return printed | {slug: f"https://projects.raspberrypi.org/en/{slug}" for slug in TAIL_SLUGS}


def write_links(path: Path, links: Mapping[str, str]) -> None:
    """A file for `shortener import csv`."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("slug", "target"), *links.items()])


def most_printed(number: int) -> list[str]:
    return sorted(SLUGS, key=dict(zip(SLUGS, SEEN, strict=True)).__getitem__, reverse=True)[:number]


def a_slug() -> str:
    """One that exists since the morning, now and then from the tail."""
    return random.choice(TAIL_SLUGS) if random.random() < FROM_TAIL else a_printed_slug()


def a_printed_slug() -> str:
    return random.choices(SLUGS, SEEN)[0]


def is_unknown() -> bool:
    """Whether this visitor comes for a slug that doesn't exist."""
    return random.random() < UNKNOWN


def an_unknown_slug() -> str:
    return f"{a_slug()}-{random.randrange(10**6)}"


def a_spelling(slug: str) -> str:
    return random.choice(SPELLINGS).format(slug)


def browser_headers() -> dict[str, str]:
    return _headers(BROWSERS) | {"Referer": random.choice(REFERRERS), "Accept-Language": random.choice(LANGUAGES)}


def bot_headers() -> dict[str, str]:
    return _headers(BOTS)


def _headers(agents: dict[str, int]) -> dict[str, str]:
    return {"User-Agent": random.choices(list(agents), list(agents.values()))[0]}
