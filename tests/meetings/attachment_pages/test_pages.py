"""The pages of attachments: made in the background, shown one after the other, to those who may read the attachment."""

import hashlib
import io
from datetime import UTC, datetime, timedelta

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError
from django.urls import reverse
from PIL import Image

from meetings.attachment_pages import making, pages
from meetings.attachment_pages.models import AttachmentPage, PagesOfFile
from meetings.attachment_pages.pages import page_url, texts_of
from rorikt.people.models import User
from rorikt.uploads.page_pictures import HEIGHT, WIDTH
from tests import pdfs
from tests.factories import make_attachment, make_item, make_meeting, make_user, make_waiting

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 2, 1, 8, tzinfo=UTC)
EXEMPT = {"exemption_basis": "offentleglova § 23", "public_title": "Avtale"}


def attach(data, *, page_count=1, **overrides):
    sha256 = hashlib.sha256(data).hexdigest()
    path = f"attachments/{sha256}.pdf"
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(data))
    return make_attachment(safe_file=path, safe_sha256=sha256, page_count=page_count, **overrides)


def opened(client, attachment, query=""):
    client.force_login(make_user())
    return client.get(f"{attachment.get_absolute_url()}{query}").content.decode()


def got(client, url):
    """Read to its end, which closes the file; closing the answer would close the connection of the test too."""
    answer = client.get(url)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer


def picture_url(attachment, number=1):
    return reverse("meetings:attachment-picture", args=[attachment.pk, number])


def test_each_page_is_kept_as_its_text_and_as_a_picture_for_an_ipad(data_folder):
    attachment = attach(pdfs.make_pdf(pages=10, text="Avtalen side"), page_count=10)

    making.make_some(NOW)

    kept = list(AttachmentPage.objects.order_by("number"))
    assert texts_of(attachment) == [f"Avtalen side {number}" for number in range(1, 11)]
    assert [(page.width <= WIDTH, page.height <= HEIGHT, page.byte_count < 60_000) for page in kept] == [
        (True, True, True)
    ] * 10
    with default_storage.open(making.picture_path(attachment.safe_sha256, 10)) as file:
        picture = Image.open(io.BytesIO(file.read()))
    assert (picture.format, *picture.size) == ("WEBP", kept[9].width, kept[9].height)


def test_the_pages_follow_one_another_with_their_text_and_the_facts_come_after(client, data_folder):
    attachment = attach(pdfs.make_pdf(pages=3, text="Avtale"), page_count=3)
    making.make_all(attachment, now=NOW)

    html = opened(client, attachment)

    places = [
        html.index(text) for text in ("Side 1 av 3", "Avtale 1", "Side 2 av 3", "Avtale 3", "Om filen", "SHA-256")
    ]
    assert places == sorted(places)
    assert html.count('loading="lazy"') == 2
    assert 'href="#side-2"' in html


def test_nothing_is_read_while_somebody_waits_for_the_page(client, data_folder):
    attachment = attach(b"%PDF-1.7 not a pdf at all")

    html = opened(client, attachment)

    assert "Sidene gjøres klare" in html
    assert PagesOfFile.objects.count() == 0


def test_a_page_says_what_it_is_called_in_the_packet(client, data_folder, monkeypatch):
    attachment = attach(pdfs.make_pdf(pages=2), page_count=2)
    making.make_all(attachment, now=NOW)
    monkeypatch.setattr(pages, "numbering", [lambda attachment, *, is_public: ("17", "18")])

    html = opened(client, attachment)

    assert [f"(side {label} i møtepakken)" in html for label in (17, 18, 19)] == [True, True, False]


def test_a_scanned_page_says_that_it_cannot_be_read_aloud(client, data_folder):
    attachment = attach(pdfs.make_pdf(text=""))
    making.make_all(attachment, now=NOW)

    assert "Side 1 er et bilde uten tekst" in opened(client, attachment)
    assert texts_of(attachment) == [""]


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.7 nothing", pdfs.locked(pdfs.make_pdf(), user="x", owner="y"), b"", b"\x89PNG\r\n\x1a\n" + b"0" * 100],
    ids=["broken", "locked", "empty", "a picture"],
)
def test_a_file_that_cannot_be_read_says_so_and_keeps_its_pdf(client, data_folder, data):
    attachment = attach(data)

    making.make_some(NOW)

    html = opened(client, attachment)
    assert making.UNREADABLE in html
    assert reverse("meetings:attachment-file", args=[attachment.pk]) in html
    assert making.next_to_make(NOW + timedelta(hours=1)) is None
    assert making.next_to_make(NOW + timedelta(days=2)) == attachment


