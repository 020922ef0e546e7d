"""`shortener doctor`: looks at everything that can keep this node from working, and says how to mend it."""

import sys
from collections.abc import Iterator

import click

from shortener.cli.checks import Finding
from shortener.cli.checks_database import database_findings
from shortener.cli.checks_journal import journal_findings
from shortener.cli.checks_network import IPV4_ONLY, network_findings
from shortener.cli.checks_node import disk_findings, folder_findings, secret_findings, settings_findings
from shortener.cli.checks_outside import outside_findings
from shortener.cli.checks_provider import provider_findings
from shortener.cli.checks_service import backup_findings, draining_findings, redis_findings
from shortener.cli.output import json_option, say_json, say_table
from shortener.settings import BadSetting, Settings, read_settings


@click.command("doctor")
@click.option("--network", is_flag=True, help="Look at addresses, names, certificate, NAT64 and clock as well.")
@click.option("--ipv4-only", default=IPV4_ONLY, show_default=True, help="With --network: who is to answer by NAT64.")
@click.option("--from-outside", "url", metavar="URL", help="On any other machine: what visitors of that site get.")
@json_option
def doctor_command(network: bool, ipv4_only: str, url: str | None, as_json: bool) -> None:
    """Check settings, folders, database, Redis, journals and collector; exit status 1 when something needs mending."""
    findings = list(outside_findings(url) if url else examine(network=network, ipv4_only=ipv4_only))
    if as_json:
        say_json(findings)
    else:
        rows = [("ok" if f.ok else "PROBLEM", f.what, f.found, "" if f.ok else f.wanted) for f in findings]
        say_table(("", "what", "found", "wanted"), rows)
        for finding in findings:
            if not finding.ok:
                click.echo(f"{finding.what}: {finding.mend}", err=True)
    sys.exit(0 if all(finding.ok for finding in findings) else 1)


def examine(*, network: bool = False, ipv4_only: str = IPV4_ONLY) -> Iterator[Finding]:
    """Nothing but the settings can be looked at while those make no sense."""
    try:
        settings = read_settings()
    except BadSetting as error:
        yield Finding("settings", False, str(error), "settings that make sense", "Correct that setting and try again.")
        return
    yield from _examine_with(settings)
    if network:
        yield from network_findings(settings, ipv4_only)


def _examine_with(settings: Settings) -> Iterator[Finding]:
    yield from settings_findings(settings)
    yield from folder_findings(settings)
    yield from disk_findings(settings)
    yield from database_findings(settings)
    yield from secret_findings(settings)
    yield from redis_findings(settings)
    yield from journal_findings(settings)
    yield from backup_findings(settings)
    yield from provider_findings(settings)
    yield from draining_findings(settings)
