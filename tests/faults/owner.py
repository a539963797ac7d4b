"""Starts a PostgreSQL in the folder of its first argument, says so, and waits to be killed."""

import sys
import time
from pathlib import Path

from services.core.kit.embedded import EmbeddedPostgres

if __name__ == "__main__":
    EmbeddedPostgres(Path(sys.argv[1])).start()
    print("started", flush=True)
    time.sleep(600)
