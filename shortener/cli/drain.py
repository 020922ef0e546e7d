"""`shortener drain`: takes this node out of service and back, without stopping anything."""

import click

from shortener.cli.context import settings_with_warnings
from shortener.cli.output import json_option, say_json
from shortener.prepare import make_data_dir
from shortener.web.draining import is_draining, set_draining


@click.command("drain")
@click.argument("state", type=click.Choice(("on", "off")), required=False)
@json_option
def drain_command(state: str | None, as_json: bool) -> None:
    """Have /readyz answer 503 on this node, or no longer; without an argument, say which.

    A load balancer that asks /readyz sends nobody new. Who comes all the same gets a redirect, and is counted.
    """
    settings = settings_with_warnings()
    if state is not None:
        make_data_dir(settings.data_dir)
        set_draining(settings.data_dir, draining=state == "on")
    draining = is_draining(settings.data_dir)
    if as_json:
        say_json({"draining": draining})
    else:
        click.echo("This node is being drained." if draining else "This node takes visitors.")
