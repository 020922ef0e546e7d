"""A person's browser, signed in to the admin pages, as far as sending forms goes."""

import contextlib
import http.client
import random
import urllib.parse
from http import HTTPStatus

from tests.live import PASSWORD, Site

PATIENCE = 30


class Browser:
    """Sends forms to one of these sites, which share their sign-ins."""

    def __init__(self, *sites: Site) -> None:
        self._ports = [site.port for site in sites]
        self._cookie = ""
        status, headers = self._send(self._ports[0], "/admin/sign-in", {"name": "admin", "password": PASSWORD})
        assert status == HTTPStatus.SEE_OTHER, status
        self._cookie = headers["Set-Cookie"].partition(";")[0]

    def submit(self, path: str, **fields: str) -> str | None:
        """None when it was taken, else what came instead; then nobody knows what became of it."""
        try:
            status, headers = self._send(random.choice(self._ports), path, fields)
        except (OSError, http.client.HTTPException) as error:
            return f"{path}: {error!r}"
        led_to = headers.get("Location", "")
        return None if status == HTTPStatus.SEE_OTHER and "sign-in" not in led_to else f"{path}: {status} {led_to}"

    def _send(self, port: int, path: str, fields: dict[str, str]) -> tuple[int, http.client.HTTPMessage]:
        host = f"localhost:{port}"
        headers = {
            "Host": host,
            "Origin": f"http://{host}",
            "Cookie": self._cookie,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        with contextlib.closing(http.client.HTTPConnection("::1", port, timeout=PATIENCE)) as connection:
            connection.request("POST", path, urllib.parse.urlencode(fields), headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status, answer.headers
