"""`shortener doctor --network` finds IPv4 addresses wherever the machine's configuration may have them."""

from pathlib import Path

import pytest

from shortener.cli.checks_literals import literal_findings


def found(etc: Path) -> list[str]:
    """Places, without the folder that they are in."""
    (finding,) = literal_findings(etc)
    assert finding.ok == (finding.found == "none")
    return [] if finding.ok else finding.found.replace(f"{etc}/", "").split("; ")


def write(etc: Path, place: str, text: str) -> None:
    (etc / place).parent.mkdir(parents=True, exist_ok=True)
    (etc / place).write_text(text)


@pytest.mark.parametrize(
    "place",
    [
        *("shortener/site.toml", "shortener/alert", "nginx/nginx.conf", "nginx/sites-enabled/other", "hosts"),
        *("nginx/conf.d/own.conf", "resolv.conf", "network/interfaces.d/50-cloud-init", "nftables.conf"),
        *("systemd/system/nginx.service.d/shortener.conf", "postgresql/15/main/conf.d/shortener.conf"),
    ],
)
def test_an_address_is_found_in_whatever_file_it_stands(tmp_path: Path, place: str) -> None:
    write(tmp_path, place, "first = 1\nsecond 192.0.2.7:80;\n")
    assert found(tmp_path) == [f"{place}, line 2"]


def test_a_site_that_is_enabled_by_a_link_is_read(tmp_path: Path) -> None:
    write(tmp_path, "nginx/sites-available/other", "server 192.0.2.7;")
    assert found(tmp_path) == []
    (tmp_path / "nginx/sites-enabled").mkdir()
    (tmp_path / "nginx/sites-enabled/other").symlink_to(tmp_path / "nginx/sites-available/other")
    assert found(tmp_path) == ["nginx/sites-enabled/other, line 1"]


@pytest.mark.parametrize(
    "text",
    ["# 192.0.2.1", "version 1.2.3.4.5", "300.1.1.1", "release-1.2.3.4", "2001:db8::1", "a1.2.3.4", "[::ffff:0:1]"],
)
def test_what_is_no_address_or_no_setting_is_none(tmp_path: Path, text: str) -> None:
    write(tmp_path, "nginx/nginx.conf", f"{text}\n")
    assert found(tmp_path) == []


def test_the_loopback_is_in_every_file_of_hosts_and_nowhere_else(tmp_path: Path) -> None:
    write(tmp_path, "hosts", "127.0.0.1 localhost\n127.0.1.1 vm1\n::1 localhost\n")
    assert found(tmp_path) == []
    write(tmp_path, "nginx/conf.d/own.conf", "proxy_pass http://127.0.0.1:8000;\n")
    assert found(tmp_path) == ["nginx/conf.d/own.conf, line 1"]


def test_what_can_not_be_read_as_text_is_left_out(tmp_path: Path) -> None:
    write(tmp_path, "shortener/site.toml", "")
    (tmp_path / "shortener/key").write_bytes(b"\xff\xfe 192.0.2.1")
    (tmp_path / "shortener/away").symlink_to(tmp_path / "nothing")
    assert found(tmp_path) == []
