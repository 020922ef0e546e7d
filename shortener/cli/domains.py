"""`shortener domain`: the hosts that links are printed with."""

import click

from shortener.cli.context import opened_site
from shortener.cli.output import json_option, say_json, say_table, spoken


@click.group("domain")
def domain_group() -> None:
    """The hosts that links are printed with.

    The host of SHORTENER_BASE_URL is the default one. A request for any other unknown host is refused.
    """


@domain_group.command("add")
@click.argument("host")
@click.option("--alias-of", metavar="HOST", help="Another spelling of this domain, such as www.")
def add(host: str, alias_of: str | None) -> None:
    """Answer to a host."""
    with opened_site() as site:
        domain = site.library.add_domain(host, alias_of)
    click.echo(
        f"{domain.host} is now an alias of {domain.alias_of}." if domain.alias_of else f"{domain.host} is now a domain."
    )


@domain_group.command("list")
@json_option
def list_command(as_json: bool) -> None:
    """All domains and aliases."""
    with opened_site() as site:
        domains = site.library.domains()
    if as_json:
        say_json(domains)
        return
    rows = [
        (d.host, f"alias of {d.alias_of}" if d.alias_of else spoken(d.links, "link"), "default" if d.is_default else "")
        for d in domains
    ]
    say_table(("host", "", ""), rows)


@domain_group.command("remove")
@click.argument("host")
def remove(host: str) -> None:
    """Stop answering to a host that no link was ever printed with."""
    with opened_site() as site:
        site.library.remove_domain(host)
    click.echo(f"{host} is removed.")
