"""What YOURLS does, as facts: inputs and outcomes from its own tests and its source, read from tests/data."""

import json
from pathlib import Path
from typing import Any

CASES: dict[str, Any] = json.loads(
    (Path(__file__).parent.parent / "data" / "yourls_cases.json").read_text(encoding="utf-8")
)


def cases(section: str, part: str = "cases") -> list[Any]:
    found: list[Any] = CASES[section][part]
    return found


def name(case: object) -> str:
    """How a case is called among the tests."""
    return ascii(case)[:80]
