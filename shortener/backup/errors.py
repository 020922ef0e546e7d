"""Why a backup isn't made or put back."""

from shortener.sentences import Sentence


class BackupError(Sentence):
    """The message is one sentence: what, where, what to do."""
