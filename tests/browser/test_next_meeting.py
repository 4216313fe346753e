"""From an empty council to a prepared meeting, with the keyboard alone, on a site where nothing is registered."""

import subprocess
import sys

import pytest

from tests import shipped
from tests.browser.conftest import log_in, violations

PREPARED = """
from django.core.management import call_command
from rorikt.people.models import Cooperation, Municipality, User
call_command("loaddata", "municipalities", verbosity=0)
Cooperation.objects.create(name="IKT", council_name="Rådet", office_municipality=Municipality.objects.first())
User.objects.create_user("leder@demo.example", "rorikt-demo-2024", name="Leder", role=User.Role.HEAD)
"""
FOCUSED = """() => {
  const one = document.activeElement;
  return one.getAttribute('aria-label') || (one.labels && one.labels.length ? one.labels[0].innerText : one.innerText);
}"""
MOST = 150  # stops of the Tab key on a page


@pytest.fixture(scope="module")
def empty_site(tmp_path_factory):
    data = shipped.copy_of(shipped.set_up(), tmp_path_factory.mktemp("empty"))
    with shipped.serving(shipped.environment(data)) as site:
        command = [sys.executable, "manage.py", "shell", "-c", PREPARED]
        subprocess.run(command, cwd=shipped.ROOT, env=site.environment, check=True)
        yield site.address


def tab_to(page, words):
    for _ in range(MOST):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED).startswith(words):
            return
    raise AssertionError(f"the Tab key does not reach «{words}» on {page.url}")


def follow(page, *names):
    for words in names:
        tab_to(page, words)
        with page.expect_navigation():
            page.keyboard.press("Enter")


def fill(page, **typed):
    for label, text in typed.items():
        tab_to(page, label.replace("_", " "))
        page.keyboard.type(text)


def check(page):
    """As it stands now, at a desk and on a phone."""
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 1000})
        assert violations(page) == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    page.set_viewport_size({"width": 1280, "height": 1000})


def test_an_empty_council_is_filled_and_its_first_meeting_prepared_by_keyboard(chromium, empty_site):
    context = chromium.new_context(base_url=empty_site, locale="nb-NO", viewport={"width": 1280, "height": 1000})
    page = context.new_page()
    log_in(page, "leder@demo.example")

    follow(page, "Møter", "Rådet")
    assert "Rådet har ingen medlemmer ennå." in page.inner_text("main")
    follow(page, "Nytt medlem")
    check(page)
    fill(page, Navn="Kari Nordmann", Funksjon="Leder", Representerer="Molde", Fra="01.01.2024")
    follow(page, "Lagre")
    assert "Kari Nordmann, leder" in page.inner_text("main")
    check(page)

    follow(page, "Møter", "Årshjul", "Nytt punkt")
    check(page)
    fill(page, Tittel="Tertialrapport", Hva_det_er="Sak", Sakens_type="Rapport", Måned="Januar", Ansvarlig="Leder")
    follow(page, "Lagre")

    follow(page, "Møter", "Møteplan")
    year = int(page.inner_text("h1").split()[-1])
    follow(page, str(year + 1), "Planlegg møter")
    check(page)
    fill(page, Datoer=f"10.02.{year + 1}\n12.05.{year + 1}", Klokkeslett="09.00", Sted="Molde rådhus")
    follow(page, "Lagre")
    assert page.inner_text("main").count("Planlagt") == 2
    check(page)

    follow(page, "Møter", "Forbered neste møte")
    assert page.url.endswith(f"/moter/{year + 1}/M1/forberedelse/")
    told = page.inner_text("main")
    assert "1 fra årshjulet er lagt til, rapporten er startet." in told
    assert "innkallingen er ikke sendt" in told
    check(page)

    page.goto(f"/moter/arshjul/{year + 1}/")
    assert f"Sak {year + 1}/M1-003" in page.inner_text("main")
    check(page)
    page.emulate_media(color_scheme="dark")
    assert violations(page) == []

    follow(page, "Oversikt")
    assert "innkallingen er ikke sendt" in page.inner_text("main")
    context.close()
