"""Agents, referrers and addresses that people looked at one by one: how many of them the steps get right.

`pytest -s` shows the rates. tests/data/README.md says where the sets are from.
"""

import csv
from pathlib import Path

from shortener.clicks.browsers import read_agent
from shortener.clicks.channels import DIRECT, channel_of
from shortener.clicks.places import registered_country
from shortener.clicks.steps.network import network_of
from shortener.clicks.steps.referrer import clean_referrer

DATA = Path(__file__).resolve().parents[1] / "data"
NOTHING = "-"


def rows(name: str) -> list[dict[str, str]]:
    """A table whose cells are never quoted."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        kind = csv.excel_tab if name.endswith(".tsv") else csv.excel
        return list(csv.DictReader(file, dialect=kind, quoting=csv.QUOTE_NONE))


def rate(what: str, missed: list[str], of: int) -> float:
    """Printed with what was missed."""
    print(f"{what}: {of - len(missed)} of {of} ({100 * (of - len(missed)) / of:.1f} %)", *missed, sep="\n  ")
    return (of - len(missed)) / of


def test_classes_of_agents() -> None:
    known = rows("agents.tsv")
    missed = [row["agent"] for row in known if read_agent(row["agent"]).visitor_class != row["class"]]
    assert rate("classes of agents", missed, len(known)) == 1


def test_browsers_systems_and_devices_of_people() -> None:
    known = [row for row in rows("agents.tsv") if row["class"] == "human"]
    wanted = [(row["browser"], row["os"], row["device"]) for row in known]
    found = [read_agent(row["agent"])[:3] for row in known]
    missed = [f"{row['agent']}: {got}" for row, want, got in zip(known, wanted, found, strict=True) if got != want]
    assert rate("browsers", missed, len(known)) == 1


def test_an_agent_that_nobody_knows_is_no_browser() -> None:
    unknown = [read_agent(row["agent"]) for row in rows("agents.tsv") if row["class"] == "unknown"]
    assert {(found.browser, found.os, found.device) for found in unknown} == {(None, None, None)}


def test_channels_of_referrers() -> None:
    known = rows("referrers.tsv")
    missed = []
    for row in known:
        _, host = clean_referrer(row["referrer"])
        channel = channel_of(host, {"example.org"}) if host else DIRECT
        if (host or NOTHING, channel) != (row["host"], row["channel"]):
            missed.append(f"{row['referrer']}: {host} {channel}")
    assert rate("channels of referrers", missed, len(known)) == 1


def family_of(address: str) -> int:
    found = network_of(address)
    assert found is not None, address
    return found.family


def test_countries_of_addresses_of_both_families() -> None:
    known = rows("countries.csv")
    for family in (4, 6):
        of_family = [row for row in known if family_of(row["address"]) == family]
        missed = [row["address"] for row in of_family if (registered_country(row["address"]) or "") != row["country"]]
        assert rate(f"countries, IPv{family}", missed, len(of_family)) > 0.95
