"""Each request has an id, one line in the log, and a code where it fails."""

import logging
import re

import pytest
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.test import Client, override_settings
from django.urls import path

from rorikt import urls
from rorikt.metrics.counted import REQUESTS
from tests import factories

pytestmark = pytest.mark.django_db


def fails(request):
    raise RuntimeError("password=hemmelig")


class Urls:
    handler500 = urls.handler500
    urlpatterns = [path("faller/", login_not_required(fails)), *urls.urlpatterns]


@pytest.fixture
def told(caplog):
    caplog.set_level(logging.DEBUG, "rorikt.running.requests")
    return lambda: [record.told for record in caplog.records if record.name == "rorikt.running.requests"]


def test_a_line_tells_who_what_and_how_it_went_and_no_more(client, told):
    head = factories.make_user(role="head")
    client.force_login(head)
    client.cookies["x"] = "hemmelig"

    answer = client.get("/moter/?q=hemmelig", headers={"User-Agent": "hemmelig"})

    [line] = told()
    assert answer.status_code == 200
    assert line.pop("ms") > 0
    assert line.pop("queries") > 0
    assert line == {
        "method": "GET", "path": "/moter/", "view": "meetings:meetings", "status": 200, "user": head.pk,
    }  # fmt: skip


def test_who_is_not_logged_in_is_nobody(client, told):
    client.get("/konto/login/")

    assert told()[0]["user"] is None


def test_the_answer_bears_the_id_that_the_proxy_gave_or_one_of_ours(client, settings):
    given = "0123456789abcdef0123456789abcdef"

    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    of_proxy = client.get("/konto/login/", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    of_stranger = client.get("/konto/login/", headers={"X-Request-ID": given}).headers["X-Request-ID"]

    assert of_proxy == given
    assert of_stranger != given
    assert re.fullmatch(r"[0-9a-f]{32}", of_stranger)


def test_a_page_that_is_not_there_has_no_name_of_its_own_in_the_figures(client, told):
    for name in ("en", "to", "tre"):
        client.get(f"/finnes-ikke/{name}/")
        client.generic("BREW", "/moter/")

    assert {line["view"] for line in told() if line["method"] == "GET"} == {"none"}
    labels = {tuple(sample.labels.values()) for metric in REQUESTS.collect() for sample in metric.samples}
    assert not any("finnes" in label or "BREW" in label for one in labels for label in one)


@override_settings(ROOT_URLCONF=Urls)
def test_a_fault_gives_its_reader_a_code_that_stands_in_the_log(caplog):
    answer = Client(raise_request_exception=False).get("/faller/")

    assert answer.status_code == 500
    [code] = re.findall(
        r"Oppgi denne koden når du sier fra: <strong[^>]*>([2-9A-Z]{4}-[2-9A-Z]{4})<", answer.content.decode()
    )
    [record] = [record for record in caplog.records if record.name == "django.request"]
    assert record.request.error_code == code
    assert record.exc_info[0].__name__ == "RuntimeError"
    assert code not in Client(raise_request_exception=False).get("/faller/").content.decode()


@override_settings(ROOT_URLCONF=Urls)
def test_a_fault_of_what_every_page_needs_gives_a_code_in_plain_words(caplog, settings):
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "tests.rorikt.running.test_requests.Gone"}}

    answer = Client(raise_request_exception=False).get("/faller/")

    assert answer.status_code == 500
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    [record] = [record for record in caplog.records if record.name == "django.request"]
    assert answer.content.decode().endswith(f"Oppgi denne koden når du sier fra: {record.request.error_code}")


class Gone(StaticFilesStorage):
    def url(self, name):
        raise ValueError(f"Missing staticfiles manifest entry for '{name}'")
