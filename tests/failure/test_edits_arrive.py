"""An edit is seen by every worker within a second, without Redis."""

import time
from pathlib import Path

from tests.live import Site, running


def served_targets(site: Site, slug: str, tries: int = 60) -> set[str | None]:
    """Where new connections, spread over the workers by the kernel, are sent."""
    return {site.get(f"/{slug}")[1] for _ in range(tries)}


def test_every_worker_follows_an_edit_a_rename_and_a_deletion_within_a_second(tmp_path: Path) -> None:
    with running(tmp_path, WORKERS="3") as site:
        assert site.run("link", "add", "https://example.org/old", "a").returncode == 0
        time.sleep(1)
        assert served_targets(site, "a") == {"https://example.org/old"}
        assert served_targets(site, "b") == {None}

        assert site.run("link", "edit", "a", "--target", "https://example.org/new").returncode == 0
        time.sleep(1)
        assert served_targets(site, "a") == {"https://example.org/new"}

        assert site.run("link", "edit", "a", "--slug", "b").returncode == 0
        time.sleep(1)
        assert served_targets(site, "a") == {"https://example.org/new"}
        assert served_targets(site, "b") == {"https://example.org/new"}

        assert site.run("link", "delete", "b").returncode == 0
        time.sleep(1)
        assert {site.get(f"/{slug}")[0] for slug in ("a", "b") for _ in range(30)} == {410}


def test_a_new_domain_is_served_within_a_second(tmp_path: Path) -> None:
    with running(tmp_path) as site:
        assert {site.get("/x", host="rptl.io")[0] for _ in range(20)} == {421}
        assert site.run("domain", "add", "rptl.io").returncode == 0
        assert site.run("link", "add", "https://example.org/x", "x", "--domain", "rptl.io").returncode == 0
        time.sleep(1)
        assert {site.get("/x", host="rptl.io")[1] for _ in range(30)} == {"https://example.org/x"}
        assert site.get("/x")[0] == 404
