"""Whether an answer to a visitor was right at its moment, and the sentence about one that wasn't."""

from typing import NamedTuple

from tests.load.truth import Truth

REDIRECT, NOT_FOUND = 302, 404


class Answer(NamedTuple):
    """What came back for a path that was asked for at `asked_at`; `status` 0 and `error` tell that nothing did."""

    path: str
    asked_at: float
    status: int
    location: str | None
    error: object = None


def complaint(truth: Truth, slug: str, answer: Answer) -> str | None:
    """What a person has to know to find out why; None when the answer was right."""
    if not answer.status:
        return f"{answer.path}: no answer, {answer.error}"
    right = truth.right(slug, answer.asked_at)
    fits = answer.status == (REDIRECT if answer.location else NOT_FOUND)
    if fits and answer.location in right:
        return None
    said = f"{answer.path} was answered {answer.status} {answer.location or ''}".rstrip()
    since = truth.since(slug, answer.location, answer.asked_at) if fits else None
    known = "which it never should" if since is None else f"{since:.0f} s after that had changed"
    return f"{said}, {known}; right was {' or '.join(one or str(NOT_FOUND) for one in right)}"


def miss_complaint(answer: Answer) -> str | None:
    """The same for a slug that nobody ever made; which one is of no interest."""
    if not answer.status:
        return f"no answer, {answer.error}"
    return None if answer.status == NOT_FOUND else f"answered {answer.status} {answer.location or ''}".rstrip()
