"""nginx as deploy/nginx sets it up: what it hands on, whom it turns away, how it speaks TLS."""

import http.client
import http.server
import json
import socket
import socketserver
import ssl
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import nginx
from bench.processes import Failed, program_path
from bench.sampler import unverified
from bench.shape import HOST
from deploy.nginx.fill import BadValue, fill


class Echo(http.server.BaseHTTPRequestHandler):
    """Answers with the path and headers that arrived."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = json.dumps({"path": self.path, **{name.lower(): value for name, value in self.headers.items()}}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


class Upstream(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True

    def get_request(self) -> tuple[socket.socket, tuple[str, int]]:
        return self.socket.accept()[0], ("socket", 0)


@pytest.fixture(scope="module")
def front() -> Iterator[nginx.Nginx]:
    """nginx with TLS before a service on a UNIX socket."""
    try:
        program_path("nginx", "nginx")
    except Failed as error:
        pytest.skip(str(error))
    with tempfile.TemporaryDirectory(prefix="front") as name:
        folder = Path(name)
        with Upstream(f"{folder}/web.sock", Echo) as upstream:
            thread = threading.Thread(target=upstream.serve_forever)
            thread.start()
            try:
                with nginx.front(folder / "nginx", f"unix:{folder}/web.sock", nginx.make_certificate(folder)) as found:
                    yield found
            finally:
                upstream.shutdown()
                thread.join()


def connected(front: nginx.Nginx, name: str | None = HOST, **limits: object) -> ssl.SSLSocket:
    context = unverified()
    for limit, value in limits.items():
        setattr(context, limit, value)
    return context.wrap_socket(socket.create_connection(("::1", front.tls), timeout=10), server_hostname=name)


def ask(front: nginx.Nginx, path: str = "/scratch-new", **headers: str) -> tuple[int, dict[str, str]]:
    """Status, and what the service behind was asked where it was."""
    connection = http.client.HTTPConnection(HOST)
    connection.sock = connected(front)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        body = answer.read()
        return answer.status, json.loads(body) if answer.status == 200 else {}
    finally:
        connection.close()


def test_a_request_arrives_as_it_was_with_its_host_and_client(front: nginx.Nginx) -> None:
    status, seen = ask(front, "/p/caf%C3%A9?a=1&b=%20", User_Agent="curl/8", Referer="https://example.org/")
    assert status == 200
    assert seen["path"] == "/p/caf%C3%A9?a=1&b=%20"
    assert (seen["host"], seen["user-agent"], seen["referer"]) == (HOST, "curl/8", "https://example.org/")
    assert (seen["x-forwarded-for"], seen["x-forwarded-proto"]) == ("::1, ::1", "https")


def test_what_a_visitor_claims_to_be_is_not_handed_on(front: nginx.Nginx) -> None:
    _, seen = ask(front, X_Forwarded_For="192.0.2.1", X_Forwarded_Proto="http")
    assert (seen["x-forwarded-for"], seen["x-forwarded-proto"]) == ("::1, ::1", "https")


def test_connections_to_the_service_are_kept(front: nginx.Nginx) -> None:
    assert "connection" not in ask(front, Connection="close")[1]


def test_another_host_than_ours_is_refused(front: nginx.Nginx) -> None:
    assert ask(front, Host="other.example")[0] == 421


@pytest.mark.parametrize("name", ["other.example", None])
def test_who_asks_for_another_name_gets_no_certificate(front: nginx.Nginx, name: str | None) -> None:
    with pytest.raises(ssl.SSLError, match="UNRECOGNIZED_NAME"):
        connected(front, name)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_tls_1_2_and_1_3_are_spoken_with_the_curve_certificate(front: nginx.Nginx, version: ssl.TLSVersion) -> None:
    with connected(front, minimum_version=version, maximum_version=version) as plain:
        cipher = plain.cipher()
    assert cipher is not None
    assert version is ssl.TLSVersion.TLSv1_3 or "ECDSA" in cipher[0]


def test_http_2_is_offered(front: nginx.Nginx) -> None:
    context = unverified()
    context.set_alpn_protocols(["h2", "http/1.1"])
    with context.wrap_socket(socket.create_connection(("::1", front.tls)), server_hostname=HOST) as plain:
        assert plain.selected_alpn_protocol() == "h2"


def test_the_bench_measures_whole_handshakes(front: nginx.Nginx) -> None:
    context = unverified()
    context.maximum_version = ssl.TLSVersion.TLSv1_2  # there a session is known as soon as the handshake is over
    with context.wrap_socket(socket.create_connection(("::1", front.tls)), server_hostname=HOST) as first:
        session = first.session
    again = socket.create_connection(("::1", front.tls))
    with context.wrap_socket(again, server_hostname=HOST, session=session) as second:
        assert not second.session_reused


def test_a_template_is_filled_everywhere() -> None:
    assert fill("listen @PORT@; # @PORT@ of $host", {"PORT": "[::1]:443"}) == "listen [::1]:443; # [::1]:443 of $host"


def test_a_template_without_a_value_is_refused() -> None:
    with pytest.raises(BadValue, match="wants a value for @HOSTS@"):
        fill("server_name @HOSTS@ @PORT@;", {"PORT": "443"})


@pytest.mark.parametrize("value", ["a; return 200", "a\nb", "{", '"', "$host", "#", "\\", ""])
def test_a_value_can_not_say_more_than_its_place(value: str) -> None:
    with pytest.raises(BadValue, match="@HOSTS@ can't be"):
        fill("server_name @HOSTS@;", {"HOSTS": value})
