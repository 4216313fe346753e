"""Pictures of strangers made ours, kept for ever, and shown to those who may read what they stand in."""

import io
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from PIL import Image

from meetings.documents.content import NumberedSection, Text
from meetings.pictures.models import Picture
from meetings.pictures.pictures import keep_picture
from rorikt.children.limited_reading import Unreadable
from rorikt.people.models import User
from tests import factories

MOMENT = datetime(2024, 2, 1, tzinfo=UTC)


def picture(size=(60, 40), form="PNG", mode="RGB", **options):
    target = io.BytesIO()
    Image.new(mode, size, "red").save(target, form, **options)
    return target.getvalue()


def test_what_is_not_seen_of_a_picture_does_not_follow(db):
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = "hemmelig sted", 6

    kept = keep_picture(picture(form="JPEG", exif=exif), by=factories.make_user(), now=MOMENT)

    assert b"hemmelig" not in bytes(kept.data)
    assert (kept.kind, kept.width, kept.height) == ("jpeg", 40, 60)  # turned as it is seen
    assert not Image.open(io.BytesIO(kept.data)).getexif()


def test_the_same_picture_twice_is_kept_once(db):
    by = factories.make_user()

    assert keep_picture(picture(), by=by, now=MOMENT) == keep_picture(picture(), by=by, now=MOMENT)


def test_a_large_picture_is_made_smaller(db):
    kept = keep_picture(picture((3000, 1500)), by=factories.make_user(), now=MOMENT)

    assert (kept.width, kept.height) == (2000, 1000)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"<svg onload='x()'>", "Filen er ikke et bilde som kan vises."),
        (picture((10_000, 8_000), mode="1"), "Bildet har 80 megapiksler, og kan ha høyst 40."),
        (picture(form="PDF"), "Filen er ikke et bilde som kan vises."),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 40, "Filen er ikke et bilde som kan vises."),
    ],
)
def test_what_is_no_picture_or_too_much_of_one_gets_a_sentence(db, data, sentence):
    with pytest.raises(Unreadable) as refusal:
        keep_picture(data, by=factories.make_user(), now=MOMENT)

    assert str(refusal.value).startswith(sentence)
    assert not Picture.objects.exists()


@pytest.mark.parametrize("change", [lambda one: one.delete(), lambda one: Picture.objects.update(data=b"x")])
def test_the_database_keeps_a_picture_for_ever(db, change):
    kept = factories.make_picture()

    with pytest.raises(IntegrityError), transaction.atomic():
        change(kept)


def shown_to(client, user, document, sha256):
    client.force_login(user)
    return client.get(reverse("meetings:picture", args=[document.pk, sha256]))


def test_a_picture_is_shown_to_those_who_may_read_what_it_stands_in(client, head, council_member):
    kept = factories.make_picture(uploaded_by=head)
    version = factories.make_version()
    draft = factories.make_document()

    assert shown_to(client, head, draft, kept.sha256).status_code == 200
    assert shown_to(client, council_member, draft, kept.sha256).status_code == 404
    assert shown_to(client, council_member, version.document, kept.sha256).status_code == 404


def test_a_version_shows_its_pictures_and_its_public_edition_only_its_own(client, head, council_member):
    kept = factories.make_picture(uploaded_by=head)
    shows = Text(f'<figure><img data-picture="{kept.sha256}" alt=""></figure>')
    content = factories.make_content(sections=(NumberedSection("1", 1, "avsnitt-1", "Innledning", (shows,)),))
    open_version = factories.make_version(content=content)
    half_open = factories.make_version(content=content, public_content=factories.make_content().to_json())
    finance = factories.make_user(User.Role.FINANCE)

    assert shown_to(client, council_member, open_version.document, kept.sha256).status_code == 200
    assert shown_to(client, council_member, half_open.document, kept.sha256).status_code == 200
    assert shown_to(client, finance, open_version.document, kept.sha256).status_code == 200
    assert shown_to(client, finance, half_open.document, kept.sha256).status_code == 404


def test_an_upload_answers_with_the_hash_or_a_sentence(client, head):
    section = factories.make_section()
    client.force_login(head)
    url = reverse("meetings:section-picture", args=[section.pk])

    good = client.post(url, {"picture": io.BytesIO(picture())})
    bad = client.post(url, {"picture": io.BytesIO(b"tekst")})

    assert good.json() == {"picture": Picture.objects.get().sha256}
    assert (bad.status_code, bad.json()) == (
        400,
        {"error": "Filen er ikke et bilde som kan vises. Lagre det som PNG eller JPEG."},
    )
