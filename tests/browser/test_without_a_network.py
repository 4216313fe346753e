"""A meeting taken along in a real browser, and read there with the network gone."""

import random
import re

import pytest

from tests.browser.conftest import go_by, log_in, until, violations

MEETING = "/moter/2024/M1/"
MEMBER, OTHER = "radsmedlem@demo.example", "vestnes@demo.example"
SECRET, CODE = "kvitravn", "lang-nok-kode"
# All that lies in the browser, as text: every cache, every table, with what is binary read as Latin-1.
ALL_OF_IT = """async () => {
  const read = (buffer) => new TextDecoder('latin1').decode(buffer) + new TextDecoder().decode(buffer);
  let all = '';
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const answer = await cache.match(request);
      all += name + request.url + read(await answer.arrayBuffer());
    }
  }
  for (const { name } of await indexedDB.databases()) {
    const asked = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
    const database = await asked(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const rows = await asked(database.transaction(store).objectStore(store).getAll());
      all += JSON.stringify(rows, (key, value) => value instanceof ArrayBuffer ? read(value) : value);
    }
    database.close();
  }
  return all + JSON.stringify({ ...localStorage });
}"""
NOTHING_IS_KEPT = "caches.keys().then((names) => !names.some((name) => name.startsWith('rorikt-kept-of')))"
EXEMPT_CASE = f"""
from datetime import date
from meetings.agenda.models import Meeting
from meetings.documents.content import NumberedSection, Text
from rorikt.people.models import Cooperation, User
from tests import factories
head = User.objects.get(email="leder@demo.example")
closed = {{"exemption_basis": "offentleglova § 23", "public_title": "Anskaffelse av tjenester"}}
meeting = factories.make_meeting(held_on=date(2024, 9, 4), sequence=8)
item = factories.make_item(meeting=meeting, title="{SECRET} sak", summary="<p>{SECRET} omtale</p>", **closed)
document = factories.make_document(agenda_item=item, title="{SECRET} framlegg", status="approved")
section = NumberedSection("1", 1, "avsnitt-1", "Innledning", (Text("<p>{SECRET} skal anskaffes.</p>"),), key="s1")
titles = {{"title": "{SECRET} framlegg", "file_title": "{SECRET} framlegg"}}
content = factories.make_content(sections=(section,), **titles)
factories.make_version(document, content=content, approved_by=head)
"""
NEW_VERSION = """
from meetings.documents.models import Document
from meetings.documents.content import NumberedSection, Text
from rorikt.people.models import User
from tests import factories
document = Document.objects.filter(title__startswith="Anskaffelse", versions__isnull=False).distinct().get()
text = Text("<p>Dette er den nye teksten.</p>")
section = NumberedSection("1", 1, "avsnitt-1", "Innledning", (text,), key="s1")
content = factories.make_content(sections=(section,), title=document.title, file_title=document.printed_file_title)
factories.make_version(document, content=content, approved_by=User.objects.get(email="leder@demo.example"))
print(document.get_absolute_url())
"""


@pytest.fixture
def reader(open_page):
    page = open_page(820, MEMBER, service_workers="allow", has_touch=True)
    page.goto("/")
    page.on("dialog", lambda dialog: dialog.accept())
    return page


def told(page):
    return page.inner_text("[data-take-told]")


def take_along(page, meeting=MEETING):
    page.goto(meeting)
    page.click("[data-take-start]")
    wait_until_taken(page)


def wait_until_taken(page):
    wait_for(page, "[data-take-told]", "^Tatt med", 90_000)


def wait_for(page, place, text, milliseconds=60_000):
    page.locator(place).filter(has_text=re.compile(text)).wait_for(timeout=milliseconds)


def broken(page):
    """What is counted as here and is not, or not whole."""
    return page.evaluate("""async () => {
      const wrong = [];
      for (const meeting of await kept.meetingsOf(document.body.dataset.person)) {
        for (const [address, entry] of Object.entries(meeting.entries)) {
          const body = await kept.bodyOf(meeting, address);
          if (!body || (await body.blob()).size !== entry.bytes) wrong.push(address);
        }
      }
      return wrong;
    }""")


def test_a_meeting_is_read_and_searched_without_a_network(reader):
    take_along(reader)
    online = reader.inner_text("#saksliste")
    assert re.search(r"^Tatt med .* kl\. \d\d\.\d\d, \d,\d MB\. Det kan leses uten nett\.", told(reader))

    reader.context.set_offline(True)
    reader.goto(MEETING)
    assert reader.inner_text("#saksliste") == online
    assert reader.inner_text(".kept-banner").startswith("Uten nett. Du leser det du tok med ")
    took = reader.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    assert took < 5000  # a tenth of it on a machine that does nothing else
    assert violations(reader) == []

    # Every case and paper leads on; a page that was not taken along says so, and what was.
    go_by(reader, "#saksliste a:has-text('Anskaffelse') >> nth=0")
    assert "Anskaffelse" in reader.inner_text("h1")
    reader.goto("/dokumenter/")
    assert "denne siden er ikke tatt med" in reader.inner_text("main")
    wait_for(reader, "[data-shelf]", "Møte 2024/M1")

    reader.goto("/tatt-med/")
    reader.fill("#sok-etter", "nøkkel")
    reader.keyboard.press("Enter")
    hit = reader.locator("[data-hits] li", has=reader.locator("mark")).first
    assert "nøkkel" in hit.inner_text().lower()
    assert violations(reader) == []
    with reader.expect_navigation():
        hit.locator("a").click()
    assert reader.url.partition("#")[2].startswith(("b-", "avsnitt"))
    reader.context.set_offline(False)


