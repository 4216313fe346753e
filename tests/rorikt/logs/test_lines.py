"""A line of the log: one line, whatever is in it, that says what it belongs to."""

import json
import logging
import subprocess
import sys

import pytest
from django.contrib.sessions.backends.cache import SessionStore
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.core.handlers.exception import response_for_exception
from structlog.contextvars import bound_contextvars

from rorikt.logs import lines

EVIL = 'x\n{"level": "critical"}\r\x1b[2K\x9b31m\u2028\u202eend'


def line_of(form=lines.JSON, message="hei", *args, level=logging.INFO, name="rorikt.try", **told):
    exc_info = told.pop("exc_info", None)
    record = logging.LogRecord(name, level, "", 1, message, args, exc_info)
    record.told = told
    return lines.formatter(form).format(record)


def test_a_line_of_json_tells_when_what_and_what_it_belongs_to():
    with bound_contextvars(request_id="abcdefgh", job="7"):
        told = json.loads(line_of(lines.JSON, "a job of %s", "printing", status=200))

    assert told.pop("time").endswith("Z")
    assert told.pop("pid")
    assert told == {
        "event": "a job of printing",
        "request_id": "abcdefgh",
        "job": "7",
        "level": "info",
        "logger": "rorikt.try",
        "status": 200,
        "process": "command",
    }


@pytest.mark.parametrize("form", [lines.JSON, lines.TEXT])
def test_nobody_writes_a_second_line_or_moves_the_cursor(form):
    line = line_of(form, "asked for %s", EVIL, path=EVIL, user=EVIL)

    assert len(line.splitlines()) == 1
    assert not set(line) & set("\n\r\x1b\x9b\u2028\u202e")


def test_an_error_tells_where_it_came_from_and_masks_what_it_says():
    try:
        raise ValueError("password=hemmelig123\n\x1b[31m postgres://u:hemmelig123@h/n")
    except ValueError:
        exc_info = sys.exc_info()

    told = line_of(exc_info=exc_info, level=logging.ERROR)

    assert len(told.splitlines()) == 1
    assert "ValueError" in json.loads(told)["exception"]
    assert "hemmelig123" not in told
    assert "\x1b" not in line_of(lines.TEXT, exc_info=exc_info)


@pytest.mark.parametrize(
    ("error", "status"), [(PermissionDenied, 403), (BadRequest, 400), (SuspiciousOperation, 400), (KeyError, 500)]
)
def test_a_refusal_is_one_line_and_only_a_fault_tells_where_it_came_from(rf, finance, caplog, error, status):
    request = rf.get("/")
    request.user, request.session = finance, SessionStore()

    answer = response_for_exception(request, error("nei"))

    [record] = caplog.records
    assert answer.status_code == status
    assert record.exc_info
    told = [lines.formatter(form).format(record) for form in (lines.JSON, lines.TEXT)]
    assert ["exception" in json.loads(told[0]), len(told[1].splitlines()) > 1] == [status == 500] * 2


def test_what_is_called_a_secret_is_not_told_whatever_it_holds():
    told = json.loads(line_of(password="hemmelig", nested={"token": "hemmelig"}, api_key=7))

    assert "hemmelig" not in str(told)
    assert told["api_key"] == "…"


def test_text_is_for_who_looks_on():
    line = line_of(lines.TEXT, "request", status=200, path="/moter/")

    assert line.partition(" info ")[2] == "rorikt.try: request status=200 path=/moter/"


def test_all_that_a_process_says_past_its_log_is_in_the_log():
    script = (
        "from rorikt.logs import lines; lines.begin('print')\n"
        "import warnings, logging, threading\n"
        "warnings.warn('odd', RuntimeWarning)\n"
        "logging.getLogger('weasyprint').warning('no such font')\n"
        "thread = threading.Thread(target=lambda: 1 / 0); thread.start(); thread.join()\n"
        "raise KeyError('the end')\n"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8")

    told = [json.loads(line) for line in done.stderr.splitlines()]
    assert [(one["logger"], one["level"]) for one in told] == [
        ("py.warnings", "warning"), ("weasyprint", "warning"), ("rorikt", "error"), ("rorikt", "critical"),
    ]  # fmt: skip
    assert {one["process"] for one in told} == {"print"}
    assert done.returncode == 1
