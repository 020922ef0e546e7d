"""`shortener parity`: asks an old server and this one the same, before names lead here, and shows where they differ."""

import contextlib
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import click
import msgspec

from shortener.cli.context import Site, opened_site
from shortener.cli.files import sink_for
from shortener.cli.imports import opened_file, size_of
from shortener.cli.output import progress, say_json, spoken
from shortener.interop.out.homes import Home, homes_of
from shortener.interop.parity.asked import Askers, Manner
from shortener.interop.parity.compare import REASONS
from shortener.interop.parity.here import Answering, Here, There
from shortener.interop.parity.requests import Log, Request, read_log, requests_of_links
from shortener.interop.parity.run import COLUMNS, Difference, Parity
from shortener.links.errors import Refused
from shortener.links.everything import count_slugs
from shortener.links.target import check_legacy
from shortener.net.asking import BadServer, Server, server_of
from shortener.net.hosts import canonical_host
from shortener.reports.files import csv_pieces

MOST_SHOWN, MOST_KEPT = 50, 1000
USUAL_LIMIT = 10_000
LOG_COUNTS = ("lines", "other_methods", "unreadable", "not_links", "beyond")


class Asked(NamedTuple):
    """What there is to ask, and how much of it; `log` where it comes from one, `left_out` beyond the limit."""

    requests: Iterable[Request]
    total: int
    left_out: int = 0
    log: Log | None = None


