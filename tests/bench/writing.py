"""Measure writing on the shipped site: ten who save every half second, and one who opens sections meanwhile.

Run as `python -m tests.bench.writing`. The times are those of whole answers over the loopback; other work on the
machine counts against them.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

from lxml import html

from tests import shipped

SECTIONS, WRITERS, SECONDS, PAUSE = 30, 10, 20.0, 0.5
LOGIN = "/konto/login/"
MAKE = f"""
import django; django.setup()
from datetime import date
from meetings.documents.models import Document, Section
from rorikt.people.models import User
print(User.objects.get(email="leder@demo.example").pk)
document = Document.objects.create(
    kind="activity_report", title="Målt", as_of=date(2024, 2, 1), accounting_year=2023, document_owner="L",
    period_from=date(2023, 11, 1), period_to=date(2024, 1, 1))
body = "<p>Vi har [[apne-totalt]] åpne saker og et avvik på [[merforbruk]].</p>" + "<p>Dette er skrevet.</p>" * 20
for number in range({SECTIONS}):
    print(Section.objects.create(document=document, title=f"Avsnitt {{number}}", position=number, body=body).pk)
"""


class Writer:
    """A browser that is logged in as the head."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        fields = self.fields(LOGIN, "password")
        self.send(LOGIN, {**fields, "login": "leder@demo.example", "password": "rorikt-demo-2024"})

    def get(self, path: str) -> str:
        with self.opener.open(self.address + path, timeout=60) as answer:
            text: str = answer.read().decode()
        return text

    def send(self, path: str, fields: dict[str, str], **headers: str) -> str:
        headers["Referer"] = self.address + path
        request = urllib.request.Request(self.address + path, urlencode(fields).encode(), headers)
        with self.opener.open(request, timeout=60) as answer:
            text: str = answer.read().decode()
        return text

    def fields(self, path: str, named: str) -> dict[str, str]:
        """What the form of a page that has this field holds."""
        form = next(one for one in html.fromstring(self.get(path)).forms if named in one.fields)
        return {name: value for name, value in form.form_values() if isinstance(value, str)}


def write(writer: Writer, head: str, section: str, until: float, seconds: list[float], refused: list[int]) -> None:
    path, number = f"/avsnitt/{section}/", 0
    fields = writer.fields(path, "body")
    body = fields["body"]
    while time.monotonic() < until:
        number += 1
        fields["body"] = body.replace("Vi har", f"Nå, den {number}. gangen, har vi")
        began = time.perf_counter()
        try:
            answer = json.loads(writer.send(path, fields, **{"X-Saving": str(uuid4()), "X-Person": head}))
            fields["text_seen"] = answer["stamp"]
        except urllib.error.HTTPError as error:
            refused.append(error.code)
        seconds.append(time.perf_counter() - began)
        time.sleep(PAUSE)


def read(reader: Writer, sections: list[str], until: float, seconds: list[float]) -> None:
    number = 0
    while time.monotonic() < until:
        number += 1
        began = time.perf_counter()
        reader.get(f"/avsnitt/{sections[number % len(sections)]}/")
        seconds.append(time.perf_counter() - began)
        time.sleep(0.1)


def told(name: str, seconds: list[float]) -> str:
    p50, p95 = statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]
    return f"{name:<28}{len(seconds):>6}{p50 * 1000:>9.0f}{p95 * 1000:>9.0f}"


def main() -> None:
    with tempfile.TemporaryDirectory() as name, shipped.demo(Path(name)) as site:
        made = subprocess.run([sys.executable, "-c", MAKE], cwd=shipped.ROOT, env=site.environment,
                              capture_output=True, encoding="utf-8", check=True)  # fmt: skip
        head, *sections = made.stdout.split()
        people = [Writer(site.address) for _ in range(WRITERS + 1)]
        alone: list[float] = []
        read(people[0], sections, time.monotonic() + 5, alone)
        opened: list[float] = []
        saved: list[float] = []
        refused: list[int] = []
        until = time.monotonic() + SECONDS
        threads = [threading.Thread(target=write, args=(person, head, section, until, saved, refused))
                   for person, section in zip(people[1:], sections, strict=False)]  # fmt: skip
        threads.append(threading.Thread(target=read, args=(people[0], sections[WRITERS:], until, opened)))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    print(f"{'':<28}{'antall':>6}{'p50 ms':>9}{'p95 ms':>9}")
    print(told("Åpne et avsnitt, alene", alone))
    print(told(f"Åpne, mens {WRITERS} skriver", opened))
    print(told(f"Lagre, {WRITERS} om gangen", saved))
    print(f"avvist: {refused}")


if __name__ == "__main__":
    main()
