"""A value is put beside others, waited for at every address of every server, and taken out alone."""

import json
import secrets
import signal
import sys
from pathlib import Path

import pytest

from shortener.acme.names import value_of
from tests.acme.calls import BEARER, V1, Hook, eventually
from tests.acme.lab import FIRST, FIRST_TOO, KEY, NARROW, NARROW_SECRET, ROOT, SECOND, SECRET, SIGNED, Lab

EVERYWHERE = (FIRST, FIRST_TOO, SECOND)


def new_value() -> str:
    return value_of(secrets.token_hex())


def challenge(name: str) -> str:
    return f"_acme-challenge.{name}"


def host(name: str) -> str:
    return challenge(name).removesuffix(".example.org")


def test_success_means_that_every_address_of_every_server_shows_it(lab: Lab, hook: Hook, name: str) -> None:
    lab.tell("lag", server="ns2.dns.test", seconds=1.5)
    value = new_value()
    assert hook("add", challenge(name), value) == 0, hook.said
    assert all(lab.served(challenge(name), address) == {value} for address in EVERYWHERE)
    assert "all 3 servers" in hook.said


def test_two_values_of_one_name_live_together_and_are_removed_one_by_one(lab: Lab, hook: Hook, name: str) -> None:
    ours, theirs = new_value(), new_value()
    assert hook("deploy_challenge", name, "f", ours, f"*.{name}", "f", theirs) == 0
    assert lab.served(challenge(name), SECOND) == {ours, theirs}
    assert hook("clean_challenge", name, "f", ours) == 0
    assert lab.values("example.org", host(name)) == [theirs]


