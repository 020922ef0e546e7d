"""How a QR code shall look: its size, margin, colours and the logo in its middle."""

from msgspec import Struct

SCALE, LARGEST = 8, 40  # pixels of one square
MARGIN, WIDEST = 4, 20  # squares of ground around the code, of which readers need four
DARK, LIGHT = "#000000", "#ffffff"
PART, LEAST_PART, MOST_PART = 25, 15, 50  # percent of the code's width that a logo takes, with the ground around it


class Style(Struct, frozen=True, kw_only=True):
    """`scale` is in pixels of a square, `margin` in squares, `part` in percent; colours are `#rrggbb`.

    `logo` is a PNG that `pictures` made; empty for none.
    """

    scale: int = SCALE
    margin: int = MARGIN
    dark: str = DARK
    light: str = LIGHT
    logo: bytes = b""
    part: int = PART
