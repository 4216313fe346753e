"""Two who change the same row: the second is told what the first has stored, and nothing is lost unseen."""

import re
from datetime import date

import pytest
from django.urls import reverse

from meetings.agenda.models import Meeting
from rorikt.people.models import User
from support.pureservice.models import PureserviceConnection
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    return factories.make_meeting(year=2031, held_on=date(2031, 2, 14), place="Molde")


def opened(client, url):
    """The fields of the form as the browser would send them."""
    page = client.get(url).content.decode()
    fields = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', page))
    return {name: value for name, value in fields.items() if name != "csrfmiddlewaretoken"}


def test_the_second_to_store_is_told_what_the_first_stored_and_may_store_knowingly(client, meeting, head):
    client.force_login(head)
    url = reverse("meetings:meeting-edit", args=[meeting.year, meeting.sequence])
    first, second = opened(client, url), opened(client, url)

    client.post(url, {**first, "place": "Vestnes 100 %"})
    refused = client.post(url, {**second, "place": "Aukra"})
    assert "«sted» er nå «Vestnes 100 %»" in refused.content.decode()
    assert Meeting.objects.get(pk=meeting.pk).place == "Vestnes 100 %"
    assert refused.context["form"]["place"].value() == "Aukra"

    again = client.post(url, {**second, "place": "Aukra", "seen": refused.context["form"]["seen"].value()})
    assert again.status_code == 302
    assert Meeting.objects.get(pk=meeting.pk).place == "Aukra"


def test_what_others_write_of_a_row_outside_the_form_is_no_conflict(client, meeting, head):
    client.force_login(head)
    url = reverse("meetings:meeting-edit", args=[meeting.year, meeting.sequence])
    typed = opened(client, url)
    User.objects.filter(pk=head.pk).update(name="En annen")

    assert client.post(url, {**typed, "place": "Aukra"}).status_code == 302


def test_a_form_that_was_sent_without_what_it_saw_is_stored(client, meeting, head):
    client.force_login(head)
    url = reverse("meetings:meeting-edit", args=[meeting.year, meeting.sequence])
    typed = opened(client, url)
    del typed["seen"]

    assert client.post(url, {**typed, "place": "Aukra"}).status_code == 302


def test_what_a_form_does_not_show_is_not_told_to_who_says_to_have_seen_it(client, administrator):
    """What has changed is told with its value, and a field that is hidden must not be asked for so."""
    PureserviceConnection.objects.create(base_url="https://x.example.no", sealed_key="forseglet")
    client.force_login(administrator)
    url = reverse("support:pureservice-settings")
    typed = opened(client, url)

    answer = client.post(url, {**typed, "seen": f"{typed['seen']} sealed_key:x key_changed_at:x finnes-ikke:x pk:x :"})

    assert "forseglet" not in answer.content.decode()
    assert answer.status_code in {200, 302}
