"""Why a backup isn't made or put back."""


class BackupError(Exception):
    """The message is one sentence: what, where, what to do."""
