"""What a person mistypes is told in one sentence and changes nothing: for statistics, exports, erasing and misses."""

import pytest

from shortener.clicks.erasing.trail import all_erasures
from shortener.clicks.tables import clicks
from shortener.schedules import register
from shortener.stores import Database
from tests.cli.conftest import Answer, Shell
from tests.clicks.journaling import rows_of
from tests.reports.clicking import add_clicks, add_link, add_miss

pytestmark = pytest.mark.stores("sqlite")
SCHEDULE = ("export", "schedule")
USAGE, WRONG = 2, 1


def told(answer: Answer) -> str:
    """The sentence at the end of a refusal, without how the command is called."""
    assert answer.out == ""
    usage, _, sentence = answer.err.rpartition("Error: ")
    assert sentence.strip().count("\n") == 0
    assert sentence.endswith(".\n")
    assert (usage == "") is (answer.status == WRONG), answer.err
    return sentence.strip()


@pytest.fixture
def asked(shell: Shell, database: Database) -> Shell:
    """A site with one click."""
    add_link(database, 1, "here")
    add_clicks(database, [{"clicked_at": 1_790_000_000_000, "prefix": "203.0.113.0/24"}])
    return shell


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (("stats", "clicks", "nope"), WRONG, "There is no link “nope” on the default domain."),
        (("stats", "hours", "nope"), WRONG, "There is no link “nope” on the default domain."),
        (("stats", "ipv6", "nope"), WRONG, "There is no link “nope” on the default domain."),
        (("stats", "live", "nope"), WRONG, "There is no link “nope” on the default domain."),
        (("stats", "clicks", "--since", "2026-04-10", "--until", "2026-04-01"), WRONG, "The period ends before"),
        (("stats", "clicks", "--since", "yesterday"), USAGE, "'yesterday' is not a date such as 2026-11-22"),
        (("stats", "clicks", "--since", "0001-01-01"), USAGE, "not between the years 1971 and 9998."),
        (("stats", "clicks", "--until", "9999-12-31"), USAGE, "not between the years 1971 and 9998."),
        (("stats", "clicks", "--days", "0"), USAGE, "0 is not in the range 1<=x<=4000."),
        (("stats", "clicks", "--timezone", "Mars/Base"), USAGE, "wanted a time zone such as Europe/London."),
        (("stats", "clicks", "--where", "country"), USAGE, "'country' is not of the form NAME=VALUE."),
        (("stats", "clicks", "--where", "shoes=42"), WRONG, "Clicks can't be told apart by 'shoes'; known are: class,"),
        (("stats", "clicks", "--per", "quarter", "--days", "3000"), WRONG, "288000 quarter-hours, more than the 3000"),
        (("stats", "top", "--limit", "1001"), USAGE, "1001 is not in the range 1<=x<=1000."),
        (("stats", "top", "--tags", "--tag", "x"), USAGE, "The most followed tags are those of the whole site:"),
        (("stats", "top", "--tags", "--domain", "rpf.io"), USAGE, "leave out --domain and --tag."),
        (("stats", "compare"), WRONG, "2 to 12 different links or tags can be compared; these are 0."),
        (("stats", "compare", "--tag", "a", "--tag", "a"), WRONG, "can be compared; these are 1."),
        (("stats", "misses", "--state", "gone"), USAGE, "'gone' is not one of 'open', 'scanner', 'ignored'"),
        (("export", "clicks", "--resume"), USAGE, "--resume or --json needs --output."),
        (("export", "clicks", "--format", "xlsx"), USAGE, "xlsx needs --output."),
        (("export", "clicks", "--format", "xlsx", "--gzip", "-o", "x"), USAGE, "gzip goes with csv and ndjson only"),
        (("export", "clicks", "--link", ""), USAGE, "Invalid value for '--link': It is empty; leave it out to ask for"),
        (("export", "clicks", "--tag", " "), USAGE, "Invalid value for '--tag': It is empty; leave it out to ask for"),
        (("export", "clicks", "--domain", ""), USAGE, "Invalid value for '--domain': It is empty; leave it out"),
        (("stats", "clicks", ""), USAGE, "Invalid value for '[SLUG]': It is empty; leave it out to ask for all."),
        (("stats", "hours", "--tag", ""), USAGE, "It is empty; leave it out to ask for all."),
        (("stats", "top", "--domain", ""), USAGE, "It is empty; leave it out to ask for all."),
        (("stats", "compare", "--link", "here", "--link", ""), USAGE, "It is empty; leave it out to ask for all."),
        (("stats", "misses", "--domain", ""), USAGE, "It is empty; leave it out to ask for all."),
        (("stats", "clicks", "--tag", "nosuch"), WRONG, "There is no tag “nosuch”."),
        (("stats", "top", "--tag", "nosuch"), WRONG, "There is no tag “nosuch”."),
        (("stats", "compare", "--link", "here", "--tag", "nosuch"), WRONG, "There is no tag “nosuch”."),
        (("stats", "ipv6", "--domain", "no.example"), WRONG, "“no.example” is not a domain of this shortener."),
        (("export", "clicks", "--tag", "nosuch"), WRONG, "There is no tag “nosuch”."),
        (("export", "clicks", "--domain", "no.example"), WRONG, "“no.example” is not a domain of this shortener."),
        (("export", "clicks", "--mark", "-1"), USAGE, "-1 is not in the range x>=0."),
        (("export", "clicks", "--since", "2026-04-10", "--until", "2026-04-10"), WRONG, "The period ends before"),
        (("export", "clicks", "--link", "nope"), WRONG, "There is no link “nope” on the default domain."),
        (("clicks", "erase"), USAGE, "Wanted is one of --link, --prefix and --list."),
        (("clicks", "erase", "--link", "here", "--prefix", "203.0.113.0/24"), USAGE, "Wanted is one of --link"),
        (("clicks", "erase", "--link", "here"), USAGE, "nobody can be asked here: add --yes, or --dry-run first."),
        (("clicks", "erase", "--link", "nope", "--yes"), WRONG, "There is no link “nope” on the default domain."),
        (("clicks", "erase", "--prefix", "203.0.0.0/16", "--yes"), WRONG, "ask for one /24 after the other."),
        (("clicks", "erase", "--prefix", "fe80::1%eth0", "--yes"), WRONG, "is no network of visitors, such as"),
        (("clicks", "erase", "--prefix", "203.0.113.0/33", "--yes"), WRONG, "is no network such as 203.0.113.0/24"),
        (("clicks", "reclassify", "--log", "--dry-run"), USAGE, "Only one of --dry-run, --background and --log"),
        (("miss", "ignore"), USAGE, "Missing argument 'SLUG...'."),
        (("miss", "ignore", "x", "--domain", "nope"), WRONG, "“nope” is not a domain of this shortener; add it first."),
        (("drain", "maybe"), USAGE, "'maybe' is not one of 'on', 'off'."),
        (("munin", "nonsense"), USAGE, "'nonsense' is not one of 'fetch', 'config', 'autoconf'."),
        (("demo", "--until", "0001-01-01"), USAGE, "0001-01-01 is not between 2012 and yesterday."),
        (("backup",), WRONG, "Set SHORTENER_BACKUP_REPOSITORY and SHORTENER_BACKUP_PASSWORD, or name a file."),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, tuple) else "",
)
def test_it_is_told_and_nothing_changes(
    asked: Shell, database: Database, words: tuple[str, ...], status: int, sentence: str
) -> None:
    before = rows_of(database, clicks)
    answer = asked(*words)
    assert sentence in told(answer)
    assert answer.status == status
    assert rows_of(database, clicks) == before
    assert all_erasures(database) == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("UPPER", "clicks"), "A name begins its files: 1 to 48 of a to z, 0 to 9, - and _, the first one no sign."),
        (("../../etc", "clicks"), "A name begins its files:"),
        (("a" * 49, "clicks"), "A name begins its files:"),
        (("a", "clicks", "--limit", "5"), "--limit and --people go with top and tags only."),
        (("a", "clicks", "--by", "country"), "--by, --per, --where and --compare go with stats and compare only."),
        (("a", "hours", "--gzip"), "Reports are made as csv, ndjson, xlsx, without gzip and bom."),
        (("a", "stats", "--format", "parquet"), "Reports are made as csv, ndjson, xlsx, without gzip and bom."),
        (("a", "clicks", "--format", "xlsx", "--gzip"), "gzip goes with csv and ndjson only"),
        (("a", "tags", "--tag", "x"), "The most followed tags are those of the whole site."),
        (("a", "top", "--link", "here"), "The most followed links are those of a tag, a domain"),
        (("a", "clicks", "--tag", "x", "--tag", "y"), "only compare takes several."),
        (("a", "compare", "--link", "here"), "these are 1."),
        (("a", "clicks", "--tag", "nosuch"), "There is no tag “nosuch”."),
        (("a", "stats", "--domain", "no.example"), "“no.example” is not a domain of this shortener."),
        (("a", "clicks", "--tag", ""), "It is empty; leave it out to ask for all."),
        (("a", "clicks", "--link", "nope"), "There is no link “nope” on the default domain."),
        (("a", "clicks", "--mail-to", "me@example.org"), "Mail needs SHORTENER_SMTP_URL and SHORTENER_MAIL_FROM"),
        (("a", "stats", "--where", "shoes=42"), "Clicks can't be told apart by 'shoes'"),
    ],
    ids=lambda words: " ".join(words)[:40] if isinstance(words, tuple) else "",
)
def test_a_schedule_that_makes_no_sense_is_not_kept(
    asked: Shell, database: Database, words: tuple[str, ...], sentence: str
) -> None:
    assert sentence in told(asked(*SCHEDULE, "add", *words))
    with database.read() as session:
        assert register.everything(session) == []