def test_a_file_that_is_gone_from_storage_keeps_nothing_else_waiting(data_folder):
    whole = attach(pdfs.make_pdf())
    gone = make_attachment(safe_file="attachments/gone.pdf", safe_sha256="5" * 64)

    making.make_some(NOW)

    assert (texts_of(whole), texts_of(gone)) == (["Vedlegg 1"], [])


def test_a_page_that_brings_the_reader_down_takes_no_other_with_it(data_folder, monkeypatch):
    """A child has some seconds for each page; here only those that it needs to start."""
    heavy = b"0.1 w " + b"".join(b"0 %d m 400 %d l S " % (n % 200, n % 199) for n in range(400_000))
    light = pdfs.drawn(b"BT /F1 12 Tf 72 100 Td (Lett) Tj ET")
    data = joined([light, pdfs.drawn(heavy), light])
    monkeypatch.setattr("rorikt.uploads.page_pictures.SECONDS_A_PAGE", 0)
    monkeypatch.setattr("rorikt.uploads.page_pictures.SECONDS_TO_START", 2)
    attachment = attach(data, page_count=3)

    making.make_all(attachment, now=NOW)

    assert texts_of(attachment) == ["Lett", "", "Lett"]
    assert list(AttachmentPage.objects.order_by("number").values_list("width", flat=True)) == [1400, 0, 1400]


def joined(parts):
    pdf, target = pikepdf.Pdf.new(), io.BytesIO()
    for part in parts:
        with pikepdf.open(io.BytesIO(part)) as source:
            pdf.pages.extend(source.pages)
    pdf.save(target)
    return target.getvalue()


def test_of_a_long_file_the_first_pages_are_drawn_and_the_rest_is_told(client, data_folder, monkeypatch):
    monkeypatch.setattr(making, "MOST_DRAWN", 8)
    monkeypatch.setattr(making, "MOST_READ", 16)
    attachment = attach(pdfs.make_pdf(pages=20), page_count=20)

    making.make_all(attachment, now=NOW)

    assert len(texts_of(attachment)) == 16
    assert AttachmentPage.objects.exclude(picture_sha256="").count() == 8
    assert "bare de første 16 sidene" in opened(client, attachment)


def test_pictures_of_a_file_have_a_limit_in_bytes(client, data_folder, monkeypatch):
    monkeypatch.setattr(making, "MOST_BYTES", 1)
    attachment = attach(pdfs.make_pdf(pages=10), page_count=10)

    making.make_all(attachment, now=NOW)

    html = opened(client, attachment)
    assert "Bare de første 8 sidene vises som bilder" in html
    assert "#page=9" in html


def test_the_same_safe_copy_is_drawn_once_and_a_new_one_is_drawn_anew(data_folder):
    first = attach(pdfs.make_pdf())
    second = attach(pdfs.make_pdf())
    making.make_some(NOW)
    newer = pdfs.make_pdf(text="Nyere")
    second.safe_file.save("newer.pdf", ContentFile(newer), save=False)
    second.safe_sha256 = hashlib.sha256(newer).hexdigest()
    second.save()

    before = texts_of(second)
    making.make_some(NOW)

    assert (before, texts_of(first), texts_of(second)) == ([], ["Vedlegg 1"], ["Nyere 1"])


def test_pages_go_with_the_last_attachment_that_has_them(data_folder):
    attachment = attach(pdfs.make_pdf())
    making.make_all(attachment, now=NOW)
    path = making.picture_path(attachment.safe_sha256, 1)
    kept = default_storage.exists(path)
    attachment.delete()

    making.forget_some(NOW)

    assert (kept, default_storage.exists(path)) == (True, False)
    assert (PagesOfFile.objects.count(), AttachmentPage.objects.count()) == (0, 0)


