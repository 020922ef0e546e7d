"""A picture that somebody hands in becomes a small plain PNG, or a sentence that says why not."""

import io
import zlib

import pytest
from PIL import Image, PngImagePlugin

from shortener.web.pictures import MOST_BYTES, SIDE, BadPicture, plain_png
from tests.web.sheets import picture

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def huge() -> bytes:
    """A PNG of a few bytes that says it has 900 million pixels."""
    head = b"IHDR" + (30_000).to_bytes(4, "big") * 2 + bytes((8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\r" + head + zlib.crc32(head).to_bytes(4, "big") + b"\0" * 40


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_is_made_small_and_keeps_its_shape(kind: str) -> None:
    made = Image.open(io.BytesIO(plain_png(picture(size=(1600, 800), kind=kind))))
    assert (made.format, made.size, made.mode) == ("PNG", (SIDE, SIDE // 2), "RGBA")


def test_what_else_was_in_the_file_is_gone() -> None:
    told, file = PngImagePlugin.PngInfo(), io.BytesIO()
    told.add_text("Comment", "<script>where I live</script>")
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(file, "PNG", pnginfo=told)
    made = plain_png(file.getvalue() + b"<script>behind the picture</script>")
    assert b"script" not in made
    assert Image.open(io.BytesIO(made)).getpixel((5, 5)) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no picture that can be read"),
        (SVG, "an SVG drawing can be exported as PNG"),
        (picture(kind="GIF"), "no picture that can be read"),
        (picture(kind="TIFF"), "no picture that can be read"),
        (picture(size=(300, 300))[:150], "no picture that can be read"),
        (huge(), "no picture that can be read"),
        (picture(size=(2500, 2000)), "more than 4 million pixels"),
        (picture() + bytes(MOST_BYTES), "more than 512 KiB"),
    ],
    ids=["nothing", "svg", "gif", "tiff", "cut", "huge", "many pixels", "many bytes"],
)
def test_what_is_no_such_picture_is_refused_in_one_sentence(content: bytes, said: str) -> None:
    with pytest.raises(BadPicture, match=said):
        plain_png(content)
