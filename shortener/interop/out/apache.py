"""The way out for Apache: a .htaccess file of mod_rewrite rules, which answer exactly one address each.

mod_alias won't do: `Redirect` takes everything below its path too, and passes the visitor's query on.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from urllib.parse import urljoin

from shortener.interop.out.homes import Home, host_pattern
from shortener.interop.out.rows import Leaving
from shortener.interop.out.shapes import ends_pattern, own_pattern
from shortener.interop.out.told import Beside, Told
from shortener.reports.files import TextSink

GUARDED = 500  # rules behind one question for the host
REWRITTEN = frozenset({"http", "https", "ftp", "mailto"})  # what mod_rewrite takes for a whole address
LONGEST_LINE = 8000  # Apache reads no more than 8,191 bytes as one
LONGEST_NAME = 255  # bytes of a name that a file system takes; Apache looks for the file first
ENDS_RULE = f"RewriteRule ^(.+?){ends_pattern()} $1 [DPI]"
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
HEAD = """\
# {about}
# It needs mod_rewrite, and of the server: AllowOverride FileInfo, Options FollowSymLinks.
<IfModule mod_headers.c>
Header always set Cache-Control no-store "expr=%{{REQUEST_STATUS}} -in {{'301', '302', '303', '307', '308'}}"
</IfModule>
RewriteEngine On
RewriteCond %{{IS_SUBREQ}} true
RewriteRule ^ - [L]
# A slash, full stop or bracket behind a printed link does no harm.
RewriteCond %{{REQUEST_FILENAME}} !-d
RewriteCond %{{REQUEST_FILENAME}} !-f
{ends}
"""
UNKNOWN = """\
# What is no link
RewriteCond %{{REQUEST_FILENAME}} !-f
RewriteRule !^{own} {target} [R=302,NE,L]
"""


def write_htaccess(rows: Iterable[Leaving], beside: Beside, sink: TextSink) -> None:
    """`beside.told` hears what isn't exact."""
    homes, unknown_url, about, told = beside
    sink.write(HEAD.format(about=about, ends=ENDS_RULE))
    left = iter(rows)
    while some := list(islice(left, GUARDED)):
        for home in homes:
            rules = [rule for row in some if row.domain == home.host for rule in _short(row, _rules(row, told), told)]
            if rules:
                sink.write((_guard(home, rules) if len(homes) > 1 else "") + "".join(rules))
    if unknown_url:
        sink.write(UNKNOWN.format(own=own_pattern(), target=_target(unknown_url)))


def _quoted(text: str) -> str:
    """An argument of a directive of mod_alias."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _guard(home: Home, rules: Sequence[str]) -> str:
    count = sum(rule.count("RewriteRule ") for rule in rules)
    return f"RewriteCond %{{HTTP_HOST}} !{host_pattern(home)} [NC]\nRewriteRule ^ - [S={count}]\n"


def _short(row: Leaving, rules: list[str], told: Told) -> list[str]:
    if all(len(line.encode()) <= LONGEST_LINE for rule in rules for line in rule.splitlines()):
        return rules
    told.tell(row, f"was left out: in a .htaccess file no line is longer than {LONGEST_LINE:,} bytes")
    return []


def _rules(row: Leaving, told: Told) -> list[str]:
    """A rule of mod_rewrite; two where the visitor's query goes before a fragment, or mod_alias must help.

    No argument is quoted: mod_rewrite knows no quotation mark within quotes, and neither slugs nor targets have spaces.
    """
    _check(row, told)
    pattern = f"^{_escaped(row.slug)}$"
    if not row.location:
        return [f"RewriteRule {pattern} - [R={row.answer},L]\n"]
    if _scheme(row) not in REWRITTEN:
        return [f"RewriteRule {pattern} - [L]\n", _alias(row)]
    location = _located(row)
    plain = f"RewriteRule {pattern} {_target(location)} [R={row.answer},NE,L]\n"
    if not row.forward_query:
        return [plain]
    base, hash_sign, fragment = location.partition("#")
    if not hash_sign and not base.endswith("\\"):  # one at the end would make the space behind it part of the target
        return [f"RewriteRule {pattern} {_substitution(base)} [R={row.answer},NE,QSA,L]\n"]
    joined = f"{_substitution(base)}{'&' if '?' in base else '?'}%{{QUERY_STRING}}{hash_sign}{_substitution(fragment)}?"
    return [
        f"RewriteCond %{{QUERY_STRING}} .\nRewriteRule {pattern} {joined} [R={row.answer},NE,L]\n",
        plain,
    ]


def _alias(row: Leaving) -> str:
    """By mod_alias, which takes any scheme; the rule before it keeps other rules away."""
    location = row.location.replace("&", "\\&")
    return f"RedirectMatch {row.answer} {_quoted(f'^/{_escaped(row.slug)}$')} {_quoted(location)}\n"


def _check(row: Leaving, told: Told) -> None:
    if max(len(part.encode()) for part in row.slug.split("/")) > LONGEST_NAME:
        told.tell(row, f"is longer than the {LONGEST_NAME} bytes that Apache takes in a .htaccess file")
    elif row.slug.startswith(".ht"):
        told.tell(row, "begins with .ht, and Apache as it comes shows nobody such files")
    elif row.location and (scheme := _scheme(row)) not in REWRITTEN:
        told.tell(row, f"leads to a {scheme}: address, to which Apache adds the visitor's query")
    elif row.forward_query and row.location and "?" in row.location.partition("#")[0]:
        told.tell(row, "gets the visitor's query with keys that its target has already")


def _scheme(row: Leaving) -> str:
    """Of what is on the same site, that of the web."""
    matched = _SCHEME.match(row.location)
    return matched[1].lower() if matched else "http"


def _located(row: Leaving) -> str:
    """A target on the same site as Apache wants it: from the root on."""
    is_whole = _SCHEME.match(row.location) or row.location.startswith("//")
    return row.location if is_whole else urljoin(f"/{row.slug}", row.location)


def _target(location: str) -> str:
    """A substitution without the visitor's query: the question mark at its end says that nothing in it is one."""
    same_scheme = "%{REQUEST_SCHEME}:" if location.startswith("//") else ""
    return f"{same_scheme}{_substitution(location)}?"


def _substitution(text: str) -> str:
    """As mod_rewrite takes it for itself; a brace too, since `${` means something before mod_rewrite sees it."""
    return re.sub(r"\\|[$%](?=[{0-9])|(?<=\$)\{", r"\\\g<0>", text)


def _escaped(slug: str) -> str:
    """A regular expression that is this slug and no other."""
    return re.sub(r"[!-/:-@\[-`{-~]", r"\\\g<0>", slug)
