"""What every answer tells the browser, and what cookies say, under the settings of an installation on the internet."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client, override_settings
from django.urls import path, reverse

from rorikt import urls
from tests import factories

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]
POLICY = {
    "default-src 'self'", "object-src 'none'", "base-uri 'self'", "form-action 'self'", "frame-ancestors 'none'",
}  # fmt: skip


def assert_said(answer):
    """Of any answer whatever. A file tells its own policy, see rorikt.pages.downloads."""
    headers = answer.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] in {"DENY", "SAMEORIGIN"}  # a voucher is shown beside its page
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert re.search(r"no-store|no-cache|private, max-age=\d+", headers["Cache-Control"])
    assert {"Server", "X-Powered-By"} & set(headers) == set()
    if headers.get("Content-Type", "").startswith("text/html"):
        told = set(headers["Content-Security-Policy"].split("; "))
        assert told >= POLICY
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert "no-store" in headers["Cache-Control"]


def breaks(request):
    raise ZeroDivisionError("broken")


urlpatterns = [path("breaks/", breaks), *urls.urlpatterns]


@pytest.mark.parametrize(
    ("address", "status", "asked"),
    [
        ("/finnes-ikke/", 404, {}),
        ("/%00", 404, {}),
        ("/%2e%2e/%2e%2e/etc/passwd", 404, {}),
        ("/static/%2e%2e/rorikt.sqlite3", 404, {}),
        ("/okonomi;x/", 404, {}),
        ("/konto/login/", 200, {}),
        ("/konto/password/reset/", 200, {}),
        ("/konto/inactive/", 200, {}),
        ("/static/rorikt/finnes-ikke.css", 404, {}),
        ("/", 302, {}),
        ("/", 400, {"HTTP_HOST": "evil.example"}),
        ("/okonomi", 301, {}),
        ("/admin/", 302, {}),
    ],
)
def test_every_answer_to_a_stranger_says_it(client, address, status, asked):
    answer = client.get(address, **asked)

    assert answer.status_code == status
    assert_said(answer)


@override_settings(ROOT_URLCONF="tests.rorikt.pages.test_headers")
def test_an_error_of_the_server_says_it_and_tells_nothing_else(head):
    client = Client(raise_request_exception=False)
    client.force_login(head)

    answer = client.get("/breaks/")

    assert answer.status_code == 500
    assert_said(answer)
    assert "ZeroDivisionError" not in answer.content.decode()


def test_every_refusal_says_it(client, finance):
    client.force_login(finance)

    answers = {
        403: client.get(reverse("meetings:queue")),
        404: client.get("/okonomi/linjer/999999/"),
        405: client.get(reverse("meetings:register-write", args=["x"])),
    }

    assert {status: answer.status_code for status, answer in answers.items()} == {403: 403, 404: 404, 405: 405}
    for answer in answers.values():
        assert_said(answer)


def test_a_form_without_its_token_is_refused_and_says_it(head):
    client = Client(enforce_csrf_checks=True)
    client.force_login(head)

    answer = client.post(reverse("rorikt:wishes"), {})

    assert answer.status_code == 403
    assert_said(answer)


def under_https(tmp_path, *command, **told):
    """A command under the settings of an installation behind https, with the key that its first start makes."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("RORIKT_", "DJANGO_"))}
    ours = {"RORIKT_DATA": str(tmp_path), "RORIKT_ENV_FILE": os.devnull, "RORIKT_HTTPS": "1",
            "RORIKT_HOSTS": "styring.example.no", **told}  # fmt: skip
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT, env={**kept, **ours}, capture_output=True, encoding="utf-8", timeout=240,
    )  # fmt: skip


def test_the_settings_of_an_installation_on_the_internet_have_no_warnings(tmp_path):
    done = under_https(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING")

    assert done.returncode == 0, done.stderr
    assert "no issues (2 silenced)" in done.stdout + done.stderr


NAMES = r"(SESSION_COOKIE|CSRF_COOKIE|SECURE)_[A-Z_]+|DEBUG|SILENCED_SYSTEM_CHECKS"
ASKED = (
    "import json, re; from rorikt import settings; "
    f"print(json.dumps({{name: getattr(settings, name) for name in dir(settings) if re.fullmatch(r'{NAMES}', name)}}))"
)


def settings_under_https(tmp_path, **told):
    done = under_https(tmp_path, "-c", ASKED, **told)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_cookies_over_https_belong_to_this_host_alone(tmp_path):
    told = settings_under_https(tmp_path)

    assert told == {
        "SESSION_COOKIE_NAME": "__Host-sessionid", "SESSION_COOKIE_SECURE": True, "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax", "SESSION_COOKIE_AGE": 43_200,
        "CSRF_COOKIE_NAME": "__Host-csrftoken", "CSRF_COOKIE_SECURE": True,
        "CSRF_COOKIE_SAMESITE": "Lax", "SECURE_CONTENT_TYPE_NOSNIFF": True, "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_SSL_REDIRECT": True, "SECURE_PROXY_SSL_HEADER": ["HTTP_X_FORWARDED_PROTO", "https"],
        "SECURE_HSTS_SECONDS": 31_536_000, "SECURE_HSTS_INCLUDE_SUBDOMAINS": False, "SECURE_HSTS_PRELOAD": False,
        "DEBUG": False, "SILENCED_SYSTEM_CHECKS": ["security.W005", "security.W021"],
    }  # fmt: skip


def test_who_has_the_whole_domain_binds_it(tmp_path):
    told = settings_under_https(tmp_path, RORIKT_HSTS_SUBDOMAINS="1", RORIKT_HSTS_PRELOAD="1")

    assert (told["SECURE_HSTS_INCLUDE_SUBDOMAINS"], told["SECURE_HSTS_PRELOAD"]) == (True, True)


def test_over_https_the_browser_is_bound_to_it_and_is_led_to_it():
    with override_settings(SECURE_SSL_REDIRECT=True, SECURE_HSTS_SECONDS=9,
                           SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https")):  # fmt: skip
        client = Client()
        safe = client.get("/finnes-ikke/", headers={"x-forwarded-proto": "https"})
        plain = client.get("/konto/login/?next=x", headers={"x-forwarded-proto": "http"})

    assert safe["Strict-Transport-Security"] == "max-age=9"
    assert (plain.status_code, plain["Location"]) == (301, "https://testserver/konto/login/?next=x")
    assert_said(safe)


def test_scripts_find_the_token_also_under_the_name_it_has_over_https():
    """Every script that reads the cookie by its name reads both names."""
    read = [
        line
        for script in sorted((ROOT / "rorikt/static/rorikt").glob("*.js"))
        for line in script.read_text().splitlines()
        if "document.cookie" in line
    ]

    assert len(read) >= 3
    assert [line for line in read if "(?:__Host-)?csrftoken=" not in line] == []


def test_what_a_page_says_after_a_redirect_is_in_no_cookie(client, head):
    item = factories.make_waiting(title="Et framlegg")
    client.force_login(head)

    answer = client.post(reverse("meetings:agenda-item-delete", args=[item.reference_id]))

    assert answer.status_code == 302
    assert set(client.cookies) <= {"sessionid", "csrftoken"}
