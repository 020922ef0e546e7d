"""Real programs, unmodified and as published, against a running server: each in an environment of its own."""

import contextlib
import functools
import hashlib
import json
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from shortener.yourls.signatures import since_1_9
from tests.browser.chromium import CHROMIUM, MISSING, chromium
from tests.contract.environments import npm_package, python_with
from tests.live import PASSWORD, Site, running

pytestmark = pytest.mark.timeout(400)  # what is made for the first one is fetched first
KEY = "modify this text with something random"
SIGNATURE = since_1_9("admin", KEY)
LOGIN = {"username": "admin", "password": PASSWORD}
NEEDS_CURL = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """As it is set up, with the key of the YOURLS before it."""
    with running(tmp_path_factory.mktemp("site"), YOURLS_COOKIEKEY=KEY) as site:
        yield site


@pytest.fixture(scope="module")
def old_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """With the answers that programs of old expect."""
    with running(tmp_path_factory.mktemp("old"), YOURLS_COOKIEKEY=KEY, YOURLS_PROFILE="1.8") as site:
        yield site


def base(site: Site) -> str:
    return f"http://localhost:{site.port}"


def run(python: Path, program: str, **given: object) -> Any:
    """What a program prints as JSON; what it is given is in `given`."""
    whole = f"import json\ngiven = json.loads({json.dumps(json.dumps(given))})\n{program}"
    done = subprocess.run([python, "-c", whole], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


YOURLS = """
from yourls import YOURLSClient, YOURLSKeywordExistsError, YOURLSNoLoopError, YOURLSNoURLError, YOURLSURLExistsError
client = YOURLSClient(given["api"], **given["login"])
made = client.shorten("https://example.org/" + given["mark"], keyword=given["mark"], title="Example")
links, totals = client.stats("last", 1)
stats = client.url_stats(given["mark"])
told = {
    "made": [made.shorturl, made.url, made.title, made.date.year],
    "expand": [client.expand(given["mark"]), client.expand(made.shorturl)],
    "stats": [stats.shorturl, stats.title, stats.clicks],
    "last": [links[0].shorturl, totals.total_links >= 1],
    "totals": [client.db_stats().total_links >= 1, client.db_stats().total_clicks],
}
def refused(*asked, **more):
    try:
        client.shorten(*asked, **more)
    except Exception as error:
        known = getattr(getattr(error, "url", None), "shorturl", None) or getattr(error, "keyword", None)
        return [type(error).__name__, known]
told["refused"] = [
    refused("https://example.org/" + given["mark"]),
    refused("https://example.org/other", keyword=given["mark"]),
    refused("javascript:alert(1)"),
    refused(made.shorturl),
]
print(json.dumps(told))
"""


@pytest.mark.parametrize("login", [LOGIN, {"signature": SIGNATURE}], ids=["password", "signature"])
def test_pypi_yourls_works_with_the_answers_of_old(old_site: Site, login: dict[str, str]) -> None:
    mark = f"old{len(login)}"
    told = run(python_with("yourls==1.2.3"), YOURLS, api=f"{base(old_site)}/yourls-api.php", login=login, mark=mark)
    short = f"{base(old_site)}/{mark}"
    assert told["made"][:3] == [short, f"https://example.org/{mark}", "Example"]
    assert told["expand"] == [f"https://example.org/{mark}"] * 2
    assert (told["stats"], told["last"], told["totals"]) == ([short, "Example", 0], [short, True], [True, 0])
    assert told["refused"] == [
        ["YOURLSURLExistsError", short],
        ["YOURLSKeywordExistsError", mark],
        ["YOURLSNoURLError", None],
        ["YOURLSNoLoopError", None],
    ]


def test_pypi_yourls_works_with_the_answers_of_today_as_it_does_with_yourls_itself(site: Site) -> None:
    api = f"{base(site)}/yourls-api.php"
    told = run(python_with("yourls==1.2.3"), YOURLS, api=api, login=LOGIN, mark="today")
    assert told["made"][0] == told["last"][0] == f"{base(site)}/today"
    assert told["refused"][2:] == [["YOURLSNoURLError", None], ["YOURLSNoLoopError", None]]
    assert {kind for kind, _ in told["refused"][:2]} == {"YOURLSHTTPError"}


PYOURLS3 = """
import pyourls3
site = pyourls3.Yourls(given["site"], **given["login"])
made = site.shorten("https://example.com/" + given["mark"], keyword=given["mark"], title="Example")
def refused(ask):
    try:
        ask()
    except Exception as error:
        return type(error).__name__
print(json.dumps({
    "made": [made["shorturl"], made["url"]["keyword"], made["message"]],
    "expand": site.expand(given["mark"]),
    "link": site.url_stats(given["mark"]),
    "stats": site.stats(),
    "again": refused(lambda: site.shorten("https://example.com/" + given["mark"])),
    "taken": refused(lambda: site.shorten("https://example.com/other", keyword=given["mark"])),
    "wrong": refused(lambda: pyourls3.Yourls(given["site"], key="0000000000")),
}))
"""


@pytest.mark.parametrize("login", [{"user": "admin", "passwd": PASSWORD}, {"key": SIGNATURE}], ids=["password", "key"])
def test_pypi_pyourls3_works(site: Site, login: dict[str, str]) -> None:
    mark = f"three{len(login)}"
    told = run(python_with("pyourls3==1.0.1"), PYOURLS3, site=base(site), login=login, mark=mark)
    assert told["made"] == [f"{base(site)}/{mark}", mark, f"https://example.com/{mark} added to database"]
    assert told["expand"] == told["link"]["url"] == f"https://example.com/{mark}"
    assert told["stats"]["total_links"] >= 1
    assert told["again"] == "Pyourls3URLAlreadyExistsError"
    assert told["taken"] == "Pyourls3APIError"
    assert told["wrong"] is not None


IN_PAGE = """([api, login, options]) => new Promise(done => {
  const told = {}
  yourls.connect(api, login, options)
  yourls.shorten('https://example.net/page', {keyword: 'page', title: 'Page'}, (made, answer) => {
    told.made = made && made.shorturl
    yourls.url('page').expand(long => {
      told.long = long.longurl
      yourls.url('page').stats(link => {
        told.link = link.url
        yourls.stats({filter: 'last', limit: 1}, result => {
          told.links = result.links.map(link => link.title)
          yourls.db.stats(db => {
            told.total = db.total_links
            yourls.version(true, version => { told.version = version; done(told) })
          })
        })
      })
    })
  })
})"""


class Silent(SimpleHTTPRequestHandler):
    """Files of a folder, without a word about them."""

    def log_message(self, *args: object) -> None:
        pass


@contextlib.contextmanager
def another_site(folder: Path) -> Iterator[str]:
    """Somebody else's web server, with a folder in it."""
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Silent, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_npm_yourls_api_works_in_a_page_of_another_site(site: Site) -> None:
    if not CHROMIUM.exists():
        pytest.skip(MISSING)
    with another_site(npm_package("yourls-api@2.1.0")) as elsewhere, chromium() as browser:
        page = browser.new_page()
        page.goto(elsewhere)
        page.add_script_tag(url=f"{elsewhere}dist/yourls.js")
        api = f"{base(site)}/yourls-api.php"
        told = page.evaluate(IN_PAGE, [api, {"signature": SIGNATURE}, {"format": "jsonp", "method": "GET"}])
    assert told["made"] == f"{base(site)}/page"
    assert told["long"] == told["link"] == "https://example.net/page"
    assert told["links"] == ["Page"]
    assert told["total"] >= 1
    assert told["version"] == {"db_version": "507", "version": "1.10.4"}


def curl(*arguments: str) -> str:
    done = subprocess.run(
        ["curl", "--silent", "--show-error", "--max-time", "20", *arguments], capture_output=True, text=True, check=True
    )
    return done.stdout


@NEEDS_CURL
def test_sharex_sends_a_form_in_parts_and_reads_nothing_but_the_short_url(site: Site) -> None:
    parts = {"signature": SIGNATURE, "action": "shorturl", "format": "simple", "url": "https://example.org/sharex"}
    form = [argument for name, value in parts.items() for argument in ("--form-string", f"{name}={value}")]
    first, second = (curl(*form, f"{base(site)}/yourls-api.php") for _ in range(2))
    assert re.fullmatch(re.escape(base(site)) + r"/[0-9a-z]{6}", first)
    assert second == first


@NEEDS_CURL
def test_scripts_read_plain_text_and_pick_words_out_of_xml(site: Site) -> None:
    api, long_url = f"{base(site)}/yourls-api.php", "https://example.org/a page?x=1&y=2#z"
    asked = ["--get", api, "--data-urlencode", f"url={long_url}", "--data", f"action=shorturl&signature={SIGNATURE}"]
    short = curl(*asked, "--data", "format=simple&keyword=script")
    assert short == f"{base(site)}/script"
    xml = curl(*asked)
    assert re.findall(r"<shorturl>([^<]*)</shorturl>", xml) == [short]
    assert "already exists in database" in "".join(re.findall(r"<message>([^<]*)</message>", xml))
    stats = curl("--data", f"action=url-stats&shorturl=script&signature={SIGNATURE}", api)
    assert ET.fromstring(stats).findtext("link/clicks") == "0"
    headers = curl("--head", short)
    assert "location: https://example.org/apage?x=1&y=2#z" in headers


@NEEDS_CURL
def test_scripts_bind_their_signature_to_the_moment(site: Site) -> None:
    now = str(int(time.time()))
    api = f"{base(site)}/yourls-api.php?action=version&format=JSON&timestamp={now}"
    for name in ("md5", "sha512"):
        signed = hashlib.new(name, (now + SIGNATURE).encode()).hexdigest()
        assert curl(f"{api}&hash={name}&signature={signed}") == "1.10.4"
    assert curl(f"{api}&signature={hashlib.md5(('1' + now + SIGNATURE).encode()).hexdigest()}") == "Please log in"
