"""What counts as visible: at servers that speak for the zone, in one piece, and without a resolver that is misled."""

import json
import sys

import dns.message
import dns.name
import dns.rrset
import pytest

from shortener.acme.texts import texts_at
from tests.acme.calls import V2, Hook
from tests.acme.lab import KEY, RESOLVER, SECRET, Lab
from tests.acme.test_present import challenge, host, new_value
from tests.acme.test_simulator import JSON, Asked

MANY = 40  # values: more than one answer over UDP holds
RECORDS = "/dns/v2/zones/example.org/records/"


def resolved(lab: Lab, name: str) -> set[str]:
    """What somebody hears who asks a resolver that remembers."""
    lines = lab.host.run(["kdig", "+short", f"@{RESOLVER}", name, "TXT"]).stdout.splitlines()
    return {line.strip('"') for line in lines if line.startswith('"')}


def test_no_resolver_is_left_remembering_that_a_value_was_missing(lab: Lab, hook: Hook, name: str) -> None:
    """The zone lets resolvers remember that for an hour, and the hook's own is asked for names above only."""
    asked_before, ours = f"b-{name}", f"o-{name}"
    target = f"{name.split('.', maxsplit=1)[0]}.example.net"
    lab.serve("example.org", f"+{challenge(name)}. 60 CNAME {target}.")
    assert resolved(lab, challenge(asked_before)) == set()
    values = {one: new_value() for one in (asked_before, ours, name)}
    for one, value in values.items():
        assert hook("add", challenge(one), value) == 0, hook.said
    assert resolved(lab, challenge(asked_before)) == set()
    assert resolved(lab, challenge(ours)) == {values[ours]}
    assert resolved(lab, challenge(name)) == {values[name]}


def test_values_that_are_too_many_for_udp_are_read_over_tcp(lab: Lab, hook: Hook, name: str) -> None:
    value = new_value()
    others = [new_value() for _ in range(MANY)]
    body = json.dumps({"records": [{"data": one} for one in others]})
    asked = Asked(lab, ("-u", f"{KEY}:{SECRET}"))(
        "POST", f"/zones/example.org/records/{host(name)}/TXT", *JSON, "-d", body
    )
    assert asked.json["records_added"] == MANY
    assert hook("add", challenge(name), value) == 0, hook.said
    assert set(lab.values("example.org", host(name))) == {value, *others}
    assert hook("remove", challenge(name), value) == 0, hook.said
    assert set(lab.values("example.org", host(name))) == set(others)


def test_a_value_in_parts_is_the_value() -> None:
    name, value = dns.name.from_text("_acme-challenge.example.org"), new_value()
    answer = dns.message.make_response(dns.message.make_query(name, "TXT"))
    answer.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", f'"{value[:9]}" "{value[9:]}"', '"other"'))
    answer.answer.append(dns.rrset.from_text("www.example.org.", 60, "IN", "TXT", '"elsewhere"'))
    assert sorted(texts_at(answer, name)) == sorted([value, "other"])


@pytest.mark.parametrize("status", ["409", "500"])
def test_the_provider_must_find_its_servers_in_step_too(lab: Lab, hook: Hook, name: str, status: str) -> None:
    lab.tell("fault", kind=status, times=2, method="GET", path=RECORDS)
    assert hook("add", challenge(name), new_value()) == 0, hook.said
    assert lab.tell("log")[-1] == f"GET {RECORDS}{host(name)}/TXT"
    hook.configure(V2, wait=2)
    lab.tell("fault", kind=status, times=100, method="GET", path=RECORDS)
    assert hook("add", challenge(f"x-{name}"), new_value()) == 1
    assert f"is not ready (status {status}" in hook.said


@pytest.mark.parametrize("status", ["403", "404"])
def test_a_provider_that_can_not_be_asked_for_that_is_no_failure(lab: Lab, hook: Hook, name: str, status: str) -> None:
    lab.tell("fault", kind=status, method="GET", path=RECORDS)
    assert hook("add", challenge(name), new_value()) == 0
    assert "doesn't tell whether its servers are in step" in hook.said


def test_a_server_that_does_not_speak_for_the_zone_does_not_count(lab: Lab) -> None:
    """A cache shows a value to some and not to others; what a CA asks are the zone's own servers."""
    done = lab.host.run([sys.executable, "-m", "tests.acme.lame", "_acme-challenge.example.org", new_value()])
    lame, own = done.stdout.splitlines()
    assert "lame.example.org [::1] doesn't speak for example.org" in lame, done.stderr
    assert own == "seen"
