"""Step: the language that the visitor prefers, as a tag such as de or pt-BR."""

import functools
import re
from typing import Any

from shortener.journal.visit import Visit

TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|[0-9]{3}))?(?![A-Za-z0-9])")
MOST_TAGS = 20


def read_language(visit: Visit, row: dict[str, Any]) -> None:
    row["language"] = first_language(visit.language)


@functools.lru_cache(maxsize=4096)
def first_language(header: str) -> str | None:
    """The tag with the highest weight in an Accept-Language header (RFC 9110, 12.5.4), the first among equals."""
    weighted = [_weighted(part) for part in header.split(",")[:MOST_TAGS]]
    known = [(weight, tag) for weight, tag in weighted if tag and weight > 0]
    return max(known, key=lambda pair: pair[0])[1] if known else None


def _weighted(part: str) -> tuple[float, str | None]:
    tag, _, parameter = part.partition(";")
    name, _, value = parameter.strip().partition("=")
    try:
        weight = float(value) if name.strip().lower() == "q" else 1.0
    except ValueError:
        weight = 0.0
    return weight if 0 <= weight <= 1 else 0.0, _normal(tag.strip())


def _normal(tag: str) -> str | None:
    found = TAG.match(tag)
    if found is None:
        return None
    language, script, region = found.groups()
    return "-".join(filter(None, (language.lower(), script and script.title(), region and region.upper())))
