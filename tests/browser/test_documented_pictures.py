"""Docs show the pictures that `make screenshots ARGS=docs` makes, all of them and no others."""

import re

from tests.browser.screenshots import CHOSEN, DOCS

LARGEST, LARGEST_OF_ALL = 150_000, 600_000


def test_each_picture_is_shown_with_words_and_none_is_missing() -> None:
    shown = re.findall(r"!\[([^\]]{10,})\]\((\S+)\)", (DOCS / "admin.md").read_text())
    assert sorted(name for _, name in shown) == sorted(f"{name}.png" for name in CHOSEN)
    assert sorted(path.name for path in DOCS.glob("*.png")) == sorted(name for _, name in shown)


def test_they_are_small() -> None:
    sizes = [path.stat().st_size for path in DOCS.glob("*.png")]
    assert max(sizes) < LARGEST
    assert sum(sizes) < LARGEST_OF_ALL
