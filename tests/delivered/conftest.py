"""A clone of what is committed, in an empty folder, and one browser for all who come to it."""

import os
import subprocess
from pathlib import Path

import pytest

from tests import shipped
from tests.browser.conftest import CHROMIUM, CHROMIUM_ARGUMENTS

HOST = "styring.example.no"  # which the README's «Running it for real» serves


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="package")
def clone(tmp_path_factory):
    """The folder of the project as a stranger has it; the first command typed in it installs what it needs."""
    folder = tmp_path_factory.mktemp("clone") / "rorikt"
    subprocess.run(["git", "clone", "--quiet", str(shipped.ROOT), str(folder)], check=True)
    return folder


@pytest.fixture(scope="module")
def free_port():
    return shipped.free_port()


@pytest.fixture(scope="module")
def other_port():
    return shipped.free_port()


@pytest.fixture(scope="package")
def https_port():
    """Where the proxy listens whom the browser finds under the name of the host."""
    return shipped.free_port()


@pytest.fixture(scope="package")
def chromium(https_port):
    if not Path(CHROMIUM).exists():
        message = "Chromium is not installed: apt-get install chromium"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    playwright_api = pytest.importorskip("playwright.sync_api")
    with playwright_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[*CHROMIUM_ARGUMENTS, f"--host-resolver-rules=MAP {HOST}:443 127.0.0.1:{https_port}"],
        )
        yield browser
        browser.close()
