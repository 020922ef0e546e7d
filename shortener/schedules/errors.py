"""What keeps a schedule from being made, and what may be another time."""

from shortener.sentences import Sentence


class BadSchedule(Sentence):
    """A schedule that makes no sense; the message is one sentence for the person who asked."""


class Busy(Sentence):
    """Another process of this machine writes into the folder; the message is one sentence."""
