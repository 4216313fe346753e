"""Too much of everything, everywhere: every field of every form and every question in an address, filled with what no
person types. The answer is a sentence, in bounded time; never an error of ours, and never half done.

Each form meets one of the values, by its name; with `./run test --thorough` every one meets every other, as every role.
"""

import os
import time
import zlib
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from lxml import html

from tests.test_access import (  # noqa: F401 - the fixtures of all addresses
    ADMINISTRATOR,
    COUNCIL,
    FINANCE,
    HEAD,
    MAY,
    WITHOUT_LOG_IN,
    arguments,
    attached_file,
    people,
)
from tests.transactions import rolled_back

THOROUGH = "TESTS_THOROUGH" in os.environ
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("demo_loaded"),
    pytest.mark.skipif(not THOROUGH, reason="takes minutes: ./run test --thorough"),
]
SECONDS = 10  # of work, for one answer
# Also more digits than Python reads as a number, years that no calendar has, and characters that no database keeps.
VALUES = {
    "long": "x" * 200_000,
    "digits": "9" * 5_000,
    "huge": "99999999999999999999",
    "minus": "-1",
    "exponent": "1e999999",
    "not a number": "NaN",
    "nothing": "",
    "zero byte": "a\x00b",
    "control": "\x01\x1b\ufffe\U000e0001\u202e",
    "day": "9999-12-31",
    "no day": "0000-00-00T99:99",
    "markup": "<script>alert(1)</script>{{ 7|add:7 }}%s",
    "formula": "=cmd|' /C calc'!A0",
    "superscript": "²³",
    "deep": "<p>" * 20_000,
    "tokens": "[[" * 20_000,
}
NAMES = {
    "long": "x" * 5_000 + ".pdf",
    "up": "../../../etc/passwd",
    "line": 'a"\r\nX-Evil: 1.xlsx',
    "nothing": " ",
}
# Of the files of the fixture, which were never imported and so have nothing to take back.
NEVER_THERE = {"budget:budget-file-undo", "meetings:register-import-undo"}
QUESTIONS = ["page", "side", "sort", "eksport", "tabell", "vis", "year", "q", "tilbake", "fil", "under", "sak"]


def in_turn(name, values):
    """All of them, or the one that this name gets every time."""
    values = list(values)
    first = zlib.crc32(name.encode()) % len(values)
    return values if THOROUGH else [values[first]]


def ask(client, method, path, data, what):
    """The answer; what is wrong with it is told with `what` was asked. Nothing that was stored stands."""
    began = time.process_time()
    with rolled_back():
        try:
            answer = getattr(client, method)(path, data)
            if answer.streaming:
                b"".join(answer.streaming_content)
                answer.close()
        except Exception as error:  # as the server would answer with 500
            return [f"{what}: {type(error).__name__} {str(error)[:200]}"]
    took = time.process_time() - began
    told = [f"{what}: {answer.status_code}"] if answer.status_code >= 500 and answer.status_code not in {503} else []
    if took > SECONDS:
        told.append(f"{what}: {took:.0f} s")
    return told


def forms_of(page, path):
    """Each form of a page: its method, where it goes, and its fields by name, with those that take a file."""
    for form in html.fromstring(page).forms:
        fields = {one.name: one.get("type", "") for one in form.inputs if one.name}
        fields.pop("csrfmiddlewaretoken", None)
        yield (form.get("method") or "get").lower(), urljoin(path, form.get("action") or path), fields


def filled(fields, value):
    return {
        name: SimpleUploadedFile(NAMES["long"][-250:], value.encode()[:100_000]) if kind == "file" else value
        for name, kind in fields.items()
    }


def name_of(path):
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ""


@pytest.mark.parametrize("role", [HEAD, ADMINISTRATOR, FINANCE, COUNCIL] if THOROUGH else [HEAD])
def test_too_much_in_every_field_is_answered_in_words(arguments, people, role):  # noqa: F811
    client = Client(raise_request_exception=True)
    client.force_login(people[role])
    wrong, tried, seen = [], 0, set()
    for name in sorted(set(MAY) - WITHOUT_LOG_IN):
        if role not in MAY[name]:
            continue
        path = reverse(name, args=arguments(name))
        read = client.get(path)
        wrong += questions(client, name, path)
        if read.streaming:
            read.close()
        if read.status_code != 200 or read.streaming or not read["Content-Type"].startswith("text/html"):
            if read.status_code == 405 and (role, name) not in seen and name not in NEVER_THERE:
                seen.add((role, name))
                wrong += posted(client, name, path, {})
            continue
        for method, to, fields in forms_of(read.content, path):
            target = name_of(to)
            if (method, target, *fields) in seen or target == "account_logout" or target in NEVER_THERE:
                continue
            seen.add((method, target, *fields))
            tried += 1
            send = posted if method == "post" else queried
            wrong += send(client, target or name, to, fields)
    assert wrong == [], "\n".join(wrong)
    assert tried > 20


def posted(client, name, path, fields):
    for value in in_turn(name, VALUES):
        yield from ask(client, "post", path, filled(fields, VALUES[value]), f"{name} {value}")
    if THOROUGH:
        for field in fields:
            for value in VALUES:
                yield from ask(
                    client, "post", path, filled({field: fields[field]}, VALUES[value]), f"{name} {field} {value}"
                )


def queried(client, name, path, fields):
    for value in in_turn(name, VALUES):
        asked = VALUES[value][:6_000]
        yield from ask(client, "get", path.partition("?")[0], dict.fromkeys(fields, asked), f"{name}? {value}")


def questions(client, name, path):
    """What lists and pages read of an address, whether a form of theirs names it or not."""
    for value in in_turn(f"?{name}", VALUES):
        asked = VALUES[value][:6_000]
        yield from ask(client, "get", path, dict.fromkeys(QUESTIONS, asked), f"{name}? {value}")
