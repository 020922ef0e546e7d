"""The style sheet keeps its promises: small, ours alone, and readable in light and dark."""

import re
from pathlib import Path

import pytest

from shortener.web.assets import assets

STATIC = Path(__file__).parent.parent.parent / "shortener" / "admin" / "static"
OF_ONE_SCREEN = (("chosen",), ("zoom", "live", "print"), ("passkey",))
SHEETS = sorted(path.name for path in STATIC.glob("*.css"))
CSS = "".join(part.read_text(encoding="utf-8") for part in sorted(STATIC.glob("*.css/*")))
TEXT_ON = [
    ("ink", "paper"),
    ("ink", "sheet"),
    ("ink", "well"),
    ("soft", "paper"),
    ("soft", "sheet"),
    ("soft", "well"),
    ("brand", "paper"),
    ("brand", "sheet"),
    ("brand", "brand-wash"),
    ("on-brand", "brand"),
    ("on-brand", "brand-strong"),
    ("good", "sheet"),
    ("good", "paper"),
    ("warn", "sheet"),
    ("ink", "warn-wash"),
    ("soft", "warn-wash"),
    ("brand", "warn-wash"),
    ("good", "warn-wash"),
    ("bad", "sheet"),
    ("bad", "bad-wash"),
    ("quiet", "sheet"),
    ("sheet", "bad"),
]


def tokens(look: str) -> dict[str, str]:
    """Colours by name; the dark ones are those of the second :root."""
    roots = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
    light = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", roots[0]))
    return light if look == "light" else light | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", roots[1]))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_has_the_contrast_that_readers_need(look: str, text: str, ground: str) -> None:
    colours = tokens(look)
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("look", ["light", "dark"])
def test_edges_of_fields_can_be_seen(look: str) -> None:
    colours = tokens(look)
    assert contrast(colours["edge"], colours["sheet"]) >= 3


def test_it_is_small() -> None:
    """A screen loads the sheet and the scripts of all screens, and at most those of one more."""
    common, *more = (len(assets()[f"admin/{name}"].content) for name in SHEETS)
    assert SHEETS[0] == "admin.css"
    assert common + max(more) < 30_000
    sizes = {script.stem: len(script.read_bytes()) for script in STATIC.glob("*.js")}
    own = [sum(sizes.pop(name) for name in names) for names in OF_ONE_SCREEN]
    assert sum(sizes.values()) + max(own) < 12_000


def test_squeezing_loses_no_rule() -> None:
    """As many blocks and declarations as people wrote."""
    bare = re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL)
    served = "".join(assets()[f"admin/{name}"].content.decode() for name in SHEETS)
    assert [served.count(mark) for mark in "{};"] == [bare.count(mark) for mark in "{};"]


def test_nothing_is_loaded_from_anywhere() -> None:
    for path in (path for path in STATIC.rglob("*") if path.is_file()):
        text = path.read_text(encoding="utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert not re.search(r"url\(|@import|https?://|//\w", text.replace("// ", "")), path.name


def test_every_size_and_space_used_is_one_of_the_scale() -> None:
    used = set(re.findall(r"var\(--([\w-]+)\)", CSS))
    known = set(re.findall(r"--([\w-]+):", CSS))
    assert used <= known
    assert {"t0", "t1", "t2", "t3", "t4", "s1", "s7", "tap"} <= known
