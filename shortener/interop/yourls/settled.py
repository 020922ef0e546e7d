"""What config.php, the options, the plug-ins and the keywords of a YOURLS site mean as settings here."""

import re
import string
from collections.abc import Iterable, Mapping

from shortener.interop.yourls.config import Config
from shortener.interop.yourls.plugins import (
    RANDOM,
    REAL_404,
    REUSE,
    active_plugins,
    characters_by,
    is_active,
    redirect_status,
)
from shortener.parsing import MOST_SLUGS, BadValue, keyword_characters, slug_list
from shortener.yourls.keywords import BASES, nth

COOKIEKEY, KEYWORDS, RESERVED = (
    "SHORTENER_YOURLS_COOKIEKEY",
    "SHORTENER_YOURLS_KEYWORDS",
    "SHORTENER_RESERVED_SLUGS",
)
LENGTH, USUAL_LENGTH = "random_shorturls_length", "5"  # of the plug-in that makes random keywords
CAPITALS = frozenset(string.ascii_uppercase)
DIGITS = 19  # more than a number has that every database takes


def settings_of(config: Config, options: Mapping[str, str], used: Iterable[str] = ()) -> dict[str, str]:
    """What to set here so that programs and visitors notice nothing, by name; the one that is secret last.

    `used` are the characters that stand in keywords.
    """
    site, plugins = config.constants.get("SITE", "").rstrip("/"), plugins_of(options)
    said = {
        "SHORTENER_BASE_URL": site,
        "SHORTENER_REDIRECT_STATUS": redirect_status(plugins),
        "SHORTENER_UNKNOWN_SLUG_URL": f"{site}/" if site and not is_active(plugins, REAL_404) else "",
        "SHORTENER_YOURLS_PROFILE": _profile(options.get("version", "")),
        KEYWORDS: keywords_setting(config, options, used),
        **_made_slugs(options),
        "SHORTENER_YOURLS_DUPLICATES": _duplicates(config, plugins),
        RESERVED: ",".join(reserved(config)),
        COOKIEKEY: config.constants.get("COOKIEKEY", ""),
    }
    return {name: value for name, value in said.items() if value}


def plugins_of(options: Mapping[str, str]) -> list[str]:
    """The folders of those that are active."""
    return active_plugins(options.get("active_plugins", ""))


def keywords_setting(config: Config, options: Mapping[str, str], used: Iterable[str]) -> str:
    """The base, with what plug-ins add and what keywords have; `any` where that is more than the setting takes."""
    base, more = config.base, {one for one in used if _fits(one)} | {*characters_by(plugins_of(options))}
    if base < 62 and more & CAPITALS:
        more |= CAPITALS
    setting = f"{base}{''.join(sorted(more - set(BASES[base])))}"
    return setting if _fits(setting[2:]) else "any"


def reserved(config: Config) -> list[str]:
    """The words of config.php that the setting takes: not what no slug has, such as spaces, nor more than it holds."""
    return [word for word in dict.fromkeys(config.reserved) if _is_listed(word)][:MOST_SLUGS]


def next_keyword(config: Config, options: Mapping[str, str]) -> str:
    """What YOURLS would have called the next link; "" where the dump doesn't say."""
    number = next_id(options)
    return "" if number is None else nth(number, BASES[config.base])


def next_id(options: Mapping[str, str]) -> int | None:
    """The number of the next keyword that nobody names; None where the dump doesn't say."""
    number = options.get("next_id", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < DIGITS else None


def is_random(options: Mapping[str, str]) -> bool:
    """Whether keywords that nobody names are random; the plug-in's own option outlives it."""
    if "active_plugins" in options:
        return is_active(plugins_of(options), RANDOM)
    return LENGTH in options


def _made_slugs(options: Mapping[str, str]) -> dict[str, str]:
    if is_random(options):
        length = options.get(LENGTH, USUAL_LENGTH)
        fits = length.isascii() and length.isdigit() and 3 <= int(length[:4]) <= 32
        return {"SHORTENER_SLUG_LENGTH": length if fits else ""}
    return {"SHORTENER_SEQUENTIAL_SLUGS": "yourls" if next_id(options) else ""}


def _duplicates(config: Config, plugins: list[str]) -> str:
    if not config.is_unique:
        return "allow"
    return "reuse" if is_active(plugins, REUSE) else "refuse"


def _fits(characters: str) -> bool:
    """Whether the setting takes them behind its number."""
    try:
        return keyword_characters(f"62{characters}") == f"62{characters}"
    except BadValue:
        return False


def _is_listed(word: str) -> bool:
    try:
        return slug_list(word) == (word,)
    except BadValue:
        return False


def _profile(version: str) -> str:
    numbers = [int(part) for part in re.findall(r"\d+", version)[:3]]
    if not numbers:
        return ""
    if numbers < [1, 9]:
        return "1.8"
    return "1.10.4" if numbers < [1, 10, 5] else "1.10.5"
