"""`follow.py NAME SLUG ROOT`: several visitors follow a link until a line comes in; counts what they got, as JSON.

Each other one keeps its connection, and half of them come over HTTPS.
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
context = ssl.create_default_context(cafile=root)


def connect(*, secure: bool) -> http.client.HTTPConnection:
    if secure:
        return http.client.HTTPSConnection(name, timeout=30, context=context)
    return http.client.HTTPConnection(name, timeout=30)


def follow(number: int) -> None:
    secure, keeps = number % 2 == 0, number % 4 < 2
    connection = connect(secure=secure)
    while not stop.wait(PAUSE):
        seen[ask(connection)] += 1
        if not keeps:
            connection.close()


def ask(connection: http.client.HTTPConnection) -> str:
    """The status, or what went wrong instead of one; as a browser does, a second time when the connection was cut."""
    try:
        return once(connection)
    except (ConnectionError, http.client.RemoteDisconnected, ssl.SSLError):
        seen["again"] += 1
        connection.close()
    try:
        return once(connection)
    except (OSError, http.client.HTTPException) as error:
        connection.close()
        return type(error).__name__


def once(connection: http.client.HTTPConnection) -> str:
    """One request and its status."""
    connection.request("GET", f"/{slug}", headers={"User-Agent": "Mozilla/5.0"})
    answer = connection.getresponse()
    answer.read()
    return str(answer.status)


threads = [threading.Thread(target=follow, args=(number,)) for number in range(VISITORS)]
for thread in threads:
    thread.start()
print("begun", flush=True)
sys.stdin.readline()
stop.set()
for thread in threads:
    thread.join()
print(json.dumps(seen))
