"""How fast raw clicks leave: `python -m bench.exports sqlite:////path/shortener.db`, beside the database's own writer.

Takes a database that has clicks already (`shortener demo --clicks 10000000` makes some) and writes all of them as CSV
to /dev/null: `sqlite3 -csv` or `COPY … TO STDOUT (FORMAT csv)` with the same columns, then `shortener export clicks`,
in turns; says how long each took, how they compare, and how much memory the export had at most.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct, json
from sqlalchemy import make_url
from sqlalchemy.engine import URL

from bench.verdicts import Verdict

BARS = {"sqlite": 0.25, "postgresql": 0.5}
MEMORY_MB = 150
JOINED = (
    "FROM clicks LEFT JOIN link_revisions r ON r.id = clicks.revision_id LEFT JOIN agents a ON a.id = clicks.agent_id"
)
PLAIN = (
    "requested, r.target, clicks.status, method, via, referrer, referrer_host, channel, country, family, prefix, "
    "a.browser, a.os, a.device, language, class, clicks.reason, clicks.rules_version, visitor, campaign, node"
)
QUERY = f"SELECT clicks.id, clicked_at, r.domain, r.slug, {PLAIN} {JOINED} ORDER BY clicks.id"  # names


class Timed(Struct):
    """One way to write them: seconds of each round, most memory in MB."""

    way: str
    seconds: list[float]
    megabytes: float = 0.0


def run(command: list[str], environ: dict[str, str]) -> float:
    """How much memory it had at most, in MB."""
    with Path(os.devnull).open("wb") as nowhere:
        process = subprocess.Popen(command, stdout=nowhere, env=os.environ | environ)
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)  # it wasn't asked itself, for that says no memory
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return used.ru_maxrss / 1000 * 1.024


def own_writer(url: URL) -> list[str]:
    """The database's own command for the same columns."""
    if url.drivername == "sqlite":
        return ["sqlite3", "-csv", "-readonly", str(url.database), QUERY]
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return ["psql", "--no-psqlrc", "--quiet", "--dbname", plain, "--command", f"COPY ({QUERY}) TO STDOUT (FORMAT csv)"]


def measure(url: str, rounds: int, say: Callable[[str], None]) -> list[Timed]:
    """In turns, so that both have the same warm database; the first turn, which warms it, doesn't count."""
    commands = {"its own": own_writer(make_url(url)), "export": [sys.executable, "-m", "shortener", "export", "clicks"]}
    environ = {"SHORTENER_DATABASE_URL": url}
    run(commands["its own"], environ)
    found = {way: Timed(way, []) for way in commands}
    for _ in range(rounds):
        for way, command in commands.items():
            began = time.perf_counter()
            found[way].megabytes = max(found[way].megabytes, run(command, environ))
            found[way].seconds.append(time.perf_counter() - began)
            say(f"{way}: {found[way].seconds[-1]:.1f} s, {found[way].megabytes:.0f} MB")
    return list(found.values())


def verdicts(kind: str, own: Timed, export: Timed) -> list[Verdict]:
    """The best round of each, since only noise makes one slower."""
    rate = Verdict(f"export of clicks over {kind}'s own", min(own.seconds) / min(export.seconds), BARS[kind])
    return [rate, Verdict("MB that the export had at most", export.megabytes, MEMORY_MB, most=True)]


def main() -> str | None:
    """A sentence when it failed."""
    parser = argparse.ArgumentParser(prog="python -m bench.exports", description=__doc__)
    parser.add_argument("url", help="of a database with clicks: sqlite:////… or postgresql+psycopg://…")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--json", action="store_true", help="for machines")
    options = parser.parse_args()
    try:
        own, export = measure(options.url, options.rounds, lambda line: print(line, file=sys.stderr))
    except (OSError, subprocess.CalledProcessError) as error:
        return str(error)
    judged = verdicts(make_url(options.url).get_backend_name(), own, export)
    if options.json:
        sys.stdout.write(json.encode({"ways": [own, export], "verdicts": judged}).decode() + "\n")
    else:
        sys.stdout.write("\n".join(map(str, judged)) + "\n")
    return None


if __name__ == "__main__":
    sys.exit(main())
