"""What a machine has on the network, as its kernel shows it."""

from ipaddress import IPv6Address
from pathlib import Path

from shortener.net.machine import ipv4_listeners, own_addresses

HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"


def sockets(folder: Path, kind: str, *rows: str) -> None:
    """A table of the kernel's, with local address, remote address and state of each socket."""
    lines = (f"   {number}: {row} 00000000:00000000 00:00000000 00000000 0 0 1\n" for number, row in enumerate(rows))
    (folder / kind).write_text(HEAD + "".join(lines))


def test_who_waits_for_ipv4_is_found_over_tcp_and_udp(tmp_path: Path) -> None:
    anybody, nobody = "00000000:0050", "00000000:0000"
    sockets(tmp_path, "tcp", f"{anybody} {nobody} 0A", f"0100007F:0CEA {nobody} 0A", f"020200C0:C001 {anybody} 01")
    sockets(tmp_path, "udp", f"020200C0:0035 {nobody} 07", f"0100007F:0143 {nobody} 07", f"020200C0:C002 {anybody} 01")
    assert list(ipv4_listeners(tmp_path)) == ["0.0.0.0:80", "192.0.2.2:53/udp"]


def test_a_machine_without_ipv4_has_no_such_tables(tmp_path: Path) -> None:
    assert list(ipv4_listeners(tmp_path)) == []


def test_only_global_addresses_are_a_machines_own(tmp_path: Path) -> None:
    (tmp_path / "if_inet6").write_text(
        "00000000000000000000000000000001 01 80 10 80       lo\n"
        "20010db8000100000000000000000002 02 40 00 80     eth0\n"
        "fe800000000000000000000000000001 02 40 20 80     eth0\n"
    )
    assert own_addresses(tmp_path) == [IPv6Address("2001:db8:1::2")]
