"""A server's configuration from one file: what is made of it, and what is refused."""

import re
import textwrap
from pathlib import Path

import pytest

from deploy.setup.reading import BadSite
from deploy.setup.site import main, read_site, write

DEPLOY = Path(__file__).resolve().parent.parent.parent / "deploy"
EXAMPLE, CLOUD_INIT = DEPLOY / "site.example.toml", DEPLOY / "cloud-init" / "user-data.yaml"
LEAST = 'domain = "go.example.org"\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "site.toml"


def made(tmp_path: Path, file: Path, text: str) -> dict[str, str]:
    """Each file's text, by its path."""
    file.write_text(text)
    root = tmp_path / "root"
    names = write(root, read_site(file))
    return {name: (root / name).read_text() for name in names}


def test_the_least_that_may_be_said_makes_everything(tmp_path: Path, file: Path) -> None:
    found = made(tmp_path, file, LEAST)
    assert "server_name go.example.org;" in found["etc/nginx/shortener/site.conf"]
    assert "proxy_protocol default_server" not in found["etc/nginx/shortener/site.conf"]
    assert "SHORTENER_BASE_URL=https://go.example.org\n" in found["etc/shortener/shortener.env"]
    assert "SHORTENER_TRUSTED_PROXIES=unix\n" in found["etc/shortener/shortener.env"]
    assert "tcp dport 5432" not in found["etc/nftables.conf"]
    assert not any("@" in line.split("#")[0] for line in found["etc/nftables.conf"].splitlines())
    assert {"etc/systemd/system/shortener-redirects.service", "usr/local/bin/shortener"} <= set(found)


def test_a_second_time_nothing_is_written(tmp_path: Path, file: Path) -> None:
    assert made(tmp_path, file, LEAST)
    assert made(tmp_path, file, LEAST) == {}
    changed = made(tmp_path, file, f'{LEAST}[settings]\nORGANISATION = "Press, Ltd @ home; $x"\n')
    assert set(changed) == {"etc/shortener/shortener.env"}
    assert "SHORTENER_ORGANISATION=Press, Ltd @ home; $x\n" in changed["etc/shortener/shortener.env"]


def test_the_example_says_all_that_can_be_said(tmp_path: Path, file: Path) -> None:
    found = made(tmp_path, file, EXAMPLE.read_text())
    rules = found["etc/nftables.conf"]
    assert "ip6 daddr 2001:db8:1::443 jump proxied" in rules
    assert "ip6 saddr 2001:db8:ffff::2 tcp dport { 80, 443 } accept" in rules
    assert "ip6 saddr 2001:db8:aaaa::/48 tcp dport 22 accept" in rules
    assert "SHORTENER_PROXY_NAMES=proxy.example.net\n" in found["etc/shortener/shortener.env"]
    site = found["etc/nginx/shortener/site.conf"]
    assert site.count("listen [2001:db8:1::443]:443 ssl http2 proxy_protocol") == 2
    assert site.count("set_real_ip_from 2001:db8:ffff::1;") == 2


def test_the_site_of_cloud_init_is_one(tmp_path: Path, file: Path) -> None:
    [site] = re.findall(r"^    content: \|\n((?: {6}.*\n)+)", CLOUD_INIT.read_text(), re.MULTILINE)
    found = made(tmp_path, file, textwrap.dedent(site))
    assert "proxy_protocol default_server" in found["etc/nginx/shortener/site.conf"]


def test_a_database_for_several_machines(tmp_path: Path, file: Path) -> None:
    first = made(tmp_path / "1", file, f'{LEAST}[database]\nnodes = ["2001:db8:2::2"]\n')
    assert "hostssl shortener  shortener  2001:db8:2::2/128  scram-sha-256" in first["etc/shortener/pg_hba.conf"]
    assert "ip6 saddr 2001:db8:2::2/128 tcp dport 5432 accept" in first["etc/nftables.conf"]
    next_one = made(tmp_path / "2", file, f'{LEAST}[database]\nhost = "2001:db8:1::2"\n')["etc/shortener/shortener.env"]
    assert "//shortener@[2001:db8:1::2]:5432/shortener?sslmode=verify-ca" in next_one
    assert "SHORTENER_SECRET_KEY_FILE=/etc/shortener/shared/secret-key" in next_one


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "domain has ''; wanted is a host name"),
        ('domain = "Go.Example.org"', "domain has 'Go.Example.org'; wanted is a host name in small letters"),
        ('domain = "a;b.example"', "wanted is a host name"),
        (f'{LEAST}dmain = "x.example"', "'dmain' means nothing; known are: access, "),
        (f"{LEAST}hosts = 1", "hosts must be a list of texts"),
        (f'{LEAST}proxy = "x"', "proxy must be a table"),
        (f'{LEAST}[proxy]\naddresses = ["2001:db8::1"]', "proxy needs both addresses"),
        (f'{LEAST}[proxy]\nendpoint = "2001:db8::1"', "proxy needs both addresses"),
        (f'{LEAST}[proxy]\naddresses = ["192.0.2.1"]\nendpoint = "2001:db8::1"', "wanted is an IPv6 address"),
        (f"{LEAST}[proxy]\nname = 1", "proxy.name has 1; wanted is a host name"),
        (f'{LEAST}[certificate]\nchallenge = "tls-alpn-01"', "it must be dns-01 or http-01"),
        (f'{LEAST}[database]\nhost = "2001:db8::1"\nnodes = []', "either nodes"),
        (f"{LEAST}[settings]\nX = [1]", "settings must be lines such as"),
        ("domain = ", "Invalid value"),
    ],
)
def test_a_mistake_is_one_sentence_with_the_files_name(
    tmp_path: Path, file: Path, text: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(text)
    with pytest.raises(BadSite):
        read_site(file)
    assert main([str(file), str(tmp_path / "root")]) == 1
    told = capsys.readouterr().err
    assert told.startswith(f"{file}: ")
    assert said in told
    assert told.count("\n") == 1
    assert not (tmp_path / "root").exists()


def test_without_words_it_says_which_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "site.py /etc/shortener/site.toml /" in capsys.readouterr().err
