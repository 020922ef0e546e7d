"""Servers that tests start for themselves, in folders of their own, and hurt at will; daemons stay untouched."""

from tests.servers.mariadb import MariaDB
from tests.servers.postgresql import PostgreSQL
from tests.servers.redis import Redis, Sentinel
from tests.servers.server import DatabaseServer, Server
from tests.servers.shared import Databases, postgresql

__all__ = ["DatabaseServer", "Databases", "MariaDB", "PostgreSQL", "Redis", "Sentinel", "Server", "postgresql"]
