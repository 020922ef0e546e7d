"""What a program sends of a link, as YOURLS would clean it: URL, keyword and title."""

from shortener.links.errors import Refused
from shortener.links.fields import TITLE
from shortener.links.views import LinkView
from shortener.web.services import services
from shortener.yourls.addresses import sanitise
from shortener.yourls.keywords import alphabet, clean
from shortener.yourls.tags import strip_tags

_EMPTY = {"http://", "https://"}


def clean_target(text: str) -> str:
    """A long URL as it is kept. Raises Refused."""
    target = sanitise(text)
    if not target or target in _EMPTY:
        raise Refused("target", "syntax", "Missing or malformed URL")
    return target


def clean_keyword(text: str) -> str:
    """A keyword without the characters that none may have; nothing may be left of it."""
    characters = services().settings.yourls_keywords
    return text.strip() if characters == "any" else clean(text, alphabet(int(characters[:2])) + characters[2:])


def clean_title(text: str) -> str:
    """A title without tags and line breaks, cut to what a link can hold."""
    plain = "".join(c if c.isprintable() else " " for c in strip_tags(text))
    return " ".join(plain.split())[:TITLE].strip()


def same_target(*targets: str) -> list[LinkView]:
    """Links of the default domain that lead to one of these, oldest first."""
    library = services().library
    found = {link.id: link for target in dict.fromkeys(targets) for link in library.by_target(target)}
    return sorted(found.values(), key=lambda link: (link.created_at, link.id))
