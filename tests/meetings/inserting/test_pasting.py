"""What an author pastes is read for a section that is theirs, and nothing of it is kept but its pictures."""

from base64 import b64encode

from django.urls import reverse

from meetings.inserting import paste_views
from meetings.pictures.models import Picture
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


def test_nobody_pastes_into_the_section_of_another(client, author, head):
    client.force_login(author)
    url = reverse("meetings:section-paste", args=[factories.make_section(responsible=head).pk])

    assert client.post(url, {"html": "<p>a</p>"}).status_code == 403
