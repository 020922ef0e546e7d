"""A process that is told to stop ends, however often and at whatever moment it is told."""

import signal
import subprocess
import sys
import time

import pytest

WAITING = """
import signal, sys
from shortener.stopping import stop_on
stop = stop_on((signal.SIGINT, signal.SIGTERM))
print("waits", flush=True)
while not stop.wait(0.00001):
    pass
for _ in range(1000):
    stop.set()
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_that_come_in_a_burst_end_it_once_and_in_order(number: signal.Signals) -> None:
    for _ in range(5):
        with subprocess.Popen([sys.executable, "-c", WAITING], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == b"waits\n"
            for _ in range(100):
                child.send_signal(number)
                time.sleep(0.0001)
            assert child.communicate(timeout=60) == (b"", b"")
        assert child.returncode == 0
