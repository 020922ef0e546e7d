"""/api/v1/openapi.json, and /api/v1/docs: the same for people, as a page without scripts."""

from typing import Any, Literal

from flask import Response, render_template
from msgspec import Struct

from shortener.api.v1.bodies import reply
from shortener.api.v1.document import document
from shortener.api.v1.door import operation
from shortener.api.v1.operations import Answer
from shortener.web.services import services

PUBLIC: dict[str, Any] = {"group": "This document", "method": "GET", "scope": ""}


class OpenApi(Struct):
    """An OpenAPI 3.1 document."""

    openapi: Literal["3.1.0"]
    info: dict[str, Any]
    paths: dict[str, Any]


@operation(**PUBLIC, path="/openapi.json", about="All of this as OpenAPI 3.1", answers={200: Answer("It.", OpenApi)})
def openapi() -> Response:
    return reply(document(_title()))


@operation(
    **PUBLIC, path="/docs", about="All of this as a page", answers={200: Answer("The page.", files=("text/html",))}
)
def docs() -> Response:
    told = document(_title())
    return Response(render_template("api/docs.html", told=told, groups=_groups(told)))


def _title() -> str:
    return f"Short links of {services().brand.name}"


def _groups(told: dict[str, Any]) -> dict[str, list[tuple[str, str, dict[str, Any]]]]:
    """(method, path, operation) by group."""
    found: dict[str, list[tuple[str, str, dict[str, Any]]]] = {tag["name"]: [] for tag in told["tags"]}
    for path, methods in told["paths"].items():
        for method, one in methods.items():
            found[one["tags"][0]].append((method.upper(), path, one))
    return found
