"""The pages in a real browser: accessible, no wider than the screen, and nothing stopped by the security policy."""

import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import sync_playwright

from rorikt.pages.context import MAIN
from tests import factories

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDTHS = (390, 820, 1280)
BEFORE_LOG_IN = ("account_login", "account_signup", "account_reset_password", "account_reset_password_done")


@pytest.fixture(scope="module")
def browser():
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        pytest.skip("no Chromium on this machine")
    # Playwright keeps an event loop running, which Django would otherwise take for its own.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium, args=FLAGS)
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser):
    context = browser.new_context(locale="nb-NO")
    yield context.new_page()
    context.close()


def log_in(page, client, user, live_server):
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])


def faults(page, address):
    """What is wrong with the page at `address`, one sentence each, over the three widths."""
    found = []
    page.on(
        "console", lambda message: found.append(message.text) if "Content Security Policy" in message.text else None
    )
    page.on("pageerror", lambda error: found.append(str(error)))
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(f"wider than the screen at {width} px")
        # Through the debugger's channel: the page's policy holds for the page, not for the examiner.
        page.evaluate(AXE.read_text())
        violations = page.evaluate("axe.run().then(result => result.violations)")
        found += [f"{rule['id']} at {width} px: {node['html'][:120]}" for rule in violations for node in rule["nodes"]]
    return found


@pytest.mark.parametrize("name", BEFORE_LOG_IN)
def test_pages_before_log_in_are_accessible_at_every_width(page, live_server, name):
    factories.make_cooperation()

    assert faults(page, live_server.url + reverse(name)) == []


@pytest.mark.parametrize("name", [name for _, name, _ in MAIN if not name.startswith("admin:")])
def test_pages_of_the_main_menu_are_accessible_at_every_width(page, live_server, client, head, name):
    factories.make_cooperation()
    log_in(page, client, head, live_server)

    assert faults(page, live_server.url + reverse(name)) == []


def test_a_phone_without_scripts_shows_errors_opens_the_menu_and_logs_out(browser, live_server):
    user = factories.make_user(password="et-langt-passord-for-prøven")
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.set_default_timeout(10_000)

    page.goto(live_server.url + reverse("account_login"))
    page.fill("#id_login", user.email)
    page.fill("#id_password", "feil")
    page.click("main button")
    assert page.locator(".ds-error-summary").is_visible()

    page.fill("#id_password", "et-langt-passord-for-prøven")
    page.click("main button")
    page.click("summary:has-text('Meny')")
    page.click("button:visible:has-text('Logg ut')")

    assert page.url == live_server.url + reverse("account_login")
    context.close()
