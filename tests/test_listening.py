"""A service holds its place before it listens there, and leaves nothing behind."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from shortener.listening import close_listener, open_listener
from shortener.settings import BadSetting
from tests.live import free_port


@contextmanager
def opened(bind: str) -> Iterator[socket.socket]:
    with closing(open_listener(bind)) as listener:
        yield listener


def connects(address: tuple[str, int] | str) -> bool:
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as visitor:
        return visitor.connect_ex(address) == 0


def test_nobody_can_connect_before_it_listens() -> None:
    port = free_port()
    with opened(f"[::1]:{port}") as listener:
        assert not connects(("::1", port))
        listener.listen()
        assert connects(("::1", port))


@pytest.mark.parametrize(
    ("bind", "address", "reached"),
    [
        ("[::]", "::1", True),
        ("[::]", "127.0.0.1", True),
        ("[::1]", "127.0.0.1", False),
        ("127.0.0.1", "127.0.0.1", True),
        ("localhost", "127.0.0.1", True),
    ],
)
def test_every_address_means_ipv4_too(bind: str, address: str, reached: bool) -> None:
    port = free_port()
    with opened(f"{bind}:{port}") as listener:
        listener.listen()
        assert connects((address, port)) == reached


def test_a_place_that_is_taken_is_named() -> None:
    port = free_port()
    with opened(f"[::1]:{port}") as listener:
        listener.listen()
        with pytest.raises(
            BadSetting, match=rf"SHORTENER_BIND: can't listen on \[::1\]:{port}: Address already in use"
        ):
            open_listener(f"[::1]:{port}")


def test_a_unix_socket_of_a_dead_service_is_taken_over_and_that_of_a_living_one_is_not(tmp_path: Path) -> None:
    path = str(tmp_path / "web")
    with opened(f"unix:{path}"):
        pass
    assert Path(path).is_socket()
    with opened(f"unix:{path}") as listener:
        listener.listen()
        assert connects(path)
        with pytest.raises(BadSetting, match="Address already in use"):
            open_listener(f"unix:{path}")
        close_listener(listener, f"unix:{path}")
        assert not Path(path).exists()


def test_whoever_reaches_its_folder_may_connect(tmp_path: Path) -> None:
    with opened(f"unix:{tmp_path}/web"):
        assert (tmp_path / "web").stat().st_mode & 0o777 == 0o777


def test_a_file_that_is_no_socket_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "precious"
    path.write_text("data")
    with pytest.raises(BadSetting, match="Address already in use"):
        open_listener(f"unix:{path}")
    assert path.read_text() == "data"


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="No such file or directory"):
        open_listener(f"unix:{tmp_path}/none/web")


def test_a_socket_of_systemd_is_used_and_left_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "web"
    script = (
        "from shortener.listening import close_listener, open_listener\n"
        "listener = open_listener('systemd'); print(listener.getsockname()); close_listener(listener, 'systemd')"
    )
    with opened(f"unix:{path}") as listener:
        listener.listen()
        shell = f'exec 3<&{listener.fileno()}; LISTEN_FDS=1 LISTEN_PID=$$ exec "{sys.executable}" -c "$0"'
        done = subprocess.run(
            ["bash", "-c", shell, script], pass_fds=[listener.fileno()], check=True, capture_output=True, text=True
        )
        assert done.stdout.strip() == str(path)
        assert connects(str(path))


@pytest.mark.parametrize("environment", [{}, {"LISTEN_FDS": "2", "LISTEN_PID": "1"}, {"LISTEN_FDS": "x"}])
def test_without_a_socket_of_systemd_one_sentence_says_so(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LISTEN_FDS", "LISTEN_PID"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(BadSetting, match="systemd handed no socket over"):
        open_listener("systemd")
