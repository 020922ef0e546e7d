"""A QR code with a logo as a PDF of one page: squares as shapes, which stay sharp at any size, and one picture."""

import zlib
from collections.abc import Sequence
from itertools import groupby

from PIL import Image

from shortener.web.codestyle import Style

START = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
PICTURE = "/Type /XObject /Subtype /Image /Width {} /Height {} /ColorSpace /DeviceRGB /BitsPerComponent 8 "


def pdf_of(matrix: Sequence[bytearray], style: Style, place: tuple[int, int], logo: Image.Image) -> bytes:
    """A square is `style.scale` points wide; `place` is where the logo's ground begins and its width, in squares."""
    whole = (len(matrix) + 2 * style.margin) * style.scale
    used = "/Resources <</XObject <</Logo 5 0 R>>>>"
    return _file(
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        f"<</Type /Page /Parent 2 0 R /MediaBox [0 0 {whole} {whole}] {used} /Contents 4 0 R>>".encode(),
        _stream("", _drawing(matrix, style, place, logo).encode()),
        _stream(PICTURE.format(*logo.size), logo.tobytes()),
    )


def _drawing(matrix: Sequence[bytearray], style: Style, place: tuple[int, int], logo: Image.Image) -> str:
    """What a page does, in squares from its lower left corner."""
    count, (at, side) = len(matrix) + 2 * style.margin, place
    dark, light = _colour(style.dark), _colour(style.light)
    longest = max(logo.size)
    wide, high = ((side - 2) * length / longest for length in logo.size)
    left, low = (at + (side - length) / 2 for length in (wide, high))
    return "\n".join(
        (
            f"{style.scale} 0 0 {style.scale} 0 0 cm {light} 0 0 {count} {count} re f {dark}",
            *(f"{x} {count - 1 - y} {run} 1 re" for x, y, run in _runs(matrix, style.margin)),
            f"f {light} {at} {at} {side} {side} re f",
            f"q {wide:.4f} 0 0 {high:.4f} {left:.4f} {low:.4f} cm /Logo Do Q",
        )
    )


def _runs(matrix: Sequence[bytearray], margin: int) -> list[tuple[int, int, int]]:
    """Of dark squares beside each other: column and row of the first, from the upper left corner, and how many."""
    found = []
    for y, row in enumerate(matrix, margin):
        x = margin
        for dark, squares in groupby(row):
            length = len(list(squares))
            if dark:
                found.append((x, y, length))
            x += length
    return found


def _colour(text: str) -> str:
    return " ".join(f"{int(text[at : at + 2], 16) / 255:.4f}" for at in (1, 3, 5)) + " rg"


def _stream(about: str, content: bytes) -> bytes:
    packed = zlib.compress(content)
    return f"<<{about}/Length {len(packed)} /Filter /FlateDecode>>\nstream\n".encode() + packed + b"\nendstream"


def _file(*objects: bytes) -> bytes:
    """The objects, numbered from 1, with the table that says where each begins."""
    parts, places, at = [START], list[int](), len(START)
    for number, one in enumerate(objects, 1):
        parts.append(b"%d 0 obj\n%b\nendobj\n" % (number, one))
        places.append(at)
        at += len(parts[-1])
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<</Size {size} /Root 1 0 R>>\nstartxref\n{at}\n%%EOF\n"
    return b"".join([*parts, end.encode()])
