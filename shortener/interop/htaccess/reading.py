"""A file of Apache's configuration as rows: each redirect in it a link, or told why it can't be one."""

from collections.abc import Iterator
from typing import BinaryIO

from shortener.bulk.drafts import FORWARD
from shortener.bulk.lines import BadLine, Lines
from shortener.bulk.table import BadFile, BadRow, Row
from shortener.interop.htaccess.redirects import QUERY, NoLink, Redirect, flags_of, of_alias, of_rule
from shortener.interop.htaccess.words import host_of, raw_words_of, slug_of, words_of
from shortener.interop.out.apache import ENDS_RULE

ALIASES = frozenset({"redirect", "redirectmatch", "redirectpermanent", "redirecttemp"})
OPEN = frozenset(
    {"<ifmodule", "<ifdefine", "<ifversion", "<virtualhost", "<directory"}
)  # whose lines are for everybody
FILES = frozenset({"!-f", "!-d", "!-l", "!-s"})


class Htaccess:
    """Iterates over its redirects. `domain` is that of those without a host; `usual` the status that needs no word.
    `below` and `any_case` count lines by which Apache answered more addresses than the one that a link is.

    Iterating raises BadFile at the end where there was none.
    """

    def __init__(self, stream: BinaryIO, domain: str, usual: int) -> None:
        self.lines = Lines(stream)
        self.below = self.any_case = 0
        self._domain, self._usual = domain, usual
        self._conditions: list[list[str]] = []
        self._within: list[str] = []
        self._guard, self._guarded = "", 0  # the host of the next rules, and how many they are
        self._halves: set[tuple[str, str]] = set()
        self._kept = ("", "")  # the slug that the last rule kept other rules away from, and the host of that rule

    def __iter__(self) -> Iterator[Row | BadRow]:
        seen = False
        while (text := self._next()) is not None:
            found = text if isinstance(text, BadRow) else self._row(text)
            if found is not None:
                seen = True
                yield found
        if not seen:
            raise BadFile("has no redirect in it; wanted lines such as: Redirect 301 /slug https://example.org/")

    def _next(self) -> str | BadRow | None:
        """A line with those that it goes on in; None at the end."""
        self.lines.begin()
        text = ""
        try:
            for line in self.lines:
                text += line.rstrip("\r\n")
                if not text.endswith("\\"):
                    return text.strip()
                text = text[:-1]
        except BadLine as error:
            return BadRow(self.lines.first, f"it {error}")
        return text.strip() or None

    def _row(self, text: str) -> Row | BadRow | None:
        """None for what is no redirect."""
        directive, rest = [*text.split(None, 1), "", ""][:2]
        name, line = directive.lower(), self.lines.first
        try:
            if name in ALIASES:
                self._check_within()
                found = of_alias(name, words_of(rest))
                self.below += name != "redirectmatch"
                return self._aliased(line, found)
            if name == "rewriterule":
                return self._ruled(line, text, raw_words_of(rest))
        except NoLink as error:
            return BadRow(line, str(error))
        self._note(name, rest)
        return None

    def _note(self, name: str, rest: str) -> None:
        if name == "rewritecond":
            self._conditions.append(raw_words_of(rest))
        elif name.startswith("</"):
            self._within = self._within[:-1]
        elif name.startswith("<"):
            self._within.append(name.rstrip(">"))

    def _aliased(self, line: int, found: Redirect) -> Row:
        """Behind a rule that keeps its slug for it, as our own export has it, the query isn't meant to be passed on."""
        (slug, host), self._kept = self._kept, ("", "")
        if found.slug != slug:
            return self._said(line, found, self._domain)
        return self._said(line, found._replace(passes=False), host or self._domain)

    def _ruled(self, line: int, text: str, words: list[str]) -> Row | None:
        conditions, self._conditions = self._conditions, []
        if text == ENDS_RULE:
            return None
        host, self._guarded = self._guard if self._guarded > 0 else "", self._guarded - 1
        if len(words) == 3 and words[1] == "-" and (skipped := flags_of(words[2]).get("S")):
            self._begin_guard(conditions, skipped)
            return None
        found = of_rule(words)
        if found is None:
            self._kept = (slug_of(words[0]) or "", host)
            return None
        self._check_within()
        asked = _host(conditions)
        is_half = any(one[:2] == [QUERY, "."] for one in conditions)
        if is_half and QUERY in words[1]:
            self._halves.add((found.slug, found.target))
            return None
        if is_half:
            raise NoLink("it has a condition, which no link has")
        if (found.slug, found.target) in self._halves:
            self._halves.discard((found.slug, found.target))
            found = found._replace(passes=True)
        self.any_case += "NC" in flags_of(words[2])
        return self._said(line, found, asked or host or self._domain)

    def _begin_guard(self, conditions: list[list[str]], skipped: str) -> None:
        """Some rules that are passed by unless the host is the right one."""
        one = conditions[0] if len(conditions) == 1 else ["", ""]
        host = host_of(one[1][1:]) if one[0] == "%{HTTP_HOST}" and one[1].startswith("!") else None
        if host is None or not (skipped.isascii() and skipped.isdigit() and len(skipped) < 10):
            raise NoLink("it skips other rules under a condition that no link has")
        self._guard, self._guarded = host, int(skipped)

    def _check_within(self) -> None:
        if strange := [name for name in self._within if name not in OPEN]:
            raise NoLink(f"it stands in {strange[-1]}>, which is a condition that no link has")

    def _said(self, line: int, found: Redirect, domain: str) -> Row:
        cells = {"slug": found.slug, "target": found.target, "domain": domain}
        status = "" if found.status == self._usual else str(found.status)
        return Row(line, cells | {"status": status, FORWARD: FORWARD if found.passes else ""})


def _host(conditions: list[list[str]]) -> str:
    """The host that all conditions together ask for; empty where they ask for none. Raises NoLink for others."""
    host = ""
    for one in conditions:
        words = [*one, "", ""]
        flags = flags_of(words[2])
        if words[0] == "%{HTTP_HOST}" and not words[1].startswith("!") and "OR" not in flags and not host:
            host = host_of(words[1]) or ""
            if host:
                continue
        if words[:2] != [QUERY, "."] and not (words[0] == "%{REQUEST_FILENAME}" and words[1] in FILES):
            raise NoLink(f"it has the condition {words[0]} {words[1][:60]}, which no link has")
    return host
