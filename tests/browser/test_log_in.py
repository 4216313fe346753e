"""Log-in in a real browser: a passkey made and used, pages at three widths, and the warning before a session ends."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import log_in, violations

# Somebody of our own: whoever gets a passkey is logged out elsewhere, and does not get in with the password alone.
WHO, PASSWORD = "passnokkel@demo.example", "rorikt-demo-2024"
NEW_PERSON = f"""
from rorikt.people.models import User
User.objects.create_user("{WHO}", "{PASSWORD}", name="Fagansvarlig passnøkler", role=User.Role.AUTHOR)
"""
SECOND_STEP = "/konto/2fa/authenticate/"
PAGES = ["/sikkerhet/", "/konto/2fa/webauthn/add/", "/konto/2fa/totp/activate/", "/sikkerhet/totrinn/"]
OFFICE = ["/sikkerhet/brukere/", "/invitasjoner/", "/invitasjoner/ny/"]


@pytest.fixture
def page(chromium, site, served):
    """With an authenticator that has a finger on it. An address has no passkeys, so the name of the machine is used."""
    served.manage("shell", "-c", NEW_PERSON)
    context = chromium.new_context(base_url=site.replace("127.0.0.1", "localhost"), locale="nb-NO")
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    page.problems = []
    page.on("console", lambda told: page.problems.append(told.text) if told.type == "error" else None)
    yield page
    context.close()


def type_password(page):
    page.goto("/konto/login/")
    page.fill("[name=login]", WHO)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Logg inn", exact=True).click()


def log_out(page):
    page.goto("/konto/logout/")
    page.locator("main").get_by_role("button", name="Logg ut").click()
    page.wait_for_url("**/konto/login/**")


def path(page):
    return urlsplit(page.url).path


def test_a_passkey_is_made_and_lets_in_without_a_password_and_after_one(page):
    type_password(page)
    page.wait_for_url(lambda url: "konto" not in url)
    page.goto("/konto/2fa/webauthn/add/")
    page.fill("[name=name]", "Telefonen")
    page.get_by_role("button", name="Legg til").click()
    page.wait_for_url("**/recovery-codes/")
    expect(page.locator(".codes li")).to_have_count(10)
    assert violations(page) == []

    log_out(page)
    page.get_by_role("button", name="Logg inn med passnøkkel").click()
    page.wait_for_url(lambda url: "konto" not in url)

    log_out(page)
    type_password(page)
    page.wait_for_url(f"**{SECOND_STEP}")
    assert violations(page) == []
    for closed in ("/sikkerhet/", "/", "/dokumenter/1/", "/konto/login/"):  # not in yet: all lead to what is missing
        page.goto(closed)
        assert path(page) == SECOND_STEP, closed
        expect(page.get_by_role("heading", level=1)).to_have_text("Andre trinn")
    page.get_by_role("button", name="Bruk passnøkkel").click()
    page.wait_for_url(lambda url: "konto" not in url)

    page.goto("/sikkerhet/")
    expect(page.get_by_role("main")).to_contain_text("Telefonen")
    page.get_by_role("link", name="Fjern Telefonen").click()
    page.get_by_role("button", name="Fjern").click()
    expect(page.get_by_role("main")).to_contain_text("Passnøkkelen er fjernet.")
    expect(page.get_by_role("main")).not_to_contain_text("Telefonen")
    assert page.problems == []


@pytest.mark.parametrize("width", [1280, 820, 390])
def test_the_pages_of_log_in_fit_and_are_read_by_all(open_page, width):
    page = open_page(width, email=None)
    log_in(page, "administrator@demo.example")  # now: some pages ask for the password again of who did so long ago
    for address in PAGES + OFFICE:
        page.goto(address)
        assert path(page) == address
        assert violations(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    assert page.problems == []


def test_before_a_session_ends_the_person_is_asked_and_goes_on(open_page):
    page = open_page()
    page.clock.install()
    asked = []

    def soon(route):
        asked.append(route.request.method)
        left = {"idle": 60, "whole": 9000} if len(asked) == 1 else {"idle": 7200, "whole": 9000}
        route.fulfill(json=left)

    page.route("**/sikkerhet/okt/", soon)
    page.goto("/varsler/")
    page.clock.fast_forward(118 * 60 * 1000 + 1000)

    warning = page.get_by_role("alert").filter(has_text="Du blir logget ut om et minutt")
    expect(warning).to_be_visible()
    assert violations(page) == []
    warning.get_by_role("button", name="Fortsett å være logget inn").click()

    expect(warning).to_have_count(0)
    assert asked == ["GET", "POST"]
