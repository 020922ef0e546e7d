"""`shortener miss`: whether what people asked for and nobody made is work."""

import sys
from collections.abc import Callable, Sequence

import click
from sqlalchemy.orm import Session

from shortener.cli.context import Site, opened_site
from shortener.cli.linkfields import domain_option
from shortener.cli.output import json_option, say_json
from shortener.cli.places import place_of
from shortener.clicks.triage import ignore_misses, reopen_misses
from shortener.links.site import load_site
from shortener.reports.misses import miss_ids

Decide = Callable[[Session, Sequence[int]], int]


@click.group("miss")
def miss_group() -> None:
    """Slugs that people asked for and nobody made. `shortener stats misses` lists them."""


@miss_group.command("ignore")
@click.argument("slugs", nargs=-1, required=True, metavar="SLUG...")
@domain_option
@json_option
def ignore_command(slugs: tuple[str, ...], domain: str, as_json: bool) -> None:
    """Say that these are no work. They go on being counted."""
    _decide(slugs, domain, ignore_misses, "is ignored", as_json=as_json)


@miss_group.command("reopen")
@click.argument("slugs", nargs=-1, required=True, metavar="SLUG...")
@domain_option
@json_option
def reopen_command(slugs: tuple[str, ...], domain: str, as_json: bool) -> None:
    """Say that these are work after all, even where they look like a scanner's."""
    _decide(slugs, domain, reopen_misses, "is work again", as_json=as_json)


def _decide(slugs: Sequence[str], domain: str, decide: Decide, done: str, *, as_json: bool) -> None:
    """Each by itself; exit status 1 when one of them was never asked for."""
    with opened_site() as site:
        told = {slug: _decide_one(site, slug, domain, decide) for slug in slugs}
    missing = [slug for slug, groups in told.items() if not groups]
    if as_json:
        say_json({"done": [slug for slug in told if slug not in missing], "missing": missing})
    else:
        for slug, groups in told.items():
            sentence = f"{slug} {done}." if groups else f"Nobody has asked for {slug}, or it is forgotten."
            click.echo(sentence, err=not groups)
    sys.exit(1 if missing else 0)


def _decide_one(ours: Site, text: str, domain: str, decide: Decide) -> int:
    """How many groups the slug has; it may stand behind its host, as `stats misses` shows it."""
    with ours.database.write() as session:
        site = load_site(session)
        host, slug = place_of(text, domain)
        ids = miss_ids(session, site.home(host).id, slug)
        first, _, rest = slug.partition("/")
        shown_on = site.find(first) if first and rest and not host else None
        if not ids and shown_on:
            ids = miss_ids(session, shown_on.id, rest)
        decide(session, ids)
    return len(ids)
