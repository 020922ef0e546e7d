"""How commands show links, in words and as data."""

import shlex
from typing import Any

import click
import msgspec

from shortener.cli.context import Site
from shortener.cli.moments import shown_time
from shortener.cli.output import say_facts, say_table, spoken
from shortener.clock import now_ms
from shortener.links.views import LinkView
from shortener.reports.lists import LinkPage
from shortener.reports.totals import Totals


def link_as_data(site: Site, link: LinkView) -> dict[str, Any]:
    """All fields of the view, and its short URL and state; times stay milliseconds UTC."""
    data: dict[str, Any] = msgspec.to_builtins(link)
    return {"url": site.url(link), "state": link.state(now_ms())} | data


def restoring(site: Site, link: LinkView) -> str:
    """The command that brings a deleted link back, to be copied into a shell."""
    default = any(domain.is_default and domain.host == link.domain for domain in site.library.domains())
    options = [] if default else ["--domain", link.domain]
    dashes = ["--"] if link.slug.startswith("-") else []
    return shlex.join(["shortener", "link", "restore", *options, *dashes, link.slug])


def say_link(site: Site, link: LinkView, count: Totals) -> None:
    settings = site.settings
    facts = [
        ("url", site.url(link)),
        ("target", link.target),
        ("state", link.state(now_ms())),
        ("title", link.title),
        ("notes", link.notes.replace("\n", "\n        ")),
        ("tags", ", ".join(link.tags)),
        ("aliases", ", ".join(link.aliases)),
        ("status", link.status),
        ("query", "forwarded" if link.forward_query else None),
        ("starts", shown_time(link.starts_at, settings)),
        ("ends", shown_time(link.ends_at, settings)),
        ("printed", (link.printed_reason or "yes") if link.printed else None),
        ("clicks are", "shown to everybody" if link.public_stats else None),
        ("created", shown_time(link.created_at, settings)),
        ("updated", shown_time(link.updated_at, settings)),
        ("deleted", shown_time(link.deleted_at, settings)),
        ("legacy", "its target is one that YOURLS allowed and no new link may have" if link.legacy else None),
        ("clicks", f"{count.clicks:,}"),
        ("before", f"{spoken(count.carried, 'click')} counted elsewhere, in no period" if count.carried else None),
        ("YOURLS", f"its own counter said {count.counter:,}" if count.counter else None),
        ("last", shown_time(count.last_at, settings)),
    ]
    say_facts(facts)


def say_rows(site: Site, page: LinkPage) -> None:
    now = now_ms()
    rows = [(site.url(row.link), row.link.target, row.link.state(now), f"{row.clicks:,}") for row in page.rows]
    say_table(("url", "target", "state", "clicks"), rows)
    click.echo(f"{spoken(page.total, 'link')}, page {page.page} of {page.pages}.", err=True)
