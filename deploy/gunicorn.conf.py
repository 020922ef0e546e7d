"""gunicorn's configuration, made from the settings: `gunicorn -c deploy/gunicorn.conf.py wsgi:asgi`."""

from shortener.settings import read_settings

_settings = read_settings()

bind = [_settings.bind]
workers = _settings.workers
worker_class = "shortener.worker.Worker"
proc_name = "shortener"

# Requests in flight get this long when workers stop; a redirect needs milliseconds, an export seconds.
graceful_timeout = 30
timeout = 60
keepalive = 15
backlog = 2048

# Redirects are counted in the journal; a line for each would cost more than the redirect.
accesslog = None
errorlog = "-"
loglevel = "warning"

# No socket in the home folder: a hardened service has none.
control_socket_disable = True
