"""Pictures that people hand in: read as PNG or JPEG only, within bounds, and made anew as a small plain PNG."""

import io

from PIL import Image

from shortener.sentences import Number, Sentence, Words

KINDS = ("PNG", "JPEG")
MOST_BYTES = 512 << 10
MOST_PIXELS = 4_000_000
SIDE = 320  # pixels, at most, of what is kept: as sharp as print needs in the middle of a code
WRONG = Words("This is no picture that can be read. Choose a PNG or JPEG file; an SVG drawing can be exported as PNG.")
TOO_LARGE = Words("This file has more than %(most)s KiB; choose a smaller one.", most=Number(MOST_BYTES >> 10))
TOO_MANY = Words(
    "This picture has more than %(most)s million pixels; make it smaller.", most=Number(MOST_PIXELS // 1_000_000)
)
_BROKEN = (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning)


class BadPicture(Sentence):
    """What is wrong with a picture; the message is one sentence."""


def plain_png(content: bytes) -> bytes:
    """The same picture as a PNG of SIDE pixels at most, without what else was in the file. Raises BadPicture."""
    if len(content) > MOST_BYTES:
        raise BadPicture(TOO_LARGE)
    try:
        with Image.open(io.BytesIO(content), formats=KINDS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise BadPicture(TOO_MANY)
            small = picture.convert("RGBA")
    except _BROKEN as error:
        raise BadPicture(WRONG) from error
    small.thumbnail((SIDE, SIDE))
    return _as_png(Image.frombytes("RGBA", small.size, small.tobytes()))


def _as_png(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()
