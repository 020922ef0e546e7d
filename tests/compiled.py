"""What applications compile (templates, routes, SQL), compiled once for a run of tests that makes thousands of them."""

from collections.abc import Callable
from types import CodeType
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy.engine import Compiled
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.util import LRUCache
from werkzeug.routing import Map, Rule

STATEMENTS = 2000


class Templates(BytecodeCache):
    """Kept in this process; a template whose text changed is another one."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._known[bucket.key, bucket.checksum] = bucket.code


class Statements(LRUCache[Any, Compiled]):
    """For every database of one kind; whoever opens one would compile for it what was compiled for others."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(_alike(key), default)

    def __setitem__(self, key: Any, compiled: Compiled) -> None:
        super().__setitem__(_alike(key), compiled)


def compile_once() -> None:
    """Has every application and every database opened from now on share what is compiled."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": Templates()}
    route: Any = Rule
    route.compile = _remembering(route.compile)
    statement: Any = ClauseElement
    statement._compile_w_cache = _sharing(statement._compile_w_cache)


def _remembering(compiles: Callable[[Rule], None]) -> Callable[[Rule], None]:
    """A route without defaults is made of its text, its host and the ways of its map, and nothing else."""
    known: dict[Any, Rule] = {}

    def compile_rule(rule: Rule) -> None:
        parts = (rule.rule, rule.host, rule.subdomain, rule.merge_slashes, *_ways(rule.map))
        if not rule.defaults and parts in known:
            return _take_over(rule, known[parts])
        compiles(rule)
        if not rule.defaults:
            known[parts] = rule
        return None

    return compile_rule


def _ways(routes: Map) -> tuple[object, ...]:
    return routes.host_matching, *routes.converters.values()


def _take_over(rule: Any, twin: Any) -> None:
    for name in ("_parts", "_trace", "_converters", "arguments"):
        setattr(rule, name, getattr(twin, name))
    for name in ("_build", "_build_unknown"):
        setattr(rule, name, getattr(twin, name).__func__.__get__(rule))


def _sharing(compiles: Callable[..., Any]) -> Callable[..., Any]:
    statements = Statements(STATEMENTS)

    def compile_statement(element: Any, dialect: Any, *, compiled_cache: Any, **options: Any) -> Any:
        shared = None if compiled_cache is None else statements
        return compiles(element, dialect, compiled_cache=shared, **options)

    return compile_statement


def _alike(key: Any) -> Any:
    """The same key with what a statement's text depends on, instead of the one database that asked first."""
    dialect, *parts = key
    return type(dialect), dialect.server_version_info, *parts
