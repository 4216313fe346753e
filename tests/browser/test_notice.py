"""A notice from the empty meeting to the mail in the mailbox, as a secretary does it; and a member who cannot come."""

from datetime import date

import pytest

from tests import mail_server, shipped
from tests.browser.conftest import log_in, violations

WIDTHS = (1280, 390)
YEAR = date.today().year + 1  # noqa: DTZ011
MEETING = f"/moter/{YEAR}/M1/"


@pytest.fixture(scope="module")
def mails():
    server = mail_server.MailServer()
    yield server
    server.end()


@pytest.fixture(scope="module")
def address(tmp_path_factory, mails):
    data = shipped.copy_of(shipped.loaded_demo(), tmp_path_factory.mktemp("notice"))
    mail = {
        "RORIKT_MAIL_HOST": "127.0.0.1", "RORIKT_MAIL_PORT": str(mails.port), "RORIKT_MAIL_SECURITY": "none",
        "RORIKT_FROM_EMAIL": "radet@example.no", "RORIKT_MAIL_PER_MINUTE": "600",
    }  # fmt: skip
    with shipped.serving(shipped.environment(data, **mail)) as site:
        yield site.address


@pytest.fixture
def as_person(chromium, address):
    contexts = []

    def open_as(email):
        context = chromium.new_context(base_url=address, locale="nb-NO")
        contexts.append(context)
        page = context.new_page()
        log_in(page, email)
        return page

    yield open_as
    for context in contexts:
        context.close()


def check(page):
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 1000})
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def fix(page, audience):
    page.goto(f"{MEETING}pakke/send/")
    page.check(f"input[name=audience][value={audience}]")
    page.click("button:has-text('Lag og fastsett')")
    page.wait_for_url(f"**{MEETING}", timeout=120_000)  # by way of the job's page


def test_a_secretary_sends_the_notice_and_a_member_says_forfall(as_person, mails):
    page = as_person("sekretar@demo.example")
    page.goto("/moter/nytt/")
    page.fill("input[name=held_on]", f"03.03.{YEAR}")
    page.fill("input[name=starts_at]", "09.00")
    page.fill("input[name=place]", "Rådhuset, Molde")
    page.click("main button[type=submit]")
    page.wait_for_url(f"**{MEETING}")
    page.goto(f"{MEETING}innkalling/")
    assert "Sakslisten er tom." in page.inner_text("main")
    assert not page.locator("button:has-text('Send innkallingen')").count()
    check(page)
    page.goto(f"{MEETING}ny-sak/")
    page.fill("input[name=title]", "Orienteringer")
    page.select_option("select[name=kind]", "briefing")
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: not url.endswith("/ny-sak/"))
    fix(page, "full")
    fix(page, "public")

    page.click("a:has-text('Send innkallingen')")
    page.fill("textarea[name=text]", "Velkommen til møte.")
    page.check("input[name=is_sure]")
    check(page)
    page.click("button:has-text('Send innkallingen')")
    page.wait_for_url("**/moter/innkalling/**")
    page.wait_for_selector("text=16 overlevert.", timeout=60_000)  # by itself
    check(page)

    [mail] = mails.to("radsmedlem@demo.example")
    assert "Velkommen til møte." in mail.get_body(("plain",)).get_content()
    assert any(part.get_content_type() == "text/calendar" for part in mail.walk())

    member = as_person("radsmedlem@demo.example")
    member.goto(MEETING)
    check(member)
    member.click("button:has-text('Meld forfall')")
    member.wait_for_selector("text=Du har meldt forfall")
    check(member)
    page.goto(f"{MEETING}forfall/")
    assert "Forfall" in page.inner_text("main")
    check(page)
