"""`make bench`: the whole table; `make bench ARGS=quick`: the main ratios in two minutes."""

import os
import signal
import sys
import tempfile
import time
from pathlib import Path

import click

from bench import report
from bench.processes import Failed
from bench.whole import BUSY, Whole

ROUNDS, SECONDS = {"full": 2, "quick": 3}, {"full": 2, "quick": 1}


@click.command()
@click.argument("plan", type=click.Choice(["full", "quick"]), default="full")
@click.option("--seconds", type=click.IntRange(1, 60), help="Of each round of a row.  [default: 2, quick: 1]")
@click.option("--rounds", type=click.IntRange(1, 20), help="Of each row, in turn with nginx.  [default: 2, quick: 3]")
@click.option("--json", "path", type=click.Path(path_type=Path, dir_okay=False), help="Write all figures to this file.")
@click.option("--check", is_flag=True, help="Exit status 1 when a bar is missed.")
def main(*, plan: str, seconds: int | None, rounds: int | None, path: Path | None, check: bool) -> None:
    """Measure this application beside nginx, Apache and its own Flask view, on this machine."""
    if path and not os.access(path.parent, os.W_OK):
        raise click.BadParameter(f"{path.parent} is no folder that can be written in.", param_hint="--json")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is stopped
    began = time.monotonic()

    def say(sentence: str) -> None:
        click.echo(f"{(time.monotonic() - began) / 60:5.1f} min  {sentence}", err=True)

    if (load := os.getloadavg()[0]) > BUSY:
        say(f"The load average is {load:.1f}: others work on this machine, so figures are noisy.")
    try:
        with tempfile.TemporaryDirectory(prefix="bench") as folder:
            Path(folder).chmod(0o755)  # Apache's workers are somebody else
            whole = Whole(Path(folder), rounds or ROUNDS[plan], seconds or SECONDS[plan], say)
            result = whole.measure(plan)
    except (Failed, OSError) as error:
        raise click.ClickException(str(error)) from error
    if path:
        path.write_bytes(report.as_json(result))
    click.echo(report.as_text(result))
    sys.exit(1 if check and not all(verdict.is_met for verdict in result.verdicts) else 0)


if __name__ == "__main__":
    main()
