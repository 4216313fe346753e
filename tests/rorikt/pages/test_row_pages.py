"""A plain kind of row: made, changed and deleted on pages that differ in words alone."""

import pytest
from django.urls import reverse

from budget.lines.models import BudgetLine
from meetings.definitions.models import Definition
from meetings.own.models import ManualFigure
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, head):
    factories.make_cooperation()
    client.force_login(head)
    return client


def test_a_row_without_a_page_of_its_own_tells_what_happened_to_it_on_its_form(desk):
    desk.post(reverse("meetings:definition-new"), {"term": "SLA", "meaning": "Avtale"})
    page = reverse("meetings:definition-edit", args=[Definition.objects.get().pk])
    desk.post(page, {"term": "SLA", "meaning": "Avtale om tjenestenivå"})

    shown = desk.get(page).content.decode()

    assert "betydning: Avtale → Avtale om tjenestenivå" in shown
    assert "la til" in shown


def test_an_own_figure_is_deleted_from_its_form_and_the_way_leads_back(desk):
    document = factories.make_document()
    own = ManualFigure.objects.create(document=document, label="Skoler", slug="skoler", value=3)
    address = [document.pk, own.slug]
    question = reverse("meetings:manual-figure-delete", args=address)

    assert f'href="{question}"' in desk.get(reverse("meetings:manual-figure", args=address)).content.decode()
    assert desk.post(question).url == reverse("meetings:document-data", args=[document.pk])
    assert not ManualFigure.objects.exists()


def test_a_new_line_leads_to_its_year_and_a_changed_one_to_its_own_page(desk):
    typed = {"title": "Lønn", "slug": "", "budgeted": "1 000", "actual": "0", "position": "1"}
    year = reverse("budget:operating-result", args=[2024])

    made = desk.post(reverse("budget:line-new", args=[2024]), typed)
    line = BudgetLine.objects.get()
    changed = desk.post(reverse("budget:line-edit", args=[line.pk]), typed | {"title": "Lønn og pensjon"})

    assert (made.url, changed.url) == (year, line.get_absolute_url())
