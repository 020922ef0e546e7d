#!/usr/bin/env sh
# For acme.sh: copy into its dnsapi folder, then issue with --dns dns_acme_dns01. ACME_DNS01 names the command, where it
# isn't in PATH.

dns_acme_dns01_add() {
  "${ACME_DNS01:-acme-dns01}" add "$1" "$2"
}

dns_acme_dns01_rm() {
  "${ACME_DNS01:-acme-dns01}" remove "$1" "$2"
}
