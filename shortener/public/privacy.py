"""What is kept of people who follow links, in plain words, from the settings in force."""

from typing import NamedTuple

from shortener.sentences import Listed, Words
from shortener.settings import Settings


class Field(NamedTuple):
    """One thing that may be kept: what it is called, and what exactly that means."""

    name: str
    meaning: str


ALWAYS = (
    Field(
        Words("The link"), Words("which link it was, which page it led to, and when, to the thousandth of a second.")
    ),
    Field(
        Words("The kind of connection"), Words("whether it came by IPv4 or IPv6, and through our proxy or directly.")
    ),
    Field(Words("The kind of visitor"), Words("a person’s browser or a program, and why we think so.")),
    Field(
        Words("The way here"),
        Words("search, a social network, mail, a scanned code, a site of ours, another site, or none."),
    ),
    Field(
        Words("What the address itself says"),
        Words("which spelling of the link was used, and the name of a poster or campaign."),
    ),
)
PERSONAL = {
    "prefix": Field(
        Words("Part of the network address"),
        Words(
            "the first 24 of 32 bits (IPv4) or 48 of 128 bits (IPv6), which some hundred to many thousand people share."
        ),
    ),
    "country": Field(Words("The country"), Words("as far as it can be told from the network address.")),
    "referrer": Field(Words("The page with the link"), Words("its address without what comes after a question mark.")),
    "agent": Field(
        Words("The browser"), Words("what the browser says of itself: its name and version, the system, the device.")
    ),
    "language": Field(Words("The language"), Words("the one that the browser asks for first.")),
    "visitor": Field(
        Words("A number for the day"),
        Words(
            "made from the network address, the browser and a secret that changes every day and is destroyed a day "
            "later. It tells how many people followed a link on a day; nobody can find out whose number it is, or find "
            "the same person on another day."
        ),
    ),
}
# What is left out for who asks for privacy, within a sentence.
LEFT_OUT = {
    "prefix": Words("part of the network address"),
    "visitor": Words("a number for the day"),
    "referrer": Words("the address of the page with the link, but for its site’s name"),
}


class Statement(NamedTuple):
    """All that the page says; `never` are personal things that this site keeps of nobody."""

    kept: list[Field]
    never: list[Field]
    private: str
    how_long: str


def statement(settings: Settings) -> Statement:
    """By SHORTENER_CLICK_FIELDS."""
    kept = [field for word, field in PERSONAL.items() if word in settings.click_fields]
    never = [field for word, field in PERSONAL.items() if word not in settings.click_fields]
    left_out = [words for word, words in LEFT_OUT.items() if word in settings.click_fields]
    nothing = Words("Here that changes nothing: we keep no more.")
    private = Words("Then we leave out: %(list)s.", list=Listed(left_out, "; ")) if left_out else nothing
    return Statement([*ALWAYS, *kept], never, private, _how_long(settings.keep_clicks_months))


def _how_long(months: int) -> str:
    if not months:
        return Words("We keep this for as long as the site is there.")
    span = Words("a month") if months == 1 else Words("%(months)s months", months=months)
    return Words(
        "We keep this until %(span)s after the month in which you followed the link; then only how many did is left.",
        span=span,
    )
