"""The small pages that say what went otherwise than hoped, rendered without Flask: the hot path shows them too."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from msgspec import Struct

from shortener.web.assets import asset_url
from shortener.web.brand import Brand

TEMPLATES = Path(__file__).resolve().parent / "templates"

_environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
_environment.globals["asset"] = asset_url


class Notice(Struct, frozen=True):
    """`title` is one short sentence; `lines` say what it means and what to do."""

    title: str
    lines: tuple[str, ...]


NOTICES = {
    "unknown": Notice(
        "There is no link here",
        (
            "Nobody has made this short link, or it was typed a little differently.",
            "Please check the spelling: capital and small letters, hyphens, and the letter O or the number 0.",
            "If it is printed somewhere, please tell the people who printed it.",
        ),
    ),
    "off": Notice(
        "This link is switched off",
        ("It exists, but the people who made it have switched it off for now.", "Please try again another day."),
    ),
    "early": Notice(
        "This link has not started yet",
        ("It exists, but it is too early to follow it.", "Please come back a little later."),
    ),
    "over": Notice(
        "This link has ended",
        ("It worked until a date that has passed, and it leads nowhere any more.",),
    ),
    "deleted": Notice(
        "This link is gone",
        (
            "The people who made it have removed it.",
            "If it is printed somewhere, please tell the people who printed it.",
        ),
    ),
    "host": Notice(
        "This address is not served here",
        (
            "You have reached a link shortener under a name that it does not know.",
            "If you look after it, add the name with: shortener domain add NAME",
        ),
    ),
    "away": Notice(
        "This link can’t be looked up right now",
        ("Something behind the scenes is not answering.", "Please try again in a minute; the link is not lost."),
    ),
}


def render_pages(brand: Brand) -> dict[str, bytes]:
    """The HTML document for each reason why there is no redirect."""
    return {outcome: render_notice(brand, notice).encode() for outcome, notice in NOTICES.items()}


def render_notice(brand: Brand, notice: Notice) -> str:
    """One notice as a complete HTML document."""
    return _environment.get_template("web/notice.html").render(brand=brand, notice=notice)