def test_a_value_that_somebody_else_put_there_is_never_touched(lab: Lab, hook: Hook, name: str, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = Hook(lab, tmp_path / "other")
    ours, theirs = new_value(), new_value()
    assert other("add", challenge(name), theirs) == 0
    assert hook("add", challenge(name), ours) == 0
    assert hook("remove", challenge(name), ours) == 0
    assert lab.values("example.org", host(name)) == [theirs]


def test_adding_and_removing_twice_is_no_error(lab: Lab, hook: Hook, name: str) -> None:
    value = new_value()
    assert [hook(verb, challenge(name), value) for verb in ("add", "add", "remove", "remove")] == [0, 0, 0, 0]
    assert lab.values("example.org", host(name)) == []


def test_the_longest_zone_gets_it(lab: Lab, hook: Hook, name: str) -> None:
    below = challenge(f"x{name}").replace(".example.org", ".sub.example.org")
    assert hook("add", below, new_value()) == 0, hook.said
    assert len(lab.values("sub.example.org", below.removesuffix(".sub.example.org"))) == 1


def test_a_cname_is_followed_and_the_value_removed_where_it_was_written(lab: Lab, hook: Hook, name: str) -> None:
    target = f"{name.split('.', maxsplit=1)[0]}.example.net"
    lab.serve("example.org", f"+{challenge(name)}. 60 CNAME {target}.")
    value = new_value()
    assert hook("add", challenge(name), value) == 0, hook.said
    assert lab.values("example.net", target.split(".", maxsplit=1)[0]) == [value]
    lab.serve("example.org", f"-{challenge(name)}. CNAME")
    assert hook("remove", challenge(name), value) == 0, hook.said
    assert lab.values("example.net", target.split(".", maxsplit=1)[0]) == []


def test_cnames_that_go_round_are_told_of(lab: Lab, hook: Hook, name: str) -> None:
    there = f"{name.split('.', maxsplit=1)[0]}.example.net"
    lab.serve("example.org", f"+{challenge(name)}. 60 CNAME {there}.")
    lab.serve("example.net", f"+{there}. 60 CNAME {challenge(name)}.")
    assert hook("add", challenge(name), new_value()) == 1
    assert "round in a circle" in hook.said


def test_an_alias_of_the_configuration_goes_before_the_dns(lab: Lab, hook: Hook) -> None:
    hook.configure('[aliases]\n"_acme-challenge.shop.example" = "shop.example.net"\n' + V1)
    value = new_value()
    assert hook("add", "_acme-challenge.shop.example", value) == 0, hook.said
    assert value in lab.values("example.net", "shop")
    assert hook("remove", "_acme-challenge.shop.example", value) == 0, hook.said


def test_a_name_below_a_delegation_to_somebody_else_is_refused(lab: Lab, hook: Hook, name: str) -> None:
    lab.serve("example.org", f"+{name}. 60 NS ns1.dns.test.")
    assert hook("add", challenge(name), new_value()) == 1
    assert name in hook.said


def test_a_name_in_nobodys_zone_is_refused(hook: Hook) -> None:
    assert hook("add", "_acme-challenge.signed.test", new_value()) == 1
    assert "No key is for a zone that holds" in hook.said


def test_a_value_that_one_server_never_shows_fails_in_time_and_says_which(lab: Lab, hook: Hook, name: str) -> None:
    hook.configure(hook.file.read_text()[hook.file.read_text().index("[[account]]") :], wait=2)
    lab.tell("lag", server="ns2.dns.test", seconds=6)
    assert hook("add", challenge(name), new_value()) == 1
    assert "ns2.dns.test [fd53::2] lacks 1 of 1" in hook.said


def test_acme_sh_adds_and_removes_through_its_adapter(lab: Lab, hook: Hook, name: str) -> None:
    script = f". {ROOT}/deploy/acme.sh/dns_acme_dns01.sh && dns_acme_dns01_$1 {challenge(name)} $2"
    value = new_value()
    environment = hook.environment(ACME_DNS01=str(Path(sys.executable).parent / "acme-dns01"))
    assert lab.host.run(["sh", "-c", script, "sh", "add", value], environment=environment).returncode == 0
    assert lab.values("example.org", host(name)) == [value]
    assert lab.host.run(["sh", "-c", script, "sh", "rm", value], environment=environment).returncode == 0
    assert lab.values("example.org", host(name)) == []


def test_certbots_last_call_waits_for_all(lab: Lab, hook: Hook, name: str) -> None:
    lab.tell("lag", server="ns2.dns.test", seconds=1.5)
    values = [new_value(), new_value()]
    environment = {"CERTBOT_DOMAIN": name, "CERTBOT_ALL_DOMAINS": name}
    assert hook(**environment, CERTBOT_VALIDATION=values[0], CERTBOT_REMAINING_CHALLENGES="1") == 0
    assert lab.served(challenge(name), SECOND) == set()
    assert hook(**environment, CERTBOT_VALIDATION=values[1], CERTBOT_REMAINING_CHALLENGES="0") == 0, hook.said
    assert lab.served(challenge(name), SECOND) == set(values)
    for value in values:
        assert hook(**environment, CERTBOT_VALIDATION=value, CERTBOT_AUTH_OUTPUT="") == 0
    assert lab.values("example.org", host(name)) == []


def test_a_token_is_fetched_and_fetched_anew_when_it_ends(lab: Lab, hook: Hook, name: str) -> None:
    hook.configure(BEARER)
    lab.tell("fault", kind="401", path="/dns/v2/zones/example.org")
    assert hook("add", challenge(name), new_value()) == 0, hook.said
    asked = lab.tell("log")
    assert asked.count("POST /login") == 2


def test_a_key_for_one_host_is_enough(lab: Lab, hook: Hook) -> None:
    text = hook.file.read_text()
    hook.file.write_text(text.replace(SECRET, NARROW_SECRET).replace(KEY, NARROW))
    value = new_value()
    assert hook("add", "_acme-challenge.example.org", value) == 0, hook.said
    assert hook("remove", "_acme-challenge.example.org", value) == 0
    assert hook("add", "_acme-challenge.www.example.org", value) == 1
    assert "permit" in hook.said


def test_the_older_api_removes_by_exact_value_too(lab: Lab, hook: Hook, name: str) -> None:
    hook.configure(V1)
    there = f"_acme-challenge.{name.split('.', maxsplit=1)[0]}.example.net"
    ours, theirs = new_value(), new_value()
    assert [hook("add", there, value) for value in (ours, theirs, ours)] == [0, 0, 0], hook.said
    assert hook("remove", there, ours) == 0
    assert lab.values("example.net", there.removesuffix(".example.net")) == [theirs]


def test_a_name_server_that_takes_signed_updates_serves_as_well(lab: Lab, hook: Hook) -> None:
    key = lab.update_key
    account = f'[[account]]\nkind = "rfc2136"\nkey = "{key.name}"\nsecret = "{key.secret}"\n'
    account += f'server = "[{FIRST}]:53"\nzones = ["{SIGNED}"]\n'
    hook.configure(account)
    ours, theirs = new_value(), new_value()
    name = f"_acme-challenge.{SIGNED}"
    assert [hook("add", name, value) for value in (ours, theirs, ours)] == [0, 0, 0], hook.said
    assert hook("remove", name, ours) == 0
    assert lab.served(name, FIRST) == {theirs}
    hook.configure(account.replace(key.secret, "c2VjcmV0"))
    assert hook("add", name, ours) == 1
    assert "refuses the TSIG key" in hook.said
    assert key.secret not in hook.said


def test_what_a_killed_call_left_is_known_and_swept(lab: Lab, hook: Hook, name: str) -> None:
    lab.tell("lag", server="ns2.dns.test", seconds=3)
    value = new_value()
    call = hook.begin("add", challenge(name), value)
    eventually(lambda: lab.values("example.org", host(name)) == [value])
    call.send_signal(signal.SIGKILL)
    call.communicate(timeout=10)
    assert [one["value"] for one in json.loads(hook.run("--json", "values").stdout)] == [value]
    assert hook("sweep") == 0
    assert lab.values("example.org", host(name)) == []
    assert json.loads(hook.run("values", "--json").stdout) == []


def test_old_leftovers_go_with_the_next_call(lab: Lab, hook: Hook, name: str) -> None:
    old, young, new = (new_value() for _ in range(3))
    assert [hook("add", challenge(name), value) for value in (old, young)] == [0, 0]
    ledger = hook.state / "values.json"
    entries = json.loads(ledger.read_text())
    entries[0]["at"] -= 7 * 3600
    ledger.write_text(json.dumps(entries))
    assert hook("add", challenge(name), new) == 0
    assert lab.values("example.org", host(name)) == sorted([young, new])


def test_two_renewals_at_once_both_succeed(lab: Lab, hook: Hook, name: str) -> None:
    lab.tell("lag", server="ns2.dns.test", seconds=1)
    values = [new_value() for _ in range(4)]
    calls = [hook.begin("add", challenge(name), value) for value in values]
    said = [call.communicate(timeout=60)[1] for call in calls]
    assert [call.returncode for call in calls] == [0, 0, 0, 0], said
    assert lab.values("example.org", host(name)) == sorted(values)
    assert [hook("remove", challenge(name), value) for value in values] == [0, 0, 0, 0]


@pytest.mark.parametrize("verb", ["add", "remove"])
def test_a_dry_run_writes_nothing(lab: Lab, hook: Hook, name: str, verb: str) -> None:
    assert hook("--dry-run", verb, challenge(name), new_value()) == 0
    assert f"Would {verb} a value at {challenge(name)}" in hook.said
    assert lab.values("example.org", host(name)) == []
    assert not any(line.startswith(("POST", "DELETE")) for line in lab.tell("log"))
