"""How a process that stops in order hears that it is to stop."""

import signal
import threading
from collections.abc import Collection


def stop_on(numbers: Collection[signal.Signals]) -> threading.Event:
    """What is set once one of these signals comes. For the main thread, before there are others.

    A thread waits for them: a handler would run in the midst of whatever the main thread does, which may hold the
    event's own lock, as another handler may, and then wait for it for ever.
    """
    stop = threading.Event()
    signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
    threading.Thread(target=_wait, args=(numbers, stop), name="signals", daemon=True).start()
    return stop


def _wait(numbers: Collection[signal.Signals], stop: threading.Event) -> None:
    signal.sigwait(numbers)
    stop.set()
