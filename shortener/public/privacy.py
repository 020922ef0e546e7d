"""What is kept of people who follow links, in plain words, from the settings in force."""

from typing import NamedTuple

from shortener.settings import Settings


class Field(NamedTuple):
    """One thing that may be kept: what it is called, and what exactly that means."""

    name: str
    meaning: str


ALWAYS = (
    Field("The link", "which link it was, which page it led to, and when, to the thousandth of a second."),
    Field("The kind of connection", "whether it came by IPv4 or IPv6, and through our proxy or directly."),
    Field("The kind of visitor", "a person’s browser or a program, and why we think so."),
    Field("The way here", "search, a social network, mail, a scanned code, a site of ours, another site, or none."),
    Field("What the address itself says", "which spelling of the link was used, and the name of a poster or campaign."),
)
PERSONAL = {
    "prefix": Field(
        "Part of the network address",
        "the first 24 of 32 bits (IPv4) or 48 of 128 bits (IPv6), which some hundred to many thousand people share.",
    ),
    "country": Field("The country", "as far as it can be told from the network address."),
    "referrer": Field("The page with the link", "its address without what comes after a question mark."),
    "agent": Field("The browser", "what the browser says of itself: its name and version, the system, the device."),
    "language": Field("The language", "the one that the browser asks for first."),
    "visitor": Field(
        "A number for the day",
        "made from the network address, the browser and a secret that changes every day and is destroyed a day later. "
        "It tells how many people followed a link on a day; nobody can find out whose number it is, or find the same "
        "person on another day.",
    ),
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
    left_out = [PERSONAL[word].name.lower() for word in ("prefix", "visitor") if word in settings.click_fields]
    if "referrer" in settings.click_fields:
        left_out.append("the address of the page with the link, but for its site’s name")
    nothing = "Here that changes nothing: we keep no more."
    private = f"Then we leave out: {'; '.join(left_out)}." if left_out else nothing
    return Statement([*ALWAYS, *kept], never, private, _how_long(settings.keep_clicks_months))


def _how_long(months: int) -> str:
    if not months:
        return "We keep this for as long as the site is there."
    span = "a month" if months == 1 else f"{months} months"
    return f"We keep this until {span} after the month in which you followed the link; then only how many did is left."
