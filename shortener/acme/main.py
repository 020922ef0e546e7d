"""The command `acme-dns01`: what clients call, and what people do by hand."""

import argparse
import json
import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from shortener.acme import config as configuration
from shortener.acme.check import check
from shortener.acme.config import Config
from shortener.acme.dialects import Call, understood
from shortener.acme.errors import Failure
from shortener.acme.hook import Hook
from shortener.acme.ledger import Ledger
from shortener.acme.voice import Voice

BY_HAND = {"check": 2, "sweep": 1, "values": 1}  # with how many words, this one included
WRONG_CALL = 2
HELP = """\
Puts an ACME dns-01 challenge into the DNS, waits until every authoritative server shows it over IPv6, takes it out.

Clients call it like this:
  certbot     --manual-auth-hook acme-dns01 --manual-cleanup-hook acme-dns01
  dehydrated  HOOK=acme-dns01, with HOOK_CHAIN=yes or no
  lego        EXEC_PATH=acme-dns01, with EXEC_MODE=RAW or not
  acme.sh     acme-dns01 add|remove _acme-challenge.example.org VALUE
People call it like this:
  acme-dns01 check example.org    try the whole way with a value of its own
  acme-dns01 values               what it has put into the DNS and not taken out
  acme-dns01 sweep                take all of that out now

Words that it doesn't know do nothing and succeed, since dehydrated asks for that.
Exit status: 0 when the values are visible everywhere (or gone), 1 when not, 2 when it was called wrongly.
"""


def main(words: Sequence[str] | None = None, environment: Mapping[str, str] | None = None) -> int:
    """One call; its exit status.

    Args:
        words: as on a command line, without the command itself.
        environment: certbot speaks through it.
    """
    environment = os.environ if environment is None else environment
    voice = Voice()
    try:
        options, rest = _options(list(sys.argv[1:] if words is None else words))
        return _run(options, rest, environment, voice)
    except Failure as error:
        voice.say(str(error))
    except KeyboardInterrupt:
        voice.say("Stopped; what it had put into the DNS is taken out by `acme-dns01 sweep`.")
    except Exception as error:  # a traceback would be lost in the client's log, and could show a secret
        at = traceback.extract_tb(error.__traceback__)[-1]
        voice.say(f"An error of this program, please report it: {error!r} in {Path(at.filename).name}:{at.lineno}.")
    return 1


def _options(words: list[str]) -> tuple[argparse.Namespace, list[str]]:
    """Options stand before the first word: values of challenges can begin with a dash, so nothing after it is read.

    After a word that only people say, they may stand anywhere.
    """
    parser = argparse.ArgumentParser(
        "acme-dns01",
        usage="acme-dns01 [--config FILE] [--dry-run] [--json] WORD ...",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--config", metavar="FILE", help=f"usually {configuration.USUAL}; only its owner may read it")
    parser.add_argument("--dry-run", action="store_true", help="say what would be written where, and write nothing")
    parser.add_argument("--json", action="store_true", help="answers of check, values and sweep as JSON")
    first = 0
    while first < len(words) and words[first].startswith("-"):
        first += 2 if words[first] == "--config" else 1
    options, rest = parser.parse_args(words[:first]), words[first:]
    if rest and rest[0] in BY_HAND:
        options, more = parser.parse_known_args(rest[1:], options)  # people put them anywhere
        rest = [rest[0], *more]
    return options, rest


def _run(options: argparse.Namespace, words: list[str], environment: Mapping[str, str], voice: Voice) -> int:
    if not words and "CERTBOT_DOMAIN" not in environment:
        voice.say("It was called without a word; see --help.")
        return WRONG_CALL
    by_hand = bool(words) and words[0] in BY_HAND
    if by_hand and len(words) != BY_HAND[words[0]]:
        voice.say(f"{words[0]} was called with {len(words) - 1} words after it; see --help for its form.")
        return WRONG_CALL
    call = None if by_hand else understood(words, environment)
    if call is None and not by_hand:
        return 0
    config = configuration.read(configuration.find(options.config, environment), environment)
    voice.learn(config)
    if call is None:
        return _by_hand(options, words, config, voice)
    hook = Hook(config, voice.say)
    if options.dry_run:
        _foretell(hook, call, voice)
    else:
        hook.run(call)
    return 0


def _foretell(hook: Hook, call: Call, voice: Voice) -> None:
    for challenge in call.challenges:
        plan = hook.plan(challenge)
        voice.say(f"Would {call.action} a value at {plan.place.name} (zone {plan.shelf.zone}, host {plan.shelf.host}).")


def _by_hand(options: argparse.Namespace, words: list[str], config: Config, voice: Voice) -> int:
    match words:
        case ["check", domain]:
            return _check(options, domain, config, voice)
        case ["values"]:
            _show(options, [asdict(one) for one in Ledger(config.state).entries()], "{asked} {value} at {name}")
        case _:
            count = Hook(config, voice.say).sweep()
            _show(options, [{"removed": count}], "{removed} removed")
    return 0


def _check(options: argparse.Namespace, domain: str, config: Config, voice: Voice) -> int:
    lines = []
    for line in check(domain, config, voice.say, write=not options.dry_run):
        lines.append(line)
        if not options.json:
            print(voice.clean(line.as_text()), flush=True)
    if options.json:
        print(voice.clean(json.dumps([line.as_dict() for line in lines])))
    return 0 if all(line.well for line in lines) else 1


def _show(options: argparse.Namespace, rows: list[dict[str, Any]], form: str) -> None:
    if options.json:
        print(json.dumps(rows))
        return
    for row in rows:
        print(form.format(**row))
