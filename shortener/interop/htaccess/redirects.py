"""One redirect of Apache as a link: mod_alias and mod_rewrite differ in what they match, escape and pass on."""

import re
from typing import NamedTuple

from shortener.interop.htaccess.words import slug_of

WORDS = {"permanent": 301, "temp": 302, "seeother": 303, "gone": 410}
QUERY = "%{QUERY_STRING}"
_MEANS_MORE = re.compile(r"\$[0-9{]|%[0-9{]")
_PLACE = re.compile(r"\\(.)|([$%][0-9{])", re.DOTALL)


class Redirect(NamedTuple):
    """`status` is one of HTTP; `passes` says that the visitor's query goes on to the target."""

    slug: str
    target: str
    status: int
    passes: bool


class NoLink(Exception):
    """What can't be said as a link; the message is a clause that begins with "it"."""


def of_alias(directive: str, words: list[str]) -> Redirect:
    """Of `redirect`, `redirectpermanent`, `redirecttemp` or `redirectmatch`. Raises NoLink."""
    status, rest = _status(directive, words)
    if len(rest) == 1 and not 300 <= status < 400:
        raise NoLink(f"it answers {status} and leads nowhere")
    if len(rest) != 2:
        raise NoLink("it has not the path and the target that a redirect needs")
    path, target = rest
    if directive == "redirectmatch":
        target = _matched(target)
        slug = _literal(path)
    else:
        slug = path.removeprefix("/").removesuffix("/")
    return Redirect(slug, target, status, passes="?" not in target)


def of_rule(words: list[str]) -> Redirect | None:
    """Of the words behind RewriteRule; None for a rule that answers nothing by itself. Raises NoLink."""
    if len(words) not in {2, 3}:
        raise NoLink("it has not the pattern and the target that a rule needs")
    pattern, target = words[0], words[1]
    flags = flags_of(words[2] if len(words) == 3 else "")
    if "G" in flags or "F" in flags:
        raise NoLink(f"it answers {410 if 'G' in flags else 403} and leads nowhere")
    if "R" not in flags:
        if target == "-":
            return None
        raise NoLink("it rewrites within Apache and redirects nobody")
    status = _number(flags["R"] or "302")
    if not 300 <= status < 400:
        raise NoLink(f"it answers {status} and leads nowhere")
    return Redirect(_literal(pattern), *_substituted(target, flags, status))


def flags_of(text: str) -> dict[str, str]:
    """Of `[R=301,L]`, by their short names."""
    pairs = (flag.strip().partition("=")[::2] for flag in text.strip("[]").split(",") if flag.strip())
    return {SHORT.get(name.lower(), name.upper()): value for name, value in pairs}


SHORT = {
    "redirect": "R",
    "last": "L",
    "noescape": "NE",
    "qsappend": "QSA",
    "qsdiscard": "QSD",
    "gone": "G",
    "forbidden": "F",
    "nocase": "NC",
    "skip": "S",
    "ornext": "OR",
}


def _substituted(target: str, flags: dict[str, str], status: int) -> tuple[str, int, bool]:
    """Target, status, and whether the query is passed on. A question mark at the end keeps the visitor's away."""
    passes = "QSA" in flags or ("?" not in target and "QSD" not in flags)
    if target.endswith("?"):
        target = target[:-1]
    if target.endswith((f"?{QUERY}", f"&{QUERY}")) or f"{QUERY}#" in target:
        target, passes = re.sub(rf"[?&]{re.escape(QUERY)}", "", target), True
    plain = _PLACE.sub(_placed, target)
    return plain if "NE" in flags else plain.replace("%", "%25").replace("#", "%23"), status, passes


def _placed(found: "re.Match[str]") -> str:
    if found[2]:
        raise NoLink(f"its target has {found[2]}… in it, which is something else for each visitor")
    return found[1]


def _matched(target: str) -> str:
    """The target of RedirectMatch as Apache writes it: percent signs of its path are encoded once more."""
    if re.search(r"\$[0-9]", target):
        raise NoLink("its target has a part of the address in it")
    path, mark, rest = re.sub(r"\\([$&])", r"\1", target).partition("?")
    return path.replace("%", "%25") + mark + rest


def _literal(pattern: str) -> str:
    slug = slug_of(pattern)
    if slug is None:
        raise NoLink(f"its pattern {pattern[:60]} is not one address, as ^slug$ is")
    return slug


def _status(directive: str, words: list[str]) -> tuple[int, list[str]]:
    if directive in {"redirectpermanent", "redirecttemp"}:
        return (301 if directive == "redirectpermanent" else 302), words
    first = words[0].lower() if words else ""
    if first in WORDS:
        return WORDS[first], words[1:]
    return (int(first), words[1:]) if re.fullmatch("[0-9]{3}", first) else (302, words)


def _number(text: str) -> int:
    if text.lower() in WORDS:
        return WORDS[text.lower()]
    if not re.fullmatch("[0-9]{3}", text):
        raise NoLink(f"its status {text[:20]} is none")
    return int(text)
