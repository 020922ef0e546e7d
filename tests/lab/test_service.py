"""What happens to a machine over time: restarts, releases, renewals; no visitor is turned away and no click is lost."""

import base64
import time

from deploy.lab.newer import MARKS, NEWER
from deploy.lab.world import KEY, PRINTED, SECRET, SITE, site_toml
from shortener import __version__
from tests.lab.asking import Site, eventually
from tests.lab.crowd import followed

INSTALL = "/opt/shortener/current/deploy/install.sh"


def test_services_restart_without_turning_anybody_away(site: Site) -> None:
    slug = site.link()
    with followed(site, slug) as crowd:
        for unit in ("shortener-redirects", "shortener-collect", "shortener-faces", "shortener-redirects"):
            site.vm.must(["systemctl", "restart", unit])
        site.vm.must(["systemctl", "reload", "shortener-redirects"])
    assert set(crowd.seen) == {"302"}, crowd.seen
    assert not crowd.unanswered(site)


def test_a_reload_of_the_web_server_turns_nobody_away(site: Site) -> None:
    """It closes connections that are idle; who asks in that moment asks again, as browsers do (RFC 9112, 9.3.1)."""
    slug = site.link()
    with followed(site, slug) as crowd:
        site.vm.must(["systemctl", "reload", "nginx"])
        time.sleep(1)
    del crowd.seen["again"]
    assert set(crowd.seen) == {"302"}, crowd.seen
    assert not crowd.unanswered(site)


def test_an_upgrade_with_its_set_up_and_the_way_back_turn_nobody_away(site: Site) -> None:
    """The newer one brings another unit, firewall and nginx' files with it; going back brings back the older ones.

    nginx closes connections that are idle when it takes up new files; who asks in that moment asks again.
    """
    slug = site.link()
    with followed(site, slug) as crowd:
        for release, version in (("two", NEWER), ("one", __version__)):
            site.vm.must([INSTALL, "use", release])
            site.vm.must([INSTALL, "configure"])
            assert runs(site, release, version)
    del crowd.seen["again"]
    assert set(crowd.seen) == {"302"}, crowd.seen
    assert not crowd.unanswered(site)


def runs(site: Site, release: str, version: str) -> bool:
    """Whether the code is this release's, and every part has its mark and no other's."""
    pid = site.vm.must(["systemctl", "show", "--value", "--property", "MainPID", "shortener-redirects"]).strip()
    assert f"/releases/{release}/" in site.vm.must(["cat", f"/proc/{pid}/cmdline"])
    ask = ["curl", "-s", "--unix-socket", "/run/shortener/redirects.sock", "http://localhost/metrics"]
    assert f'version="{version}"' in site.vm.must(ask)
    found = {
        "deploy/nginx/common.conf.in": site.vm.must(["cat", "/etc/nginx/shortener/common.conf"]),
        "deploy/files/etc/nftables.conf.in": site.vm.must(["nft", "list", "ruleset"]),
        "deploy/systemd/shortener-redirects.service": site.vm.must(["systemctl", "cat", "shortener-redirects"]),
    }
    return all(MARKS[name][version == NEWER] in text for name, text in found.items())


def test_old_releases_are_cleared_and_the_ways_back_are_kept(site: Site) -> None:
    folder, names = "/opt/shortener/releases", [f"2026010{day}-000000" for day in range(1, 6)]
    for name in names:
        site.vm.write(f"{folder}/{name}/.venv/bin/shortener", "", "755")
    done = site.vm.run([INSTALL, "use", "one"])
    assert (done.returncode, done.stderr.splitlines()) == (
        0, ["In use: one", *(f"Removed: {name}" for name in names[:2])]
    )  # fmt: skip
    assert site.vm.must(["ls", folder]).split() == [*names[2:], "one", "two"]
    site.vm.must(["rm", "-r", *(f"{folder}/{name}" for name in names[2:])])


def test_a_release_that_is_not_there_is_not_taken(site: Site) -> None:
    done = site.vm.run([INSTALL, "use", "three"])
    assert (done.returncode, done.stderr) == (
        1, "/opt/shortener/releases/three is no release; look into /opt/shortener/releases.\n"
    )  # fmt: skip


def test_while_the_services_are_away_a_page_says_so(site: Site) -> None:
    slug = site.link()
    stop = [f"shortener-redirects.{kind}" for kind in ("socket", "service")]
    site.vm.must(["systemctl", "stop", *stop])
    away = site.lab["v4"].must(
        ["curl", "-s", "-i", "--cacert", str(site.lab.trust), "--http1.1", f"https://{SITE}/{slug}"]
    )
    plain = site.lab["v4"].must(["curl", "-s", "-i", f"http://{SITE}/{slug}"])
    site.vm.must(["systemctl", "start", *stop])
    assert away.startswith("HTTP/1.1 503")
    assert "Retry-After: 30" in away
    assert "Back in a moment" in away
    assert "Strict-Transport-Security: max-age=31536000" in away
    assert "HTTP/1.1 503" in plain
    assert "Strict-Transport-Security" not in plain
    eventually(lambda: site.lab.visit("v4", f"https://{SITE}/{slug}").status == 302)


