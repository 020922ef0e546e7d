"""The simulator of the provider's API behaves as its documentation and recorded exchanges say."""

import json
import os
import time
from dataclasses import dataclass
from typing import Any

import pytest

from deploy.lab.dnsapi.publish import Target
from tests.acme.calls import eventually
from tests.acme.lab import FIRST, KEY, MINIMUM, NARROW, NARROW_SECRET, PASSWORD, SECOND, SECRET, Lab

V2 = "https://api.dns.test/dns/v2"
JSON = ("-H", "Content-Type: application/json")


@dataclass
class Reply:
    status: int
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@dataclass
class Asked:
    """Asks as curl does, as somebody."""

    lab: Lab
    who: tuple[str, ...]

    def __call__(self, method: str, url: str, *words: str) -> Reply:
        command = ["curl", "-sg", "--cacert", str(self.lab.authority.certificate), "-X", method, "-w", "%{http_code}"]
        done = self.lab.host.run([*command, *self.who, *words, url if url.startswith("https") else V2 + url])
        return Reply(int(done.stdout[-3:]), done.stdout[:-3])

    def records(self, path: str) -> list[tuple[str, str, str]]:
        return [(one["host"], one["type"], one["data"]) for one in self("GET", path).json["records"]]


@pytest.fixture
def ask(lab: Lab) -> Asked:
    return Asked(lab, ("-u", f"{KEY}:{SECRET}"))


@pytest.fixture
def at(name: str) -> str:
    """The path of a host that no other test uses."""
    return f"/zones/example.org/records/{name.split('.', maxsplit=1)[0]}"


def body(*records: dict[str, Any]) -> tuple[str, ...]:
    return (*JSON, "-d", json.dumps({"records": records}))


def test_zones_are_named_without_a_final_dot_and_json_is_printed_for_people(ask: Asked) -> None:
    reply = ask("GET", "/zones")
    assert reply.json == {"zones": ["example.net", "example.org", "sub.example.org"]}
    assert reply.text.endswith("}\n")
    assert reply.text.count("\n") > 3


def test_a_token_is_bound_to_its_address_and_ends(lab: Lab, ask: Asked) -> None:
    login = ask("POST", "https://auth.dns.test/login", "-d", "grant_type=client_credentials")
    assert '"token_type":"bearer"' in login.text
    bearer = Asked(lab, ("-H", f"Authorization: Bearer {login.json['access_token']}"))
    assert bearer("GET", "/zones", "--interface", SECOND).status == 401
    assert bearer("GET", "/zones", "--interface", "fd53::a").status == bearer("GET", "/zones").status == 200
    lab.tell("expire")
    assert bearer("GET", "/zones").status == 401
    wrong = Asked(lab, ("-u", f"{KEY}:wrong"))("POST", "https://auth.dns.test/login", "-d", "grant_type=x")
    assert (wrong.status, wrong.json["error"]) == (401, "invalid_client")


def test_a_token_lasts_for_as_long_as_it_is_used(lab: Lab, ask: Asked) -> None:
    lab.tell("lifetime", seconds=1)
    login = ask("POST", "https://auth.dns.test/login", "-d", "grant_type=client_credentials")
    bearer = Asked(lab, ("-H", f"Authorization: Bearer {login.json['access_token']}"))
    began, statuses = time.monotonic(), []
    while time.monotonic() < began + 1.5:
        statuses.append(bearer("GET", "/zones").status)
    assert set(statuses) == {200}
    time.sleep(1.1)
    assert bearer("GET", "/zones").status == 401


def test_a_narrow_key_may_do_only_what_it_is_for(lab: Lab) -> None:
    narrow = Asked(lab, ("-u", f"{NARROW}:{NARROW_SECRET}"))
    assert narrow("GET", "/zones").json == {"zones": ["example.org"]}
    assert narrow("GET", "/zones/example.org/records/_acme-challenge/TXT").status == 200
    refused = [
        narrow("GET", "/zones/example.org/records/www/TXT"),
        narrow("GET", "/zones/example.org/records"),
        narrow("GET", "/zones/example.net/records/_acme-challenge/TXT"),
        narrow("GET", "/zones/unknown.org/records/_acme-challenge/TXT"),
    ]
    assert [one.status for one in refused] == [403] * 4
    assert refused[0].json == {"error": "Access denied"}


