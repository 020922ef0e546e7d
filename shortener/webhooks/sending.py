"""One attempt to deliver one message, and what follows from its outcome for the message and for the hook."""

import logging

import msgspec
from sqlalchemy.orm import Session

from shortener.net.fetch import Fetcher, FetchFailed, FetchRefused, Limits
from shortener.reports.moments import iso_ms
from shortener.sentences import Words
from shortener.webhooks.events import TEST
from shortener.webhooks.signing import headers, salts_of, secret_of
from shortener.webhooks.tables import DEAD, SENT, WAITING, Hook, Message
from shortener.work import longer_by_chance

AGENT = "shortener (webhooks)"
LIMITS = Limits(seconds=15.0, size=1024)
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
# Until the second attempt, the third and so on, as the specification proposes: three days in all.
PAUSES = (5_000, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, DAY)
FIRST_REST, LONGEST_REST = 1_000, 5 * MINUTE
GIVEN_UP_MS = 5 * DAY
GONE = 410

log = logging.getLogger(__name__)


class Outcome(msgspec.Struct, frozen=True):
    """`status` is None where there was no answer; `error` is one sentence, empty where all is well; `later` is for how
    many milliseconds the receiver wants to be left alone."""

    status: int | None
    error: str = ""
    later: int = 0


def attempt(fetcher: Fetcher, site_key: bytes, hook: Hook, message: Message, now: int) -> Outcome:
    """Any answer but 2xx is a failure, a redirect too: who moves says so here."""
    body = message.body.encode()
    signed = headers([secret_of(site_key, salt) for salt in salts_of(hook, now)], message.key, body, now)
    try:
        page = fetcher.post(hook.url, body, {"User-Agent": AGENT, "Content-Type": "application/json", **signed})
    except (FetchRefused, FetchFailed) as error:
        return Outcome(None, str(error))
    if 200 <= page.status < 300:
        return Outcome(page.status)
    return Outcome(page.status, _words(page.status, page.headers.get("location", "")), _later(page.headers))


def settle(session: Session, hook_id: int, message_id: int, outcome: Outcome, now: int) -> None:
    """Writes down what came of an attempt; hook and message may be gone by now."""
    hook = session.get(Hook, hook_id, with_for_update=True)
    message = session.get(Message, message_id, with_for_update=True)
    if hook is None or message is None:
        return
    message.tried_at, message.status, message.error = now, outcome.status, outcome.error or None
    message.attempts += 1
    if not outcome.error:
        message.state = SENT
        hook.sent += 1
        hook.failures, hook.failing_since, hook.resting_until = 0, None, None
    else:
        _fail(hook, message, outcome, now)


def pause(attempts: int) -> int:
    """Milliseconds until the next attempt at a message, with up to a quarter more so that crowds spread."""
    base = PAUSES[min(attempts, len(PAUSES)) - 1]
    return longer_by_chance(base, base // 4)


def _fail(hook: Hook, message: Message, outcome: Outcome, now: int) -> None:
    hook.failed += 1
    hook.failures += 1
    hook.failing_since = hook.failing_since or now
    rest = min(FIRST_REST << min(hook.failures, 20), LONGEST_REST)
    hook.resting_until = now + max(rest, outcome.later)
    if message.attempts > len(PAUSES) or message.event == TEST:
        message.state = DEAD
        hook.dead += 1
    else:
        message.state, message.due_at = WAITING, now + max(pause(message.attempts), outcome.later)
    if outcome.status == GONE:
        _disable(hook, str(Words("The receiver answered 410: it wants no messages any more.")), now)
    elif now - hook.failing_since > GIVEN_UP_MS:
        _disable(
            hook,
            str(
                Words(
                    "Nothing was delivered since %(failing_since)s; at last: %(error)s",
                    failing_since=iso_ms(hook.failing_since),
                    error=outcome.error,
                )
            ),
            now,
        )


def _disable(hook: Hook, why: str, now: int) -> None:
    if hook.disabled_at is None:
        hook.disabled_at, hook.disabled_why = now, why[:2000]
        log.warning("Webhook %s is disabled. %s", hook.name, why)


def _words(status: int, location: str) -> str:
    if location and 300 <= status < 400:
        return str(
            Words(
                "It answered %(status)s, a redirect, which isn't followed; give the webhook its new address.",
                status=status,
            )
        )
    return str(Words("It answered %(status)s.", status=status))


def _later(found: dict[str, str]) -> int:
    """Retry-After in seconds, up to a day; a date is taken for nothing."""
    text = found.get("retry-after", "").strip()
    return min(int(text) * 1000, DAY) if text.isascii() and text.isdigit() and len(text) < 10 else 0
