"""How the web server runs. Gunicorn reads this where it is started in this folder; its options go before it."""

import os
from pathlib import Path

from rorikt.starting import installation

os.environ.update(installation.environment(Path(__file__).resolve().parent, os.environ))

from rorikt.logs.lines import name_process
from rorikt.metrics import counted

worker_class = "gthread"
logger_class = "rorikt.logs.of_gunicorn.Logger"
timeout = 120  # seconds that a process may say nothing
graceful_timeout = 60  # seconds that a request may go on after the server has been asked to stop
keepalive = 75  # seconds that a connection is kept: longer than the proxy does, so that it meets none that is closed
control_socket_disable = True


def on_starting(server: object) -> None:
    name_process("web")
    counted.sweep()


def child_exit(server: object, worker: object) -> None:
    counted.forget(worker.pid)  # type: ignore[attr-defined]
