"""What would come into place is read by its own reader first, and only what would change is looked at."""

import os
import shutil
from pathlib import Path

import pytest

from deploy.setup.checked import CERTIFICATE, changed, refusals
from deploy.setup.site import read_site, write
from tests.staged import PATH

SITE = 'domain = "go.example.org"\n'


@pytest.fixture
def trees(tmp_path: Path) -> tuple[Path, Path]:
    """What would come into place, and what is there: the same."""
    (tmp_path / "site.toml").write_text(SITE)
    stage, root = tmp_path / "stage", tmp_path / "root"
    for tree in (stage, root):
        write(tree, read_site(tmp_path / "site.toml"))
    return stage, root


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after))


def needs(program: str, *, root: bool = False) -> None:
    if shutil.which(program, path=PATH) is None or (root and os.geteuid() != 0):
        pytest.skip(f"{program} is not installed, or may be asked by root only")


def test_what_is_the_same_is_not_looked_at(trees: tuple[Path, Path]) -> None:
    stage, root = trees
    for tree in trees:
        edit(tree / "etc/nftables.conf", "accept", "acept")
    assert changed(stage, root) == []
    assert list(refusals(stage, root)) == []


def test_a_mistake_in_the_firewalls_rules_is_said_with_its_line(trees: tuple[Path, Path]) -> None:
    needs("nft", root=True)
    stage, root = trees
    edit(stage / "etc/nftables.conf", "limit rate 50/second", "limit rate 51/second")
    assert list(refusals(stage, root)) == []
    edit(stage / "etc/nftables.conf", 'iif "lo" accept', 'iif "lo" acept')
    (refusal,) = refusals(stage, root)
    assert refusal.startswith(
        "What would be in /etc/nftables.conf makes no sense to its reader, so all stays as it is: "
    )
    assert "acept" in refusal
    assert "\n" not in refusal


def test_a_program_that_is_not_there_can_not_agree(trees: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    stage, root = trees
    monkeypatch.setenv("PATH", str(root))
    edit(stage / "etc/nftables.conf", "accept", "drop")
    (refusal,) = refusals(stage, root)
    assert "nft can't be asked" in refusal


def test_a_mistake_in_a_unit_is_said(trees: tuple[Path, Path]) -> None:
    needs("systemd-analyze")
    stage, root = trees
    edit(stage / "etc/systemd/system/shortener-collect.service", "[Service]", "[Service]\nExecStartPre=relative")
    (refusal,) = refusals(stage, root)
    assert refusal.startswith("What would be in /etc/systemd/system makes no sense")
    assert "relative" in refusal


def test_before_the_first_certificate_nginx_is_not_asked(trees: tuple[Path, Path]) -> None:
    stage, root = trees
    edit(stage / "etc/nginx/shortener/site.conf", "listen", "lissten")
    assert list(refusals(stage, root)) == []


def test_where_nginx_is_missing_that_is_said(trees: tuple[Path, Path]) -> None:
    stage, root = trees
    (root / CERTIFICATE).parent.mkdir(parents=True)
    (root / CERTIFICATE).touch()
    shutil.rmtree(root / "etc/nginx")
    (refusal,) = refusals(stage, root)
    assert "it can't be looked at: " in refusal
