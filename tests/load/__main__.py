"""`make load`: starts a service of its own, sends it a day's visitors, checks that each redirect became a click."""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.live import Site, running

HERE = Path(__file__).resolve().parent
PRINTED = HERE.parent / "data" / "rpf-links.csv"
VISITORS, SECONDS = 64, 60


def main(arguments: list[str]) -> int:
    """Arguments go to locust, such as `--run-time 10m --users 200`."""
    with tempfile.TemporaryDirectory(prefix="load") as folder, running(Path(folder)) as site:
        imported = site.run("import", "csv", str(PRINTED))
        if imported.returncode:
            return fail(f"The links could not be imported: {imported.stderr}")
        stats = Path(folder) / "stats"
        loaded = subprocess.run(locust(site, stats, arguments), check=False)
        entries = json.loads(stats.with_suffix(".json").read_text())
        for entry in entries:
            print(in_words(entry))
        if loaded.returncode:
            return fail("Some answers were wrong; see above.")
        redirects = sum(entry["num_requests"] for entry in entries if entry["name"].startswith("known"))
        stored = wait_until_stored(site)["rows"]
        print(f"{redirects} redirects were answered; {stored} clicks are stored.")
        return 0 if redirects == stored else fail("Every redirect must be one click.")


def in_words(entry: dict[str, Any]) -> str:
    """One line of locust's statistics; times are milliseconds."""
    count = entry["num_requests"]
    seconds = max(entry["last_request_timestamp"] - entry["start_time"], 1)
    mean = entry["total_response_time"] / max(count, 1)
    numbers = f"{count} asked, {count / seconds:.0f}/s, mean {mean:.1f} ms, worst {entry['max_response_time']:.0f} ms"
    return f"{entry['name']}: {numbers}, {entry['num_failures']} wrong"


def locust(site: Site, stats: Path, arguments: list[str]) -> list[str]:
    command = [
        sys.executable,
        "-m",
        "locust",
        "--locustfile",
        str(HERE / "locustfile.py"),
        "--headless",
        "--only-summary",
    ]
    where = ["--host", f"http://[::1]:{site.port}", "--json-file", str(stats)]
    crowd = [
        "--users",
        str(VISITORS),
        "--spawn-rate",
        str(VISITORS),
        "--run-time",
        f"{SECONDS}s",
        "--stop-timeout",
        "10",
    ]
    return [*command, *where, *crowd, *arguments]


def wait_until_stored(site: Site) -> dict[str, Any]:
    """The audit, once nothing waits in the journal; gives up after a minute."""
    deadline = time.monotonic() + 60
    while True:
        audit: dict[str, Any] = json.loads(site.run("clicks", "audit", "--json").stdout)
        if audit["waiting"] == 0 or time.monotonic() > deadline:
            return audit
        time.sleep(0.5)


def fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
