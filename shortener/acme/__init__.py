"""The dns-01 hook: puts an ACME challenge into the DNS, waits until every server shows it, takes it out again.

Stands alone: the standard library and dnspython, no other part of the shortener.
"""
