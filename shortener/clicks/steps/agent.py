"""Step: browser, system and device, as far as the agent string says."""

from typing import Any

from shortener.clicks.browsers import read_agent
from shortener.journal.visit import Visit


def read_browser(visit: Visit, row: dict[str, Any]) -> None:
    found = read_agent(visit.agent)
    row["browser"], row["os"], row["device"] = found.browser, found.os, found.device
