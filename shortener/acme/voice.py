"""What the hook says to people: sentences on standard error, with every secret blotted out."""

import sys

from shortener.acme.config import Config
from shortener.acme.https import basic

BLOT = "(secret)"


class Voice:
    """Speaks; learns of the secrets as soon as they are read."""

    def __init__(self) -> None:
        self._secrets: list[str] = []

    def learn(self, config: Config) -> None:
        """The secrets themselves, and the form in which they travel."""
        for account in config.accounts:
            self._secrets += [account.secret, basic(account.key, account.secret).removeprefix("Basic ")]

    def clean(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, BLOT)
        return text

    def say(self, sentence: str) -> None:
        """certbot goes on when the hook fails, so the last line there must be one that people see."""
        print(f"acme-dns01: {self.clean(sentence)}", file=sys.stderr, flush=True)  # noqa: T201 -- this is its job
