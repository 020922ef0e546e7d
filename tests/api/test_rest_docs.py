"""docs/api.md says what the code does: every address with its scope, every scope, the numbers and the example."""

import io
import re
from pathlib import Path
from urllib.request import Request

import msgspec
import pytest

from shortener.accounts import answers, rates
from shortener.accounts.keys import SCOPES
from shortener.api.v1 import batch, listing, once
from shortener.api.v1.operations import OPERATIONS
from shortener.api.v1.shapes import Link
from shortener.links.together import MOST
from shortener.parting import MOST_BYTES
from shortener.reports.lists import MOST_PER_PAGE
from shortener.reports.walk import MOST_COUNTED
from shortener.settings import Settings
from shortener.web.limits import MOST_BYTES as MOST_IN_A_BODY
from tests.api.program import Rest

PAGE = (Path(__file__).resolve().parent.parent.parent / "docs" / "api.md").read_text(encoding="utf-8")


def test_every_address_is_there_with_its_scope_and_no_other() -> None:
    told = {
        (method, path, scope.strip("`"))
        for cells, scope in re.findall(r"^\| (`[A-Z]+ /.*?) \| (`[a-z:]+`|none) \|", PAGE, re.MULTILINE)
        for method, path in re.findall(r"`([A-Z]+) (/[^`]*)`", cells)
    }
    assert told == {(one.method, one.path, one.scope or "none") for one in OPERATIONS}


def test_every_scope_is_there() -> None:
    assert set(re.findall(r"^\| `([a-z:]+)` \| ", PAGE, re.MULTILINE)) == set(SCOPES)


def test_numbers_are_those_of_the_code() -> None:
    for number, sentence in (
        (batch.MOST, "up to {:,} of these in one request"),
        (listing.USUAL, "{} if not said otherwise, 1,000 at most"),
        (MOST_PER_PAGE, "50 if not said otherwise, {:,} at most"),
        (MOST_COUNTED, "up to {:,}; with `more`"),
        (once.LONGEST, "1 to {} printable ASCII characters"),
        (MOST_IN_A_BODY >> 20, "A body may have {} MB"),
        (batch.MOST_BYTES >> 20, "a batch {} MB"),
        (MOST_BYTES >> 20, "send all of it first, up to {} MB"),
        (Settings().api_rate, "at each node, {} if not said otherwise"),
    ):
        assert sentence.format(number) in " ".join(PAGE.split())
    assert (MOST, answers.KEPT_MS, rates.WINDOW_SECONDS) == (100, 86_400_000, 60)


def test_the_example_makes_a_link(rest: Rest) -> None:
    (sent,) = re.findall(r"-d '(\{.*\})'", PAGE)
    answer = rest.ask("POST", "/links", data=sent, Content_Type="application/json")
    assert (answer.status_code, answer.get_json()["slug"]) == (201, "Scratch-New")


def test_the_link_that_is_shown_is_one() -> None:
    (shown,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert msgspec.json.decode(shown, type=Link).yourls_clicks == 40


def test_the_program_tags_each_link_with_a_tag(rest: Rest, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it stands there, with this site in place of the network."""
    for number in range(3):
        rest.post("/links", {"target": "https://example.org/", "slug": f"a/{number}", "tags": ["poster"]})
    rest.post("/links", {"target": "https://example.org/", "slug": "other"})

    def urlopen(wanted: Request) -> io.BytesIO:
        path = wanted.full_url.removeprefix("https://go.example.org/api/v1")
        assert isinstance(wanted.data, bytes | None)
        answer = rest.ask(wanted.get_method(), path, data=wanted.data, **dict(wanted.header_items()))
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return io.BytesIO(answer.data)

    monkeypatch.setenv("KEY", rest.key)
    monkeypatch.setattr("urllib.request.urlopen", urlopen)
    (program,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    exec(program.replace("limit=1000", "limit=2"), {})
    found = {link["slug"]: link["tags"] for link in rest.get("/links")["links"]}
    assert found == {"other": [], **{f"a/{number}": ["poster", "print"] for number in range(3)}}
