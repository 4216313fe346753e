"""How a line of the log is written: as JSON for those who gather logs, or as text for who looks on.

Whatever writes by Python's own logging comes out so: Django, gunicorn, allauth, django-tasks, WeasyPrint and we. A line
of ours tells more than its sentence in `extra={"told": {…}}`, with names and plain values. Nobody's name, mail or text
is in a line, and no body, cookie or password: see masking.py, and discretion.py for errors. Used by processes that
print as well, so without settings.
"""

import logging
import logging.config
import os
import sys
import threading
from collections.abc import Mapping, MutableMapping
from types import TracebackType
from typing import Any

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import Processor

from rorikt.logs.masking import CONTROLS, MASK, harmless, is_secret_name, masked

JSON, TEXT = "json", "text"
SETTING = "RORIKT_LOG"
Line = MutableMapping[str, Any]
_json: Processor = structlog.processors.JSONRenderer(ensure_ascii=False)
# Which process writes: web, worker, print, or a command.
_process = "command"


def configuration(form: str) -> dict[str, Any]:
    """Of Python's logging. Ours and what does jobs tell what they do, all others what is wrong."""
    telling = ("rorikt", "budget", "support", "meetings", "django_tasks", "django_tasks_db")
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": formatter, "form": form}},
        "filters": {"discreet": {"()": "rorikt.discretion.DiscreetFilter"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines", "filters": ["discreet"]}},
        "loggers": {name: {"level": "INFO"} for name in telling},
        "root": {"handlers": ["console"], "level": "WARNING"},
    }


def formatter(form: str) -> logging.Formatter:
    """Of `JSON` or `TEXT`."""
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
    ]
    last: Processor = _as_json if form == JSON else _as_text
    chain: list[Processor] = [
        _tell,
        _shorten_refusal,
        ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        _mask,
        last,
    ]
    return ProcessorFormatter(foreign_pre_chain=before, processors=chain)


def name_process(name: str) -> None:
    """Called where a process begins. From then on, what it would say on its way past the log is in the log too."""
    global _process
    _process = name
    logging.captureWarnings(True)
    sys.excepthook = _log_end
    threading.excepthook = _log_end_of_thread


def begin(name: str) -> None:
    """Of a process that has no settings."""
    logging.config.dictConfig(configuration(os.environ.get(SETTING) or JSON))
    name_process(name)


def _as_json(logger: object, method: str, line: Line) -> str:
    """With the letters of Norwegian as they are, for who reads it by eye."""
    return CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", str(_json(logger, method, line)))


def _as_text(logger: object, method: str, line: Line) -> str:
    """`02:44:19 info request (rorikt.running) status=200 …`, and below it where a fault came from."""
    time, level, name, event = (line.pop(key, "") for key in ("time", "level", "logger", "event"))
    trace = line.pop("exception", "")
    rest = " ".join(f"{key}={harmless(str(value))}" for key, value in line.items() if key not in {"process", "pid"})
    first = f"{str(time)[:19].replace('T', ' ')} {level} {name}: {harmless(str(event))} {rest}".rstrip()
    return "\n".join([first, *(f"    {harmless(row)}" for row in str(trace).splitlines())])


def _tell(logger: object, method: str, line: Line) -> Line:
    """With what the record tells besides its sentence, and who writes."""
    record = line.get("_record")
    line.update(getattr(record, "told", None) or {})
    if code := getattr(getattr(record, "request", None), "error_code", ""):
        line["error_code"] = code
    line["process"], line["pid"] = _process, os.getpid()
    return line


def _shorten_refusal(logger: object, method: str, line: Line) -> Line:
    """A request that was refused (4xx) is no fault of ours: where it was refused would hide the faults."""
    if 400 <= getattr(line.get("_record"), "status_code", 0) < 500:
        line.pop("exc_info", None)
    return line


def _mask(logger: object, method: str, line: Line) -> Line:
    for key, value in line.items():
        if is_secret_name(key):
            line[key] = MASK
        elif isinstance(value, str):
            line[key] = masked(value)
        elif isinstance(value, Mapping | list | tuple):
            line[key] = masked(str(value))
    return line


def _log_end(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        logging.getLogger("rorikt").critical("the process ends by a fault", exc_info=(kind, error, trace))


def _log_end_of_thread(ended: threading.ExceptHookArgs) -> None:
    if ended.exc_value is not None and not isinstance(ended.exc_value, SystemExit):
        exc_info = (ended.exc_type, ended.exc_value, ended.exc_traceback)
        logging.getLogger("rorikt").error("a thread ended by a fault", exc_info=exc_info)
