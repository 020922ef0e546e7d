"""`shortener clicks erase`: blanks personal fields on request, after asking whether that is meant."""

import sys

import click
import msgspec

from shortener.cli.context import Site, opened_site
from shortener.cli.moments import shown_time
from shortener.cli.output import json_option, progress, say_facts, say_json, say_table, spoken
from shortener.clicks.erasing import Erased, erase, look
from shortener.clicks.erasing.finding import extent
from shortener.clicks.erasing.trail import all_erasures
from shortener.clicks.erasing.whose import Whose, prefix_of


@click.command("erase")
@click.option("--link", "slug", metavar="SLUG", help="Of everybody who followed this link, a deleted one too.")
@click.option("--domain", default="", help="The domain of that link.")
@click.option("--prefix", metavar="NETWORK", help="Of everybody in this /24 or /48, or in that of this address.")
@click.option("--dry-run", is_flag=True, help="Only say what there is to erase.")
@click.option("--yes", is_flag=True, help="Don't ask.")
@click.option("--list", "listed", is_flag=True, help="Say what was erased so far.")
@json_option
def erase_command(
    *, slug: str | None, domain: str, prefix: str | None, dry_run: bool, yes: bool, listed: bool, as_json: bool
) -> None:
    """Blank what is personal in stored clicks: SHORTENER_CLICK_FIELDS names the fields. It can't be undone.

    The clicks themselves, and what was counted of them, stay. Clicks that still wait in a journal, and copies in
    backups, are not reached.
    """
    if [bool(slug), bool(prefix), listed].count(True) != 1:
        raise click.UsageError("Wanted is one of --link, --prefix and --list.")
    if not (dry_run or yes or listed or sys.stdin.isatty()):
        raise click.UsageError("It can't be undone, and nobody can be asked here: add --yes, or --dry-run first.")
    with opened_site() as site:
        if listed:
            _say_list(site, as_json=as_json)
            return
        whose = _whose(site, slug or "", domain, prefix)
        found = _work(site, whose, only_look=True) if dry_run or not yes else None
        if not dry_run:
            if found is not None:
                _ask(found)
            found = _work(site, whose, only_look=False)
    _say(found or Erased(), dry_run=dry_run, as_json=as_json)


def _whose(site: Site, slug: str, domain: str, prefix: str | None) -> Whose:
    """Raises NotFound, BadNetwork."""
    return Whose(prefix=prefix_of(prefix)) if prefix else Whose(link_id=site.link(slug, domain, deleted=True).id)


def _work(site: Site, whose: Whose, *, only_look: bool) -> Erased:
    do, label = (look, "Looking") if only_look else (erase, "Erasing")
    with progress(extent(site.database, whose), label) as bar:
        return do(site.database, whose, bar.update)


def _ask(found: Erased) -> None:
    """Raises click.Abort."""
    question = f"Blank what is personal in {spoken(found.clicks, 'click')} ({_told(found)}) for good?"
    click.confirm(question, abort=True, err=True)


def _told(found: Erased) -> str:
    return ", ".join(f"{word} {count:,}" for word, count in found.fields.items())


def _say(found: Erased, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        say_json(msgspec.structs.asdict(found) | {"dry_run": dry_run})
        return
    say_facts([(word, f"{count:>14,}") for word, count in found.fields.items()])
    click.echo(f"{'There is something to blank' if dry_run else 'Blanked'} in {spoken(found.clicks, 'click')}.")


def _say_list(site: Site, *, as_json: bool) -> None:
    found = all_erasures(site.database)
    if as_json:
        say_json(found)
        return
    rows = [
        (
            shown_time(one.begun_at, site.settings),
            f"link {one.link_id}" if one.family is None else f"IPv{one.family} network",
            one.clicks,
            " ".join(f"{word}={count}" for word, count in one.fields.items()),
            "" if one.finished_at else "broken off",
        )
        for one in found
    ]
    say_table(("at", "of", "clicks", "fields", ""), rows)
