"""What an author saves is checked by the worker that `run` starts, and shown on the author's own page."""

import subprocess
import sys
import time
import urllib.request
from http.cookiejar import CookieJar
from urllib.parse import urlencode

import pytest
from lxml import html

from tests import shipped

pytestmark = pytest.mark.slow
OWN_SECTION = """
import django
django.setup()
from meetings.documents.models import Document, Section
from rorikt.people.models import User
from datetime import date
author = User.objects.get(email="leder@demo.example")
document = Document.objects.create(kind="case_paper", title="Under arbeid", as_of=date(2024, 2, 1), document_owner="L")
for title, who in (("Mitt", author), ("Andres", None)):
    one = Section.objects.create(document=document, title=title, responsible=who, body="<p>TODO annet</p>")
    print(one.pk)
"""


class Reader:
    def __init__(self, address):
        self._address = address
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path):
        with self._opener.open(self._address + path, timeout=60) as answer:
            return answer.read().decode()

    def send(self, path, field, **typed):
        """The form of a page that has this field, with what is typed into it."""
        page = html.fromstring(self.get(path), base_url=self._address + path)
        form = next(one for one in page.forms if field in one.fields)
        data = urlencode({**dict(form.form_values()), **typed}).encode()
        request = urllib.request.Request(self._address + path, data, {"Referer": self._address + path})
        with self._opener.open(request, timeout=60) as answer:
            return answer.read().decode()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with shipped.demo(tmp_path_factory.mktemp("background")) as site:
        yield site


def test_what_is_saved_is_found_by_the_worker_and_shown_to_its_author(site):
    made = [sys.executable, "-c", OWN_SECTION]
    done = subprocess.run(made, cwd=shipped.ROOT, env=site.environment, capture_output=True, encoding="utf-8")
    mine, _ = done.stdout.split()
    reader = Reader(site.address)
    reader.send("/konto/login/", "password", login="leder@demo.example", password="rorikt-demo-2024")
    text = "<p>Det er 140 feil og 455 bestillinger, til sammen 585.</p>"

    reader.send(f"/avsnitt/{mine}/", "body", body=text)

    began = time.monotonic()
    while "Summen er oppgitt til 585" not in (page := reader.get("/dokumenter/kontroll/")):
        assert time.monotonic() - began < 60, page
        time.sleep(0.3)
    assert "TODO annet" not in page.split("Under arbeid", 1)[1]
