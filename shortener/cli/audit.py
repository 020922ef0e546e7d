"""`shortener clicks audit`: what became of every click."""

import sys
from collections.abc import Iterator

import click
import msgspec

from shortener.cli.context import opened_site
from shortener.cli.output import json_option, say_facts, say_json
from shortener.clicks.audit import Audit, audit

COUNTS = ("received", "stored", "waiting", "set_aside", "lost", "uncounted", "rows", "misses", "expired")


@click.command("audit")
@json_option
def audit_command(as_json: bool) -> None:
    """Add up every click ever received; exit status 1 when one is unaccounted for.

    received = stored + waiting + set aside + lost, and stored = rows + misses + expired. Uncounted are requests for
    unknown slugs beyond the share that is kept.
    """
    with opened_site() as site:
        found = audit(site.database, site.settings.journal_dir)
    if as_json:
        say_json(msgspec.structs.asdict(found) | {"adds_up": found.adds_up})
    else:
        say_facts(list(_facts(found)))
        click.echo("It adds up." if found.adds_up else "\n".join(found.problems), err=not found.adds_up)
    sys.exit(0 if found.adds_up else 1)


def _facts(found: Audit) -> Iterator[tuple[str, str]]:
    for name in COUNTS:
        yield name.replace("_", " "), f"{getattr(found, name):>14,}"
        if name == "set_aside":
            yield from ((f"  {reason}", f"{count:>14,}") for reason, count in found.reasons.items())
