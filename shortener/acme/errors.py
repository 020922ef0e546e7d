"""What can go wrong in a call of the hook: one sentence each that says what, where and what to do."""


class Failure(Exception):
    """The call ends with it, on standard error and with exit status 1."""


class BadConfig(Failure):
    """The hook's own file, or its rights, are wrong."""


class Refused(Failure):
    """A provider or a server said no; the same question again gets the same answer."""


class Unavailable(Failure):
    """It may work in a moment.

    Args:
        sentence: what failed, and where.
        after: seconds to wait that the other side asked for (Retry-After), if it did.
    """

    def __init__(self, sentence: str, after: float | None = None) -> None:
        super().__init__(sentence)
        self.after = after


class NotVisible(Failure):
    """The value was accepted, but not every authoritative server shows it in time."""
