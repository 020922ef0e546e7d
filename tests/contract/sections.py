"""Where each section of the facts belongs: held here, part of moving in, or different on purpose."""

# Held case by case by the tests beside this file.
PARITY = {
    "url_sanitize_unchanged": "test_urls",
    "url_sanitize": "test_urls",
    "url_sanitize_safe_crlf": "test_urls",
    "url_protocols": "test_urls",
    "url_source_derived": "test_urls",
    "url_mixed_case": "test_urls",
    "url_idn": "test_urls",
    "url_idn_rtl": "test_urls",
    "get_protocol": "test_urls",
    "split_protocol": "test_urls",
    "protocol_allow_list": "test_urls",
    "duplicates": "test_links",
    "crud_behaviours": "test_lives",
    "flood": "test_links",
    "titles": "test_links",
    "utf8_strings": "test_links",
    "keyword_sanitize": "test_keywords",
    "keyword_reserved": "test_keywords",
    "rpf_keyword_shapes": "test_keywords",
    "get_request": "test_routing",
    "loader_routing": "test_routing",
    "cookies": "test_routing",
    "jsonp_callback": "test_api_examples",
    "api_content_types": "test_api_examples",
    "api_http_status_rule": "test_api_examples",
    "api_examples": "test_api_examples",
    "stats_filters": "test_api_examples",
    "trim_long": "test_api_examples",
    "api_version_profiles": "test_profiles",
    "api_signatures": "test_signatures",
    "password_hashes": "test_passwords",
    "ssrf_title_fetch": "test_title_fetch",
}

# What comes with the data of a YOURLS site: for the tests of moving in.
IMPORT = {
    "keyword_base_conversion": "next_id and the keywords that follow from it",
    "referrer": "`direct` and `-` in the click log stand for nothing known",
    "geo": "country codes in the click log",
    "ip_sanitize": "addresses in the click log, of which a prefix is kept",
}

DIFFERENT = {
    "client_ip": "The left-most X-Forwarded-For entry can be forged by every visitor behind a proxy that appends; here "
    "the list is read from the right, past trusted proxies only.",
    "is_ssl": "The scheme is that of SHORTENER_BASE_URL: no header of a visitor can change it.",
    "ip_range": "A helper of PHP's; trusted proxies are networks that are checked when the service starts.",
    "match_current_protocol": "A helper of PHP's; short URLs are recognised with both schemes.",
    "get_domain": "A helper of PHP's; hosts have one canonical spelling here.",
    "rawurldecode": "A helper of PHP's; a path is decoded once.",
    "esc_url_display": "A helper of PHP's; templates escape by themselves.",
    "esc_html": "A helper of PHP's; templates escape by themselves.",
    "esc_attr": "A helper of PHP's; templates escape by themselves.",
    "version_sanitize": "A helper of PHP's for the versions of its database.",
    "dates_filter": "The admin filters by ISO dates: 5/3/2026 is two different days on two sides of an ocean.",
    "admin_ajax": "The admin is another one, with forms of its own.",
    "short_link_idn_site": "Short URLs are given in ASCII, which every program and printer takes; both spellings are "
    "answered.",
    "rnd_string_pools": "Random slugs are made of fewer characters still, so that none is mistaken for another.",
}

# Single cases that are different in sections which are held.
EXCEPTIONS = {
    ("loader_routing", "/examplepage"): "Pages of PHP files don't exist here.",
    ("get_request", "sub-directory"): "A site is a host; its short URLs begin right behind it.",
    ("flood", "public"): "Nobody makes links without signing in, so there is no public flood to stop.",
    ("keyword_reserved", "swear words"): "A list of words is no contract; random slugs avoid more of them.",
    (
        "api_signatures",
        "checksums",
    ): "Who has seen one signature by crc32, adler32, fnv, joaat, murmur or xxh can work out "
    "the next; no program is known to use them.",
    (
        "api_signatures",
        "rare hashes",
    ): "Neither Python nor OpenSSL has md2, ripemd128, ripemd256, ripemd320, tiger, snefru, "
    "gost and haval; md4 and whirlpool are taken where OpenSSL's old ones are switched on.",
    ("url", "hosts that are no IDN"): "YOURLS keeps http://xn--a-/x without its host, which leads nowhere; here it is "
    "error:nourl, as the same URL without a path is there.",
    ("routes", "/abc+"): "The page about a link is in the admin, whose address is shown: 302, and one step on 200.",
    (
        "routes",
        "/tel:",
    ): "A keyword may have a colon here, so only a scheme with a slash and mailto: are taken for a URL.",
    (
        "actions",
        "contract, lookup-url-substr, regenerate, flushcache",
    ): "No client is known to call them; they are unknown actions here, and geturl and list say the same of links.",
    ("url", "unknown slugs"): "They answer 404; SHORTENER_UNKNOWN_SLUG_URL brings back the way to the root.",
}
