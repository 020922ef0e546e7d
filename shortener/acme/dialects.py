"""What each ACME client means by its call: certbot, dehydrated, lego and acme.sh, told apart by their words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from shortener.acme.errors import Failure
from shortener.acme.names import challenge_name, checked_value, plain, value_of

Action = Literal["add", "remove"]
ACTIONS: Mapping[str, Action] = {
    "add": "add", "deploy_challenge": "add", "present": "add",
    "remove": "remove", "clean_challenge": "remove", "cleanup": "remove",
}  # fmt: skip
TRIPLE = 3  # dehydrated: domain, file of the token (means nothing here), value


@dataclass(frozen=True, slots=True)
class Challenge:
    """A value, and the name where the CA will look for it."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the hook.

    Args:
        action: put the values there, or take them out.
        wait: false when the client says that more calls come before it lets the CA look.
    """

    action: Action
    challenges: tuple[Challenge, ...]
    wait: bool = True


def understood(words: Sequence[str], environment: Mapping[str, str]) -> Call | None:
    """The call that `words` are; None for anything this hook has no part in, which clients also say.

    Raises:
        Failure: it is a known call with something missing or wrong.
    """
    match list(words):
        case ["deploy_challenge" | "clean_challenge" as verb, *triples]:
            return Call(ACTIONS[verb], _triples(triples))
        case ["present" | "cleanup" as verb, "--", domain, _token, authorization]:
            return Call(ACTIONS[verb], (Challenge(challenge_name(domain), value_of(authorization)),))
        case ["present" | "cleanup" | "add" | "remove" as verb, name, value]:
            return Call(ACTIONS[verb], (Challenge(plain(name), checked_value(value)),))
        case [] | ["auth"] | ["cleanup"] if "CERTBOT_DOMAIN" in environment:
            return _certbot(words, environment)
        case ["present" | "cleanup" | "add" | "remove" | "auth", *_]:
            raise Failure(f"{words[0]} was called with {len(words) - 1} words after it; see --help for its form.")
    return None


def _triples(words: Sequence[str]) -> tuple[Challenge, ...]:
    """With HOOK_CHAIN=yes there are several, and a name may come twice (bare name and wildcard)."""
    if not words or len(words) % TRIPLE:
        raise Failure(f"{len(words)} words came where dehydrated gives three for each name.")
    rows = (words[at : at + TRIPLE] for at in range(0, len(words), TRIPLE))
    return tuple(Challenge(challenge_name(domain), checked_value(value)) for domain, _file, value in rows)


def _certbot(words: Sequence[str], environment: Mapping[str, str]) -> Call:
    """Both hooks get the same environment, but for what the first one printed, which only the second is told."""
    value = environment.get("CERTBOT_VALIDATION", "")
    challenge = Challenge(challenge_name(environment["CERTBOT_DOMAIN"]), checked_value(value))
    if list(words) == ["cleanup"] or (not words and "CERTBOT_AUTH_OUTPUT" in environment):
        return Call("remove", (challenge,))
    return Call("add", (challenge,), wait=environment.get("CERTBOT_REMAINING_CHALLENGES", "0") == "0")
