"""`shortener stats` answers questions about clicks, as tables and as JSON, and refuses nonsense in one sentence."""

import csv
import hashlib
import json
import zipfile
from pathlib import Path

import pytest

from shortener.clicks.browsers import RULES_VERSION
from shortener.stores import Database
from tests.cli.conftest import Answer, Shell

DEMO = ("demo", "--clicks", "2000", "--links", "20", "--days", "30", "--until", "2026-04-15")
APRIL = ("--since", "2026-04-01", "--until", "2026-04-16")


@pytest.fixture
def stats(shell: Shell, database: Database) -> Shell:
    assert shell(*DEMO).status == 0

    def ask(*words: str, **more: str) -> Answer:
        return shell("stats", *words, **more)

    return ask


def test_clicks_are_told_by_class_and_beside_the_period_before(stats: Shell) -> None:
    report = stats("clicks", *APRIL, "--json").json
    assert report["clicks"] == sum(report["by_class"].values()) > 500
    assert (report["since"], report["until"]) == ("2026-04-01T00:00:00+00:00", "2026-04-16T00:00:00+00:00")
    march = stats("clicks", "--since", "2026-03-17", "--until", "2026-04-01", "--json").json
    assert report["clicks_before"] == march["clicks"] > 0
    assert report["source"] == "counts"
    assert len(report["visitors"]) == 15


def test_they_are_divided_and_shown_over_time(stats: Shell) -> None:
    report = stats("clicks", *APRIL, "--by", "country", "--by", "device", "--per", "week", "--json").json
    for slices in report["breakdowns"].values():
        assert sum(one["clicks"] for one in slices) == report["clicks"]
    assert [bucket["start"][:10] for bucket in report["series"]] == ["2026-04-01", "2026-04-06", "2026-04-13"]
    assert [bucket["end"][:10] for bucket in report["series"]] == ["2026-04-06", "2026-04-13", "2026-04-16"]
    assert sum(bucket["clicks"] for bucket in report["series"]) == report["clicks"]
    table = stats("clicks", *APRIL, "--by", "country", "--per", "day").out
    assert "2026-04-15T00:00:00+00:00" in table
    assert "GB" in table


def test_an_earlier_period_stands_beside_when_it_is_asked_for(stats: Shell) -> None:
    words = ("--per", "week", "--by", "country")
    both = stats("clicks", *APRIL, *words, "--compare", "before", "--json").json
    assert both["compared"] == stats("clicks", "--since", "2026-03-17", "--until", "2026-04-01", *words, "--json").json
    assert both["compared"]["clicks"] == both["clicks_before"]
    assert stats("clicks", *APRIL, "--json").json["compared"] is None
    shown = stats("clicks", *APRIL, *words, "--compare", "before").out
    then = both["compared"]["clicks"]
    assert f"  clicks       {then:,} ({100 * (both['clicks'] - then) / then:+.1f} % since)" in shown
    assert "from                       clicks  compared with              clicks" in shown
    rows = read_csv(stats("clicks", *APRIL, "--compare", "before", "--format", "csv").out)
    assert sum(int(row["count"]) for row in rows if row["period"] == "compared" and row["table"] == "total") == then
    last_year = stats("clicks", *APRIL, "--compare", "year", "--json").json["compared"]
    assert (last_year["since"], last_year["clicks"]) == ("2025-04-01T00:00:00+00:00", 0)
    assert "compared with  2025-04-01" in stats("clicks", *APRIL, "--compare", "year").out


def test_links_and_tags_stand_beside_each_other(stats: Shell) -> None:
    top = stats("top", *APRIL, "--limit", "2", "--json").json["links"]
    tag = stats("top", *APRIL, "--tags", "--json").json["tags"][0]
    links = ("--link", top[0]["slug"], "--link", top[1]["slug"])
    words = ("compare", *links, "--tag", tag["tag"], *APRIL, "--per", "day")
    sides = stats(*words, "--json").json["sides"]
    assert [(side["kind"], side["name"], side["clicks"]) for side in sides] == [
        *(("link", f"localhost/{one['slug']}", one["clicks"]) for one in top),
        ("tag", tag["tag"], tag["clicks"]),
    ]
    alone = stats("clicks", top[0]["slug"], *APRIL, "--per", "day", "--json").json
    assert {name: sides[0][name] for name in alone} == alone
    lines = stats(*words, "--compare", "before").out.splitlines()
    assert lines[0] == "2026-04-01T00:00:00+00:00 to 2026-04-16T00:00:00+00:00"
    assert lines[1].split() == [side["name"] for side in sides]
    assert lines[2].split() == ["clicks", *(f"{side['clicks']:,}" for side in sides)]
    assert any(line.startswith("compared") for line in lines)
    rows = read_csv(stats(*words, "--format", "csv").out)
    for side in sides:
        counts = [int(row["count"]) for row in rows if row["name"] == side["name"] and row["table"] == "series"]
        assert sum(counts) == side["clicks"]


