"""A document and its outline: what is typed wrong stands at its field in Norwegian, and nothing is stored."""

from datetime import date

import pytest
from django.urls import reverse

from budget.estimates.models import CostEstimate
from meetings.documents.models import Document
from tests import factories
from tests.meetings.forms import errors

DOCUMENT = {"kind": "case_paper", "title": "Sak", "document_owner": "IKT", "as_of": "2024-02-01"}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ({"title": ""}, {"title": ["Feltet er påkrevet."]}),
        ({"period_from": "november"}, {"period_from": ["«november» er ikke en måned. Skriv for eksempel 11.2023."]}),
        ({"period_from": "13.2023"}, {"period_from": ["«13.2023» er ikke en måned. Skriv for eksempel 11.2023."]}),
        ({"period_from": "11.2023"}, {"period_to": ["Oppgi både fra og til måned."]}),
        ({"period_to": "11.2023"}, {"period_from": ["Oppgi både fra og til måned."]}),
        (
            {"period_from": "01.2024", "period_to": "2023-11"},
            {"period_to": ["Siste måned kan ikke ligge før den første."]},
        ),
        ({"accounting_year": "i fjor"}, {"accounting_year": ["Oppgi et heltall."]}),
        ({"as_of": "31.02.2024"}, {"as_of": ["«31.02.2024» er ikke en dato. Skriv for eksempel 31.01.2024."]}),
        ({"as_of": "2099-01-01"}, {"as_of": ["Datoen kan ikke være fram i tid: tallene finnes ikke ennå."]}),
    ],
)
def test_a_document_is_not_started_wrongly(reader, typed, found):
    response = reader.post(reverse("meetings:document-new"), {**DOCUMENT, **typed})

    assert errors(response) == found
    assert Document.objects.count() == 0


@pytest.mark.parametrize("month", ["11.2023", "2023-11", "11/2023"])
def test_a_month_is_typed_in_several_ways(reader, month):
    typed = {**DOCUMENT, "period_from": month, "period_to": "01.2024"}

    response = reader.post(reverse("meetings:document-new"), typed)

    document = Document.objects.get()
    assert response.url == reverse("meetings:document-outline", args=[document.pk])
    assert (document.period_from, document.period_to) == (date(2023, 11, 1), date(2024, 1, 1))


def test_changing_the_parameters_of_an_approved_document_makes_it_a_draft(reader):
    estimate = CostEstimate.objects.create(title="Partner", slug="partner")
    document = factories.make_document(status=Document.Status.APPROVED)

    reader.post(reverse("meetings:document-edit", args=[document.pk]), {**DOCUMENT, "cost_estimate": estimate.pk})

    document.refresh_from_db()
    assert (document.status, document.cost_estimate) == (Document.Status.DRAFT, estimate)


def test_a_new_section_below_the_fourth_level_is_not_offered(reader):
    document = factories.make_document()
    parent = None
    for _ in range(4):
        parent = factories.make_section(document=document, parent=parent)

    response = reader.post(
        reverse("meetings:document-outline", args=[document.pk]), {"title": "For dypt", "parent": parent.pk}
    )

    assert list(errors(response)) == ["parent"]
    assert document.sections.count() == 4
