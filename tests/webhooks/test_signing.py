"""Receivers can tell that a message is ours: by the example of the documentation, and by the specification's own."""

import base64
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shortener.clock import now_ms
from shortener.links.drafts import Draft
from shortener.links.library import Library
from shortener.stores import Database
from shortener.webhooks import register
from shortener.webhooks.register import OVERLAP_MS
from shortener.webhooks.signing import headers, secret_of
from tests.outside import Outside, Posted
from tests.webhooks.conftest import KEY, AddHook, Take, change_hook, hook_of

sqlite = pytest.mark.stores("sqlite")  # what no other database does otherwise

PAGE = Path(__file__).resolve().parents[2] / "docs" / "webhooks.md"
Verified = Callable[[str, dict[str, str], bytes], bool]


@pytest.fixture
def verified() -> Verified:
    return documented()


def documented() -> Verified:
    """The function of the documentation."""
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)
    found: Verified = names["verified"]
    return found


@pytest.fixture
def posted(library: Library, site: Outside, add_hook: AddHook, take: Take) -> Posted:
    add_hook()
    library.create(Draft(target="https://example.org/", slug="a", notes="é 😀 \n"), None)
    assert take() == 1
    return site.posted[0]


def test_the_specification_s_example_comes_out() -> None:
    """From the test vectors that its libraries share."""
    secret, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", b'{"test": 2432232314}'
    found = headers([secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", body, 1_614_265_330_000)
    assert found["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert found["webhook-timestamp"] == "1614265330"


@sqlite
def test_the_documented_way_verifies_a_message(posted: Posted, database: Database, verified: Verified) -> None:
    secret = secret_of(KEY, hook_of(database).salt)
    assert verified(secret, posted.headers, posted.body)
    assert not verified(secret, posted.headers, posted.body + b" ")
    assert not verified(secret, posted.headers | {"webhook-id": "change_2"}, posted.body)
    assert not verified(secret_of(KEY, "00"), posted.headers, posted.body)
    for at in (str(int(time.time()) - 301), str(int(time.time()) + 302), "x"):
        assert not verified(secret, posted.headers | {"webhook-timestamp": at}, posted.body)


@sqlite
def test_a_message_says_what_it_is(posted: Posted) -> None:
    assert posted.headers["content-type"] == "application/json"
    assert posted.headers["user-agent"] == "shortener (webhooks)"
    assert re.fullmatch(r"change_\d+", posted.headers["webhook-id"])
    assert abs(int(posted.headers["webhook-timestamp"]) - time.time()) < 30


@sqlite
def test_a_secret_has_256_bits_and_the_database_holds_none(posted: Posted, database: Database) -> None:
    hook = hook_of(database)
    secret = secret_of(KEY, hook.salt)
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32
    assert secret not in str(vars(hook))
    assert secret != secret_of(KEY + b"!", hook.salt)


@sqlite
def test_while_a_secret_is_changed_both_sign_and_then_only_the_new_one(
    posted: Posted, library: Library, database: Database, site: Outside, take: Take
) -> None:
    verified = documented()
    old = secret_of(KEY, hook_of(database).salt)
    with database.write() as session:
        new = secret_of(KEY, register.rotate(session, "crm", now_ms()).salt)
    outcomes = []
    for slug in ("b", "c"):
        library.create(Draft(target="https://example.org/", slug=slug), None)
        take()
        outcomes.append([verified(secret, site.posted[-1].headers, site.posted[-1].body) for secret in (old, new)])
        change_hook(database, old_salt_until=now_ms() - OVERLAP_MS)
    assert outcomes == [[True, True], [False, True]]


@sqlite
def test_a_secret_that_got_out_ends_at_once(database: Database, add_hook: AddHook) -> None:
    add_hook()
    with database.write() as session:
        register.rotate(session, "crm", now_ms())
        register.rotate(session, "crm", now_ms(), at_once=True)
    assert hook_of(database).old_salt is None
