"""What keeps a webhook from being made or used."""

from shortener.sentences import Sentence


class BadHook(Sentence):
    """`field` is the one of the form that it is about; the message is one sentence for the person who asked."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field = field
