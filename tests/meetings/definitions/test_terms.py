"""Terms are shared by all documents, kept by those who write, and make no document a draft."""

import pytest
from django.urls import reverse

from meetings.definitions.models import Definition
from meetings.documents.models import Document
from rorikt.audit.models import AuditEntry
from tests.factories import make_definition, make_document
from tests.meetings.forms import errors

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(client, author):
    client.force_login(author)
    return client


def test_a_term_is_made_and_changed_with_a_trace(writer):
    answer = writer.post(reverse("meetings:definition-new"), {"term": "SLA", "meaning": "En avtalt frist."})
    own = Definition.objects.get()
    writer.post(reverse("meetings:definition-edit", args=[own.pk]), {"term": "SLA", "meaning": "Avtalt frist."})

    own.refresh_from_db()
    assert answer.url == reverse("meetings:definitions")
    assert own.meaning == "Avtalt frist."
    last = AuditEntry.objects.order_by("-pk").first()
    assert (last.detail["before"]["meaning"], last.detail["after"]["meaning"]) == ("En avtalt frist.", "Avtalt frist.")


@pytest.mark.parametrize(
    ("typed", "field"), [({"meaning": ""}, "meaning"), ({"term": ""}, "term"), ({"term": "SLA"}, "term")]
)
def test_a_term_has_one_meaning(writer, typed, field):
    make_definition(term="SLA")

    answer = writer.post(reverse("meetings:definition-new"), {"term": "Ny", "meaning": "Noe", **typed})

    assert set(errors(answer)) == {field}
    assert Definition.objects.count() == 1


def test_a_change_of_a_term_leaves_an_approved_document_approved(writer):
    term = make_definition()
    document = make_document(status=Document.Status.APPROVED)

    writer.post(reverse("meetings:definition-edit", args=[term.pk]), {"term": "Nytt", "meaning": "Annet"})

    document.refresh_from_db()
    assert document.is_approved


def test_a_term_has_other_forms_one_on_each_line(writer):
    typed = {"term": " Azure  AD ", "other_forms": "Entra ID\r\n\r\n  Entra   ID\r\nskykatalogen ", "is_name": "on"}
    writer.post(reverse("meetings:definition-new"), {**typed, "meaning": "Katalogen i skyen."})

    own = Definition.objects.get()
    assert (own.term, own.forms, own.is_name) == ("Azure AD", ["Entra ID", "skykatalogen"], True)
    assert "Entra ID, skykatalogen" in writer.get(reverse("meetings:definitions")).content.decode()


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"term": "tjenestenivåavtale"}, "term", "«tjenestenivåavtale» er allerede forklart som «SLA»."),
        ({"other_forms": "ny\nSla"}, "other_forms", "«Sla» er allerede forklart som «SLA»."),
        ({"other_forms": "x"}, "other_forms", "«x» må være 2 til 60 tegn og begynne med en bokstav eller et tall."),
        ({"term": "(SLA)"}, "term", "«(SLA)» må være 2 til 60 tegn og begynne med en bokstav eller et tall."),
    ],
)
def test_a_word_has_one_meaning_and_is_a_word(writer, typed, field, says):
    make_definition(term="SLA", other_forms="Tjenestenivåavtale\nfrist")

    answer = writer.post(reverse("meetings:definition-new"), {"term": "Ny", "meaning": "Noe", **typed})

    assert errors(answer) == {field: [says]}
    assert Definition.objects.count() == 1


def test_a_term_keeps_its_own_forms_when_it_is_stored_again(writer):
    own = make_definition(term="SLA", other_forms="frist")

    writer.post(
        reverse("meetings:definition-edit", args=[own.pk]), {"term": "SLA", "other_forms": "frist", "meaning": "Ny"}
    )

    own.refresh_from_db()
    assert own.meaning == "Ny"


def test_a_term_is_deleted_with_a_trace(writer):
    own = make_definition(term="SLA")
    question = reverse("meetings:definition-delete", args=[own.pk])
    assert question in writer.get(reverse("meetings:definition-edit", args=[own.pk])).content.decode()

    answer = writer.post(question)

    assert answer.url == reverse("meetings:definitions")
    assert not Definition.objects.exists()
    assert AuditEntry.objects.order_by("-pk").first().action == "slettet definisjon"


def test_one_who_only_reads_gets_no_way_to_change(client, council_member):
    change = reverse("meetings:definition-edit", args=[make_definition().pk])
    client.force_login(council_member)

    assert change not in client.get(reverse("meetings:definitions")).content.decode()
    assert client.post(change, {}).status_code == 403
