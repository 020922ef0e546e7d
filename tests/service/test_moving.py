"""Before a move, the running service itself is asked beside the old server; what is asked so is no person's click."""

import json
from pathlib import Path

import pytest

from tests.cli.test_way_out import PRINTED
from tests.live import eventually, running
from tests.oldsite import old_site
from tests.servers.web import Nginx


@pytest.mark.parametrize("most", ["12", pytest.param("688", marks=pytest.mark.long)])
def test_a_running_service_answers_what_nginx_serves_of_its_links_and_counts_nobody(tmp_path: Path, most: str) -> None:
    maps, lines = tmp_path / "links.conf", tmp_path / "server.conf"
    with running(tmp_path, WORKERS="1") as site:
        assert site.run("import", "csv", str(PRINTED)).returncode == 0
        assert site.run("export", "nginx-map", "-o", str(maps), "--server", str(lines)).returncode == 0
        ours = ("--ours", f"http://localhost:{site.port}", "--rate", "0", "--json")
        with Nginx(maps, lines) as nginx:
            done = site.run("parity", "--against", nginx.url, "--links", "--limit", most, *ours)
        assert (done.returncode, done.stderr) == (0, "")
        assert json.loads(done.stdout)["same"] == int(most)

        def stored() -> list[dict[str, str]]:
            return [json.loads(line) for line in site.run("export", "clicks", "--format", "ndjson").stdout.splitlines()]

        eventually(lambda: len(stored()) == int(most))
        assert {(row["visitor_class"], row["visitor_reason"]) for row in stored()} == {
            ("bot", "monitor: shortener-parity")
        }
        with old_site() as old:
            told = json.loads(site.run("parity", "--against", old.url, "--links", "--limit", "3", *ours).stdout)
        assert [one["reason"] for one in told["differences"]] == ["only-here"] * 3
