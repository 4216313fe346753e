"""Another cooperation, with three municipalities and other names, set up from nothing through the site's own forms."""

import io

import pikepdf
import pytest
from django.urls import reverse
from lxml import html

from meetings.agenda.models import AgendaItem, Meeting
from meetings.documents.models import Document
from rorikt.people.models import Cooperation, Municipality, User

MUNICIPALITIES = {"4626": "Øygarden", "4627": "Askøy", "4631": "Alver"}
OTHER_NAMES = ("ROR-IKT", "Molde", "Vestnes", "Rauma", "Aukra", "Hustadvika")


@pytest.fixture
def administrator(db):
    """Made as the README says, by `./run manage createsuperuser`."""
    return User.objects.create_superuser("admin@nvh.example", "et-langt-passord-her", name="Administrator")


def submit(client, path, **typed):
    """Open the page, keep what its form holds, type over some fields, send it, and return the answer."""
    page = html.fromstring(client.get(path).content)
    [form] = [
        form for form in page.forms if form.get("method", "").lower() == "post" and set(typed) <= set(form.fields)
    ]
    data = {**{name: value for name, value in form.fields.items() if value is not None}, **typed}
    data = {name: sorted(value) if isinstance(value, set) else value for name, value in data.items()}
    return client.post(form.action or path, data)


def saved(answer):
    assert answer.status_code == 302, html.fromstring(answer.content).text_content()
    return answer["Location"]


def set_up(client):
    for number, name in MUNICIPALITIES.items():
        saved(submit(client, reverse("admin:rorikt_municipality_add"), number=number, name=name))
    saved(
        submit(
            client,
            reverse("admin:rorikt_cooperation_add"),
            name="Nordhordland Vest IKT",
            council_name="Styringsrådet for NV-IKT",
            office_municipality="4631",
        )
    )
    User.objects.create_user("leder@nvh.example", None, name="Daglig leder", title="Daglig leder", role=User.Role.HEAD)


def test_an_empty_installation_says_what_is_missing(client, administrator):
    client.force_login(administrator)

    page = client.get("/")

    assert page.status_code == 200
    assert "kommune" in page.content.decode().lower()


def test_the_empty_pages_are_kind(client, administrator):
    User.objects.create_user("leder@nvh.example", None, name="Daglig leder", role=User.Role.HEAD)
    client.force_login(User.objects.get(email="leder@nvh.example"))

    for name in (
        "rorikt:home", "meetings:meetings", "meetings:documents", "meetings:council", "meetings:definitions",
        "meetings:registers", "budget:cost-keys", "budget:cost-estimates", "support:index", "support:tickets",
        "support:sla",
    ):  # fmt: skip
        assert client.get(reverse(name)).status_code == 200, name
    assert client.get(reverse("budget:index"), follow=True).status_code == 200


def test_a_second_cooperation_makes_its_packet_with_its_own_names(
    client, administrator, django_capture_on_commit_callbacks
):
    client.force_login(administrator)
    set_up(client)
    client.force_login(User.objects.get(role=User.Role.HEAD))

    typed = {f"municipality_{number}": "33,33" for number in MUNICIPALITIES} | {"municipality_4631": "33,34"}
    fields = html.fromstring(client.get(reverse("budget:cost-key-new")).content).forms[-1].fields
    shares = {name: typed[f"municipality_{name[-4:]}"] for name in fields if name[-4:] in MUNICIPALITIES}
    assert len(shares) == 3
    saved(submit(client, reverse("budget:cost-key-new"), valid_from="2025-01-01", source="Avtalen § 4", **shares))
    for title, budgeted, actual in (
        ("Lønn", "10 000 000", "10 400 000,10"),
        ("Lisenser", "5 000 000", "kr 5 100 000,01"),
    ):
        saved(submit(client, reverse("budget:line-new", args=[2025]), title=title, budgeted=budgeted, actual=actual))
    saved(submit(client, reverse("budget:accounting-year-close", args=[2025]), closed_on="2026-01-30"))
    saved(submit(client, reverse("meetings:meeting-new"), held_on="2026-02-11", place="Knarvik"))
    meeting = Meeting.objects.get()
    saved(
        submit(
            client,
            reverse("meetings:agenda-item-new", args=[meeting.year, meeting.sequence]),
            title="Regnskap 2025",
            kind=AgendaItem.Kind.REPORT,
        )
    )
    saved(
        submit(
            client,
            reverse("meetings:document-new"),
            kind=Document.Kind.CASE_PAPER,
            title="Regnskap 2025",
            agenda_item=str(AgendaItem.objects.get().pk),
            document_owner="NV-IKT",
            as_of="2026-01-31",
            accounting_year="2025",
        )
    )
    document = Document.objects.get()
    keep = document.sections.first()
    document.sections.exclude(pk=keep.pk).delete()
    saved(
        submit(
            client,
            keep.get_absolute_url(),
            title="Resultat",
            body="<p>Merforbruket er [[merforbruk:ore]].</p><p>[[tabell:fordeling-merforbruk]]</p>",
        )
    )
    approve = reverse("meetings:document-approve", args=[document.pk])
    saved(client.post(approve))
    with django_capture_on_commit_callbacks(execute=True):
        client.get(reverse("meetings:packet", args=[2026, 1]))
    packet = client.get(reverse("meetings:packet", args=[2026, 1]))
    data = b"".join(packet.streaming_content)

    text = "".join(
        page.content.decode()
        for page in (client.get("/"), client.get(document.get_absolute_url()), client.get("/moter/"))
    )
    content = document.versions.get().content
    [split] = [block["table"] for block in content["sections"][0]["blocks"] if block["type"] == "table"]
    assert [row[0]["text"] for row in split["rows"]] == list(MUNICIPALITIES.values())
    # 500 000,11 by 33,33 / 33,33 / 33,34: 166 650,0366… twice and 166 700,0366…; the øre left over goes to the lowest.
    assert [row[-1]["value"] for row in split["rows"]] == ["166650.04", "166650.03", "166700.04"]
    assert split["total"][-1]["value"] == "500000.11"
    assert content["cooperation"] == {"name": "Nordhordland Vest IKT", "council_name": "Styringsrådet for NV-IKT"}
    assert content["control"][4] == ["Godkjent av", "Daglig leder"]
    assert "Styringsrådet for NV-IKT" in text
    assert [name for name in OTHER_NAMES if name in text] == []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) >= 3
        assert str(pdf.docinfo["/Title"]) == "Møtepakke 2026/M1"


def test_reference_data_that_is_in_use_cannot_be_deleted(client, administrator):
    client.force_login(administrator)
    set_up(client)

    client.post(reverse("admin:rorikt_municipality_delete", args=["4631"]), {"post": "yes"})

    assert Municipality.objects.filter(number="4631").exists()
    assert Cooperation.objects.get().office_municipality_id == "4631"
