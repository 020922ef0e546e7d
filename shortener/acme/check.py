"""`acme-dns01 check`: the whole way of a certificate's challenge tried with a value of its own, line by line."""

import secrets
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from shortener.acme.config import Config
from shortener.acme.dialects import Call, Challenge
from shortener.acme.errors import Failure
from shortener.acme.hook import Hook, Plan, Say
from shortener.acme.names import challenge_name, value_of


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at: whether it is well, what was found, and how to mend it."""

    well: bool
    what: str
    found: str

    def as_text(self) -> str:
        return f"{'ok ' if self.well else 'BAD'}  {self.what}: {self.found}"

    def as_dict(self) -> dict[str, bool | str]:
        return asdict(self)


def check(domain: str, config: Config, say: Say, *, write: bool) -> Iterator[Line]:
    """Line by line as it is found; ends at the first that is BAD, since the rest stands on it.

    Args:
        write: false looks only, and leaves out the trial value.
    """
    challenge = Challenge(challenge_name(domain), value_of(secrets.token_urlsafe()))
    hook = Hook(config, say)
    try:
        plan = hook.plan(challenge)
    except Failure as error:
        yield Line(False, "place", str(error))
        return
    yield from _place(plan)
    if not write:
        return
    yield from _trial(hook, challenge)


def _place(plan: Plan) -> Iterator[Line]:
    place, shelf = plan.place, plan.shelf
    by = "" if place.name == plan.challenge.name else f" (by CNAME or alias from {plan.challenge.name})"
    yield Line(True, "name", f"{place.name}{by}")
    yield Line(True, "zone", f"{shelf.zone}, written as {shelf.host}")
    yield Line(True, "name servers", ", ".join(map(str, place.zone.servers)))
    if legacy := [str(server) for server in place.zone.servers if ":" not in server.address]:
        yield Line(False, "IPv6", f"{', '.join(legacy)} can be asked over IPv4 only; ask for AAAA records for it.")


def _trial(hook: Hook, challenge: Challenge) -> Iterator[Line]:
    started = time.monotonic()
    try:
        hook.run(Call("add", (challenge,)))
        yield Line(True, "trial value", f"seen at every server after {time.monotonic() - started:.0f} s")
    except Failure as error:
        yield Line(False, "trial value", str(error))
    try:
        hook.run(Call("remove", (challenge,)))
        yield Line(True, "removal", "the trial value is gone")
    except Failure as error:
        yield Line(False, "removal", str(error))
