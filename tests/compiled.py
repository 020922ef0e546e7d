"""What an application compiles, templates and routes, compiled once for a run of tests that makes thousands of them."""

from collections.abc import Callable
from types import CodeType
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


class Compiled(BytecodeCache):
    """Kept in this process; a template whose text changed is another one."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._known[bucket.key, bucket.checksum] = bucket.code


def compile_once() -> None:
    """Has every application made from now on share what is compiled."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": Compiled()}
    Rule._compile_builder = _remembering(Rule._compile_builder)  # type: ignore[method-assign]


def _remembering(compiles: Callable[..., Builder]) -> Callable[..., Builder]:
    """A route without defaults is put together from its parts and nothing else."""
    known: dict[Any, Builder] = {}

    def builder(rule: Any, append_unknown: bool = True) -> Builder:
        if rule.defaults:
            return compiles(rule, append_unknown)
        parts = (rule.rule, tuple(rule._trace), append_unknown)
        if parts not in known:
            known[parts] = compiles(rule, append_unknown)
        return known[parts]

    return builder
