"""The OpenAPI document, written from the table of operations and the types that they take and give."""

from collections.abc import Iterable
from typing import Any

import msgspec

from shortener import __version__
from shortener.api.v1.blueprint import PREFIX
from shortener.api.v1.once import HEADER as ONCE
from shortener.api.v1.once import NAME
from shortener.api.v1.operations import OPERATIONS, Answer, Operation
from shortener.api.v1.parameters import Parameter
from shortener.web.errors import PROBLEM, Problem

Schema = dict[str, Any]
REF = "#/components/schemas/{name}"
KEY = "key"
GROUPS = ("Links", "Tags", "Statistics", "Clicks", "Misses", "Keys", "This document")
ABOUT = (
    "Links, their clicks and what else this site knows, for programs. The first key is made by the command "
    "shortener key add. A slug with slashes may stand in an address as it is or with %2F."
)
SENTENCES = {
    400: "The request can’t be understood.",
    401: "No key, or one that opens nothing.",
    403: "A key that doesn’t open this, or whose owner may not do it.",
    404: "There is no such thing.",
    409: "It is against how things are just now.",
    412: "It has changed since you read it.",
    413: "What was sent is too large.",
    415: "What was sent is no JSON.",
    421: "This host is not served here.",
    422: "It is understood, and against a rule.",
    429: "The key asks too often.",
    503: "The database does not answer, or not just now.",
}
RATES = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "RateLimit-Policy")
HEADERS: dict[str, Schema] = {
    "ETag": {"description": "For If-Match, when it is changed, and If-None-Match.", "schema": {"type": "string"}},
    "Location": {"description": "Where the new link is.", "schema": {"type": "string"}},
    "Link": {"description": "The stretches before and after (RFC 8288).", "schema": {"type": "string"}},
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}},
    "RateLimit-Limit": {"description": "Requests a minute.", "schema": {"type": "integer"}},
    "RateLimit-Remaining": {"description": "Requests that are left.", "schema": {"type": "integer"}},
    "RateLimit-Reset": {"description": "Seconds until all are left again.", "schema": {"type": "integer"}},
    "RateLimit-Policy": {"description": "Requests, and in how many seconds.", "schema": {"type": "string"}},
}
CONDITIONS = {
    "If-Match": "An ETag: only if nobody has changed the link since; clicks change nothing.",
    "If-None-Match": "*: only if there is no such link yet.",
}
IF_NEW = "An ETag: 304 if the answer would be the same, clicks and all."


def document(title: str) -> Schema:
    """All of it, as it is served."""
    kinds, schemas = _schemas(OPERATIONS)
    paths: Schema = {}
    for one in in_order():
        path = paths.setdefault(one.path, {})
        path[one.method.lower()] = _operation(one, kinds)
    security = {KEY: {"type": "http", "scheme": "bearer", "description": "Authorization: Bearer key_…"}}
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": __version__, "description": ABOUT},
        "servers": [{"url": PREFIX}],
        "tags": [{"name": name} for name in GROUPS],
        "paths": paths,
        "components": {"securitySchemes": security, "headers": HEADERS, "schemas": schemas},
    }


def in_order() -> list[Operation]:
    """As people read them: by group, then by address."""
    return sorted(OPERATIONS, key=lambda one: (GROUPS.index(one.group), one.path))


def refusals_of(one: Operation) -> list[int]:
    """Every status with which it may say no."""
    own = {400, 421, 503, *one.refusals}
    keyed = {401, 403, 429} if one.scope else set()
    takes = {413, 415, 422} if one.body is not None else set()
    return sorted(own | keyed | takes | ({409, 422} if one.anew else set()))


def _schemas(operations: Iterable[Operation]) -> tuple[dict[Any, Schema], dict[str, Schema]]:
    """A reference for each type, and what they refer to."""
    bodies = [one.body for one in operations if one.body is not None]
    answers = [answer.body for one in operations for answer in one.answers.values() if answer.body is not None]
    types = list(dict.fromkeys([*bodies, *answers, Problem]))
    references, schemas = msgspec.json.schema_components(types, ref_template=REF)
    return dict(zip(types, references, strict=True)), schemas


def _operation(one: Operation, kinds: dict[Any, Schema]) -> Schema:
    told: Schema = {
        "operationId": one.name,
        "tags": [one.group],
        "summary": one.about,
        "security": [{KEY: [one.scope]}] if one.scope else [],
        "parameters": [*_path(one), *map(_query, one.query), *_headers(one)],
        "responses": {str(status): _answer(one, answer, kinds) for status, answer in one.answers.items()}
        | {str(status): _refusal(one, status, kinds[Problem]) for status in refusals_of(one)},
    }
    if one.body is not None:
        content = {kind: {"schema": kinds[one.body]} for kind in one.types}
        told["requestBody"] = {"required": True, "content": content}
    return told


def _path(one: Operation) -> list[Schema]:
    schemas: dict[str, Schema] = {
        "slug": {"type": "string", "minLength": 1},
        "tag": {"type": "string", "minLength": 1},
        "number": {"type": "integer", "minimum": 1},
    }
    return [
        {"name": name, "in": "path", "required": True, "schema": schema}
        for name, schema in schemas.items()
        if f"{{{name}}}" in one.path
    ]


def _query(one: Parameter) -> Schema:
    told = {"name": one.name, "in": "query", "description": one.about, "schema": one.schema}
    return told | {"explode": one.many} if one.schema.get("type") == "array" else told


def _headers(one: Operation) -> list[Schema]:
    abouts = CONDITIONS | ({"If-None-Match": IF_NEW} if one.method == "GET" else {})
    found = [(name, abouts[name], {"type": "string"}) for name in one.conditions]
    if one.anew:
        about = "What is sent twice with the same one is done once; kept for a day."
        found.append((ONCE, about, {"type": "string", "pattern": NAME}))
    return [{"name": name, "in": "header", "description": about, "schema": schema} for name, about, schema in found]


def _answer(one: Operation, answer: Answer, kinds: dict[Any, Schema]) -> Schema:
    content: Schema = {"application/json": {"schema": kinds[answer.body]}} if answer.body is not None else {}
    content |= {kind.partition(";")[0]: {} for kind in answer.files}
    names = [*answer.headers, *(RATES if one.scope else ())]
    return {"description": answer.about, "headers": _referred(names), "content": content}


def _refusal(one: Operation, status: int, problem: Schema) -> Schema:
    names = [*(["Retry-After"] if status in {429, 503} else []), *(RATES if one.scope and status != 401 else ())]
    return {
        "description": SENTENCES[status],
        "headers": _referred(names),
        "content": {PROBLEM: {"schema": problem}},
    }


def _referred(names: Iterable[str]) -> Schema:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}
