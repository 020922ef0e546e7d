"""What a browser that somebody is signed in with is called: by name and system, from what it says of itself."""

import re
from collections.abc import Iterable

from shortener.sentences import Words

# The first that fits, since each also says the names of those that it descends from. What clicks are told apart by
# knows many more, and would take 30 MB of each worker.
BROWSERS = (
    ("Edge", re.compile(r"Edg(?:e|A|iOS)?/")),
    ("Opera", re.compile(r"\bOPR/|\bOpera\b")),
    ("Samsung Internet", re.compile(r"SamsungBrowser/")),
    ("Firefox", re.compile(r"Firefox|FxiOS/")),
    ("Chromium", re.compile(r"Chromium/")),
    ("Chrome", re.compile(r"Chrome/|CriOS/")),
    ("Safari", re.compile(r"Version/.*Safari/")),
)
SYSTEMS = (
    ("Windows", re.compile(r"Windows")),
    ("Android", re.compile(r"Android")),
    ("iPadOS", re.compile(r"iPad")),
    ("iOS", re.compile(r"iPhone|iPod")),
    ("macOS", re.compile(r"Macintosh")),
    ("ChromeOS", re.compile(r"\bCrOS\b")),
    ("Linux", re.compile(r"Linux|X11")),
)
SHOWN = 60


def browser_words(agent: str) -> str:
    """Such as “Firefox on Linux”; what is no known browser's as it is, cut after SHOWN characters."""
    name, system = _first(BROWSERS, agent), _first(SYSTEMS, agent)
    if not agent:
        return Words("Unknown browser")
    if not name:
        return agent[:SHOWN]
    return Words("%(browser)s on %(system)s", browser=name, system=system) if system else name


def _first(known: Iterable[tuple[str, re.Pattern[str]]], agent: str) -> str:
    return next((name for name, pattern in known if pattern.search(agent)), "")
