"""`follow.py NAME SLUG ROOT`: several visitors follow a link until a line comes in; says what they got, as JSON.

Each other one keeps its connection, and half of them come over HTTPS. Every visit names itself in its Referer, so that
its click can be told from all others: `answers` has, for each that was redirected, the node that did it.
"""

import collections
import http.client
import json
import ssl
import sys
import threading

name, slug, root = sys.argv[1:]
VISITORS = 8
PAUSE = 0.005
stop = threading.Event()
seen: collections.Counter[str] = collections.Counter()
answers: dict[str, str] = {}
context = ssl.create_default_context(cafile=root)


def connect(*, secure: bool) -> http.client.HTTPConnection:
    if secure:
        return http.client.HTTPSConnection(name, timeout=60, context=context)
    return http.client.HTTPConnection(name, timeout=60)


def follow(number: int) -> None:
    secure, keeps = number % 2 == 0, number % 4 < 2
    connection = connect(secure=secure)
    visits = 0
    while not stop.wait(PAUSE):
        visits += 1
        seen[ask(connection, f"{number}-{visits}")] += 1
        if not keeps:
            connection.close()


def ask(connection: http.client.HTTPConnection, visit: str) -> str:
    """The status, or what went wrong instead of one; as a browser does, a second time when the connection was cut."""
    try:
        return once(connection, visit)
    except (ConnectionError, http.client.RemoteDisconnected, ssl.SSLError):
        seen["again"] += 1
        connection.close()
    try:
        return once(connection, visit)
    except (OSError, http.client.HTTPException) as error:
        connection.close()
        return type(error).__name__


def once(connection: http.client.HTTPConnection, visit: str) -> str:
    """One request and its status."""
    headers = {"User-Agent": "Mozilla/5.0", "Referer": f"https://visits.example/{visit}"}
    connection.request("GET", f"/{slug}", headers=headers)
    answer = connection.getresponse()
    answer.read()
    if answer.status == http.HTTPStatus.FOUND:
        answers[visit] = answer.headers["X-Served-By"]
    return str(answer.status)


threads = [threading.Thread(target=follow, args=(number,)) for number in range(VISITORS)]
for thread in threads:
    thread.start()
print("begun", flush=True)
sys.stdin.readline()
stop.set()
for thread in threads:
    thread.join()
print(json.dumps({"seen": seen, "answers": answers}))
