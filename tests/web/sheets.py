"""Pictures for tests of logos, and a PDF of ours drawn as a printer would."""

import io
import re
import zlib

import segno
from PIL import Image


def picture(colour: str = "#c51a4a", size: tuple[int, int] = (120, 80), kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, kind)
    return file.getvalue()


def code_of(text: str) -> bytes:
    file = io.BytesIO()
    segno.make_qr(text).save(file, kind="png", scale=8)
    return file.getvalue()


def printed(pdf: bytes) -> Image.Image:
    """In 4 pixels a square: rectangles and the one picture, which is all that such a page has."""
    streams = [zlib.decompress(found) for found in re.findall(rb"stream\n(.*?)\nendstream", pdf, re.DOTALL)]
    wide, high = (int(re.findall(rb"/%b (\d+)" % name, pdf)[0]) for name in (b"Width", b"Height"))
    words = streams[0].decode().split()
    count = int(words[words.index("re") - 1])
    page, numbers, colour, shapes = Image.new("RGB", (count * 4, count * 4)), list[float](), (0, 0, 0), []
    for word in words:
        match word:
            case "rg":
                red, green, blue = (round(number * 255) for number in numbers[-3:])
                colour = red, green, blue
            case "re":
                shapes.append(numbers[-4:])
            case "f":
                for x, y, w, h in shapes:
                    page.paste(colour, _box(x, y, w, h, count))
                shapes = []
            case "Do":
                w, _, _, h, x, y = numbers[-6:]
                box = _box(x, y, w, h, count)
                logo = Image.frombytes("RGB", (wide, high), streams[1])
                page.paste(logo.resize((box[2] - box[0], box[3] - box[1])), box)
            case _:
                numbers += [float(word)] if re.fullmatch(r"[\d.]+", word) else []
    return page


def _box(x: float, y: float, w: float, h: float, count: int) -> tuple[int, int, int, int]:
    return round(x * 4), round((count - y - h) * 4), round((x + w) * 4), round((count - y) * 4)
