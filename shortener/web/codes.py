"""QR codes as pictures: drawn in a style, judged in words, and read again by a decoder before anybody prints them."""

import functools
import io
import re
from typing import Literal

import segno
import zxingcpp
from msgspec import Struct

from shortener.sentences import Words

Form = Literal["svg", "png", "pdf"]
TYPES: dict[Form, str] = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}
SCALE, LARGEST = 8, 40  # pixels of one square
MARGIN, WIDEST = 4, 20  # squares of ground around the code, of which readers need four
DARK, LIGHT = "#000000", "#ffffff"
KEPT = 256
READ_AT = 4  # pixels of one square, as a phone sees a code from an arm's length
POOR, GOOD = 3.0, 4.5
TOO_LONG = Words("This short URL is too long for a QR code; give the link a shorter slug.")
_HEAD = re.compile(rb"P6\s+(?:#[^\n]*\n\s*)?(\d+)\s+(\d+)\s+255\s")


class NoCode(Exception):
    """A short URL that is too long; the message is a sentence."""

    def __init__(self) -> None:
        super().__init__(TOO_LONG)


class Style(Struct, frozen=True, kw_only=True):
    """`scale` is in pixels of a square, `margin` in squares; colours are `#rrggbb`."""

    scale: int = SCALE
    margin: int = MARGIN
    dark: str = DARK
    light: str = LIGHT


class Doubt(Struct, frozen=True):
    """Why a code may not be read; `bad` where it will not."""

    sentence: str
    bad: bool


@functools.lru_cache(maxsize=KEPT)
def draw(url: str, form: Form | Literal["ppm"], style: Style) -> bytes:
    """Raises NoCode."""
    picture = io.BytesIO()
    colours = {"dark": style.dark, "light": style.light}
    _made(url).save(picture, kind=form, scale=style.scale, border=style.margin, **colours)
    return picture.getvalue()


def width(url: str, style: Style) -> int:
    """In pixels, of the whole square. Raises NoCode."""
    return int(_made(url).symbol_size(style.scale, style.margin)[0])


def doubts(url: str, style: Style) -> list[Doubt]:
    """What stands against this style, the worst first. Raises NoCode."""
    if luminance(style.dark) >= luminance(style.light):
        return [
            Doubt(Words("The squares are no darker than the ground; many readers find no code there. Swap them."), True)
        ]
    found, ratio = list[Doubt](), contrast(style.dark, style.light)
    if ratio < POOR:
        found.append(
            Doubt(
                Words(
                    "%(ratio)s: too little for readers. Choose darker squares or a lighter ground.", ratio=_told(ratio)
                ),
                True,
            )
        )
    elif not reads(url, style):
        found.append(Doubt(Words("A reader could not read this code back; change its colours or its margin."), True))
    elif ratio < GOOD:
        found.append(
            Doubt(
                Words("%(ratio)s: enough in good light only. Darker squares are read more often.", ratio=_told(ratio)),
                False,
            )
        )
    if style.margin < MARGIN:
        found.append(
            Doubt(Words("With less than 4 squares of margin, readers may not find where the code begins."), False)
        )
    return found


@functools.lru_cache(maxsize=KEPT)
def reads(url: str, style: Style) -> bool:
    """Whether a decoder reads the URL from the picture, in these colours and with this margin. Raises NoCode."""
    picture = draw(url, "ppm", Style(scale=READ_AT, margin=style.margin, dark=style.dark, light=style.light))
    head = _HEAD.match(picture)
    if head is None:
        return False
    shape = (int(head[2]), int(head[1]), 3)
    found = zxingcpp.read_barcodes(memoryview(picture[head.end() :]).cast("B", shape), try_invert=False)
    return any(code.text == url for code in found)


def contrast(one: str, other: str) -> float:
    """From 1 to 21, as WCAG counts it."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """From 0 (black) to 1 (white)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _told(ratio: float) -> Words:
    return Words("The contrast is %(ratio)s to 1", ratio=format(ratio, ".1f"))


@functools.lru_cache(maxsize=KEPT)
def _made(url: str) -> segno.QRCode:
    try:
        return segno.make_qr(url)
    except segno.DataOverflowError as error:
        raise NoCode from error
