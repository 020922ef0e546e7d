"""What `shortener import yourls` says at its end, without anything secret."""

import string
from collections.abc import Mapping
from typing import NamedTuple

import click
import msgspec

from shortener.cli.output import say_json, spoken
from shortener.interop.yourls.config import Config
from shortener.interop.yourls.moving import Counts
from shortener.interop.yourls.plugins import unknown
from shortener.interop.yourls.settled import COOKIEKEY, next_keyword, plugins_of, reserved
from shortener.interop.yourls.survey import Survey

CAPITALS = frozenset(string.ascii_uppercase)
MOST_SHOWN = 20


class Moved(NamedTuple):
    """`people` are new ones; `findings` counts rows that aren't simply in, by kind, verdict and reason."""

    counts: Counts
    people: int
    findings: Mapping[tuple[str, str, str], int]
    found: Survey
    config: Config
    settings: Mapping[str, str]
    dry_run: bool


def say_moved(moved: Moved) -> None:
    for warning in moved.found.warnings:
        click.echo(warning, err=True)
    _say_counts(moved)
    for (kind, verdict, reason), number in sorted(moved.findings.items(), key=lambda item: (item[0][1], -item[1])):
        click.echo(f"  {spoken(number, kind, 'people' if kind == 'person' else '')} {verdict}: {reason}")
    if following := next_keyword(moved.config, moved.found.options):
        click.echo(
            f"YOURLS would have gone on with the keyword {following}; so do slugs here with SHORTENER_SEQUENTIAL_SLUGS."
        )
    if moved.config.unread:
        click.echo(f"Worked out by PHP, so look yourself: {', '.join(moved.config.unread)}.")
    if moved.settings:
        _say_why(moved)
        _say_settings(moved.settings)


def _say_counts(moved: Moved) -> None:
    counts, would = moved.counts, "would be " if moved.dry_run else ""
    click.echo(
        f"{spoken(counts.links_new, 'link')} {would}new, {counts.links_known:,} here already, "
        f"{counts.links_left_out:,} {would}left out; their counters in YOURLS say {spoken(counts.counter, 'click')}."
    )
    click.echo(
        f"{spoken(counts.clicks_new, 'click')} of the log {would}new, {counts.clicks_known:,} here already, "
        f"{counts.clicks_left_out:,} {would}left out."
    )
    if moved.people:
        click.echo(f"{spoken(moved.people, 'person', 'people')} {would}new; each signs in with the old password.")


def _say_why(moved: Moved) -> None:
    """What settings follow from beside plain words of config.php."""
    active = plugins_of(moved.found.options)
    if active:
        click.echo(f"Plug-ins active there: {', '.join(active)}.")
    if strange := unknown(active):
        these = "them" if len(strange) > 1 else "it"
        click.echo(f"No setting follows from {', '.join(strange)}; look yourself what you need of {these}.")
    if used := _characters(moved.found):
        click.echo(f"Keywords there have, beside digits and small letters: {', '.join(used)}.")
    if lost := [word for word in moved.config.reserved if word not in reserved(moved.config)]:
        click.echo(f"Reserved there, and not in SHORTENER_RESERVED_SLUGS: {', '.join(lost[:MOST_SHOWN])}.")


def _characters(found: Survey) -> list[str]:
    """The most frequent first, with how many keywords have them."""
    counted = [(one, number) for one, number in found.characters.most_common() if one not in CAPITALS]
    shown = [f"{one} ({number:,})" for one, number in counted[:MOST_SHOWN] if one.isprintable()]
    return ["capitals", *shown] if CAPITALS & found.characters.keys() else shown


def _say_settings(settings: Mapping[str, str]) -> None:
    click.echo("Settings by which nobody notices the move:")
    for name, value in settings.items():
        shown = "(in config.php; --settings-file writes it down)" if name == COOKIEKEY else value
        click.echo(f"  {name}={shown}")


def say_moved_json(moved: Moved) -> None:
    findings = [
        {"kind": kind, "verdict": verdict, "reason": reason, "count": number}
        for (kind, verdict, reason), number in sorted(moved.findings.items())
    ]
    say_json(
        {
            **msgspec.structs.asdict(moved.counts),
            "people_new": moved.people,
            "findings": findings,
            "prefix": moved.found.prefix,
            "options": {name: value for name, value in moved.found.options.items() if name != "active_plugins"},
            "plugins": plugins_of(moved.found.options),
            "characters": {one: number for one, number in sorted(moved.found.characters.items()) if one.isprintable()},
            "next_keyword": next_keyword(moved.config, moved.found.options),
            "warnings": moved.found.warnings,
            "settings": {name: value for name, value in moved.settings.items() if name != COOKIEKEY},
            "reserved": moved.config.reserved,
            "unread": moved.config.unread,
            "dry_run": moved.dry_run,
        }
    )
