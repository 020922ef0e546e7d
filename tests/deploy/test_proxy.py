"""A proxy of one's own from one file: what is made of it, what is refused, and that haproxy looks first."""

from pathlib import Path

import pytest

from deploy.setup.proxy import HAPROXY, main, put
from deploy.setup.reading import BadSite

EXAMPLE = Path(__file__).resolve().parent.parent.parent / "deploy" / "proxy.example.toml"
HOSTS = 'hosts = ["go.example.org"]\n'
NODE = '[[node]]\nname = "one"\naddress = "2001:db8:1::443"\n'


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    """The file that people write, and the one that haproxy reads."""
    if not Path(HAPROXY).exists():
        pytest.skip("haproxy is not installed")
    return tmp_path / "proxy.toml", tmp_path / "haproxy" / "haproxy.cfg"


def test_the_example_makes_a_proxy_with_shares(places: tuple[Path, Path]) -> None:
    source, target = places
    assert main([str(EXAMPLE), str(target)]) == 0
    lines = [line.strip() for line in target.read_text().splitlines()]
    assert "server one [2001:db8:1::443]:80 weight 11 check" in lines
    assert "server pi [2001:db8:2::443]:443 weight 1 send-proxy-v2 check port 80" in lines
    assert "stats socket /run/haproxy/admin.sock mode 600 level admin" in lines
    assert not put(EXAMPLE, target)
    source.write_text(f"header = 1\n{HOSTS}{NODE}")
    assert put(source, target)
    assert "443 weight 1 send-proxy check" in target.read_text()


def test_what_haproxy_refuses_never_comes_into_place(
    places: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    source, target = places
    put(EXAMPLE, target)
    before = target.read_text()
    source.write_text(f'socket = "two words"\n{HOSTS}{NODE}')
    assert main([str(source), str(target)]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"haproxy refuses what comes of {source}, and {target} stays: ")
    assert "'stats socket' : missing port specification in 'two'" in said
    assert said.count("\n") == 1
    assert target.read_text() == before
    assert [one.name for one in target.parent.iterdir()] == ["haproxy.cfg"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (NODE, "it needs hosts"),
        (HOSTS, "it needs hosts"),
        (f"{HOSTS}node = 1", "it needs hosts"),
        (f"{HOSTS}node = [1]", "node 1 must be a table"),
        (f'hosts = ["*.example.org"]\n{NODE}', "hosts must be whole names"),
        (f"{HOSTS}header = 3\n{NODE}", "header is 3; it must be 1 or 2"),
        (f"{HOSTS}header = true\n{NODE}", "header is True"),
        (f"{HOSTS}nodes = []\n{NODE}", "'nodes' means nothing; known are: header, hosts, node, socket."),
        (f"{HOSTS}{NODE}{NODE}", "two nodes have the same name"),
        (f"{HOSTS}{NODE}weight = 257", "node 1 has the weight 257"),
        (f"{HOSTS}{NODE.replace('one', 'a b')}", "node 1 has the name 'a b'"),
        (f"{HOSTS}{NODE.replace('2001:db8:1::443', '192.0.2.1')}", "wanted is an IPv6 address"),
        (f"{HOSTS}{NODE.replace('2001:db8:1::443', '2001:db8::/64')}", "wanted is one address"),
        ("hosts = ", "Invalid value"),
    ],
)
def test_a_mistake_is_one_sentence_with_the_files_name(places: tuple[Path, Path], text: str, said: str) -> None:
    source, target = places
    source.write_text(text)
    with pytest.raises(BadSite) as caught:
        put(source, target)
    assert str(caught.value).startswith(f"{source}: ")
    assert said in str(caught.value)
    assert not target.exists()