def test_records_come_and_go_in_three_forms(ask: Asked, at: str) -> None:
    assert ask("POST", f"{at}/TXT", "-d", "data=one").json == {"message": "1 records added", "records_added": 1}
    host = at.rpartition("/")[2]
    assert ask("POST", at, *body({"type": "MX", "data": "mail", "mx_priority": 10})).status == 200
    zone_file = f'{host} 120 IN TXT "two"\n'
    assert ask("POST", f"{at}/TXT", "-H", "Content-Type: text/dns", "--data-binary", zone_file).status == 200
    assert sorted(ask.records(at)) == [(host, "MX", "mail"), (host, "TXT", "one"), (host, "TXT", "two")]
    shown = ask("GET", f"{at}/TXT", "-H", "Accept: text/dns").text
    assert f'{host} 120 IN TXT "two"' in shown.splitlines()
    form = ask("GET", f"{at}/MX", "-H", "Accept: application/x-www-form-urlencoded").text
    assert form == f"host={host}&type=MX&ttl=300&data=mail&mx_priority=10\n"


def test_a_duplicate_refuses_the_whole_request(ask: Asked, at: str) -> None:
    ask("POST", f"{at}/TXT", "-d", "data=one")
    reply = ask("POST", f"{at}/TXT", *body({"data": "new"}, {"data": "one"}))
    assert reply.status == 400
    assert reply.json["errors"][0].startswith("Duplicate record '")
    assert [data for _host, _type, data in ask.records(at)] == ["one"]


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"type": "XX", "data": "x"}, "Unsupported record type 'XX' (line 1)"),
        ({"type": "A", "data": "::1"}, "Invalid A record"),
        ({"type": "MX", "data": "mail"}, "Missing mx_priority (line 1)"),
        ({"type": "TXT"}, "Missing data (line 1)"),
    ],
)
def test_nonsense_is_refused_with_its_line(ask: Asked, at: str, record: dict[str, str], said: str) -> None:
    reply = ask("POST", at, *body(record))
    assert reply.status == 400
    assert reply.json["errors"][0].startswith(said)


def test_put_replaces_what_is_selected_and_nothing_else(ask: Asked, at: str) -> None:
    for value in ("one", "two"):
        ask("POST", f"{at}/TXT", "-d", f"data={value}")
    ask("POST", f"{at}/AAAA", "-d", "data=2001:db8::1")
    reply = ask("PUT", f"{at}/TXT?data=one", *body({"data": "three"}))
    assert reply.json == {"message": "1 records added", "records_added": 1, "records_removed": 1}
    assert sorted(data for _host, _type, data in ask.records(at)) == ["2001:db8::1", "three", "two"]


def test_delete_looks_at_the_query_and_not_at_the_body(ask: Asked, at: str) -> None:
    for value in ("one", "two", "three"):
        ask("POST", f"{at}/TXT", "-d", f"data={value}")
    assert ask("DELETE", f"{at}/TXT?data=one").json == {"records_removed": 1}
    assert ask("DELETE", f"{at}/TXT?data=one").json == {"records_removed": 0}
    assert ask("DELETE", f"{at}/TXT", "-d", "data=two").json == {"records_removed": 2}


def test_the_providers_own_rows_are_shown_and_can_be_left_out(ask: Asked) -> None:
    rows = ask("GET", "/zones/example.org/records?type=NS").json["records"]
    assert [row["_template"] for row in rows] == [True, True]
    assert ask("GET", "/zones/example.org/records/@/NS?exclude-template").json == {"records": []}
    kept = ask("GET", "/zones/example.org/records?exclude-template&exclude-generated").json["records"]
    assert not any("_template" in row or "_generated" in row for row in kept)


