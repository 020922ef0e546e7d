"""Servers that are silent cost a share of the time and never all of it: addresses, resolvers and name servers."""

import shutil
import sys
from collections.abc import Iterator

import pytest

from tests.acme.calls import Hook
from tests.acme.lab import FIRST, FORGETFUL, RESOLVER, SIGNED, Lab
from tests.acme.test_present import challenge, host, new_value
from tests.staged import PATH

SILENT = ("fd53::dead", "fd53::beef")
DROP = f"""\
table inet silent {{
    chain in {{
        type filter hook input priority filter;
        ip6 daddr {{ {", ".join(SILENT)} }} drop
    }}
}}
"""
PRIMARY = "primary.dns.test"
TIMED = """
import sys, time
from shortener.acme.errors import Failure
began = time.monotonic()
try:
    {what}
except Failure as error:
    print(f"{{time.monotonic() - began}} {{error}}")
"""
ASK = "from shortener.acme.https import Site; Site('https://api.dns.test', None, 1.0).ask('GET', '/', {})"
WAIT = (  # for a value, at servers whose addresses are the words
    "from shortener.acme.authority import *; from shortener.acme.delegation import Place;"
    " from shortener.acme.visible import wait_for;"
    " servers = tuple(Server(f'ns{n}', address) for n, address in enumerate(sys.argv[1:]));"
    " wait_for({Place('x.test', Zone('test', servers)): {'v'}}, deadline=began + 1.5, pause=0.1, settle=0.0)"
)


@pytest.fixture
def silent(lab: Lab) -> Iterator[Lab]:
    """Names have addresses at which nobody answers beside the one at which somebody does."""
    if shutil.which("nft", path=PATH) is None:
        pytest.skip("nft is not installed")
    records = [f"api.dns.test. 60 AAAA {one}" for one in SILENT]
    records += [f"{PRIMARY}. 60 AAAA {one}" for one in (*SILENT, FIRST)]
    for address in SILENT:
        lab.host.configure("address", "add", f"{address}/128", "dev", "lo", "nodad")
    lab.host.must(["nft", "-f", "-"], DROP)
    lab.serve("dns.test", *(f"+{one}" for one in records))
    lab.host.use_resolver(FORGETFUL)
    yield lab
    lab.host.use_resolver(RESOLVER)
    lab.serve("dns.test", *(f"-{one.replace(' 60', '')}" for one in records))
    lab.host.must(["nft", "delete", "table", "inet", "silent"])
    for address in SILENT:
        lab.host.configure("address", "del", f"{address}/128", "dev", "lo")


def timed(lab: Lab, what: str, *words: str) -> tuple[float, str]:
    """Seconds until it failed, and with which sentence."""
    done = lab.host.run([sys.executable, "-c", TIMED.format(what=what), *words])
    seconds, _, sentence = done.stdout.partition(" ")
    assert sentence, done.stderr
    return float(seconds), sentence


def test_an_api_is_asked_at_its_other_addresses(silent: Lab, hook: Hook, name: str) -> None:
    value = new_value()
    assert hook("add", challenge(name), value) == 0, hook.said
    assert silent.values("example.org", host(name)) == [value]


def test_a_server_of_signed_updates_is_asked_at_its_other_addresses(silent: Lab, hook: Hook) -> None:
    key, value, name = silent.update_key, new_value(), f"_acme-challenge.t.{SIGNED}"
    account = f'[[account]]\nkind = "rfc2136"\nkey = "{key.name}"\nsecret = "{key.secret}"\n'
    hook.configure(f'{account}server = "{PRIMARY}:53"\nzones = ["{SIGNED}"]\n')
    assert hook("add", name, value) == 0, hook.said
    assert silent.served(name, FIRST) == {value}
    assert hook("remove", name, value) == 0, hook.said


def test_a_resolver_that_does_not_answer_is_not_waited_for_longer_than_said(silent: Lab) -> None:
    silent.host.use_resolver(SILENT[0])
    seconds, sentence = timed(silent, ASK)
    assert sentence == "api.dns.test can't be asked: no whole answer in time.\n"
    assert 0.9 < seconds < 5


def test_name_servers_are_asked_at_once_and_not_beyond_the_deadline(silent: Lab) -> None:
    seconds, sentence = timed(silent, WAIT, *SILENT * 3)
    assert sentence.startswith("Not visible everywhere in time: ns0 [fd53::dead] gives no answer")
    assert sentence.count("gives no answer") == 6
    assert seconds < 4
