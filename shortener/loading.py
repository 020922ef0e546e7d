"""What takes long to import, for services to import it once, before they fork.

While all workers are dead, visitors wait for a new one.
Not what counts for the metrics (`web.metrics`): that has to know its worker.
"""

import importlib

SERVER = ("a2wsgi", "gunicorn.app.wsgiapp", "shortener.worker")
WEB = (*SERVER, "shortener.admin", "shortener.api", "shortener.public", "shortener.redis_clients")
COLLECTOR = ("shortener.cli.collect",)


def load(modules: tuple[str, ...]) -> None:
    """Modules by name, so that what only starts them needn't have them."""
    for name in modules:
        importlib.import_module(name)
