"""What the processes of one machine count as they work, for Prometheus.

They share it through files in the data folder, a few for each process, since a request for the figures reaches one
process of several (docs/decisions/0068). What the database knows is not counted here: see rorikt/conditions.
"""

import os
import socket
from contextlib import suppress
from pathlib import Path

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # read by prometheus_client when it is first imported, and never again


def _prepare() -> None:
    """A folder for each machine, as a container is: the ids of processes are its own."""
    if not os.environ.get(FOLDER) and (data := os.environ.get("RORIKT_DATA")):
        os.environ[FOLDER] = str(Path(data) / "metrics" / socket.gethostname())
    if folder := os.environ.get(FOLDER):
        Path(folder).mkdir(parents=True, exist_ok=True)


_prepare()

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram  # noqa: E402
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead  # noqa: E402

from rorikt.metrics import reserved  # noqa: E402

reserved.use()
_own = CollectorRegistry()  # unlike that of the library, it holds nothing of this one process
REQUESTS = Counter(
    "rorikt_requests", "Requests answered, by method, status and page.", ["method", "status", "view"], registry=_own
)
REQUEST_SECONDS = Histogram(
    "rorikt_request_seconds",
    "Seconds from a request to its answer, by page.",
    ["view"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    registry=_own,
)
PRINT_SECONDS = Histogram(
    "rorikt_print_seconds",
    "Seconds that a part of a paper took to print, by how it went: made, time, memory, crash or refused.",
    ["outcome"],
    buckets=(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120),
    registry=_own,
)
# Labelled, so that nothing is written before something is counted.
PROCESSES = Gauge(
    "rorikt_processes",
    "Processes of this machine that live, by what they do.",
    ["process"],
    multiprocess_mode="livesum",
    registry=_own,
)


def count_request(method: str, status: int, view: str, seconds: float) -> None:
    with suppress(OSError):  # a full disk, on which all else goes on as it can
        REQUESTS.labels(method, str(status), view).inc()
        REQUEST_SECONDS.labels(view).observe(seconds)


def count_print(outcome: str, seconds: float) -> None:
    with suppress(OSError):
        PRINT_SECONDS.labels(outcome).observe(seconds)


def count_process(name: str) -> None:
    with suppress(OSError):
        PROCESSES.labels(name).set(1)


class OfAllMachines(MultiProcessCollector):
    """Of every machine that shares the data folder, as the containers of one machine do."""

    def collect(self):  # type: ignore[no-untyped-def]  # as the library has it
        home = Path(os.environ[FOLDER]).parent
        files = [str(path) for path in sorted(home.glob("*/*.db")) if path.stat().st_size]
        return self.merge(files, accumulate=True)


def register(registry: CollectorRegistry) -> None:
    OfAllMachines(registry, path=os.environ[FOLDER])


def sweep() -> None:
    """Away with what dead processes of this machine counted, as at a restart: to Prometheus that is a new beginning."""
    for path in Path(os.environ[FOLDER]).glob("*.db"):
        pid = path.stem.rpartition("_")[2]
        if pid.isdecimal() and not _lives(int(pid)):
            with suppress(FileNotFoundError):
                path.unlink()


def forget(pid: int) -> None:
    """A process has ended: it is no longer one of those that answer. What it counted stays counted."""
    mark_process_dead(pid)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
