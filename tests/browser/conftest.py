"""A real site for a real browser: the demo in a folder of its own, served as `./run demo` serves it."""

import os
from pathlib import Path

import pytest

from tests import shipped

AXE = shipped.ROOT / "tests/vendor/axe-core/axe.min.js"
CHROMIUM = "/usr/bin/chromium"
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="package")
def served(tmp_path_factory):
    """A running demo with its worker."""
    with shipped.demo(tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest.fixture(scope="package")
def site(served):
    """Its address."""
    return served.address


@pytest.fixture(scope="package")
def chromium():
    """Stopped with the last test of this folder: its event loop would keep the tests after it from the database."""
    if not Path(CHROMIUM).exists():
        message = "Chromium is not installed: apt-get install chromium"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    playwright_api = pytest.importorskip("playwright.sync_api")
    playwright_api.expect.set_options(timeout=30_000)  # as all else is waited for: a machine may have much to do
    with playwright_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def logged_in(chromium, site):
    """The cookies of each person, who logs in once: the log-in refuses too many attempts a minute."""
    known = {}

    def state_of(email):
        if email not in known:
            context = chromium.new_context(base_url=site, locale="nb-NO")
            log_in(context.new_page(), email)
            known[email] = context.storage_state()
            context.close()
        return known[email]

    return state_of


@pytest.fixture
def open_page(chromium, site, logged_in):
    """`open_page(width, email=…)` gives a page, which has been nowhere yet, logged in as that person of the demo.

    What the browser's console called an error is kept in `page.problems`.
    """
    contexts = []

    def open_as(width=1280, email="leder@demo.example", **options):
        if email:
            options["storage_state"] = logged_in(email)
        # What a test sends to the page in place of the site would not come past ours; see test_without_a_network.py.
        options.setdefault("service_workers", "block")
        context = chromium.new_context(
            viewport={"width": width, "height": 1000}, base_url=site, locale="nb-NO", **options
        )
        contexts.append(context)
        page = context.new_page()
        page.problems = []
        page.on("console", lambda message: page.problems.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        return page

    yield open_as
    for context in contexts:
        context.close()


def log_in(page, email):
    page.goto("/konto/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", "rorikt-demo-2024")
    go_by(page, "main button[type=submit]")
    assert "/konto/" not in page.url  # nor at the second step, where nobody is in yet


def go_by(page, selector):
    """Click what leads to another page, and be there. A click alone may be answered before the browser has left."""
    with page.expect_navigation():
        page.click(selector)


def until(page, condition):
    """A function of ours, or an expression asked from outside: the page itself refuses to evaluate texts."""
    holds = condition if callable(condition) else lambda: page.evaluate(condition)
    for _ in range(300):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{condition} never came true")


def violations(page):
    """What axe finds wrong with the page, one line each."""
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
    return [
        f"{found['id']}: {node['target']} {node['failureSummary']}"
        for found in found_by_axe(page, {"runOnly": tags})
        for node in found["nodes"]
    ]


def found_by_axe(page, options):
    """Its violations alone: to bring over what it passes takes many times as long as to find it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    return page.evaluate("options => axe.run(options).then(result => result.violations)", options)
