"""Records as the API shows and takes them, and as name servers know them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import dns.exception
import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype

TTL = 300
# What each type has beside its data, in the order of a zone file.
EXTRA: Mapping[str, tuple[str, ...]] = {
    "MX": ("mx_priority",),
    "SRV": ("srv_priority", "srv_weight", "srv_port"),
    "CAA": ("caa_flags", "caa_tag"),
    "SSHFP": ("sshfp_algorithm", "sshfp_type"),
    "TLSA": ("tlsa_usage", "tlsa_selector", "tlsa_matching"),
}
TYPES = ("A", "AAAA", "ANAME", "CNAME", "DNAME", "MX", "NS", "PTR", "SRV", "TXT", "CAA", "SSHFP", "TLSA")
QUOTED = ("TXT", "CAA")
STANDING = ("template", "generated")


class Bad(Exception):
    """What was sent can't be taken; the sentences go into `errors`."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record; `extra` holds the type's own fields in their order, `standing` is one of STANDING or empty."""

    host: str
    type: str
    data: str
    ttl: int = TTL
    extra: tuple[str, ...] = ()
    standing: str = ""

    def identity(self) -> tuple[Any, ...]:
        """Two records with the same one can't be in a zone together."""
        return self.host, self.type, self.data, self.extra

    def rdata_text(self) -> str:
        data = f'"{self.data}"' if self.type in QUOTED else self.data
        return " ".join((*self.extra, data))

    def rdata(self, zone: str) -> dns.rdata.Rdata:
        """For name servers; names without a final dot are relative to the zone."""
        return dns.rdata.from_text(
            dns.rdataclass.IN, self.type, self.rdata_text(), origin=dns.name.from_text(zone), relativize=False
        )

    def shown(self) -> dict[str, Any]:
        fields = dict(zip(EXTRA.get(self.type, ()), map(_number_or_text, self.extra), strict=True))
        shown: dict[str, Any] = {"host": self.host, "type": self.type, "ttl": self.ttl, "data": self.data, **fields}
        return shown | ({f"_{self.standing}": True} if self.standing else {})


def taken(fields: Mapping[str, Any], host: str | None, kind: str | None, zone: str, line: int) -> Record:
    """A record from what was sent; the path may have named its host and type.

    Raises:
        Bad: with the sentence that the API says.
    """
    kind = str(fields.get("type", kind or "")).upper()
    host = str(fields.get("host", host or ""))
    if kind not in TYPES:
        raise Bad(f"Unsupported record type '{kind}' (line {line})")
    missing = [name for name in ("data", *EXTRA.get(kind, ())) if fields.get(name) in {None, ""}]
    if not host or missing:
        raise Bad(f"Missing {', '.join([*([] if host else ['host']), *missing])} (line {line})")
    try:
        ttl = int(fields.get("ttl") or TTL)
    except (TypeError, ValueError):
        raise Bad(f"Invalid TTL (line {line})") from None
    extra = tuple(str(fields[name]) for name in EXTRA.get(kind, ()))
    record = Record(host.lower(), kind, str(fields["data"]), ttl, extra)
    try:
        if kind != "ANAME":  # the provider's own; no name server knows it
            record.rdata(zone)
    except (dns.exception.DNSException, ValueError) as error:
        raise Bad(f"Invalid {kind} record: {error} (line {line})") from None
    return replace(record, data=record.data.lower()) if kind in {"SSHFP", "TLSA"} else record


def _number_or_text(value: str) -> int | str:
    return int(value) if value.isdecimal() else value
