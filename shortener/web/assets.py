"""Style sheets, scripts and pictures: read once at start, each under a URL that changes with its content."""

import functools
import gzip
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from flask import Blueprint, Response, abort, request
from msgspec import Struct

from shortener.web.marks import any_host

PACKAGES = Path(__file__).resolve().parent.parent
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
}
FOR_EVER = "public, max-age=31536000, immutable"
FOR_A_WHILE = "public, max-age=300"

blueprint = Blueprint("assets", __name__)


class Asset(Struct, frozen=True):
    content: bytes
    type: str
    mark: str
    packed: bytes  # gzip; as long as the content, or longer, where there is nothing to gain


def asset_url(name: str) -> str:
    """The URL of `<package>/<file>`, such as `admin/admin.css` for shortener/admin/static/admin.css."""
    return f"/static/{name}?v={assets()[name].mark}"


@functools.cache
def assets() -> Mapping[str, Asset]:
    """Every file in a package's `static` folder, by `<package>/<file>`; a folder named `x.css` is one file."""
    return {
        f"{folder.parent.name}/{path.relative_to(folder).as_posix()}": _asset(path)
        for folder in sorted(PACKAGES.glob("*/static"))
        for path in sorted(folder.rglob("*"))
        if path.suffix in TYPES and path.parent.suffix not in TYPES
    }


def has_asset(name: str) -> bool:
    """False for what set-up couldn't fetch, or hasn't yet."""
    return name in assets()


@blueprint.get("/static/<path:name>")
@any_host
def asset(name: str) -> Response:
    """A file; browsers may keep it for ever when they asked for exactly this content."""
    found = assets().get(name)
    if found is None:
        abort(404)
    return answer_with(found)


def answer_with(found: Asset) -> Response:
    """For ever where its mark was asked for, else for a while."""
    packs = len(found.packed) < len(found.content)
    packed = packs and request.accept_encodings["gzip"] > 0
    response = Response(found.packed if packed else found.content, content_type=found.type)
    if packed:
        response.content_encoding = "gzip"
    if packs:
        response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = FOR_EVER if request.args.get("v") == found.mark else FOR_A_WHILE
    response.set_etag(found.mark, weak=packed)
    return response.make_conditional(request)  # type: ignore[return-value]  # werkzeug's type for the same object


def make_asset(content: bytes, suffix: str) -> Asset:
    """`suffix` is one of TYPES."""
    return Asset(content, TYPES[suffix], hashlib.sha256(content).hexdigest()[:12], gzip.compress(content, mtime=0))


def _asset(path: Path) -> Asset:
    return make_asset(_joined(path) if path.is_dir() else path.read_bytes(), path.suffix)


def _joined(folder: Path) -> bytes:
    """The parts of a style sheet in the order of their names, without the spaces and comments that people need."""
    text = b"".join(part.read_bytes() for part in sorted(folder.iterdir()))
    bare = re.sub(rb"\s+", b" ", re.sub(rb"/\*.*?\*/", b"", text, flags=re.DOTALL))
    return re.sub(rb" ?([{};,]) ?|(?<=:) ", rb"\1", bare).strip()
