"""What people do in the browser, one small function each; each ends in the file or in the changed page."""

import base64
import io
import re

from PIL import Image

JOB = re.compile(r"/jobber/")
PATIENCE = 240_000  # milliseconds for what a worker makes
FETCH = """async address => {
    const answer = await fetch(address);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const parts = [];
    for (let at = 0; at < bytes.length; at += 8192) parts.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
    return [answer.url, answer.headers.get("content-type"), btoa(parts.join(""))];
}"""


class People:
    """Log in once each: the log-in refuses too many attempts a minute."""

    def __init__(self, browser, address, password, **options):
        self.browser, self.address, self.password, self.options = browser, address, password, options
        self.states = {}

    def page(self, email):
        context = self.browser.new_context(
            base_url=self.address, locale="nb-NO", viewport={"width": 1280, "height": 1000},
            storage_state=self.states.get(email), **self.options,
        )  # fmt: skip
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto("/")
        if email not in self.states:
            page.fill("input[name=login]", email)
            page.fill("input[name=password]", self.password)
            go_by(page, "main button[type=submit]")
            assert "/konto/login/" not in page.url
            self.states[email] = context.storage_state()
        return page


def text(page):
    return page.inner_text("main").replace("\u00a0", " ")


def menu(page, *labels):
    """Through the main menu, and from there by the words of links."""
    go_by(page, f"nav.wide-menu a:has-text('{labels[0]}')")
    for label in labels[1:]:
        follow(page, label)


def follow(page, label):
    go_by(page, f"main a:has-text('{label}') >> nth=0")


def press(page, label):
    go_by(page, f"main button:has-text('{label}') >> nth=0")


def go_by(page, selector):
    """Click what leads to another page, and be there."""
    with page.expect_navigation():
        page.click(selector)


def shows(page, *words):
    for one in words:
        page.wait_for_selector(f"main:has-text('{one}')")


def file_at(page, address):
    """The bytes at an address, by way of the page of the job that makes them."""
    for _ in range(PATIENCE // 500):
        where, kind, encoded = page.evaluate(FETCH, address)
        data = base64.b64decode(encoded)
        if not kind.startswith("text/html"):
            return data
        assert JOB.search(where), f"{address} led to the page {where}"
        assert "Det gikk ikke" not in data.decode(), f"{address}: {_said(data.decode())}"
        page.wait_for_timeout(500)
    raise AssertionError(f"{address} was not made")


def file_behind(page, label):
    """What the link with these words gives."""
    return file_at(page, page.get_attribute(f"main a:has-text('{label}') >> nth=0", "href"))


def _said(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html[html.find("Det gikk ikke") :]))[:200]


def is_pdf(data):
    return data.startswith(b"%PDF-") and b"%%EOF" in data[-1024:]


def is_zip(data):
    return data.startswith(b"PK\x03\x04")


