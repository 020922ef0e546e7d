"""What goes wrong at the provider ends in the right result or a clear failure, never in a lost sibling."""

from typing import Any

import pytest

from shortener.acme.names import value_of
from tests.acme.calls import BEARER, V1, V2, Hook
from tests.acme.lab import FIRST, SECOND, Lab
from tests.acme.test_present import challenge, host, new_value

PASSING = [{"kind": kind} for kind in ("409", "429", "500", "503", "html", "slow", "drop")]
PASSING.append({"kind": "429", "after": "1"})


@pytest.mark.parametrize("fault", [*PASSING, {"kind": "401", "login": True}, {"kind": "drop", "login": True}], ids=str)
def test_a_passing_fault_at_any_request_is_got_over(lab: Lab, hook: Hook, name: str, fault: dict[str, Any]) -> None:
    hook.configure(BEARER if fault.pop("login", False) else V2)
    sibling, value = new_value(), new_value()
    assert hook("add", challenge(name), sibling) == 0, hook.said
    for method in ("GET", "POST"):
        lab.tell("fault", **fault, method=method, path="/dns/v2/")
    assert hook("add", challenge(name), value) == 0, hook.said
    assert lab.served(challenge(name), FIRST) == lab.served(challenge(name), SECOND) == {sibling, value}
    lab.tell("fault", **fault, method="DELETE", path="/dns/v2/")
    assert hook("remove", challenge(name), value) == 0, hook.said
    assert lab.values("example.org", host(name)) == [sibling]


@pytest.mark.parametrize("kind", ["429", "html", "drop"])
def test_a_passing_fault_of_the_older_api_is_got_over(lab: Lab, hook: Hook, name: str, kind: str) -> None:
    hook.configure(V1)
    there, value = f"_acme-challenge.{name.split('.', maxsplit=1)[0]}.example.net", new_value()
    lab.tell("fault", kind=kind, method="POST", path="/")
    assert hook("add", there, value) == 0, hook.said
    for _ in range(2):  # the first is asked for the list, the second to remove
        lab.tell("fault", kind=kind, method="POST", path="/")
    assert hook("remove", there, value) == 0, hook.said
    assert lab.values("example.net", there.removesuffix(".example.net")) == []


@pytest.mark.parametrize("kind", ["429", "500", "503", "html", "slow"])
def test_a_lasting_fault_is_a_clear_failure_in_time(lab: Lab, hook: Hook, name: str, kind: str) -> None:
    hook.configure(V2, wait=3)
    lab.tell("fault", kind=kind, times=100, method="POST", path="/dns/v2/")
    assert hook("add", challenge(name), new_value()) == 1
    last = hook.said.splitlines()[-1]
    assert last.startswith("acme-dns01: api.dns.test")
    assert "Tried" in last
    assert "try again later" in last


def test_a_fault_at_the_login_is_got_over(lab: Lab, hook: Hook, name: str) -> None:
    hook.configure(BEARER)
    for kind in ("503", "drop", "html"):
        lab.tell("fault", kind=kind, method="POST", path="/login")
    assert hook("add", challenge(name), new_value()) == 0, hook.said


def test_a_wrong_secret_is_not_tried_again(lab: Lab, hook: Hook, name: str) -> None:
    for accounts in (V2, BEARER):
        hook.configure(accounts.replace("s3cret-of-the-hook-key", "another"))
        lab.tell("log")
        assert hook("add", challenge(name), new_value()) == 1
        assert "check" in hook.said
        assert len(lab.tell("log")) == 1


@pytest.mark.parametrize("status", ["400", "403", "404"])
def test_a_refusal_is_not_tried_again(lab: Lab, hook: Hook, name: str, status: str) -> None:
    lab.tell("fault", kind=status, times=1, method="POST")
    assert hook("add", challenge(name), new_value()) == 1
    assert "Tried" not in hook.said
    assert not any(line.startswith("POST") for line in lab.tell("log"))


def test_an_untrusted_certificate_is_not_tried_again(lab: Lab, hook: Hook, name: str) -> None:
    text = hook.file.read_text()
    hook.file.write_text("\n".join(line for line in text.splitlines() if not line.startswith("authorities")))
    assert hook("add", challenge(name), new_value()) == 1
    assert "isn't trusted" in hook.said


def test_a_failed_removal_stays_known_until_it_works(lab: Lab, hook: Hook, name: str) -> None:
    value = new_value()
    assert hook("add", challenge(name), value) == 0
    hook.configure(V2, wait=1)
    lab.tell("fault", kind="500", times=100, method="DELETE")
    assert hook("remove", challenge(name), value) == 1
    assert value in hook.run("values").stdout
    lab.tell("calm")
    assert hook("sweep") == 0
    assert lab.values("example.org", host(name)) == []


def test_certbots_last_call_puts_again_what_an_earlier_one_could_not(lab: Lab, hook: Hook, name: str) -> None:
    values = [value_of(f"{name}{number}") for number in range(2)]
    hook.configure(V2, wait=1)
    lab.tell("fault", kind="500", times=100, method="POST")
    environment = {"CERTBOT_DOMAIN": name}
    assert hook(**environment, CERTBOT_VALIDATION=values[0], CERTBOT_REMAINING_CHALLENGES="1") == 1
    lab.tell("calm")
    hook.configure(V2)
    assert hook(**environment, CERTBOT_VALIDATION=values[1], CERTBOT_REMAINING_CHALLENGES="0") == 0, hook.said
    assert lab.values("example.org", host(name)) == sorted(values)
