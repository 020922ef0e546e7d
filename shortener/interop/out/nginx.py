"""The way out for nginx: a file of `map`s that finds a slug by hash, and the few lines for the `server` block.

A `map` takes capitals for small letters. So its value says how each slug is written, and a second one compares.
"""

import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from shortener.interop.out.homes import Home
from shortener.interop.out.rows import Leaving
from shortener.interop.out.shapes import ends_pattern, own_pattern
from shortener.interop.out.told import Beside, Told
from shortener.links.slug import fold
from shortener.net.hosts import url_host
from shortener.reports.files import TextSink

LONGEST_WORD = 3000  # nginx takes no more than 4,095 bytes in one
SPOOLED = 8 * 1024 * 1024
_ATOM = re.compile(r"\\.|\$\{[a-z_]+\}|.", re.DOTALL)
REDIRECTS, ENDS = (301, 302, 303, 307, 308), (404, 410)
HEAD = """\
# {about}
# For the http block. In the server block then: the few lines that `--server` writes.
# Where nginx.conf sets the next two itself, the larger ones win: take the others away.
map_hash_max_size {size};
map_hash_bucket_size {bucket};

geo $shortener_dollar {{ default "$"; }}
map $args $shortener_more {{ "" ""; default "?"; }}
map $args $shortener_also {{ "" ""; default "&"; }}
{homes}
# A slash, full stop or bracket behind a printed link does no harm.
map $uri $shortener_slug {{
    "~^(?<shortener_bare>/.*?[^/]){ends}" $shortener_bare;
    default $uri;
}}

# Of each slug, however its letters are: as it is written, what is answered, and where it leads.
map {source} $shortener_found {{
"""
TAIL = """\
}}

# Of those, the one whose letters are right.
map "$shortener_found:$shortener_slug" $shortener_answer {{
    "~^ (?:.* )?(?<shortener_key>/[^ ]*) (?<shortener_text>[0-9]+ [^ ]*) (?:.* )?:\\k<shortener_key>$" $shortener_text;
{unknown}}}
"""
UNKNOWN = '    "~^:/{own}" "";\n    default "302 {target}";\n'


def write_map(rows: Iterable[Leaving], beside: Beside, sink: TextSink) -> None:
    """`beside.told` hears what isn't exact. The sizes come first, so what is behind them waits on disk."""
    guarded = len(beside.homes) > 1
    numbers = {home.host: str(number) for number, home in enumerate(beside.homes, 1)} if guarded else {}
    with _spool() as body, _spool() as parts:
        sizes = _write_entries(_entries(rows, numbers, beside.told), body, parts)
        source = '"$shortener_home$shortener_slug"' if guarded else "$shortener_slug"
        hosts = _homes(beside.homes) if guarded else ""
        sink.write(HEAD.format(about=beside.about, homes=hosts, ends=ends_pattern(), source=source, **sizes))
        _copy(body, sink)
        url = beside.unknown_url
        sink.write(TAIL.format(unknown=UNKNOWN.format(own=own_pattern(), target=_value(url)) if url else ""))
        _copy(parts, sink)


def _write_entries(entries: Iterable[tuple[str, str]], body: TextSink, parts: TextSink) -> dict[str, int]:
    """The sizes that nginx needs for them. What is too long for one word goes into variables of its own."""
    count = longest = used = 0
    for key, value in entries:
        words = _words(value)
        if len(words) > 1:
            for number, word in enumerate(words, used):
                parts.write(f'map $host $shortener_part_{number} {{ default "{word}"; }}\n')
            used, words = used + len(words), [f"${{shortener_part_{used + place}}}" for place in range(len(words))]
        body.write(f'    "{_escaped(key)}" "{"".join(words)}";\n')
        count, longest = count + 1, max(longest, len(key.encode()))
    return {"size": _power(2048, 2 * count), "bucket": _power(128, longest + 32)}


def server_lines() -> str:
    """For a `server` block: they answer slugs and leave all else to what is there."""
    redirects = "".join(
        f'if ($shortener_answer ~ "^{status} (.*)$") {{ return {status} $1; }}\n' for status in REDIRECTS
    )
    ends = "".join(f'if ($shortener_answer ~ "^{status} ") {{ return {status}; }}\n' for status in ENDS)
    head = "# For a server block, beside the file of maps that is included in the http block.\nabsolute_redirect off;\n"
    return head + "add_header Cache-Control no-store;\n" + redirects + ends


def _entries(rows: Iterable[Leaving], numbers: dict[str, str], told: Told) -> Iterator[tuple[str, str]]:
    """A key and its value for all slugs that are the same but for capitals."""
    for (domain, _), alike in groupby(rows, lambda row: (row.domain, fold(row.slug))):
        same: dict[bytes, list[Leaving]] = {}
        for row in alike:
            same.setdefault(row.slug.encode().lower(), []).append(row)
        for key, found in same.items():
            value = "".join(f" /{_value(row.slug)} {row.answer} {_located(row, told)}" for row in found)
            yield f"{numbers.get(domain, '')}/{key.decode()}", value + " "


def _located(row: Leaving, told: Told) -> str:
    if not row.location:
        return "-"
    if not row.forward_query:
        return _value(row.location)
    base, hash_sign, fragment = row.location.partition("#")
    has_query = "?" in base
    if has_query:
        told.tell(row, "gets the visitor's query with keys that its target has already")
    joined = "${shortener_also}" if has_query and not base.endswith("?") else "" if has_query else "${shortener_more}"
    return f"{_value(base)}{joined}${{args}}{_value(hash_sign + fragment)}"


def _value(text: str) -> str:
    """As it stands between quotation marks where variables are read."""
    return _escaped(text).replace("$", "${shortener_dollar}")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _words(value: str) -> list[str]:
    """The value in pieces that nginx takes, none of which ends within an escape or a variable."""
    if len(value.encode()) <= LONGEST_WORD:
        return [value]
    pieces, piece = [], ""
    for atom in _ATOM.findall(value):
        if len((piece + atom).encode()) > LONGEST_WORD:
            pieces.append(piece)
            piece = ""
        piece += atom
    return [*pieces, piece]


def _homes(homes: Sequence[Home]) -> str:
    lines = [f'    "{host}" {number};\n' for number, home in enumerate(homes, 1) for host in map(url_host, home.hosts)]
    return "map $host $shortener_home {\n" + "".join(lines) + "}\n"


def _power(least: int, wanted: int) -> int:
    return max(least, 1 << (wanted - 1).bit_length())


def _spool() -> "tempfile.SpooledTemporaryFile[str]":
    return tempfile.SpooledTemporaryFile(SPOOLED, "w+", encoding="utf-8", newline="")


def _copy(spool: "tempfile.SpooledTemporaryFile[str]", sink: TextSink) -> None:
    spool.seek(0)
    while piece := spool.read(65536):
        sink.write(piece)
