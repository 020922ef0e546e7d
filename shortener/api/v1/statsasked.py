"""What may be asked about clicks and misses, as parameters of the document; the values are the code's own."""

from shortener.api.v1.asking import MOST_DAYS
from shortener.api.v1.parameters import Parameter, choice, flag, moment, some, text, whole
from shortener.clicks.breakdown import DIMENSIONS as COUNTED
from shortener.reports.answers import AGAINST
from shortener.reports.export.order import FORMS as CLICK_FORMS
from shortener.reports.periods import UNITS
from shortener.reports.raw import DIMENSIONS
from shortener.reports.tablefile import FORMS
from shortener.reports.top import MOST

KNOWN = tuple(dict.fromkeys((*DIMENSIONS, *COUNTED)))
SORTS = ("clicks", "humans")
NUMBERS = {"family", "status"}

TIMEZONE = text("timezone", "Of days, hours and times without an offset; SHORTENER_TIMEZONE where it isn't given.")
SINCE, UNTIL = moment("since", "From this date or time on."), moment("until", "Up to this date or time, not included.")
PERIOD = (SINCE, UNTIL, whole("days", MOST_DAYS, "The last days, where since isn't given.", default=30), TIMEZONE)
DOMAIN, TAG = text("domain", "Only links of this domain.", least=1), text("tag", "Only links with this tag.", least=1)
OF_LINK = text("domain", "The link's domain, where that isn't the default one.", least=1)
SCOPE = (DOMAIN, TAG)
FORM = (
    choice("format", ("json", *FORMS), "JSON, or a file of rows.", default="json"),
    flag("bom", "1: a byte order mark in front of CSV."),
)
COUNTS = (
    choice("per", UNITS, "One number for each of these, too."),
    some("by", KNOWN, "What the clicks are divided by."),
    choice("compare", AGAINST, "Beside the time before, or the same dates of the year before."),
)
LIMITED = whole("limit", MOST, "How many.", default=20)
SORTED = choice("sort", SORTS, "By all clicks, or by those of people.", default=SORTS[0])
SIDES = (
    text("link", "A link; may be repeated.", many=True, least=1),
    text("tag", "A tag; may be repeated.", many=True, least=1),
    text("domain", "The links' domain, where that isn't the default one.", least=1),
)
CLICKS = (
    choice("format", CLICK_FORMS, "What kind of file.", default="csv"),
    flag("bom", "1: a byte order mark in front of CSV."),
    flag("gzip", "1: packed; csv and ndjson only."),
    text("link", "Only clicks on this link.", least=1),
    *SCOPE,
    SINCE,
    UNTIL,
    TIMEZONE,
    whole(
        "mark", (1 << 63) - 1, "Only clicks up to this one, as an earlier file said; else all that are stored.", least=0
    ),
)


def _filter(name: str) -> Parameter:
    about = f"Only clicks with this {name.replace('_', ' ')}; empty: with none."
    if name in NUMBERS:
        return Parameter(name, about, {"type": "string", "pattern": "^[0-9]{0,4}$"})
    return text(name, about)


FILTERS = tuple(map(_filter, DIMENSIONS))
