"""What is pasted is read for who may write the section or suggest a text for it; only its pictures are kept."""

from base64 import b64encode

from django.urls import reverse

from meetings.inserting import paste_views
from meetings.pictures.models import Picture
from rorikt.people.models import User
from tests import factories
from tests.meetings.pictures.test_pictures import picture


def test_pictures_of_a_paste_are_kept_and_a_broken_one_is_told(client, head):
    section = factories.make_section()
    client.force_login(head)
    good, bad = b64encode(picture()).decode(), b64encode(b"tekst").decode()
    html = f'<p>A</p><img alt="Felt" src="data:image/png;base64,{good}"><img src="data:image/png;base64,{bad}">'

    answer = client.post(reverse("meetings:section-paste", args=[section.pk]), {"html": html}).json()

    kept = Picture.objects.get()
    assert answer["html"] == f'<p>A</p><figure><img data-picture="{kept.sha256}" alt="Felt"></figure>'
    assert answer["left_out"] == ["Filen er ikke et bilde som kan vises. Lagre det som PNG eller JPEG."]


def test_a_paste_that_is_too_large_gets_a_sentence(client, head, monkeypatch):
    monkeypatch.setattr(paste_views.pasting, "MOST_CHARACTERS", 10)
    client.force_login(head)
    url = reverse("meetings:section-paste", args=[factories.make_section().pk])

    answer = client.post(url, {"html": "<p>for mye</p>"})

    assert (answer.status_code, answer.json()) == (400, {"error": paste_views.TOO_MUCH})


def test_who_may_suggest_another_text_may_paste_and_others_may_not(client, author, head):
    url = reverse("meetings:section-paste", args=[factories.make_section(responsible=head).pk])

    for person, status in ((author, 200), (factories.make_user(User.Role.FINANCE), 403)):
        client.force_login(person)
        assert client.post(url, {"html": "<p>a</p>"}).status_code == status
