"""What is journaled of one request, in the order and bounds that the collector relies on."""

import msgspec

AGENT, REFERRER, LANGUAGE, PURPOSE, QUERY, SLUG = 1024, 2048, 256, 64, 1024, 255


class Visit(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One request for a slug. `outcome` is go, or why there was no redirect: unknown, off, early, over, deleted.

    `at` is milliseconds UTC; `slug` is the key asked for; `link_id` is 0 for an unknown one; `exact`: the key is
    the main slug; `address` is an unwrapped IP address or empty; `via` is direct, proxied, or unknown (proxied, nobody
    said for whom); `language`, `purpose` and `query` are raw text; `private` means that DNT or Sec-GPC was sent.
    """

    at: int
    domain_id: int
    slug: str
    link_id: int
    revision_id: int
    exact: bool
    outcome: str
    status: int
    method: str
    address: str
    via: str
    agent: str
    referrer: str
    language: str
    purpose: str
    private: bool
    query: str


encode = msgspec.msgpack.Encoder().encode
decode = msgspec.msgpack.Decoder(Visit).decode
