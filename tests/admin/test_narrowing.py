"""An address that narrows clicks to a value is the one that Flask would make of it, whatever the value is."""

import pytest
from flask import Flask

from shortener.admin.linkasked import Asked, address, narrowing
from shortener.admin.spans import USUAL

VALUES = (
    "GB",
    "a&b=c#d",
    "é ü",
    "",
    "x/y:z;?@",
    "100%",
    "+1 2",
    "日本",
    "~t-_.",
    "'q\"",
    "<b>",
    "[::1]",
    "a|b^`{}",
    "\n",
)


@pytest.mark.parametrize(
    "now",
    [
        Asked(link_id=5, span=USUAL),
        Asked(link_id=5, span="90d", who="humans", filters=(("country", "DE"), ("family", "6"))),
        Asked(link_id=7, span="", since="2026-01-01", until="2026-02-01", compare="none", filters=(("os", "x y"),)),
    ],
    ids=["as usual", "narrowed twice", "two days"],
)
@pytest.mark.parametrize("dimension", ["country", "referrer_host"])
def test_it_is_the_address_that_asks_for_it(app: Flask, now: Asked, dimension: str) -> None:
    others = [one for one in now.filters if one[0] != dimension]
    with app.test_request_context("/"):
        narrowed = narrowing(now, dimension)
        for value in VALUES:
            assert narrowed(value) == address(now, filters=(*others, (dimension, value)))
