"""How clicks divide by one thing, as lines with bars: the largest ones first, and the rest as one."""

from collections.abc import Callable, Sequence

import msgspec

from shortener.sentences import Words

MOST_SHARES = 8
OTHERS = Words("Others")
Counted = Sequence[tuple[int, str]]  # clicks and value, the most clicks first


class Share(msgspec.Struct, frozen=True):
    """One line; `width` is out of 100 of the longest bar, `href` leads to these clicks alone or is empty.

    `part` is how much of all clicks it is, such as "42 %"; `value` what the line counts, empty for the rest.
    """

    name: str
    clicks: int
    width: float
    href: str
    part: str = ""
    value: str = ""


def shares(counted: Counted, named: Callable[[str], str], leads: Callable[[str], str]) -> list[Share]:
    """A line for each."""
    total, most = sum(clicks for clicks, _ in counted), max((clicks for clicks, _ in counted), default=0)
    return [
        Share(named(value), clicks, width(clicks, most), leads(value), part(clicks, total), value)
        for clicks, value in counted
    ]


def shortened(lines: Sequence[Share]) -> list[Share]:
    """At most MOST_SHARES of them, and one more for all others."""
    kept, rest = list(lines[:MOST_SHARES]), sum(line.clicks for line in lines[MOST_SHARES:])
    if not rest:
        return kept
    total = sum(line.clicks for line in lines)
    return [*kept, Share(OTHERS, rest, width(rest, kept[0].clicks), "", part(rest, total))]


def width(clicks: int, most: int) -> float:
    return round(min(100.0, 100 * clicks / most), 1)


def part(clicks: int, total: int) -> str:
    """In whole hundredths; what is less than one is said so."""
    hundredths = round(100 * clicks / total)
    return f"{hundredths} %" if hundredths else "<1 %"
