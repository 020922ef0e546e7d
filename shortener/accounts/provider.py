"""The organisation's own sign-in (OpenID Connect): where it is, what is asked of it, and whose word it gives back."""

import base64
import functools
import hashlib
import threading
import time
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

import msgspec

from shortener.accounts.idtokens import BadToken, Claims, Expected, Keys, UnknownKey, claims_of, keys_in
from shortener.net.configured import ConfiguredFetcher
from shortener.net.fetch import FetchFailed, FetchRefused, Limits, Page, Question
from shortener.sentences import Sentence, Words
from shortener.settings import Settings

KEPT_SECONDS, DOWN_SECONDS = 3600.0, 10.0
WAIT = Limits(seconds=8.0, size=262_144)
SCOPE = "openid email profile"
HEADERS = {"User-Agent": "shortener (people sign in)", "Accept": "application/json"}
OK, SERVER_TROUBLE = 200, 500
DOWN = Words("The sign-in of your organisation can't be reached just now; use your password, or try again in a moment.")
REFUSED = Words("Your organisation's sign-in gave no answer that can be trusted; try again, or use your password.")

Read = TypeVar("Read")


class ProviderDown(Sentence):
    """It can't be reached, or isn't one; the message is one sentence for the operator."""


class Refused(Sentence):
    """Its word about this person can't be used; the message is one sentence for the operator."""


class Config(msgspec.Struct, frozen=True):
    """What the operator set; the secret is empty for a public client."""

    issuer: str
    client_id: str
    client_secret: str


class Told(msgspec.Struct, frozen=True):
    """What it says about itself at /.well-known/openid-configuration."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


class _Tokens(msgspec.Struct):
    id_token: str


class _KeySet(msgspec.Struct):
    keys: list[dict[str, Any]]


class _Error(msgspec.Struct):
    error: str


class Trip(msgspec.Struct, frozen=True):
    """One person's way there and back: `state` goes along, `seed`, 32 bytes, stays here and is known to nobody else."""

    state: str
    seed: bytes
    back: str

    @property
    def nonce(self) -> str:
        return hashlib.sha256(b"nonce" + self.seed).hexdigest()

    @property
    def verifier(self) -> str:
        return _text(hashlib.sha256(b"verifier" + self.seed).digest())


def config_of(settings: Settings) -> Config | None:
    """None where no provider is set."""
    if settings.oidc_issuer is None or settings.oidc_client_id is None:
        return None
    return Config(settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret or "")


@functools.lru_cache(maxsize=4)
def provider_of(config: Config) -> "Provider":
    """One for all threads, which knows what it was told for an hour."""
    return Provider(config)