def test_a_picture_that_is_gone_from_storage_is_made_again(client, data_folder):
    attachment = attach(pdfs.make_pdf())
    making.make_all(attachment, now=NOW)
    default_storage.delete(making.picture_path(attachment.safe_sha256, 1))
    client.force_login(make_user())

    answer = got(client, picture_url(attachment))
    making.make_some(NOW)

    assert (answer.status_code, got(client, picture_url(attachment)).status_code) == (404, 200)


@pytest.mark.parametrize("role", [User.Role.FINANCE, User.Role.COUNCIL_MEMBER, User.Role.AUTHOR])
def test_a_picture_is_for_those_who_may_read_the_attachment(client, data_folder, role):
    exempt = attach(pdfs.make_pdf(), **EXEMPT)
    in_queue = attach(pdfs.make_pdf(text="B"), agenda_item=make_waiting())
    for attachment in (exempt, in_queue):
        making.make_all(attachment, now=NOW)
    user = make_user(role=role)
    client.force_login(user)

    def is_shown(attachment):
        preview = reverse("meetings:attachment-preview", args=[attachment.pk])
        [status] = {got(client, url).status_code for url in (picture_url(attachment), preview)}
        return status == 200

    may = (user.has_perm("meetings.view_exempt"), user.has_perm("meetings.view_draft"))
    assert (is_shown(exempt), is_shown(in_queue)) == may


def test_a_picture_of_what_is_exempt_is_not_kept_by_the_browser(client, data_folder):
    exempt, public = attach(pdfs.make_pdf(), **EXEMPT), attach(pdfs.make_pdf(text="Åpent"))
    for attachment in (exempt, public):
        making.make_all(attachment, now=NOW)
    client.force_login(make_user())

    answers = [got(client, picture_url(attachment)) for attachment in (exempt, public)]

    assert [answer["Cache-Control"] for answer in answers] == ["private, no-store", "private, no-cache"]
    assert {(answer["Content-Type"], answer["X-Content-Type-Options"]) for answer in answers} == {
        ("image/webp", "nosniff")
    }


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [("2", "#side-2"), ("60", "?side=60#side-60"), ("999", "?side=120#side-120"), ("x", "#side-1")],
)
def test_who_asks_for_a_page_is_led_to_it(client, asked, leads_to):
    attachment = make_attachment(page_count=120)
    client.force_login(make_user())

    answer = client.get(reverse("meetings:attachment-page", args=[attachment.pk]), {"side": asked})

    assert answer["Location"] == f"{attachment.get_absolute_url()}{leads_to}"


def test_a_long_attachment_is_shown_fifty_pages_at_a_time(client, data_folder):
    attachment = make_attachment(page_count=120, safe_file="attachments/x.pdf", safe_sha256="7" * 64)
    kept = PagesOfFile.objects.create(sha256="7" * 64, tried_at=NOW, is_finished=True)
    AttachmentPage.objects.bulk_create(AttachmentPage(of=kept, number=n, text=f"T{n}.") for n in range(1, 121))

    html = opened(client, attachment, "?side=73")

    assert ("T50." in html, "T51." in html, "T100." in html, "T101." in html) == (False, True, True, False)
    assert page_url(attachment, 73).endswith("?side=73#side-73")


@pytest.mark.parametrize("count", [1, 3])
def test_the_case_shows_first_pages_at_the_same_cost_for_any_number(
    client, data_folder, count, django_assert_num_queries
):
    item = make_item(meeting=make_meeting())
    made = [attach(pdfs.make_pdf(text=f"Nummer {n}"), agenda_item=item) for n in range(count)]
    for attachment in made:
        making.make_all(attachment, now=NOW)
    client.force_login(make_user())
    client.get(item.get_absolute_url())

    with django_assert_num_queries(23):
        html = client.get(item.get_absolute_url()).content.decode()

    assert html.count("/forhandsvisning/") == count


@pytest.mark.parametrize("broken", [{"is_broken": True}, {"is_broken": True, "told": "Nei."}])
def test_pages_that_are_broken_say_why(broken):
    with pytest.raises(IntegrityError):
        PagesOfFile.objects.create(sha256="8" * 64, tried_at=NOW, **broken)