@pytest.mark.parametrize(
    ("every", "period", "sentence"),
    [
        ("day", "2026-13-40", "'2026-13-40' is no day such as 2026-11-27."),
        ("day", "2026-11", "'2026-11' is no day such as 2026-11-27."),
        ("day", "0001-01-01", "'0001-01-01' is no day such as 2026-11-27."),
        ("day", "9999-12-31", "'9999-12-31' is no day such as 2026-11-27."),
        ("day", "2999-01-01", "2999-01-01 isn't over."),
        ("month", "0001-01", "'0001-01' is no month such as 2026-11."),
        ("month", "9999-12", "'9999-12' is no month such as 2026-11."),
        ("month", "", "'' is no month such as 2026-11."),
    ],
)
def test_a_period_that_never_was_is_not_made(asked: Shell, every: str, period: str, sentence: str) -> None:
    assert asked(*SCHEDULE, "add", "a", "hours", "--every", every).status == 0
    answer = asked(*SCHEDULE, "run", "a", "--period", period)
    assert answer.status == USAGE
    assert sentence in told(answer)
    assert asked(*SCHEDULE, "runs", "--json").json == []


@pytest.mark.parametrize("word", ["run", "remove", "runs"])
def test_a_schedule_that_is_not_there_is_named(asked: Shell, word: str) -> None:
    assert told(asked(*SCHEDULE, word, "gone")) == "There is no schedule 'gone'."


def test_slugs_that_nobody_asked_for_are_told_one_by_one_and_the_others_are_ignored(
    asked: Shell, database: Database
) -> None:
    add_miss(database, "wanted")
    answer = asked("miss", "ignore", "gone", "wanted", "999")
    assert answer.status == 1
    assert answer.err.splitlines() == [
        "Nobody has asked for gone, or it is forgotten.",
        "Nobody has asked for 999, or it is forgotten.",
    ]
    assert "wanted" in answer.out
