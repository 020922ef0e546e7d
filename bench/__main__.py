"""`make bench`: the whole table; `make bench ARGS=quick`: the main ratios in two minutes."""

import os
import sys
import tempfile
import time
from pathlib import Path

import click
import msgspec

from bench import report, rows
from bench.processes import Failed
from bench.run import Bench, minutes


@click.command()
@click.argument("plan", type=click.Choice(["full", "quick"]), default="full")
@click.option("--seconds", type=click.IntRange(1, 60), default=2, show_default=True, help="Of each round of a row.")
@click.option(
    "--rounds", type=click.IntRange(1, 20), default=3, show_default=True, help="Of each row, in turn with nginx."
)
@click.option("--json", "path", type=click.Path(path_type=Path, dir_okay=False), help="Write all figures to this file.")
def main(plan: str, seconds: int, rounds: int, path: Path | None) -> None:
    """Measure this application beside nginx, Apache and its own Flask view."""
    began = time.monotonic()

    def say(sentence: str) -> None:
        click.echo(f"[{minutes(began)}] {sentence}", err=True)

    load = os.getloadavg()[0]
    if load > 0.5:
        say(f"The load average is {load:.1f}: others work on this machine, so figures are noisy.")
    try:
        with tempfile.TemporaryDirectory(prefix="bench") as name:
            folder = Path(name)
            folder.chmod(0o755)
            bench = Bench(folder, rounds, seconds, say)
            try:
                for service in rows.quick() if plan == "quick" else rows.full():
                    bench.measure(service)
            finally:
                bench.close()
    except Failed as error:
        raise click.ClickException(str(error)) from error
    if path:
        path.write_bytes(msgspec.json.format(msgspec.json.encode({"rows": bench.rows, "clicks": bench.clicks})))
    click.echo(report.table(bench.rows))
    click.echo(report.clicks_table(bench.clicks))


if __name__ == "__main__":
    sys.exit(main())
