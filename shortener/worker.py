"""gunicorn's web worker: uvicorn with nothing that decides who the client is or says what the server is."""

from typing import Any

from uvicorn_worker import UvicornWorker


class Worker(UvicornWorker):
    """`net.client` alone decides who the client is, so uvicorn's proxy headers stay off."""

    CONFIG_KWARGS: dict[str, Any] = {  # noqa: RUF012 (uvicorn-worker declares it so)
        "loop": "uvloop",
        "http": "httptools",
        "lifespan": "on",
        "ws": "none",
        "proxy_headers": False,
        "server_header": False,
        "access_log": False,
    }
