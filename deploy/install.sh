#!/bin/sh
# Turns a Debian 12 machine with IPv6 into the service, and keeps it so; every phase may be run again at any time.
# deploy/install.sh packages|release|configure|use NAME|share|join|proxy|all       docs/deploy.md tells the whole way
set -eu
umask 022
here=$(cd "$(dirname "$0")/.." && pwd -P)  # of this release, also when another one becomes current
base=/opt/shortener
site=/etc/shortener/site.toml
front=/etc/shortener/proxy.toml
shared=/etc/shortener/shared
unfinished=/run/shortener-configure  # gone with a boot, which starts everything anew
services='shortener-collect.service shortener-redirects.service shortener-faces.service'
timers='shortener-renew.timer shortener-backup.timer shortener-health.timer'

say() { echo "$*" >&2; }
fail() { say "$*"; exit 1; }

# One of deploy/setup, of this release, by the system's Python; -P: never from the folder in which somebody stands.
tool() {
    module=deploy.setup.$1
    shift
    PYTHONPATH="$here" /usr/bin/python3 -P -m "$module" "$@"
}

# Phase 1: what Debian brings. The only one, with `release`, that needs the network.
packages() {
    export DEBIAN_FRONTEND=noninteractive
    apt-get -q -o Acquire::ForceIPv6=true update
    apt-get -q -y -o Acquire::ForceIPv6=true install --no-install-recommends nginx postgresql redis-server nftables \
        dehydrated openssl openssh-client curl ca-certificates python3 python3-venv systemd-timesyncd unattended-upgrades \
        logrotate munin-node restic
}

# Phase 2: this source with its libraries, in a folder of its own beside the releases before it.
release() {
    name=$(date -u +%Y%m%d-%H%M%S)
    target=$base/releases/$name
    mkdir -p "$target"
    cp -R "$here/shortener" "$here/migrations" "$here/deploy" "$here/docs" "$here/wsgi.py" "$here/pyproject.toml" \
        "$here/README.md" "$here/LICENSE" "$here"/requirements*.lock \
        "$here"/package*.json "$here/.npmrc" "$target"
    "$target/deploy/setup/install" requirements-server.lock
    say "Release $name is ready; it is taken into use by: $target/deploy/install.sh use $name"
    [ -e "$base/current" ] || use "$name"
}

# Phase 3: users, files, services, from /etc/shortener/site.toml.
configure() {
    [ -f "$site" ] || fail "$site is missing; copy $here/deploy/site.example.toml there and adapt it."
    [ -e "$base/current" ] || fail "$base/current is missing; run: $here/deploy/install.sh release"
    makes_sense
    fresh=$(tool site "$site" /) || exit 1
    # Files are written by now; a run that breaks off leaves here what the next one has to start anew.
    [ -z "$fresh" ] || echo "$fresh" >>$unfinished
    changed=$(cat $unfinished 2>/dev/null) || :
    touched() { echo "$changed" | grep -q "$1"; }
    systemd-sysusers /etc/sysusers.d/shortener.conf
    systemd-tmpfiles --create /etc/tmpfiles.d/shortener.conf
    chmod 700 /etc/shortener/acme
    chown -R shortener-acme: /etc/shortener/acme
    chown root:shortener /etc/shortener/shortener.env
    chmod 640 /etc/shortener/shortener.env
    mkdir -p $shared
    chmod 755 $shared
    chown -R shortener: $shared
    [ -e /etc/shortener/acme-dns01.toml ] || (umask 077 && : >/etc/shortener/acme-dns01.toml)
    systemctl daemon-reload
    sysctl -q -p /etc/sysctl.d/60-shortener.conf || say "Some kernel settings can't be made here."
    firewall
    database
    cache
    provisional_certificate
    services_up
    web_server
    figures
    for unit in systemd-timesyncd unattended-upgrades; do
        systemctl -q enable --now "$unit" 2>/dev/null || say "$unit doesn't start here; see: systemctl status $unit"
    done
    rm -f $unfinished
    say "Configured. Next: systemctl start shortener-renew; then sign in as admin, see /var/lib/shortener/admin-password"
}

# Nothing comes into place that its own reader would refuse: firewall, units and web server look at all of it first.
makes_sense() {
    stage=$(mktemp -d)
    trap 'rm -rf "$stage"' EXIT
    tool site "$site" "$stage" >/dev/null || exit 1
    tool checked "$stage" || exit 1
}

firewall() {
    nft -c -f /etc/nftables.conf || fail "The firewall's rules in /etc/nftables.conf make no sense; those in force stay."
    systemctl -q enable nftables
    if touched nftables || ! systemctl -q is-active nftables; then systemctl restart nftables; fi
}

# On a socket, where the system says who somebody is; other nodes come over TLS with a password.
database() {
    grep -q '^SHORTENER_DATABASE_URL=postgresql.*host=/run/postgresql' /etc/shortener/shortener.env || return 0
    [ "$(pg_lsclusters -h)" ] || pg_createcluster 15 main >/dev/null
    version=$(pg_lsclusters -h | head -n 1 | cut -d' ' -f1)
    unit=postgresql@$version-main
    own=/etc/postgresql/$version/main/conf.d/shortener.conf
    database_key
    systemctl -q enable postgresql
    if ! cmp -s /etc/shortener/postgresql.conf "$own" || touched pg_hba; then
        cp /etc/shortener/postgresql.conf "$own"
        systemctl restart "$unit"
    fi
    systemctl start "$unit"
    [ "$(as_postgres psql -Atqc "SELECT 1 FROM pg_roles WHERE rolname = 'shortener'")" ] || as_postgres createuser shortener
    [ "$(as_postgres psql -Atqc "SELECT 1 FROM pg_database WHERE datname = 'shortener'")" ] ||
        as_postgres createdb --owner shortener --encoding UTF8 --template template0 shortener
    if grep -q ^hostssl /etc/shortener/pg_hba.conf; then database_password; fi
}