class Provider:
    def __init__(self, config: Config, fetcher: ConfiguredFetcher | None = None) -> None:
        self._config, self._fetcher = config, fetcher or ConfiguredFetcher(WAIT)
        self._lock = threading.Lock()
        self._told: tuple[float, Told] | None = None
        self._down: tuple[float, str] = (0.0, "")
        self._keys: tuple[float, Keys] | None = None

    def address(self, trip: Trip) -> str:
        """Where the person signs in. Raises ProviderDown."""
        asked = {
            "response_type": "code",
            "client_id": self._config.client_id,
            "redirect_uri": trip.back,
            "scope": SCOPE,
            "state": trip.state,
            "nonce": trip.nonce,
            "code_challenge": _text(hashlib.sha256(trip.verifier.encode()).digest()),
            "code_challenge_method": "S256",
        }
        there = self.told().authorization_endpoint
        return f"{there}{'&' if '?' in there else '?'}{urlencode(asked)}"

    def claims(self, trip: Trip, code: str) -> Claims:
        """What is true of who comes back with this code. Raises ProviderDown, Refused."""
        told, token = self.told(), self._token(trip, code)
        try:
            try:
                return claims_of(token, self.keys(), self._expected(told, trip))
            except UnknownKey:  # it may have new ones since they were read
                return claims_of(token, self.keys(anew=True), self._expected(told, trip))
        except (BadToken, UnknownKey) as error:
            raise Refused(f"The ID token of {self._config.issuer} can't be used: {error}.") from None

    def told(self) -> Told:
        """Raises ProviderDown, at once if it was so a moment ago: who waits in line doesn't wait for it again."""
        with self._lock:
            if time.monotonic() < self._down[0]:
                raise ProviderDown(self._down[1])
            if self._told is None or time.monotonic() > self._told[0]:
                try:
                    self._told = (time.monotonic() + KEPT_SECONDS, self._about())
                except ProviderDown as error:
                    self._down = (time.monotonic() + DOWN_SECONDS, str(error))
                    raise
            return self._told[1]

    def _about(self) -> Told:
        url = f"{self._config.issuer.rstrip('/')}/.well-known/openid-configuration"
        told = self._read(url, Told)
        if told.issuer.rstrip("/") != self._config.issuer.rstrip("/"):
            raise ProviderDown(f"{url} calls its issuer {told.issuer[:200]}, not {self._config.issuer}.")
        return told

    def keys(self, *, anew: bool = False) -> Keys:
        """Those that its tokens are signed with. Raises ProviderDown."""
        there = self.told().jwks_uri
        with self._lock:
            if anew or self._keys is None or time.monotonic() > self._keys[0]:
                found = keys_in(self._read(there, _KeySet).keys)
                if not found:
                    raise ProviderDown(f"{there} has no key that a signature can be checked with.")
                self._keys = (time.monotonic() + KEPT_SECONDS, found)
            return self._keys[1]

    def _token(self, trip: Trip, code: str) -> str:
        told = self.told()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": trip.back,
            "client_id": self._config.client_id,
            "code_verifier": trip.verifier,
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if self._config.client_secret and "client_secret_basic" in told.token_endpoint_auth_methods_supported:
            headers["Authorization"] = _basic(self._config)
        elif self._config.client_secret:
            form["client_secret"] = self._config.client_secret
        page = self._asked(told.token_endpoint, Question("POST", HEADERS | headers, urlencode(form).encode()))
        if page.status >= SERVER_TROUBLE:
            raise ProviderDown(f"{told.token_endpoint} answers {page.status}.")
        if page.status != OK:
            raise Refused(f"{told.token_endpoint} answers {page.status} to a code: {_error_in(page)}.")
        return _decoded(page, _Tokens).id_token

    def _read(self, url: str, kind: type[Read]) -> Read:
        page = self._asked(url, Question("GET", HEADERS))
        if page.status != OK:
            raise ProviderDown(f"{url} answers {page.status}.")
        return _decoded(page, kind)

    def _asked(self, url: str, question: Question) -> Page:
        try:
            page = self._fetcher.ask(url, question)
        except (FetchRefused, FetchFailed) as error:
            raise ProviderDown(str(error)) from None
        if not page.whole:
            raise ProviderDown(f"{url} answers with more than {WAIT.size:,} bytes.")
        return page

    def _expected(self, told: Told, trip: Trip) -> Expected:
        return Expected(told.issuer, self._config.client_id, trip.nonce)


def _decoded(page: Page, kind: type[Read]) -> Read:
    try:
        return msgspec.json.decode(page.body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ProviderDown(f"{page.url} answers something else than what is asked: {error}.") from None


def _error_in(page: Page) -> str:
    """Its word for what is wrong, such as invalid_client."""
    try:
        return repr(msgspec.json.decode(page.body, type=_Error).error[:64])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return "it doesn't say why"


def _basic(config: Config) -> str:
    """RFC 6749, section 2.3.1: each half is encoded as in a form before both are joined."""
    pair = f"{quote(config.client_id, safe='')}:{quote(config.client_secret, safe='')}"
    return f"Basic {base64.b64encode(pair.encode()).decode()}"


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
