"""An OpenID Connect provider of a test's own on [::1]: real keys, codes with PKCE, and lies where a test wants them."""

import base64
import hashlib
import http.server
import json
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET = "links", "a secret & word"


def new_key(name: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig", "alg": "RS256"})


@dataclass
class OwnProvider:
    """`person` are the claims of who signs in; `claims` and `header` take the place of right ones in the ID token."""

    port: int = 0
    person: dict[str, Any] = field(
        default_factory=lambda: {"sub": "1", "email": "ada@example.org", "email_verified": True}
    )
    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, str] = field(default_factory=dict)
    issuer: str = ""
    forge: Callable[[dict[str, str], dict[str, Any]], str] | None = None
    methods: list[str] = field(default_factory=lambda: ["client_secret_basic"])
    keys: list[RSAKey] = field(default_factory=lambda: [new_key("first")])
    signs: RSAKey | None = None
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    status: int = 200
    padding: int = 0

    @property
    def url(self) -> str:
        return f"http://[::1]:{self.port}"

    def sign_in(self, address: str) -> dict[str, str]:
        """What a browser that was sent here comes back with, once its person has signed in."""
        parts = urlsplit(address)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{self.url}/authorize"
        assert (asked["response_type"], asked["client_id"], asked["code_challenge_method"]) == ("code", CLIENT, "S256")
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def answer(self, path: str, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        self.asked.append(path)
        if self.status != 200:
            return self.status, {"error": "broken"}
        match path:
            case "/.well-known/openid-configuration":
                return 200, self._about()
            case "/jwks":
                return 200, KeySet(list(self.keys)).as_dict() | {"padding": "x" * self.padding}
            case "/token":
                return self._token(form, authorization)
        return 404, {}

    def _about(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer or self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "token_endpoint_auth_methods_supported": self.methods,
        }

    def _token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None or not self._is_client(form, authorization):
            return 400, {"error": "invalid_grant" if asked is None else "invalid_client"}
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        proves = base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == asked["code_challenge"]
        if not proves or form["redirect_uri"] != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": asked["nonce"]}
        key = self.signs or self.keys[-1]
        header = {"alg": "RS256", "kid": self.keys[-1].kid or ""} | self.header
        told = {name: value for name, value in (claims | self.person | self.claims).items() if value is not None}
        token = self.forge(header, told) if self.forge else jwt.encode(header, told, key)
        return 200, {"id_token": token, "token_type": "Bearer"}

    def _is_client(self, form: dict[str, str], authorization: str) -> bool:
        if "client_secret_basic" not in self.methods:
            return form.get("client_secret") == SECRET
        name, _, secret = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        return (unquote(name), unquote(secret)) == (CLIENT, SECRET)


@contextmanager
def own_provider() -> Iterator[OwnProvider]:
    """Runs for as long as the block lasts."""
    made = OwnProvider()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if not self.path.startswith("/authorize?"):
                return self._say({})
            answer = urlencode(made.sign_in(made.url + self.path))
            asked = parse_qs(urlsplit(self.path).query)
            self.send_response(302)
            self.send_header("Location", f"{asked['redirect_uri'][0]}?{answer}")
            self.end_headers()
            return None

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._say({name: values[0] for name, values in parse_qs(body).items()})

        def _say(self, form: dict[str, str]) -> None:
            status, told = made.answer(self.path, form, self.headers.get("Authorization", ""))
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    class Server(http.server.ThreadingHTTPServer):
        address_family = socket.AF_INET6

    with Server(("::1", 0), Handler) as server:
        made.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield made
        finally:
            server.shutdown()
            thread.join()
