"""What accounts refuse, in words for the person who asked."""

from shortener.sentences import Sentence


class AccountRefused(Sentence):
    """`field` is name, password or role; `code` says why in one word; the text is one clear sentence."""

    def __init__(self, field: str, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.code = code
