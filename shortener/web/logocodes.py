"""A QR code with a logo in its middle, as each kind of file: the same squares, colours and place in all of them."""

import base64
import io

import segno
from PIL import Image, ImageOps

from shortener.web.codepdf import pdf_of
from shortener.web.codestyle import Style


def raster(code: segno.QRCode, style: Style) -> Image.Image:
    """The picture in `style.scale` pixels a square, with its logo if it has one."""
    width, height = code.symbol_size(style.scale, style.margin)
    count, scale = len(code.matrix), style.scale
    squares = Image.frombytes("L", (count, count), b"".join(map(bytes, code.matrix))).point([0, *[255] * 255])
    picture = Image.new("RGB", (int(width), int(height)), style.light)
    mask = squares.resize((count * scale, count * scale), Image.Resampling.NEAREST)
    picture.paste(style.dark, (style.margin * scale, style.margin * scale), mask)
    return _with_logo(picture, count, style) if style.logo else picture


def png(code: segno.QRCode, style: Style) -> bytes:
    file = io.BytesIO()
    raster(code, style).save(file, "PNG")
    return file.getvalue()


def svg(code: segno.QRCode, style: Style) -> bytes:
    file = io.BytesIO()
    code.save(file, kind="svg", scale=style.scale, border=style.margin, dark=style.dark, light=style.light)
    at, side = (number * style.scale for number in _place(len(code.matrix), style))
    inner = f'x="{at + style.scale}" y="{at + style.scale}" width="{side - 2 * style.scale}"'
    text = base64.b64encode(style.logo).decode()
    logo = (
        f'<path fill="{style.light}" d="M{at} {at}h{side}v{side}h-{side}z"/>'
        f'<image xmlns:xlink="http://www.w3.org/1999/xlink" {inner} height="{side - 2 * style.scale}" '
        f'xlink:href="data:image/png;base64,{text}"/></svg>'
    )
    return file.getvalue().replace(b"</svg>", logo.encode())


def pdf(code: segno.QRCode, style: Style) -> bytes:
    at, side = _place(len(code.matrix), style)
    with Image.open(io.BytesIO(style.logo)) as logo:
        ground = Image.new("RGBA", logo.size, style.light)
        ground.alpha_composite(logo.convert("RGBA"))
    return pdf_of(code.matrix, style, (at, side), ground.convert("RGB"))


def _place(count: int, style: Style) -> tuple[int, int]:
    """Where the ground of the logo begins, from the picture's edge, and how wide it is, in whole squares."""
    side = max(3, count * style.part // 100)
    side -= 1 - side % 2
    return style.margin + (count - side) // 2, side


def _with_logo(picture: Image.Image, count: int, style: Style) -> Image.Image:
    """On a ground of one square more on each side, so that no reader takes its edge for squares."""
    at, side = (number * style.scale for number in _place(count, style))
    picture.paste(style.light, (at, at, at + side, at + side))
    with Image.open(io.BytesIO(style.logo)) as logo:
        fitting = ImageOps.contain(logo.convert("RGBA"), (side - 2 * style.scale, side - 2 * style.scale))
    left, top = (at + (side - length) // 2 for length in fitting.size)
    picture.paste(fitting, (left, top), fitting)
    return picture
