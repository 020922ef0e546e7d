"""Every error that an operator can meet becomes one sentence on standard error and exit status 1, never a traceback."""

import logging
import os
import sys
from typing import IO, Any

import click

from shortener import logs
from shortener.cli.lazy import LazyGroup, load
from shortener.sentences import Sentence

log = logging.getLogger(__name__)


class Failure(click.ClickException):
    """The sentence that a command ends with."""

    def show(self, file: IO[Any] | None = None) -> None:
        if logs.speaks_json():
            log.error("%s", self.message)
        else:
            super().show(file)


class PlainErrors(LazyGroup):
    """A group whose commands may raise what the layers below raise."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Sentence as error:
            raise Failure(" ".join(str(error).split())) from error
        except BrokenPipeError as error:
            _settle_stdout()
            raise Failure("Standard output was closed before everything was written.") from error
        except OSError as error:
            _settle_stdout()
            raise Failure(of_system(error)) from error
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except Exception as error:
            sentence = load("shortener.cli.databases:sentence_of")(error)
            if sentence is None:
                raise
            raise Failure(sentence) from error


def say_warning(sentence: str) -> None:
    """Something that a command goes on in spite of."""
    if logs.speaks_json():
        log.warning("%s", sentence)
    else:
        click.echo(f"Warning: {sentence}", err=True)


def of_system(error: OSError) -> str:
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror or error}."


def _settle_stdout() -> None:
    """What is still buffered and has nowhere to go is forgotten; else Python would complain about it when it ends."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
