"""Which domain a Host header means."""

import pytest

from shortener.net.served import MOST_SPELLINGS, Hosts

TABLE = {"rpf.io": (1, "rpf.io"), "www.rpf.io": (1, "rpf.io"), "rptl.io": (2, "rptl.io"), "2001:db8::1": (3, "x")}


@pytest.fixture
def hosts() -> Hosts:
    made = Hosts("rpf.io")
    made.replace(TABLE)
    return made


@pytest.mark.parametrize(
    ("host", "domain_id"),
    [
        ("rpf.io", 1),
        ("RPF.io", 1),
        ("rpf.io.", 1),
        ("rpf.io:8000", 1),
        ("www.rpf.io", 1),
        ("rptl.io:443", 2),
        ("[2001:db8::1]", 3),
        ("[2001:DB8:0::1]:8080", 3),
    ],
)
def test_port_case_and_final_dot_are_ignored(hosts: Hosts, host: str, domain_id: int) -> None:
    assert hosts.find(host) == domain_id


@pytest.mark.parametrize("host", ["", "evil.example", "rpf.io.evil.example", "localhost", "127.0.0.1", "[::1]", "a b"])
def test_any_other_host_is_a_stranger(hosts: Hosts, host: str) -> None:
    assert hosts.find(host) is None


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000", "[::1]", "127.9.9.9"])
def test_loopback_names_mean_the_default_domain_while_it_is_one(host: str) -> None:
    hosts = Hosts("localhost")
    hosts.replace({"localhost": (4, "localhost")})
    assert hosts.find(host) == 4
    assert hosts.find("rpf.io") is None


def test_a_new_table_is_believed_at_once(hosts: Hosts) -> None:
    assert hosts.find("new.example") is None
    hosts.replace(TABLE | {"new.example": (5, "new.example")})
    assert hosts.find("new.example") == 5


def test_strange_hosts_cannot_fill_the_memory(hosts: Hosts) -> None:
    for number in range(MOST_SPELLINGS + 100):
        hosts.find(f"x{number}.example")
    assert len(hosts._spellings) <= MOST_SPELLINGS
