"""What tests of the load need: a day on which all went well, to be spoilt in one place each."""

from collections import Counter
from typing import Any

from tests.load.result import Answered, Kind, Result
from tests.load.verdict import EVERY_DAY

GET = Answered("one", "GET", "pico", "https://pico.example/")
HEAD = GET._replace(method="HEAD")
ANSWERED = Counter({GET: 3, HEAD: 1})
KINDS = [Kind(name, requests=4, failures=0, p50=1.0, p99=2.0, worst=2.5) for name in EVERY_DAY]
RESULT = Result(KINDS, wrong=[], answered=list(ANSWERED.items()), changes=2, stalest=0.25)


def audits(**spoilt: Any) -> dict[str, dict[str, Any]]:
    """What both nodes' audits say; `spoilt` is what the second one says otherwise."""
    good = {"waiting": 0, "lost": 0, "set_aside": 0, "rows": ANSWERED.total(), "problems": []}
    return {"one": good, "two": good | spoilt}
