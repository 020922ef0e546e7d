"""How much a request may bring: refused while it is read, not after it fills the memory."""

from flask import Flask

MOST_BYTES = 1 << 20
MOST_PARTS = 100


def install(app: Flask) -> None:
    """Views that take uploads raise `request.max_content_length` themselves."""
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    app.config["MAX_FORM_MEMORY_SIZE"] = MOST_BYTES
    app.config["MAX_FORM_PARTS"] = MOST_PARTS
