"""The style guide shows every part there is, so that nobody has to guess or to make one twice."""

import re
from pathlib import Path

from tests.admin.conftest import Browser

TEMPLATES = Path(__file__).parents[2] / "shortener" / "admin" / "templates" / "admin"
WANTED = (
    "colours|type|space|icon|button|field|select|said while typing|card|table|list rows|tag|badge|short link|menu"
    "|dialog|notice|toast|tabs|choice|pager|chips|bulk bar|progress|bar list|sparkline|key|empty state"
)


def test_every_part_is_there(ada: Browser) -> None:
    page = ada.get("/admin/styleguide").text
    assert re.findall(r'data-part="([^"]*)"', page) == WANTED.split("|")


def test_every_macro_of_the_kit_is_used_on_it() -> None:
    guide = (TEMPLATES / "styleguide.html").read_text(encoding="utf-8")
    macros = re.findall(r"macro (\w+)\(", (TEMPLATES / "kit.html").read_text(encoding="utf-8"))
    assert len(macros) >= 14
    assert [name for name in macros if not re.search(rf"\b{name}\(", guide)] == []


def test_no_screen_has_styles_or_scripts_of_its_own_inline() -> None:
    """The browser would refuse them, and say so only to those who look."""
    for path in TEMPLATES.iterdir():
        text = path.read_text(encoding="utf-8")
        assert not re.search(r'\sstyle="|<style|\son\w+="|hx-on|"js:|<script(?![^>]*src=)', text), path.name


def test_strangers_may_not_read_it(stranger: Browser) -> None:
    assert stranger.get("/admin/styleguide").status_code == 303
