"""What an operator can set: one table, the only reader of the environment, refused at start when it makes no sense."""

import difflib
import os
import socket
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from shortener.entries import PREFIX, entry, env_name
from shortener.parsing import (
    HANDED_OVER,
    BadValue,
    boolean,
    choice,
    colour,
    directory,
    hosts,
    http_url,
    keyword_characters,
    listen_address,
    mail_sender,
    mail_server,
    networks,
    picture,
    readable_file,
    redis_url,
    schemes,
    site_url,
    slug_list,
    subset,
    text,
    three_numbers,
    time_zone,
    whole,
)
from shortener.sentences import Sentence
from shortener.texts import CannotRead, Given, Texts


class BadSetting(Sentence):
    """A setting that can't be used; the message is one sentence: which, what is wrong with it, what is wanted."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every setting; field `base_url` is read from SHORTENER_BASE_URL or, its content, from SHORTENER_BASE_URL_FILE."""

    bind: str = entry(
        listen_address,
        "[::]:8000",
        "Where to listen: [address]:port, unix:/path, or systemd: the socket that it hands over.",
    )
    base_url: str | None = entry(
        site_url, None, "How people reach this site; its host is the default domain. Default: http://localhost:PORT."
    )
    data_dir: Path = entry(directory, "var", "Folder of the journal, the SQLite database and the secret key.")
    database_url: str | None = entry(
        text, None, "SQLAlchemy URL of the database. Default: SQLite in the data folder.", secret=True
    )
    redis_url: str | None = entry(
        redis_url,
        None,
        "Redis between the workers' memory and the database: redis://, rediss://, unix:///path or "
        "redis+sentinel://host:port,host:port/name. Default: none.",
        secret=True,
    )
    workers: int = entry(whole(1, 64), "2", "Web worker processes.")
    secret_key: str | None = entry(
        text, None, "Key for session tokens. Made and kept in the data folder when absent.", secret=True
    )
    admin_user: str = entry(text, "admin", "Name of the first admin, made at the first start.")
    admin_password: str | None = entry(
        text, None, "Password of the first admin. Made and shown once when absent.", secret=True
    )
    sign_in_code: str = entry(
        choice("optional", "required"),
        "optional",
        "required: whoever signs in without a code from their phone (TOTP) has to set one up before anything else.",
    )
    oidc_issuer: str | None = entry(
        http_url,
        None,
        "The organisation's own sign-in (OpenID Connect), as it calls itself, such as https://id.example.org.",
    )
    oidc_client_id: str | None = entry(text, None, "What this site is called there; needed for it.")
    oidc_client_secret: str | None = entry(
        text, None, "What this site proves itself with there. Default: nothing, for a public client.", secret=True
    )
    oidc_domains: tuple[str, ...] = entry(
        hosts, "", "Domains of e-mail addresses that may sign in so, comma-separated. Default: any."
    )
    oidc_new_people: str = entry(
        choice("none", "viewer", "editor", "admin"),
        "none",
        "Role of people who sign in there and aren't known here; none: they are refused.",
    )
    oidc_label: str = entry(text, "Sign in with your organisation", "What its button says.")
    trusted_proxies: tuple[str, ...] = entry(
        networks, "", "Networks (CIDR, comma-separated; `unix` for a socket) whose X-Forwarded-For is believed."
    )
    proxy_names: tuple[str, ...] = entry(
        hosts, "", "Names of the IPv4 proxy in front, comma-separated; doctor holds A records against their addresses."
    )
    metrics_token: str | None = entry(
        text, None, "Bearer token for /metrics. Default: only this machine itself may read it.", secret=True
    )
    journal_sync: str = entry(
        choice("full", "normal"),
        "full",
        "full: a click is on disk before its redirect is answered. normal: it survives a crash, not a power cut.",
    )
    journal_rows: int = entry(
        whole(100, 10_000_000), "200000", "Clicks after which a worker starts a new journal file."
    )
    journal_seconds: int = entry(whole(1, 86_400), "600", "Seconds after which a worker starts a new journal file.")
    node: str = entry(
        text,
        socket.gethostname() or "node",
        "Name of this machine among several. Default: its host name.",
        varies=True,
    )
    served_by: str | None = entry(text, None, "Value of the X-Served-By header. Default: the node's name.")
    redirect_status: int = entry(
        choice("301", "302", "303", "307", "308", to=int),
        "302",
        "HTTP status of a redirect whose link says nothing else.",
    )
    unknown_slug_url: str | None = entry(
        http_url, None, "Where to send visitors of unknown slugs instead of the 404 page."
    )
    cached_links: int = entry(whole(100, 10_000_000), "100000", "Links that each worker keeps in memory.")
    slug_length: int = entry(whole(3, 32), "6", "Length of random slugs.")
    reserved_slugs: tuple[str, ...] = entry(
        slug_list, "", "Further slugs that no new link gets, comma-separated, capitals as they are; at most 1,000."
    )
    sequential_slugs: str = entry(
        choice("none", "yourls", "all"),
        "none",
        "Whose links get slugs in a row where nobody names one, as YOURLS counts: none (random ones), yourls (those of "
        "/yourls-api.php) or all. Digits are those of SHORTENER_YOURLS_KEYWORDS: 36 if it begins so, else 62.",
    )
    target_schemes: tuple[str, ...] = entry(schemes, "http,https,ftp,mailto,tel", "URL schemes that a target may have.")
    fetch_titles: bool = entry(
        boolean, "on", "Give a link without a title that of its target's page, asked for in the background."
    )
    timezone: str = entry(time_zone, "UTC", "Time zone in which reports count days.")
    geo_db: Path | None = entry(
        readable_file, None, "File in MMDB format with countries of addresses. Default: what the registries gave out."
    )
    own_sites: tuple[str, ...] = entry(
        hosts, "", "Hosts of the organisation's own sites, comma-separated: visitors from there come by channel own."
    )
    click_fields: tuple[str, ...] = entry(
        subset("prefix", "country", "referrer", "agent", "language", "visitor"),
        "prefix,country,referrer,agent,language,visitor",
        "What is kept of a click's visitor, comma-separated, or none. The click itself is always counted.",
    )
    keep_audit_months: int = entry(
        whole(0, 1200), "24", "Months after which a line of the audit log is removed; 0 keeps all."
    )
    keep_clicks_months: int = entry(
        whole(0, 1200),
        "25",
        "Months before the current one for which single clicks are kept; then only their counts are. 0: for ever.",
    )
    yourls_profile: str = entry(
        choice("1.8", "1.10.4", "1.10.5"),
        "1.10.4",
        "Whose answers /yourls-api.php gives: YOURLS 1.8 (and older), 1.10.4 (1.9 to that) or 1.10.5 (and newer).",
    )
    yourls_cookiekey: str | None = entry(
        text, None, "YOURLS_COOKIEKEY of the old config.php, so that API signatures go on. Default: a key of its own.",
        secret=True,
    )  # fmt: skip
    yourls_keywords: str = entry(
        keyword_characters,
        "62-/",
        "Characters that stay in keywords from /yourls-api.php: 36 (digits, small letters) or 62 (capitals too), up to "
        "200 more of them behind it, or any, as for other links.",
    )
    yourls_duplicates: str = entry(
        choice("refuse", "allow", "reuse"),
        "refuse",
        "What /yourls-api.php does with a URL that has a link: refuse it, allow another link, or reuse the link.",
    )
    api_rate: int = entry(
        whole(0, 1_000_000), "600", "Requests a minute that each API key may make at each node. 0: as many as it likes."
    )
    organisation: str = entry(text, "", "Name shown on public pages. Default: the default domain.")
    organisation_colour: str | None = entry(colour, None, "Its colour there, such as #c51a4a.")
    organisation_logo: Path | None = entry(
        picture, None, "Its logo there: an SVG or PNG file of 100 KiB at most. A PNG can be chosen for QR codes too."
    )
    public_stats: bool = entry(
        boolean,
        "off",
        "on: everybody sees how often a link was followed, at its address with +. off: only of links that say so.",
    )
    export_dir: str = entry(
        text,
        "exports",
        "Folder of scheduled exports; a relative one is in the data folder. none: this node makes none.",
    )
    smtp_url: str | None = entry(
        mail_server,
        None,
        "Server that mail goes out by: smtp://name:password@host:587 with STARTTLS, or smtps://…; smtp:// to this "
        "machine itself, or with ?starttls=off behind it, goes without TLS. Default: no mail.",
        secret=True,
    )
    mail_from: str | None = entry(
        mail_sender, None, "Sender of that mail, such as Links <links@example.org>; needed for it."
    )
    session_days: int = entry(whole(1, 365), "14", "Days after which an unused sign-in ends.")
    log_format: str = entry(
        choice("auto", "text", "json"),
        "auto",
        "How services log on standard error: text, or json, an object a line. auto: text on a terminal, else json.",
    )
    log_level: str = entry(
        choice("debug", "info", "warning", "error"), "info", "The least that is logged; no request ever is."
    )
    backup_repository: str | None = entry(
        text,
        None,
        "restic repository that `shortener backup` saves to, such as sftp://user@[2001:db8::1]//backup. Default: none.",
        secret=True,
    )
    backup_password: str | None = entry(text, None, "What that repository is encrypted with.", secret=True)
    backup_keep: tuple[int, int, int] = entry(
        three_numbers, "7,4,12", "How many daily, weekly and monthly backups are kept."
    )
    secure_cookies: bool | None = entry(
        boolean, None, "Send cookies over HTTPS only. Default: when SHORTENER_BASE_URL is https."
    )

    given: Mapping[str, Given] = field(default_factory=dict, compare=False, repr=False)
    """What was set, by the names of variables: no setting itself."""

    @cached_property
    def site(self) -> SplitResult:
        """The parts of the base URL; without one, localhost and the port listened on."""
        port = "80" if self.bind.startswith("unix:") or self.bind == HANDED_OVER else self.bind.rpartition(":")[2]
        return urlsplit(self.base_url or f"http://localhost:{port}")

    @property
    def public_url(self) -> str:
        """Scheme, host and port of the default domain, without a final slash."""
        return f"{self.site.scheme}://{self.site.netloc}"

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir / 'shortener.db'}"

    @property
    def journal_dir(self) -> Path:
        return self.data_dir / "journal"

    @property
    def exports(self) -> Path | None:
        """Where scheduled exports go; None on a node that makes none."""
        return None if self.export_dir == "none" else self.data_dir / Path(self.export_dir).expanduser()

    @property
    def rates_file(self) -> Path:
        """Where the workers of this node count what each API key asks."""
        return self.data_dir / "api-rates"

    @property
    def shared_rates_file(self) -> Path:
        """Where the workers of this node count how often each shared page is asked for."""
        return self.data_dir / "shared-rates"

    @property
    def metrics_dir(self) -> Path:
        return self.data_dir / "metrics"

    @property
    def server_name(self) -> str:
        return self.served_by or self.node

    @property
    def cookies_are_secure(self) -> bool:
        return self.site.scheme == "https" if self.secure_cookies is None else self.secure_cookies


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment and the file that SHORTENER_CONFIG names; the environment wins.

    Raises BadSetting with one clear sentence.
    """
    values: dict[str, Any] = {}
    given: dict[str, Given] = {}
    try:
        texts = Texts(os.environ if environ is None else environ, PREFIX + "CONFIG", PREFIX)
        if strange := unknown_names(texts.written):
            raise BadSetting(f"{texts.config}: {strange[0]}")
        for item in table():
            name, secret = env_name(item.name), item.metadata["secret"]
            if found := texts.of(name):
                values[item.name] = _parsed(item.metadata["parse"], name, found.text, secret=secret)
                given[name] = Given("", found.source) if secret else found
    except CannotRead as error:
        raise BadSetting(str(error)) from error
    return Settings(**values, given=given)


def handed_sockets() -> tuple[int, int]:
    """How many sockets systemd has handed over, and to which process; zeros without it (sd_listen_fds(3))."""
    found = (os.environ.get(name, "") for name in ("LISTEN_FDS", "LISTEN_PID"))
    count, pid = (int(text) if text.isdecimal() else 0 for text in found)
    return count, pid


def notify_address() -> str:
    """Where systemd wants to be told that a service is ready; empty without it (sd_notify(3))."""
    return os.environ.get("NOTIFY_SOCKET", "")


def unknown_names(environ: Mapping[str, str] | None = None) -> list[str]:
    """A sentence for each SHORTENER_ variable that no setting reads: most often a typing mistake."""
    given = os.environ if environ is None else environ
    known = {env_name(item.name) for item in table()} | {PREFIX + "CONFIG"}
    strange = [n for n in given if n.startswith(PREFIX) and n not in known and n.removesuffix("_FILE") not in known]
    return [_hint(name, known) for name in sorted(strange)]


def table() -> list[Field[Any]]:
    """Those fields of `Settings` that can be set."""
    return [item for item in fields(Settings) if item.default is not MISSING]


def _hint(name: str, known: set[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"{name} is not a setting of this version" + (f"; did you mean {close[0]}?" if close else ".")


def _parsed(parse: Callable[[str], object], name: str, value: str, *, secret: bool) -> object:
    try:
        return parse(value)
    except BadValue as error:
        shown = "its value" if secret else repr(value)
        raise BadSetting(f"{name}: {shown} can't be used: {error}.") from error