def test_after_a_power_cut_all_is_back_and_nothing_is_lost(site: Site) -> None:
    slug = site.link()
    for _ in range(20):
        assert site.lab.visit("v4", f"http://{SITE}/{slug}").status == 302
    site.vm.cut_power()
    assert site.lab.visit("v6", f"http://{SITE}/{slug}", "--max-time", "1").status == 0
    site.vm.boot()
    eventually(lambda: site.lab.visit("v6", f"https://{SITE}/{slug}").status == 302)
    site.clicks(slug, 21)
    eventually(lambda: site.vm.state() == "running")
    site.command("clicks", "audit")


def test_a_certificate_is_renewed_when_its_names_change_and_nginx_takes_it_up(site: Site) -> None:
    """First by http-01 for a name that only the proxy leads to, then by dns-01 for all of them again."""
    good = site.vm.must(["cat", "/etc/shortener/site.toml"])
    try:
        wanted = f'challenge = "http-01"\nnames = ["{PRINTED}"]'
        site.vm.write("/etc/shortener/site.toml", site_toml(site.lab, "vm1", certificate=wanted))
        renew(site)
        eventually(lambda: names_shown(site) == {PRINTED})
    finally:
        site.vm.write("/etc/shortener/site.toml", good)
    renew(site)
    eventually(lambda: names_shown(site) == {PRINTED, SITE})
    again = site.vm.must(["journalctl", "-o", "cat", "-n", "1", "-u", "shortener-renew"])
    site.vm.must(["systemctl", "start", "shortener-renew"])
    assert "is good for now" in site.vm.must(["journalctl", "-o", "cat", "-n", "5", "-u", "shortener-renew"]), again
    assert "Seen at all 2 servers" in site.vm.must(["journalctl", "-o", "cat", "-u", "shortener-renew"])
    assert_secret_is_nowhere(site)


def assert_secret_is_nowhere(site: Site) -> None:
    """The key for the DNS, as it is or as it travels, in a log or any other file but its own."""
    log = site.vm.must(["journalctl", "--no-pager"])
    assert "shortener-renew" in log
    places = "/etc/shortener /etc/systemd /var/lib/shortener* /var/lib/acme-dns01 /var/log /run /tmp /var/tmp"
    for form in (SECRET, base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()):
        assert form not in log
        found = site.vm.run(["sh", "-c", f"grep -rslF -D skip -e {form} {places}"]).stdout
        assert found.split() == ["/etc/shortener/acme-dns01.toml"] * (form == SECRET)


def renew(site: Site) -> None:
    for words in ([INSTALL, "configure"], ["systemctl", "start", "shortener-renew"]):
        done = site.vm.run(words)
        assert done.returncode == 0, done.stderr + site.vm.must(["journalctl", "-o", "cat", "-u", "shortener-renew"])


def names_shown(site: Site) -> set[str]:
    """The names in the certificate that visitors get."""
    shown = ["openssl", "s_client", "-connect", f"{PRINTED}:443", "-servername", PRINTED]
    certificate = site.lab["v4"].run(shown, input="").stdout
    names = site.lab["v4"].run(["openssl", "x509", "-noout", "-ext", "subjectAltName"], input=certificate).stdout
    return {word.removeprefix("DNS:").rstrip(",") for word in names.split() if word.startswith("DNS:")}


def test_people_are_told_of_what_fails_and_not_every_time(site: Site) -> None:
    """The operator's own command gets the unit's last lines on standard input."""
    good, told = site.vm.must(["cat", "/etc/shortener/site.toml"]), "/run/shortener-alert/told"
    site.vm.write("/etc/shortener/site.toml", f'{good}\n[alert]\ncommand = "cat >>{told}"\n')
    try:
        site.vm.must([INSTALL, "configure"])
        for _ in range(2):  # the laboratory's clock follows no other one, so something is always wrong there
            assert site.vm.run(["systemctl", "start", "shortener-health"]).returncode != 0
            eventually(lambda: site.vm.run(["test", "-s", told]).returncode == 0)
        fail_firewall(site)
        eventually(lambda: "nftables failed on" in site.vm.must(["cat", told]))
    finally:
        site.vm.write("/etc/shortener/site.toml", good)
    said = site.vm.must(["cat", told])
    assert said.startswith("shortener-health failed on vm1\n")
    assert "clock" in said
    assert said.count(" failed on ") == 2


def fail_firewall(site: Site) -> None:
    """It doesn't start with these rules; afterwards it runs again with its own."""
    rules = site.vm.must(["cat", "/etc/nftables.conf"])
    site.vm.write("/etc/nftables.conf", "nonsense\n")
    try:
        assert site.vm.run(["systemctl", "restart", "nftables"]).returncode != 0
    finally:
        site.vm.write("/etc/nftables.conf", rules)
        site.vm.must(["systemctl", "restart", "nftables"])
