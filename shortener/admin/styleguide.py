"""The design system on one page: every part that screens are made of, in each of its states; tests read it too."""

from flask import Response

from shortener.admin.frame import page, screen
from shortener.admin.sparks import spark

SIZES = ("t0", "t1", "t2", "t3", "t4")
SPACES = ("s1", "s2", "s3", "s4", "s5", "s6", "s7")
COLOURS = ("paper", "sheet", "well", "line", "edge", "ink", "soft", "brand", "brand-wash", "good", "warn", "bad", "bar")
LONG = "A title that goes on and on, as titles do when somebody pastes the whole headline of a page into them, twice"
RISING = tuple(range(0, 60, 2))
SHARES = (
    {"name": "Typed, scanned or unknown", "clicks": 1234, "width": 100, "href": "#bar-list"},
    {"name": "search.example", "clicks": 512, "width": 41.5},
    {"name": "الرماية", "clicks": 7, "width": 0.6},
)


@screen("/styleguide", "read")
def styleguide() -> Response:
    sparks = {"rising": spark(RISING), "one": spark([0] * 29 + [1]), "none": spark([0] * 30)}
    return page(
        "styleguide", sizes=SIZES, spaces=SPACES, colours=COLOURS, long=LONG, sparks=sparks, shares=SHARES, problems={}
    )