def done_by_worker(page, *, at):
    """Stay until the page of the job, to which a press has led, has led on to `at`."""
    for _ in range(PATIENCE // 250):
        if not JOB.search(page.url) or page.locator("main [role=alert]").count():
            break
        page.wait_for_timeout(250)
    page.wait_for_load_state()
    assert re.search(at, page.url), f"{page.url}: {page.inner_text('body')[:300]}"


# Meetings


def open_meeting(page):
    menu(page, "Møter")
    follow(page, "2024/M1")


def each_paper_as_pdf(page):
    """Of the meeting's page; how many there were."""
    addresses = page.eval_on_selector_all("main a.pdf-link", "links => links.map(link => link.getAttribute('href'))")
    for address in dict.fromkeys(addresses):
        assert is_pdf(file_at(page, address)), address
    return len(set(addresses))


def tables_as_files(page):
    """The three links under «Last ned» of a page with tables."""
    assert is_zip(file_behind(page, "Excel"))
    assert file_behind(page, "CSV").startswith(b"\xef\xbb\xbf")
    assert is_pdf(file_behind(page, "PDF"))


def attach(page, name, kind, data, title):
    """On the page of a case; ends on the page of the attachment, which can be had as PDF."""
    page.set_input_files("input[name=file]", {"name": name, "mimeType": kind, "buffer": data})
    page.fill("input[name=title]", title)
    press(page, "Last opp")
    done_by_worker(page, at=r"/vedlegg/\d+/$")
    shows(page, title)
    assert is_pdf(file_at(page, f"{page.url}fil/"))


def picture(drawn=None):
    target = io.BytesIO()
    (drawn or Image.new("RGB", (300, 200), (40, 90, 160))).save(target, "PNG")
    return target.getvalue()


def change_section(page, title):
    """On the page of a document: the first section that may be edited gets another title."""
    follow(page, "Rediger")
    go_by(page, "main th a[href*='/avsnitt/'] >> nth=0")
    page.fill("input[name=title]", title)
    press(page, "Lagre")
    shows(page, "Avsnittet er lagret.")
    follow(page, "Se i dokumentet")
    shows(page, title)


def insert_token(page):
    """On the page of a section: the first figure of the list, and the figure it becomes."""
    page.get_by_role("button", name="Tall og tabeller").click()
    page.click(".token-hit >> nth=0")
    press(page, "Lagre")
    shows(page, "Avsnittet er lagret.")


def approve_again(page, reason):
    """On the page of a document that has been approved before, which is asked why it is changed."""
    follow(page, "Godkjenn")
    page.fill("[name=reason]", reason)
    press(page, "Godkjenn")
    shows(page, "Dokumentet er godkjent.")


# Money


def upload_accounts(page, path):
    menu(page, "Økonomi", "Regnskap", "Regnskapsfiler", "Last opp regnskap")
    page.set_input_files("input[type=file]", path)
    press(page, "Last opp")


def choose_account_columns(page):
    press(page, "Vis hva filen inneholder")
    done_by_worker(page, at=r"/regnskap/\d+/$")


def confirm_accounts(page, year):
    """The file is of the whole year, which nobody but the person can know."""
    page.select_option(f"[name=accounts_to_{year}]", label=f"desember {year}")
    press(page, "Importer")
    done_by_worker(page, at=r"/regnskap/\d+/$")


def add_line(page, year, title, first, last):
    """A type of cost and the accounts that belong to it."""
    page.goto(f"/okonomi/{year}/linjer/ny/")
    page.fill("[name=title]", title)
    page.fill("[name=budgeted]", "2 000 000")
    go_by(page, "main form.form button[type=submit]")
    page.goto(f"/okonomi/{year}/konti/ny/")
    page.fill("[name=first]", first)
    page.fill("[name=last]", last)
    page.select_option("[name=line]", label=title)
    go_by(page, "main form.form button[type=submit]")


def decide_frame(page, year, amount):
    """What was decided, in the frame; its share for each municipality is then a run to approve."""
    page.goto(f"/okonomi/{year}/ramme/ny/")
    page.fill("[name=title]", "Årsbudsjettet")
    page.fill("[name=amount]", amount)
    page.fill("[name=decision]", "Rådet vedtok budsjettet")
    page.fill("[name=decided_on]", "2023-12-13")
    page.fill("[name=case]", "ingen sak")
    press(page, "Registrer i rammen")


def make_contribution(page, year, amount):
    """A run that is not yet approved: what is to be paid to investments, less the settlement of an earlier year."""
    menu(page, "Økonomi", "Kommunenes andeler", "Fordelinger", "Ny fordeling")
    page.check("input[name=kind][value=offset]")
    page.fill("[name=year]", str(year))
    page.fill("[name=charged_year]", str(year))
    page.fill("[name=contribution]", amount)
    page.select_option("[name=offsets]", index=1)
    go_by(page, "main form.form button[type=submit]")


# Tickets


def upload_tickets(page, path, source):
    menu(page, "Brukerstøtte")
    page.goto("/brukerstotte/filer/")
    go_by(page, "main a[href$='/filer/ny/'] >> nth=0")
    page.set_input_files("input[type=file]", path)
    go_by(page, "main form button[type=submit]")
    page.wait_for_url(re.compile(r"/kolonner/$"))
    page.fill("input[name=source_name]", source)
    page.select_option("select[name=kind_of_file]", "incident")
    press(page, "Vis hva filen inneholder")
    done_by_worker(page, at=r"/filer/\d+/$")


def decide_words(page):
    for select in page.locator("select[name^=category]").all():
        select.select_option("none")
    press(page, "Lagre og les filen på nytt")
    done_by_worker(page, at=r"/filer/\d+/$")


def confirm_tickets(page):
    press(page, "Importer sakene")
    done_by_worker(page, at=r"/filer/\d+/$")
    shows(page, "Importert")


def synchronise(page):
    menu(page, "Brukerstøtte", "Pureservice")
    press(page, "Synkroniser nå")
    done_by_worker(page, at=r"/kjoringer/\d+/$")


def recompute(page):
    page.goto("/brukerstotte/sla/")
    press(page, "Mål alle saker på nytt")
    done_by_worker(page, at=r"/brukerstotte/sla/$")