as_postgres() { runuser -u postgres -- "$@"; }

# By this certificate other nodes know that they talk with this database and no other.
database_key() {
    grep -q ^hostssl /etc/shortener/pg_hba.conf || return 0
    [ -e /etc/shortener/database.key ] && return 0
    (umask 077 && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -days 3650 -subj /CN=shortener \
        -keyout /etc/shortener/database.key -out $shared/database.pem 2>/dev/null)
    chown postgres: /etc/shortener/database.key
    chmod 644 $shared/database.pem
}

# Said on standard input, since arguments are for everybody to see.
database_password() {
    [ -e $shared/database-password ] && return 0
    (umask 077 && echo "*:*:*:shortener:$(openssl rand -hex 32)" >$shared/database-password)
    sed "s/.*:\(.*\)/ALTER ROLE shortener PASSWORD '\1';/" $shared/database-password | as_postgres psql -q shortener
}

# On a machine of its own: haproxy in front of several nodes, from /etc/shortener/proxy.toml. Who is connected stays so.
proxy() {
    [ -f "$front" ] || fail "$front is missing; copy $here/deploy/proxy.example.toml there and adapt it."
    tool proxy "$front" /etc/haproxy/haproxy.cfg || exit 1
    systemctl -q enable haproxy
    systemctl reload-or-restart haproxy
    say "The proxy serves what $front says."
}

# What another node needs to share this one's database: ssh FIRST deploy/install.sh share | ssh NEXT deploy/install.sh join
share() {
    [ ! -t 1 ] || fail "This prints secrets; send it to another node: install.sh share | ssh NODE $base/current/deploy/install.sh join"
    [ -e $shared/database-password ] || fail "Name the other nodes in $site first (database.nodes), and run configure."
    install -m 600 /var/lib/shortener/secret-key $shared/secret-key
    tar -cC $shared database.pem database-password secret-key
}

join() {
    mkdir -p $shared
    tar -xC $shared --no-same-owner database.pem database-password secret-key
    chmod 600 $shared/*
    say "Joined. Next: $base/current/deploy/install.sh configure"
}

cache() {
    grep -q '^SHORTENER_REDIS_URL=unix:///run/redis-shortener' /etc/shortener/shortener.env || return 0
    chown redis:redis /etc/redis/redis-shortener.conf
    systemctl -q disable --now redis-server 2>/dev/null || :
    systemctl -q enable redis-server@shortener
    if touched redis-shortener; then systemctl restart redis-server@shortener; else systemctl start redis-server@shortener; fi
}

# Graphs, where munin-node is installed.
figures() {
    [ -d /etc/munin/plugins ] || return 0
    ln -sfn $base/current/deploy/munin/shortener /etc/munin/plugins/shortener
    systemctl -q enable munin-node
    if touched munin; then systemctl restart munin-node; else systemctl start munin-node; fi
}

# nginx must start before the CA has answered; the renewal knows this one from a real one.
provisional_certificate() {
    folder=/var/lib/shortener-acme/certs/site
    [ -e "$folder/fullchain.pem" ] && return 0
    name=$(head -n 1 /etc/shortener/acme/names | cut -d' ' -f1)
    runuser -u shortener-acme -- sh -c "umask 077 && mkdir -p $folder && openssl req -x509 -newkey ec -noenc -days 30 \
        -pkeyopt ec_paramgen_curve:prime256v1 -subj '/CN=$name' -addext 'subjectAltName=DNS:$name' \
        -keyout $folder/privkey.pem -out $folder/fullchain.pem" 2>/dev/null
}

web_server() {
    rm -f /etc/nginx/sites-enabled/default
    nginx -q -t || fail "nginx' configuration makes no sense; the running nginx keeps the one it has."
    systemctl -q enable nginx
    if systemctl -q is-active nginx; then systemctl reload nginx; else systemctl start nginx; fi
}

services_up() {
    systemctl -q enable shortener-address.service
    if touched 'shortener/endpoint'; then systemctl restart shortener-address.service; fi
    systemctl start shortener-address.service
    systemctl -q enable --now shortener-redirects.socket shortener-faces.socket
    # shellcheck disable=SC2086 # a list of words
    systemctl -q enable $services $timers shortener-certificate.path
    if touched 'shortener.env\|systemd/system/shortener'; then restart; else start; fi
    # shellcheck disable=SC2086
    systemctl start $timers shortener-certificate.path
}

start() {
    for unit in $services; do systemctl start "$unit"; done
}

# Visitors wait in the sockets' queues for the second that this takes; nobody is turned away.
restart() {
    for unit in $services; do systemctl restart "$unit"; done
}

# Another release, newer or older. Its services bring older tables up when they start, and leave newer ones alone.
use() {
    target=$base/releases/$1
    [ -x "$target/.venv/bin/shortener" ] || fail "$target is no release; look into $base/releases."
    before=$(readlink "$base/current") || before=
    ln -sfn "releases/$1" "$base/next"
    mv -T "$base/next" "$base/current"
    if systemctl -q is-enabled shortener-redirects.service 2>/dev/null; then restart; fi
    say "In use: $1"
    tool releases "$base" "${before##*/}" || say "The release is in use all the same."
}

[ "$(id -u)" = 0 ] || fail "This needs root: sudo $0 $*"
case ${1:-} in
    packages | release | configure | share | join | proxy) "$1" ;;
    use) use "${2:?use needs the name of a release}" ;;
    all) packages && release && configure ;;
    *) sed -n 's/^# \{0,1\}//; 2,3p' "$0" >&2; exit 2 ;;
esac
