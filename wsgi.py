"""What servers import: `asgi` with the fast lane in front, `app` for any WSGI host. Both serve everything."""

from shortener.app import create_app, with_fast_lane

app = create_app()
asgi = with_fast_lane(app)
