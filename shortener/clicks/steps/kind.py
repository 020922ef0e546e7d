"""Step: what kind of visitor it was. Without knowledge of agents yet, nobody's kind is known."""

from typing import Any

from shortener.journal.visit import Visit

UNKNOWN = "unknown"
HUMAN = "human"


def classify(_visit: Visit, row: dict[str, Any]) -> None:
    row["class"] = UNKNOWN
    row["reason"] = None
    row["rules_version"] = None
    row["visitor"] = None