def test_verify_says_no_until_every_name_server_serves_it(lab: Lab, ask: Asked, at: str) -> None:
    lab.tell("lag", server="ns2.dns.test", seconds=60)
    ask("POST", f"{at}/TXT", "-d", "data=one")
    eventually(lambda: "one" in lab.served(f"{at.rpartition('/')[2]}.example.org", FIRST))
    reply = ask("GET", f"{at}/TXT?verify")
    assert (reply.status, reply.json) == (409, {"errors": ["Received 0 record(s), expected 1 from ns2.dns.test."]})
    lab.tell("lag", server="ns2.dns.test", seconds=0)
    eventually(lambda: ask("GET", f"{at}/TXT?verify").status == 200)


def test_an_unknown_address_is_a_page_in_html(ask: Asked) -> None:
    assert [ask("GET", path).status for path in ("/nothing", "/zones/example.org", "https://api.dns.test/dns/v3")] == [
        404
    ] * 3
    assert ask("GET", "/nothing").text.startswith("<!DOCTYPE HTML")


def test_a_dynamic_name_gets_the_callers_address(ask: Asked, at: str) -> None:
    host = at.rpartition("/")[2]
    reply = ask("POST", f"/dynamic/{host}.example.org", "--interface", SECOND)
    assert reply.json == {"message": f"Dynamic DNS for {host} set to {SECOND}"}
    assert ask.records(at) == [(host, "AAAA", SECOND)]


def test_the_older_api_does_all_of_its_commands_or_none(lab: Lab) -> None:
    def told(*commands: str, password: str = PASSWORD) -> Reply:
        form = [word for command in commands for word in ("--data-urlencode", f"command={command}")]
        return Asked(lab, ())("POST", "https://v1.dns.test/", "-d", f"domain=example.net&password={password}", *form)

    name = f"v{os.getpid()}"
    assert told("LIST", password="wrong") == Reply(401, "ERR Not authenticated\n")
    assert told(f"ADD {name} 60 TXT one", f"ADD {name} 60 TXT two").text.count("\n") == 2
    twice = told(f"ADD {name} 60 TXT three", f"ADD {name} 60 TXT one")
    assert twice == Reply(400, f"NADD {name} 60 TXT one; Can't have multiple identical records\n")
    assert f'{name} 60 TXT "three"' not in told("LIST").text
    assert "mythic-beasts" not in lab.host.run(["kdig", "+short", f"@{FIRST}", "example.net", "NS"]).stdout
    assert told(f"DELETE {name} 61 TXT one").status == 400
    assert told(f"DELETE {name} 60 TXT one").text == f"DELETE {name} 60 TXT one\n"
    assert told(f"REPLACE {name} 60 TXT four").status == 200
    assert [line for line in told("LIST").text.splitlines() if line.startswith(name)] == [f'{name} 60 TXT "four"']


def negative(lab: Lab, zone: str, server: str) -> str:
    """The seconds that a resolver may remember that a name isn't there, as the answer's SOA record has them."""
    command = ["kdig", "+norec", "+noall", "+authority", f"@{server}", f"nobody.{zone}", "TXT"]
    (line,) = (line for line in lab.host.run(command).stdout.splitlines() if "SOA" in line)
    ttl, minimum = line.split()[1], line.split()[-1]
    assert ttl == minimum
    return minimum


@pytest.mark.parametrize("server", [FIRST, SECOND])
def test_how_long_a_missing_name_may_be_remembered_is_set_by_zone(lab: Lab, server: str) -> None:
    assert negative(lab, "sub.example.org", server) == str(MINIMUM)
    lab.tell("minimum", zone="sub.example.org", seconds=7)
    try:
        assert negative(lab, "sub.example.org", server) == "7"
    finally:
        lab.tell("minimum", zone="sub.example.org", seconds=MINIMUM)


def test_a_server_lags_a_minute_behind_unless_it_is_told_otherwise() -> None:
    assert Target("ns1.dns.test", FIRST).lag == 60
    assert Target("ns1.dns.test", FIRST, usual=0.5).lag == 0.5