def test_filters_look_through_the_clicks(stats: Shell) -> None:
    by_country = stats("clicks", *APRIL, "--by", "country", "--json").json["breakdowns"]["country"]
    wanted = next(one["clicks"] for one in by_country if one["value"] == "GB")
    looked = stats("clicks", *APRIL, "--where", "country=GB", "--by", "os", "--json").json
    assert (looked["source"], looked["clicks"]) == ("clicks", wanted)
    assert sum(one["clicks"] for one in looked["breakdowns"]["os"]) == wanted
    assert "the clicks themselves" in stats("clicks", *APRIL, "--where", "country=GB").out


def test_one_link_a_tag_and_a_domain_can_be_asked_for(stats: Shell) -> None:
    top = stats("top", *APRIL, "--json").json["links"]
    name = (top[0]["slug"], "--domain", top[0]["domain"])
    assert stats("clicks", *name, *APRIL, "--json").json["clicks"] == top[0]["clicks"]
    tags = stats("top", *APRIL, "--tags", "--json").json["tags"]
    assert stats("clicks", "--tag", tags[0]["tag"], *APRIL, "--json").json["clicks"] == tags[0]["clicks"]
    site = stats("clicks", *APRIL, "--json").json["clicks"]
    assert stats("clicks", "--domain", "localhost", *APRIL, "--json").json["clicks"] == site
    assert stats("clicks", "--tag", tags[0]["tag"].upper(), *APRIL, "--json").json["clicks"] == tags[0]["clicks"]
    assert stats("clicks", "--domain", "LOCALHOST", *APRIL, "--json").json["clicks"] == site


def test_the_most_followed_come_first(stats: Shell) -> None:
    top = stats("top", *APRIL, "--json", "--limit", "5").json["links"]
    assert [one["clicks"] for one in top] == sorted((one["clicks"] for one in top), reverse=True)
    people = stats("top", *APRIL, "--people", "--json").json["links"]
    assert [one["humans"] for one in people] == sorted((one["humans"] for one in people), reverse=True)
    assert stats("top", *APRIL, "--limit", "1").out.splitlines()[4].startswith("localhost")


def test_the_most_followed_of_some_hours_are_those_of_these_hours(stats: Shell) -> None:
    words = ("--since", "2026-04-02T09:00", "--until", "2026-04-04T10:00", "--json")
    asked = stats("clicks", *words).json
    top = stats("top", *words).json
    assert (top["since"], top["until"], top["timezone"], top["source"]) == (
        "2026-04-02T09:00:00+00:00", "2026-04-04T10:00:00+00:00", "UTC", "clicks",
    )  # fmt: skip
    assert sum(one["clicks"] for one in top["links"]) == asked["clicks"] > 0
    assert sum(one["humans"] for one in top["links"]) == asked["by_class"]["human"]
    tag = stats("top", "--tags", *words).json["tags"][0]
    assert tag["clicks"] == stats("clicks", "--tag", tag["tag"], *words).json["clicks"]
    assert "looked at  the clicks themselves" in stats("top", *words[:-1]).out


def test_people_are_told_of_whole_days_alone(stats: Shell) -> None:
    assert stats("clicks", *APRIL, "--json").json["visitors"]
    some_hours = stats("clicks", "--since", "2026-04-02T09:00", "--until", "2026-04-02T10:00", "--json").json
    assert (some_hours["source"], some_hours["visitors"]) == ("counts", [])
    elsewhere = stats("clicks", *APRIL, "--timezone", "Asia/Kathmandu", "--json").json
    assert (elsewhere["source"], elsewhere["visitors"]) == ("counts", [])


def test_hours_live_and_ipv6(stats: Shell) -> None:
    hours = stats("hours", *APRIL, "--json").json
    assert sum(map(sum, hours.values())) == stats("clicks", *APRIL, "--json").json["clicks"]
    assert stats("hours", *APRIL).out.splitlines()[1].startswith("Mon")
    assert stats("live").out == "0 clicks in 30 minutes: " + " ".join("0" * 30) + "\n"
    assert json.loads(stats("live", "--json").out)["minutes"] == [0] * 30
    shares = stats("ipv6", *APRIL, "--json").json
    assert [one["name"] for one in shares["months"]] == ["2026-04"]
    assert 0 < shares["months"][0]["ipv6"] < shares["months"][0]["clicks"]
    assert (shares["since"][:10], shares["until"][:10], shares["source"]) == ("2026-04-01", "2026-04-16", "counts")
    time, months, countries = stats("ipv6", *APRIL).out.split("\n\n")
    assert time.splitlines()[0].split() == ["from", "2026-04-01T00:00:00+00:00"]
    assert months.splitlines()[0].split() == ["month", "clicks", "IPv6"]
    assert countries.splitlines()[0].split() == ["country", "clicks", "IPv6", "2026-04"]
    (britain,) = (line.split("  ") for line in countries.splitlines() if line.startswith("GB"))
    assert britain[-1] == britain[-2].strip()  # all its clicks are of this month


