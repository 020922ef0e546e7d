"""The TXT values in a DNS answer."""

import dns.message
import dns.name
import dns.rdatatype
import dns.rdtypes.txtbase


def texts_at(answer: dns.message.Message, name: dns.name.Name) -> list[str]:
    """The values at exactly `name`, each with its character-strings joined (RFC 8555, 8.4; RFC 1035, 3.3.14)."""
    return [
        b"".join(record.strings).decode("latin-1")
        for group in answer.answer
        if group.name == name and group.rdtype == dns.rdatatype.TXT
        for record in group
        if isinstance(record, dns.rdtypes.txtbase.TXTBase)
    ]
