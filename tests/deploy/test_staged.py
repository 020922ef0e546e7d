"""`make lint` finds what nginx, nft, systemd and haproxy would refuse."""

import os
from pathlib import Path

import pytest

from tests import staged


def test_what_set_up_writes_makes_sense_to_those_who_read_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert staged.main() == 0, capsys.readouterr().out


@pytest.mark.skipif(os.geteuid() != 0, reason="nft and nginx want root even for a look")
@pytest.mark.parametrize(
    ("place", "wrong"),
    [
        ("etc/nftables.conf", "tcp dport { 80, 443 } acept"),
        ("etc/nginx/shortener/site.conf", "lissten [::]:80;"),
        ("etc/systemd/system/shortener-collect.service", "[Service]\nUsr=shortener"),
    ],
)
def test_a_mistake_is_found(tmp_path: Path, place: str, wrong: str) -> None:
    root = next(iter(staged.sites(tmp_path)))
    (root / place).write_text((root / place).read_text() + f"\n{wrong}\n")
    assert list(staged.problems(root))