def test_what_is_new_is_fetched_by_itself_and_told(reader, served):
    take_along(reader)
    reader.context.set_offline(True)
    address = served.manage("shell", "-c", NEW_VERSION).split()[-1]
    reader.goto(address)
    assert "Dette er den nye teksten." not in reader.inner_text("main")

    reader.context.set_offline(False)
    reader.goto("/")
    reader.goto(MEETING)
    reader.wait_for_selector(".kept-news")
    assert "1 dokument er nytt siden du tok med møtet" in reader.inner_text(".kept-news")
    wait_until_taken(reader)

    reader.context.set_offline(True)
    reader.goto(address)
    assert "Dette er den nye teksten." in reader.inner_text("main")
    reader.context.set_offline(False)


def test_the_network_cut_at_any_moment_leaves_nothing_broken(reader):
    moments = random.Random(5)
    reader.goto(MEETING)
    reader.click("[data-take-start]")
    for _ in range(6):
        reader.wait_for_timeout(moments.randrange(20, 600))
        reader.context.set_offline(True)
        reader.wait_for_timeout(moments.randrange(20, 400))
        assert broken(reader) == []
        reader.context.set_offline(False)
        if moments.random() < 0.5:
            reader.reload()

    wait_until_taken(reader)
    assert broken(reader) == []


def test_nothing_is_left_after_log_out_or_for_another_person(chromium, site):
    context = chromium.new_context(base_url=site, locale="nb-NO")
    page = context.new_page()
    log_in(page, MEMBER)
    take_along(page)
    # The session is gone without a log-out, and somebody else logs in.
    context.clear_cookies()
    log_in(page, OTHER)
    until(page, NOTHING_IS_KEPT)
    context.set_offline(True)
    page.goto(MEETING)
    assert "denne siden er ikke tatt med" in page.inner_text("main")
    context.set_offline(False)

    take_along(page)
    page.click(".user-menu summary")
    page.click(".user-menu button")
    page.wait_for_url("**/konto/login/**")
    assert "Formannskapssalen" not in page.evaluate(ALL_OF_IT)
    context.set_offline(True)
    page.goto(MEETING)
    wait_for(page, "[data-shelf]", "Ingen møter er tatt med")
    context.close()


def test_what_is_exempt_lies_in_the_browser_as_ciphertext_or_not_at_all(reader, served):
    served.manage("shell", "-c", EXEMPT_CASE)
    meeting = "/moter/2024/M8/"
    take_along(reader, meeting)
    assert SECRET in reader.inner_text("#saksliste")
    assert "uten det som er unntatt offentlighet" in told(reader)
    assert not reader.is_visible("[data-seal]")
    assert SECRET not in reader.evaluate(ALL_OF_IT).lower()

    allowed = "from rorikt.people.models import Cooperation; Cooperation.objects.update(exempt_days_offline={})"
    served.manage("shell", "-c", allowed.format(14))
    reader.reload()
    reader.click("[data-seal] summary")
    reader.fill("#laas-kode", CODE)
    reader.fill("#laas-igjen", CODE)
    reader.click("[data-seal] button")
    wait_for(reader, "[data-seal] [role=status]", "tatt med")
    everything = reader.evaluate(ALL_OF_IT)
    assert SECRET not in everything.lower()
    assert CODE not in everything

    reader.context.set_offline(True)
    reader.goto("/tatt-med/")
    for wrong in ("en annen kode", "enda en kode", "og enda en", "den fjerde"):
        reader.fill("#apne-kode", wrong)
        reader.click("[data-locked] button[type=submit]")
        wait_for(reader, "[data-locked] [role=alert]", "^Koden er feil")
    assert "Du kan prøve igjen om 2 sekunder" in reader.inner_text("[data-locked] [role=alert]")
    reader.fill("#apne-kode", CODE)
    reader.click("[data-locked] button[type=submit]")
    wait_for(reader, "[data-locked] [role=alert]", "^Vent")
    reader.wait_for_timeout(2100)
    reader.fill("#apne-kode", CODE)
    reader.click("[data-locked] button[type=submit]")
    reader.wait_for_selector(".sealed-page")
    reader.locator("[data-unlocked] a", has_text="framlegg").first.click()
    assert f"{SECRET} skal anskaffes." in reader.inner_text(".sealed-page")
    reader.get_by_role("button", name="Lås igjen").click()
    assert SECRET not in reader.inner_text("main")

    # The days have passed, and there has been no network.
    reader.evaluate("kept.know('seen', Date.now() + 15 * 24 * 3600 * 1000)")
    reader.goto("/tatt-med/")
    assert reader.evaluate("kept.sealedOf(document.body.dataset.person)") == []
    reader.context.set_offline(False)
    served.manage("shell", "-c", allowed.format(None))
