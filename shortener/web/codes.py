"""QR codes as pictures: drawn in a style, judged in words, and read again by a decoder before anybody prints them."""

import functools
import io
from typing import Literal

import segno
import zxingcpp
from msgspec import Struct, structs

from shortener.sentences import Number, Sentence, Words
from shortener.web import logocodes
from shortener.web.codestyle import MARGIN, Style

Form = Literal["svg", "png", "pdf"]
TYPES: dict[Form, str] = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}
KEPT = 256
READ_AT = 4  # pixels of one square, as a phone sees a code from an arm's length
POOR, GOOD = 3.0, 4.5
SAFE_PART = 30  # percent
MOST_WIDE = 4000  # pixels of a PNG with a logo: it is in memory as a whole
TOO_LONG = Words("This short URL is too long for a QR code; give the link a shorter slug.")
TOO_WIDE = Words(
    "With a logo, a PNG can be %(most)s pixels wide at most; choose fewer pixels a square.", most=Number(MOST_WIDE)
)
UNREAD = Words("A reader could not read this code back; change its colours or its margin.")
UNREAD_LOGO = Words(
    "A reader could not read this code back with its logo; make the logo smaller, or choose another one."
)
TIGHT = Words("A logo this wide leaves little for dirt and creases; a smaller one is read more often.")


class NoCode(Sentence):
    """Why there is no such code; the message is a sentence."""


class Doubt(Struct, frozen=True):
    """Why a code may not be read; `bad` where it will not."""

    sentence: str
    bad: bool


def draw(url: str, form: Form, style: Style) -> bytes:
    """Raises NoCode."""
    if not style.logo:
        return drawn_plain(url, form, style)
    if form == "png" and width(url, style) > MOST_WIDE:
        raise NoCode(TOO_WIDE)
    return {"svg": logocodes.svg, "png": logocodes.png, "pdf": logocodes.pdf}[form](_made(url, robust=True), style)


def width(url: str, style: Style) -> int:
    """In pixels, of the whole square. Raises NoCode."""
    return int(_code(url, style).symbol_size(style.scale, style.margin)[0])


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
        found.append(Doubt(UNREAD_LOGO if style.logo else UNREAD, True))
    elif ratio < GOOD:
        found.append(
            Doubt(
                Words("%(ratio)s: enough in good light only. Darker squares are read more often.", ratio=_told(ratio)),
                False,
            )
        )
    if style.logo and width(url, style) > MOST_WIDE:
        found.append(Doubt(TOO_WIDE, True))
    if style.logo and style.part > SAFE_PART:
        found.append(Doubt(TIGHT, False))
    if style.margin < MARGIN:
        found.append(
            Doubt(Words("With less than 4 squares of margin, readers may not find where the code begins."), False)
        )
    return found


def reads(url: str, style: Style) -> bool:
    """Whether a decoder reads this URL and no other from the picture, logo and all. Raises NoCode."""
    picture = logocodes.raster(_code(url, style), structs.replace(style, scale=READ_AT))
    kind = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    found = zxingcpp.read_barcodes(picture, formats=kind, try_invert=False)
    return bool(found) and all(code.text == url for code in found)


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


def _code(url: str, style: Style) -> segno.QRCode:
    return _made(url, robust=bool(style.logo))


@functools.lru_cache(maxsize=KEPT)
def drawn_plain(url: str, form: Form, style: Style) -> bytes:
    """Of a style without a logo; so many are kept. Raises NoCode."""
    picture = io.BytesIO()
    colours = {"dark": style.dark, "light": style.light}
    _code(url, style).save(picture, kind=form, scale=style.scale, border=style.margin, **colours)
    return picture.getvalue()


@functools.lru_cache(maxsize=KEPT)
def _made(url: str, *, robust: bool) -> segno.QRCode:
    """With the most error correction that there is, where a logo hides some of it."""
    try:
        return segno.make_qr(url, error="h" if robust else None)
    except segno.DataOverflowError as error:
        raise NoCode(TOO_LONG) from error