@click.command("parity")
@click.option("--against", required=True, metavar="URL", help="The other server, such as https://old.example.")
@click.option("--log", metavar="FILE", help="Ask what this access log has, plain or gzip; - is standard input.")
@click.option("--links", is_flag=True, help="Ask for every link that is here, deleted ones too.")
@click.option("--ours", metavar="URL", help="Ask this running server of ours; without it, the database is looked at.")
@click.option("--host", default="", help="Call the other server by this name, where it is reached by another.")
@click.option("--domain", default="", help="The domain whose links are meant; the default one unless it is named.")
@click.option("--limit", type=click.IntRange(1), help="Different requests at most; of a log the most frequent 10,000.")
@click.option("--rate", type=click.FloatRange(0), default=50, show_default=True, help="Requests a second; 0: no limit.")
@click.option("--concurrency", type=click.IntRange(1, 64), default=4, show_default=True, help="Requests at a time.")
@click.option("--timeout", type=click.FloatRange(0.1, 300), default=10, show_default=True, help="Seconds to wait.")
@click.option("--insecure", is_flag=True, help="Don't check certificates.")
@click.option("--ignore", type=click.Choice(tuple(REASONS)), multiple=True, help="Differences that don't count.")
@click.option("--csv", "file", type=click.Path(path_type=Path), help="Write every difference to this file.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of lines.")
def parity_command(
    *, against: str, log: str | None, links: bool, ours: str | None, host: str, domain: str, limit: int | None,
    rate: float, concurrency: int, timeout: float, insecure: bool, ignore: tuple[str, ...], file: Path | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Ask another server what visitors ask, and show where it answers otherwise than this one would.

    Works against anything that redirects, over IPv6 and IPv4. Only GET and HEAD for what may be a link are asked again,
    each once, and no redirect is followed; what asks for pages and programs is not. The address is taken as you name
    it, private ones too. Unless --ours names a running server, our answers come from the database by the code that
    redirects, and count as no clicks; a server of ours counts them as a monitor's. Exit status 1: they differ.
    """
    if (log is None) is not links:
        raise click.UsageError("Give either --log or --links.")
    server, own_server = _server(against, host, "--against"), _server(ours, "", "--ours") if ours else None
    manner = Manner(concurrency, rate, timeout, not insecure)
    with opened_site() as site, contextlib.ExitStack() as stack:
        home = _home(site, domain, server)
        asked = _of_log(log, limit, hidden=as_json) if log is not None else _of_links(site, home, limit)
        there = stack.enter_context(Askers(server, manner))
        named = own_server._replace(host=home.host) if own_server and domain else own_server
        here: Answering = (
            There(stack.enter_context(Askers(named, manner))) if named else Here(site.database, site.settings, home.id)
        )
        parity = Parity(there, here, _own(home, server, own_server), lambda target: _why_not(home, target))
        bar = stack.enter_context(progress(asked.total, "Comparing", hidden=as_json))
        kept, counting = _through(_found(parity, asked, ignore, bar), file, as_json=as_json)
    _say(parity, asked, kept, counting, as_json=as_json)
    sys.exit(1 if counting else 0)


def _server(url: str, host: str, option: str) -> Server:
    try:
        return server_of(url, host)
    except BadServer as error:
        raise click.BadParameter(str(error), param_hint=option) from error


def _home(site: Site, domain: str, server: Server) -> Home:
    """The domain that is named, else the one that the other server is called by, else the default one."""
    domains = site.library.domains()
    known = {one.host for one in domains}
    named = canonical_host(server.host) or ""
    default = next(one.host for one in domains if one.is_default)
    return homes_of(site.database, domains, domain or (named if named in known else default))[0]


def _of_log(file: str, limit: int | None, *, hidden: bool) -> Asked:
    with opened_file(file) as stream, progress(size_of(stream), "Reading", hidden=hidden) as bar:
        log = read_log(stream, lambda read: bar.update(read - bar.pos))
    most = limit or USUAL_LIMIT
    return Asked(log.most_common(most), min(most, len(log.requests)), max(0, len(log.requests) - most), log)


def _of_links(site: Site, home: Home, limit: int | None) -> Asked:
    count = count_slugs(site.database, [home.id])
    most = min(limit or count, count)
    requests = (one for one, _ in zip(requests_of_links(site.database, home.id), range(most), strict=False))
    return Asked(requests, most, count - most)


def _own(home: Home, *servers: Server | None) -> frozenset[str]:
    """The hosts that stand for one of both sides."""
    names = (name for server in servers if server for name in (canonical_host(server.host), server.address))
    return frozenset({*home.hosts, *(name for name in names if name)})


def _why_not(home: Home, target: str) -> str:
    """Why no link of ours may lead there, if so."""
    try:
        check_legacy(target, lambda host, _port: host in home.hosts)
    except Refused as refused:
        return str(refused)
    return ""


def _found(parity: Parity, asked: Asked, ignore: tuple[str, ...], bar: Any) -> Iterator[Difference]:
    found = parity.differences(asked.requests, bar.update)
    return (one for one in found if one.reason not in ignore)


def _through(found: Iterable[Difference], file: Path | None, *, as_json: bool) -> tuple[list[Difference], int]:
    """The first differences, and how many there are; all of them go into the file."""
    kept: list[Difference] = []
    count = 0

    def seen() -> Iterator[Difference]:
        nonlocal count
        for one in found:
            count += 1
            if len(kept) < (MOST_KEPT if as_json else MOST_SHOWN):
                kept.append(one)
            yield one

    if file is None:
        for _ in seen():
            pass
    else:
        with sink_for(file) as sink:
            sink.writelines(csv_pieces(seen(), COLUMNS))
    return kept, count


def _say(parity: Parity, asked: Asked, kept: list[Difference], counting: int, *, as_json: bool) -> None:
    summary, log = parity.summary, asked.log
    if as_json:
        of_log = {name: getattr(log, name) for name in LOG_COUNTS} if log else None
        told = {"counting": counting, "left_out": asked.left_out, "log": of_log, "differences": kept}
        say_json(msgspec.to_builtins(summary) | msgspec.to_builtins(told))
        return
    for one in kept:
        click.echo(_line(one))
    if counting > len(kept):
        click.echo(f"… and {counting - len(kept):,} more; --csv writes all of them.")
    for reason, number in summary.reasons.items():
        click.echo(f"{number:>9,}  {reason}: {REASONS[reason]}")
    _say_left_out(asked)
    click.echo(
        f"{spoken(summary.asked, 'address', 'addresses')} asked, {summary.same:,} answered alike, "
        f"{summary.different:,} differently."
    )


def _say_left_out(asked: Asked) -> None:
    log = asked.log
    if log is not None:
        click.echo(
            f"{spoken(log.lines, 'line')} of the log; not asked again: {log.not_links:,} for pages and programs, "
            f"{log.other_methods:,} of other methods, {log.unreadable:,} that can't be read."
        )
    if asked.left_out:
        click.echo(f"{spoken(asked.left_out, 'rarer address', 'rarer addresses')} not asked; --limit lets more in.")


def _line(one: Difference) -> str:
    sides = " | ".join(
        f"{side} {status or '-'}{' ' + target if target else ''}"
        for side, status, target in (
            ("there", one.there_status, one.there_target),
            ("here", one.here_status, one.here_target),
        )
    )
    text = f"{one.reason}: {one.method} {one.path} ({one.requests:,}): {sides} ({one.about})"
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
