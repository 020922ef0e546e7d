"""`make lab`: the laboratory for people; `python -m deploy.lab up|map|shell HOST|down`, as root."""

import argparse
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from deploy.lab.dnsapi.publish import USUAL_LAG
from deploy.lab.hosts import RESOLVERS, LabError, namespaces, pids_in
from deploy.lab.vm import remove_control_group
from deploy.lab.world import PRINTED, SITE, World, build, set_up, set_up_others

FOLDER = Path("/run/shortener-lab")
PREFIX = "lab-"
MAP = FOLDER / "map.txt"
WHAT = {
    "router": "between all of them",
    "v4": "a visitor who has only IPv4",
    "v6": "a visitor who has only IPv6",
    "dual": "a visitor who has both",
    "proxy": "the provider's proxy (haproxy)",
    "provider": "DNS API, resolvers, DNS64 and NAT64",
    "ns1": "authoritative name server (knot)",
    "ns2": "authoritative name server (knot)",
    "ca": "certificate authority (pebble)",
    "web": "the IPv4-only world",
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m deploy.lab", description=__doc__)
    parser.add_argument("--machines", type=int, choices=(1, 2, 3), default=1, help="how many serve (default: 1)")
    parser.add_argument("what", choices=("up", "map", "shell", "down"))
    parser.add_argument("host", nargs="?", help="for shell: a name on the map")
    words = parser.parse_args()
    if os.geteuid() != 0:
        print("The laboratory makes network namespaces, and that needs root.", file=sys.stderr)
        return 1
    try:
        return {"up": up, "map": show, "shell": shell, "down": down}[words.what](words)
    except LabError as error:
        print(error, file=sys.stderr)
        return 1


def up(words: argparse.Namespace) -> int:
    """Builds all of it and leaves it running."""
    if any(_ours()):
        raise LabError("The laboratory is up already: make lab-down ends it.")
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    began = time.monotonic()

    def say(text: str) -> None:
        print(f"{time.monotonic() - began:5.1f} s  {text}", flush=True)

    say("Router, visitors, proxy, name servers, certificate authority, machines …")
    made = build(PREFIX, FOLDER, words.machines)
    say("deploy/install.sh sets up the first machine …")
    set_up(made, made.vms[0], "vm1")
    if words.machines > 1:
        say("… and those that share its database …")
        set_up_others(made)
    say("A certificate, by dns-01 through the provider's API …")
    for vm in made.vms:
        vm.must(["systemctl", "start", "shortener-renew"])
    made.vms[0].shortener("domain", "add", PRINTED, "--alias-of", SITE)
    made.vms[0].shortener("link", "add", "https://www.example.net/", "hello")
    for server in ("ns1", "ns2"):
        made.tell_api("lag", server=f"{server}.lab.test", seconds=USUAL_LAG)
    say("Ready.\n")
    MAP.write_text("\n".join([*_map(made), ""]))
    return show(words)


def show(_words: argparse.Namespace) -> int:
    """The map of a laboratory that is up."""
    if not MAP.exists():
        raise LabError("The laboratory isn't up: make lab.")
    print(MAP.read_text(), end="")
    return 0


def shell(words: argparse.Namespace) -> int:
    """A shell on one of the hosts."""
    name = f"{PREFIX}{words.host}"
    if name not in set(_ours()):
        raise LabError(f"There is no host {words.host}; there are: {', '.join(one[len(PREFIX) :] for one in _ours())}.")
    inits = [pid for pid in pids_in(name) if Path(f"/proc/{pid}/comm").read_text().strip() == "systemd"]
    enter = ["nsenter", "--target", str(min(inits)), "--all"] if inits else ["ip", "netns", "exec", name]
    os.execvp(enter[0], [*enter, "bash"])


def down(_words: argparse.Namespace) -> int:
    """Ends every process in our namespaces, by its id, and removes them."""
    for name in list(_ours()):
        while found := pids_in(name):
            for pid in found:
                _kill(pid)
            time.sleep(0.05)
        namespaces("delete", name)
        remove_control_group(name)
        shutil.rmtree(RESOLVERS / name, ignore_errors=True)
    shutil.rmtree(FOLDER, ignore_errors=True)
    print("The laboratory is gone.")
    return 0


def _ours() -> Iterator[str]:
    return (name for name in namespaces("list") if name.startswith(PREFIX))


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _map(made: World) -> Iterator[str]:
    yield f"{'host':<10} {'IPv6':<18} {'IPv4':<15} what it is"
    for name, place in made.places.items():
        what = WHAT.get(
            name, f"serves https://{SITE}/, IPv6 only; for the proxy at {made.endpoint(name)}" if place.v6 else ""
        )
        yield f"{name:<10} {place.v6 or '-':<18} {place.v4 or '-':<15} {what}"
    yield ""
    yield "A shell on any of them:  make lab-shell HOST=v4"
    yield f"Follow a link from there: curl -i --cacert {made.trust} https://{SITE}/hello"
    yield f"From now on, the name servers follow the API {USUAL_LAG:.0f} s later, as the provider's do."
    yield f"{PRINTED} leads to the proxy in both families. All of it ends with: make lab-down"


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)  # what runs in the namespaces goes on
