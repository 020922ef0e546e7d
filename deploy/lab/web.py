"""`python web.py ADDRESS`: the outside world, a web server that knows only IPv4, with a page for each of its paths."""

import http.server
import socketserver
import sys

PAGES = {"/": ("text/html; charset=utf-8", b"<!doctype html><title>The IPv4 world</title><p>It is still there.")}
MOVED = {"/moved": "/", "/inside": "http://[64:ff9b::7f00:1]/", "/loop": "/loop"}


class Page(http.server.BaseHTTPRequestHandler):
    """Answers with a page, or sends elsewhere."""

    def do_GET(self) -> None:
        kind, body = PAGES.get(self.path, ("text/plain", b"Not here."))
        self.send_response(302 if self.path in MOVED else 200 if self.path in PAGES else 404)
        if self.path in MOVED:
            self.send_header("Location", MOVED[self.path])
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Server(socketserver.ThreadingTCPServer):
    """Plain TCP, since HTTPServer would ask the DNS for its own name."""

    allow_reuse_address = True
    daemon_threads = True


with Server((sys.argv[1], 80), Page) as server:
    server.serve_forever()
