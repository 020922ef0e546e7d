"""Troubles of a loop that goes on for ever: each is logged when it begins and when it is over, not each time round."""

import logging


class Complaints:
    """What is wrong now, by what it is about."""

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._known: dict[str, str] = {}

    def __bool__(self) -> bool:
        return bool(self._known)

    def say(self, about: str, trouble: str) -> None:
        if about not in self._known:
            self._log.warning("%s", trouble)
        self._known[about] = trouble

    def over(self, about: str) -> None:
        trouble = self._known.pop(about, None)
        if trouble is not None:
            self._log.warning("Over: %s", trouble)
