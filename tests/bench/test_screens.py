"""The bench of screens makes a site once, loads what browsers load, and tells budgets that are missed."""

from pathlib import Path

import pytest
from msgspec import json

from bench.loaded import Load, Sent, load
from bench.screens import BYTES, MILLISECONDS, Screen, main, verdicts

PAGE = """<link rel="stylesheet" href="/a.css?v=1&amp;b"><link rel="icon" href="/mark.svg"><link rel="next" href="/2">
<script defer src="/a.js"></script><a href="/elsewhere"><img src="qr/picture"><img src="data:image/png;base64,AA">
<img src="https://others.example/x.png"><script type="module" src="/a.js"></script>"""


def test_what_a_page_names_is_loaded_once_each() -> None:
    asked: list[str] = []

    def ask(url: str) -> Sent:
        asked.append(url)
        kind = {".css?v=1&b": "text/css", ".svg": "image/svg+xml", ".js": "text/javascript", "picture": "image/png"}
        there = next((kind[end] for end in kind if url.endswith(end)), "text/html; charset=utf-8")
        return Sent(200, there, PAGE if "html" in there else "x" * 30, 10)

    found = load(ask, "/admin/links/1/")
    assert asked == ["/admin/links/1/", "/a.css?v=1&b", "/a.js", "/admin/links/1/qr/picture", "/mark.svg"]
    assert found.bytes == {"page": 10, "styles": 10, "scripts": 10, "pictures": 20, "other": 0}
    assert (found.requests, found.styles, found.elsewhere) == (5, 30, ["https://others.example/x.png"])


def test_each_budget_that_is_missed_is_told() -> None:
    heavy = Load(200, {"page": BYTES + 1}, 30_001, 17, ["https://others.example/x.png"])
    judged = verdicts([Screen("list", "/", heavy, MILLISECONDS + 1, 5.0, MILLISECONDS)], ["admin.new_one"])
    assert [one.is_met for one in judged] == [False] * 6
    light = Load(200, {"page": BYTES}, 30_000, 16, [])
    assert all(one.is_met for one in verdicts([Screen("list", "/", light, MILLISECONDS, 5000.0, 1.0)], []))


@pytest.mark.long
def test_a_small_site_is_made_once_and_measured(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    command = ["--links", "50", "--clicks", "500", "--days", "30", "--rounds", "1", "--keep", str(tmp_path), "--json"]
    for making in (True, False):
        assert main(command) == 0
        said = capfd.readouterr()
        assert ("Making 50 links" in said.err) is making
        found = json.decode(said.out)
        assert {one["load"]["status"] for one in found["screens"]} <= {200, 404, 410, 422}
        assert all(one["cpu"] >= one["least"] > 0 for one in found["screens"])
        assert [one for one in found["verdicts"] if one["figure"] > one["bar"] and "ms of" not in one["what"]] == []
