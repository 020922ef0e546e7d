"""Who speaks for a name: its zone's servers, asked directly, so that no resolver remembers that a value was missing."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdatatype
import dns.resolver
import dns.rrset

from shortener.acme.errors import BadConfig, Refused, Unavailable
from shortener.acme.names import is_below, parent
from shortener.acme.reach import left

PATIENCE, LEAST = 5.0, 1.0  # seconds for one question; and when hardly any time is left
DEEPEST = 8  # delegations below each other


@dataclass(frozen=True, slots=True)
class Server:
    """One address of one authoritative server."""

    name: str
    address: str

    def __str__(self) -> str:
        return f"{self.name} [{self.address}]"


@dataclass(frozen=True, slots=True)
class Zone:
    """Where a name really lives: the lowest zone that holds it, and every address of its servers."""

    name: str
    servers: tuple[Server, ...]


class Authority:
    """Finds zones and their servers.

    Args:
        resolvers: addresses of resolvers; empty means the system's. They are asked only for what exists anyway.
        deadline: of `time.monotonic`; after it no answer is waited for any longer.
    """

    def __init__(self, resolvers: tuple[str, ...], deadline: float) -> None:
        self._deadline = deadline
        try:
            self._resolver = dns.resolver.Resolver(configure=not resolvers)
            if resolvers:
                self._resolver.nameservers = list(resolvers)
        except (dns.exception.DNSException, ValueError) as error:
            raise BadConfig(f"The resolvers can't be used: {error}.") from None

    def seek(self, name: str) -> tuple[Zone, str | None]:
        """The zone that holds `name`, delegations below the one that resolvers know followed; and its CNAME, if any.

        Raises:
            Unavailable: resolvers or servers give no answer.
            Refused: no zone is found, or nobody answers for it.
        """
        zone = self._zone(self._apex(name))
        for _ in range(DEEPEST):
            answer = anyone(zone, name, dns.rdatatype.CNAME, self._deadline)
            if not answer.flags & dns.flags.AA:
                zone = self._below(name, zone, answer)
            elif (apex := _apex_told(answer)) and apex != zone.name and is_below(name, apex):
                zone = self._zone(apex)  # the same servers hold a zone further down
            else:
                return zone, next((_text(one.target) for one in _records(answer.answer, dns.rdatatype.CNAME)), None)
        raise Refused(f"{name} is delegated more than {DEEPEST} times.")

    def _apex(self, name: str) -> str:
        """The zone that the resolver knows above `name`, which itself is never asked for."""
        above = parent(name)
        while above is not None:
            answer = self._resolved(above, dns.rdatatype.SOA)
            if (apex := _apex_told(answer)) and is_below(above, apex):
                return apex
            above = parent(above)  # it may be a CNAME, whose answer tells of another zone
        raise Refused(f"No zone is found that holds {name}; is its domain registered and delegated?")

    def _zone(self, name: str) -> Zone:
        answer = self._resolved(name, dns.rdatatype.NS)
        return self._with_addresses(name, _records(answer.answer, dns.rdatatype.NS))

    def _with_addresses(self, zone: str, records: Iterable[Any]) -> Zone:
        names = [_text(record.target) for record in records]
        servers = [Server(name, address) for name in names for address in self._addresses(name)]
        if not servers:
            raise Refused(f"{zone} has no name server with an address; check its NS records.")
        return Zone(zone, tuple(sorted(servers, key=str)))

    def _addresses(self, name: str) -> list[str]:
        """IPv6, or what DNS64 makes of IPv4; plain IPv4 only where there is nothing else."""
        for kind in (dns.rdatatype.AAAA, dns.rdatatype.A):
            if found := [str(record.address) for record in _records(self._resolved(name, kind).answer, kind)]:
                return found
        return []

    def _below(self, name: str, zone: Zone, referral: dns.message.Message) -> Zone:
        groups = [group for group in referral.authority if group.rdtype == dns.rdatatype.NS]
        if not groups or _text(groups[0].name) == zone.name:
            raise Refused(f"The servers of {zone.name} don't speak for {name}; check the delegation of {zone.name}.")
        return self._with_addresses(_text(groups[0].name), _records(groups, dns.rdatatype.NS))

    def _resolved(self, name: str, kind: dns.rdatatype.RdataType) -> dns.message.Message:
        seconds = max(LEAST, min(2 * PATIENCE, self._deadline - time.monotonic()))
        try:
            asked_for = (name, kind)
            return self._resolver.resolve(*asked_for, raise_on_no_answer=False, search=False, lifetime=seconds).response
        except dns.resolver.NXDOMAIN as error:
            answers: list[dns.message.Message] = list(error.responses().values())  # type: ignore[no-untyped-call]
            return answers[0]
        except (OSError, dns.exception.DNSException) as error:
            raise Unavailable(f"The resolver gives no answer about {name}: {str(error) or repr(error)}") from None


def asked(server: Server, name: str, kind: dns.rdatatype.RdataType, deadline: float) -> dns.message.Message:
    """One server's answer, over TCP when it is too long for UDP.

    Args:
        deadline: of `time.monotonic`; a server gets PATIENCE at most, and LEAST in any case.

    Raises:
        Unavailable: none came, or it says that it can't.
    """
    question = dns.message.make_query(name, kind, use_edns=True, payload=1232)
    question.flags &= ~dns.flags.RD
    over = time.monotonic() + max(LEAST, min(PATIENCE, deadline - time.monotonic()))
    try:
        answer = _answer(question, server.address, over)
    except (OSError, EOFError, dns.exception.DNSException) as error:
        raise Unavailable(f"{server} gives no answer: {str(error) or repr(error)}") from None
    if answer.rcode() not in {dns.rcode.NOERROR, dns.rcode.NXDOMAIN}:
        raise Unavailable(f"{server} answers {dns.rcode.to_text(answer.rcode())} about {name}.")
    return answer


def _answer(question: dns.message.QueryMessage, address: str, over: float) -> dns.message.Message:
    try:
        return dns.query.udp(question, address, left(over), ignore_unexpected=True, raise_on_truncation=True)
    except dns.message.Truncated:
        return dns.query.tcp(question, address, left(over))


def anyone(zone: Zone, name: str, kind: dns.rdatatype.RdataType, deadline: float) -> dns.message.Message:
    """The first answer that one of a zone's servers gives."""
    trouble = ""
    for server in zone.servers:
        try:
            return asked(server, name, kind, deadline)
        except Unavailable as error:
            trouble = str(error)
    raise Unavailable(trouble)


def _apex_told(answer: dns.message.Message) -> str | None:
    """The zone that an answer is from, when it says so (RFC 2308, section 3)."""
    groups = (*answer.answer, *answer.authority)
    return next((_text(group.name) for group in groups if group.rdtype == dns.rdatatype.SOA), None)


def _records(groups: list[dns.rrset.RRset], kind: dns.rdatatype.RdataType) -> Iterator[Any]:
    return (record for group in groups if group.rdtype == kind for record in group)


def _text(name: dns.name.Name) -> str:
    return name.to_text(omit_final_dot=True).lower()
