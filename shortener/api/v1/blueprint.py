"""What the files of the REST API add their addresses to."""

from flask import Blueprint

blueprint = Blueprint("api_v1", __name__, url_prefix="/api/v1")
