"""Step: where a link stood, as its address says: a scanned code (`?qr`, `?qr=poster`) or a campaign (`utm_…`)."""

from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from shortener.journal.visit import Visit

MOST_FIELDS = 50
LONGEST = 64
MAIL = {"email", "e-mail", "mail", "newsletter"}


class Placement(NamedTuple):
    """`scanned`: a printed code led here; `mailed`: the address says that it stood in a mail."""

    campaign: str | None = None
    scanned: bool = False
    mailed: bool = False


NOWHERE = Placement()


def read_campaign(visit: Visit, row: dict[str, Any]) -> None:
    row["campaign"] = placement_of(visit.query).campaign if visit.query else None


@lru_cache(4096)
def placement_of(query: str) -> Placement:
    """Keys in any case, since codes are smaller in capitals. Nothing of a query that makes no sense."""
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return NOWHERE
    found = {key.lower(): value.strip() for key, value in reversed(pairs)}
    campaign = (found.get("qr") or found.get("utm_campaign") or "").replace("\0", "")[:LONGEST]
    return Placement(campaign or None, "qr" in found, found.get("utm_medium", "").lower() in MAIL)
