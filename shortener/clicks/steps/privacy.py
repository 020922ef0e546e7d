"""Step: takes out what shall not be kept: of those who ask for privacy, and what the settings say of everybody."""

from collections.abc import Collection
from typing import Any

from shortener.journal.visit import Visit

# What each word of SHORTENER_CLICK_FIELDS lets stay.
FIELDS = {
    "prefix": ("prefix",),
    "country": ("country",),
    "referrer": ("referrer", "referrer_host"),
    "agent": ("agent", "browser", "os", "device"),
    "language": ("language",),
    "visitor": ("visitor",),
}
PRIVATE = ("prefix", "visitor", "referrer")  # what is not kept of who sends DNT or Sec-GPC


def privacy_step(kept: Collection[str]) -> Any:
    never = [column for word, columns in FIELDS.items() if word not in kept for column in columns]

    def take_out(visit: Visit, row: dict[str, Any]) -> None:
        if visit.private:
            for column in PRIVATE:
                row[column] = None
        for column in never:
            row[column] = None

    return take_out