def test_every_answer_can_be_a_file_of_rows(stats: Shell, tmp_path: Path) -> None:
    words = ("clicks", *APRIL, "--by", "country", "--per", "day")
    report, rows = stats(*words, "--json").json, read_csv(stats(*words, "--format", "csv").out)
    for table in ("total", "series", "country"):
        assert sum(int(row["count"]) for row in rows if row["table"] == table) == report["clicks"]
    assert len([row for row in rows if row["table"] == "visitors"]) == len(report["visitors"])
    top = [json.loads(line) for line in stats("top", *APRIL, "--format", "ndjson").out.splitlines()]
    assert top == stats("top", *APRIL, "--json").json["links"]
    assert len(read_csv(stats("top", *APRIL, "--tags", "--format", "csv").out)) >= 1
    hours = read_csv(stats("hours", *APRIL, "--format", "csv").out)
    assert len(hours) == 7 * 24
    assert sum(int(row["clicks"]) for row in hours) == report["clicks"]
    shares = read_csv(stats("ipv6", *APRIL, "--format", "csv").out)
    sums = [
        sum(int(row["clicks"]) for row in shares if row["table"] == name) for name in ("months", "countries", "both")
    ]
    assert sums[0] == sums[1] == sums[2] > 0
    assert stats("live", "--format", "csv").out == "at,link,country,class,channel\r\n"
    book = tmp_path / "report.xlsx"
    told = stats(*words, "--format", "xlsx", "-o", str(book)).err.splitlines()
    assert told[0] == f"{len(rows)} rows written to {book}."
    assert told[1] == f"Asked in UTC, rules {RULES_VERSION}; SHA-256 {hashlib.sha256(book.read_bytes()).hexdigest()}"
    with zipfile.ZipFile(book) as parts:
        about = parts.read("xl/worksheets/sheet1.xml").decode()
    assert all(f"<t>{word}</t>" in about for word in ("timezone", "UTC", "rules_version", RULES_VERSION, "since"))
    assert stats(*words, "--format", "csv", "--bom").out == "\ufeff" + stats(*words, "--format", "csv").out


def test_country_and_family_together_can_be_asked_for_in_any_zone_and_with_filters(stats: Shell) -> None:
    words = ("clicks", *APRIL, "--by", "country_family", "--by", "country", "--json")
    counted = stats(*words).json
    looked = stats(*words, "--timezone", "Asia/Kathmandu").json
    assert (counted["source"], looked["source"]) == ("counts", "clicks")
    for report in (counted, looked):
        assert sum(one["clicks"] for one in report["breakdowns"]["country_family"]) == report["clicks"]
    pairs = {one["value"]: one["clicks"] for one in counted["breakdowns"]["country_family"]}
    (britain,) = (one["clicks"] for one in counted["breakdowns"]["country"] if one["value"] == "GB")
    assert pairs["GB/4"] + pairs["GB/6"] == britain
    filtered = stats(*words, "--where", "country_family=GB/6").json
    assert filtered["clicks"] == pairs["GB/6"]


def read_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines()))


def test_another_zone_has_other_days_and_the_same_sum_of_a_breakdown(stats: Shell) -> None:
    words = ("clicks", *APRIL, "--timezone", "Asia/Kathmandu", "--by", "country", "--json")
    report = stats(*words).json
    assert report["since"] == "2026-04-01T00:00:00+05:45"
    assert report["source"] == "clicks"
    assert sum(one["clicks"] for one in report["breakdowns"]["country"]) == report["clicks"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("clicks", "--where", "shoe=9"), "Clicks can't be told apart by 'shoe'; known are: class, reason, "),
        (("clicks", "--where", "family=six"), "'six' is no family; wanted a number."),
        (("clicks", "--where", "country"), "'country' is not of the form NAME=VALUE."),
        (("clicks", "--timezone", "Mars/Base"), "'Mars/Base': wanted a time zone such as Europe/London."),
        (("clicks", "--until", "2026-04-01"), "--until needs --since."),
        (("clicks", "--since", "2026-04-02", "--until", "2026-04-01"), "The period ends before it starts; "),
        (("clicks", "--since", "2012-01-01", "--where", "country=GB"), "With filters, at most 400 days can be asked "),
        (("clicks", "--days", "300", "--per", "quarter"), "more than the 3000 that can be shown at once."),
        (("clicks", "-o", "x"), "--output needs --format."),
        (("compare", "--tag", "one"), "2 to 12 different links or tags can be compared; these are 1."),
        (("compare", "--link", "nothing-here", "--tag", "x"), "There is no link “nothing-here” on the default domain."),
        (("clicks", "--json", "--format", "csv"), "--json and --format can't both be had."),
        (("top", "--format", "xlsx"), "xlsx needs --output."),
        (("clicks", "nothing-here"), "There is no link “nothing-here” on the default domain."),
        (("clicks", "a", "--tag", "b"), "A link and --tag can't be asked for together."),
        (("top", "--format", "ndjson", "--bom"), "--bom goes with --format csv."),
    ],
)
def test_nonsense_is_one_sentence(shell: Shell, words: tuple[str, ...], said: str) -> None:
    answer = shell("stats", *words)
    assert answer.status in {1, 2}
    assert said in answer.err
    assert "Traceback" not in answer.err
