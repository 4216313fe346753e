"""Counts typed and imported: by whom, when, and what is refused with what to do."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse

from budget.counts import counts_file
from budget.counts.actions import store_counts
from budget.memberships.models import Membership
from budget.services.models import Service, ServiceCount
from rorikt.audit.models import AuditEntry
from rorikt.imports import imported_files
from rorikt.imports.models import ImportedFile
from rorikt.imports.reading import guess_mapping
from tests import factories
from tests.factories import RUN_AT

pytestmark = pytest.mark.django_db

MOLDE, VESTNES = "1506", "1535"
DAY = date(2024, 1, 31)


@pytest.fixture
def service(db):
    factories.make_municipalities()
    return factories.make_service(title="Visma BI", slug="visma-bi")


@pytest.fixture
def by(head):
    return {"by": head, "now": RUN_AT}


def stored(service, day=DAY):
    rows = ServiceCount.objects.filter(service=service, counted_on=day, replaced_by__isnull=True)
    return {row.customer.name if row.customer else row.municipality_id: row.count for row in rows}


def test_what_is_typed_is_stored_and_empty_is_not_nothing(service, by):
    values = {(MOLDE, None): 10, (VESTNES, None): 0}

    assert store_counts(service, DAY, values, source="Rapport", seen={}, **by) == 2
    assert stored(service) == {MOLDE: 10, VESTNES: 0}

    seen = {(MOLDE, None): 10, (VESTNES, None): 0}
    store_counts(service, DAY, {(MOLDE, None): 12, (VESTNES, None): None}, source="Rapport", seen=seen, **by)
    assert stored(service) == {MOLDE: 12}
    told = AuditEntry.objects.order_by("pk").last()
    assert (told.action, told.detail["before"], told.detail["after"]) == (
        "endret antall av tjeneste", {MOLDE: 10, VESTNES: 0}, {MOLDE: 12, VESTNES: None}
    )  # fmt: skip


def test_a_count_outside_membership_is_refused_at_its_field_and_nothing_is_stored(service, by):
    Membership.objects.create(municipality_id=VESTNES, first_on=date(2024, 7, 1))

    with pytest.raises(ValidationError) as refused:
        store_counts(service, DAY, {(MOLDE, None): 1, (VESTNES, None): 2}, source="", seen={}, **by)

    assert refused.value.message_dict == {
        f"count_{VESTNES}": [
            "Vestnes er ikke medlem 31.01.2024 (medlem fra 01.07.2024). Ta bort antallet, eller rett medlemskapet."
        ]
    }
    assert stored(service) == {}


def test_nobody_stores_over_what_another_has_stored_meanwhile(service, by):
    factories.make_count(service, MOLDE, 5)

    with pytest.raises(ValidationError, match="En annen har endret"):
        store_counts(service, DAY, {(MOLDE, None): 6}, source="", seen={(MOLDE, None): None}, **by)

    assert stored(service) == {MOLDE: 5}


def test_the_form_has_a_field_for_each_member_of_the_day(service, as_head):
    Membership.objects.create(municipality_id=VESTNES, first_on=date(2024, 7, 1))
    url = reverse("budget:service-counts", args=["visma-bi"])

    form = as_head.get(url, {"day": "31.01.2024"}).context["form"]
    assert [name for name in form.fields if name.startswith("count_")] == [
        f"count_{number}" for number in ("1506", "1539", "1547", "1579")
    ]
    assert as_head.post(f"{url}?day=31.01.2024", {"count_1506": "1 200", "source": "Rapport"}).status_code == 302
    assert stored(service) == {MOLDE: 1200}
    refused = as_head.post(f"{url}?day=31.01.2024", {"count_1506": "-1", "seen_count_1506": "1200"})
    assert "Et antall kan ikke være under 0." in refused.content.decode()


# Import


def upload(text, by, options=None, mapping=None):
    content = ContentFile(text.encode(), name="antall.csv")
    imported = imported_files.upload(content, kind=counts_file.KIND, name="antall.csv", **by)
    header = imported_files.layout_of(imported).header
    chosen = mapping or guess_mapping(counts_file.fields(), header)
    imported_files.choose_mapping(imported, mapping=chosen, options=options or {}, source=None, by=by["by"])
    imported_files.preview(imported)
    return imported


def errors(imported):
    return [(error["line"], error["reason"]) for error in imported.summary["errors"]]


def test_a_row_for_each_count_and_a_column_for_each_service_say_the_same(service, by):
    other = factories.make_service(title="Backup", unit="device")
    long = "Kommune;Tjeneste;Dato;Antall\n1506;Visma BI;31.01.2024;10\nVestnes kommune;backup;2024-01-31;3\n"
    imported_files.confirm(upload(long, by), **by)
    assert (stored(service), stored(other)) == ({MOLDE: 10}, {VESTNES: 3})

    wide = "Kommunenr;Visma BI;Backup\n1506;11;\n1535;0;4\n"
    imported_files.confirm(upload(wide, by, {"day_of_file": "2024-01-31"}), **by)
    assert (stored(service), stored(other)) == ({MOLDE: 11, VESTNES: 0}, {VESTNES: 4})


def test_an_import_is_undone_and_what_it_replaced_holds_again(service, by):
    factories.make_count(service, MOLDE, 5, source="Typet")
    imported = upload(
        "Kommune;Antall\nMolde;10\nVestnes;3\n", by, {"service_of_file": service.pk, "day_of_file": "2024-01-31"}
    )
    assert imported.summary["replaced"] == 1
    imported_files.confirm(imported, **by)
    assert stored(service) == {MOLDE: 10, VESTNES: 3}

    imported_files.undo(imported, **by)

    assert stored(service) == {MOLDE: 5}


def test_an_import_that_a_later_one_has_replaced_is_undone_after_it(service, by):
    options = {"service_of_file": service.pk, "day_of_file": "2024-01-31"}
    first = upload("Kommune;Antall\nMolde;10\n", by, options)
    imported_files.confirm(first, **by)
    imported_files.confirm(upload("Kommune;Antall\nMolde;11\n", by, options), **by)

    with pytest.raises(ValidationError, match="Angre den importen først"):
        imported_files.undo(first, **by)

    assert stored(service) == {MOLDE: 11}


def test_customers_are_counted_for_their_municipality(service, by):
    factories.make_customer(name="Molde Eiendom KF", number="C151")
    factories.make_customer(name="Brannvesenet IKS", number="C154", municipality_id=None)

    imported_files.confirm(
        upload(
            "Kunde;Antall\nC151;2\nBrannvesenet IKS;7\n",
            by,
            {"service_of_file": service.pk, "day_of_file": "2024-01-31"},
        ),
        **by,
    )

    assert stored(service) == {"Molde Eiendom KF": 2, "Brannvesenet IKS": 7}
    assert ServiceCount.objects.get(count=2).municipality_id == MOLDE


def test_bad_rows_are_told_with_what_to_do_and_nothing_is_imported(service, by):
    Membership.objects.create(municipality_id=VESTNES, first_on=date(2024, 7, 1))
    text = (
        "Kommune;Tjeneste;Dato;Antall\nOslo;Visma BI;31.01.2024;1\nMolde;Ukjent;31.01.2024;1\n"
        "Vestnes;Visma BI;31.01.2024;1\nMolde;Visma BI;31.01.2024;\nMolde;Visma BI;31.01.2024;-2\n"
        "Molde;Visma BI;31.01.2024;1\n1506;Visma BI;31.01.2024;2\nMolde;Visma BI;31.01.2024;1,5\n"
    )

    imported = upload(text, by)

    assert errors(imported) == [
        (
            2,
            "«Oslo» er verken en kommune i samarbeidet eller en kunde. Rett navnet, eller legg inn kunden under "
            "Tjenester.",
        ),
        (3, "«Ukjent» er ikke en tjeneste som telles. Rett navnet, eller legg inn tjenesten først."),
        (4, "Vestnes er ikke medlem 31.01.2024 (medlem fra 01.07.2024). Ta bort antallet, eller rett medlemskapet."),
        (5, "Antall mangler. Skriv 0 der ingen er talt."),
        (6, "«-2» er ikke et antall. Skriv et helt tall fra 0 og oppover."),
        (8, "Antallet står også på linje 7. Ta bort den ene."),
        (9, "«1,5» er ikke et helt tall."),
    ]
    with pytest.raises(ValidationError):
        imported_files.confirm(imported, **by)
    assert not ServiceCount.objects.exists()


@pytest.mark.parametrize(
    ("mapping", "field"),
    [
        ({"who": "Kommune"}, "count"),
        ({"who": "Kommune", "count": "Antall"}, "service_of_file"),
        ({"who": "Kommune", "count": "Antall", "service": "Tjeneste"}, "day_of_file"),
        ({"count": "Antall"}, "who"),
    ],
)
def test_a_file_that_cannot_be_read_yet_says_what_to_choose(service, by, mapping, field):
    class Header:
        header = ("Kommune", "Tjeneste", "Dato", "Antall")

    assert field in counts_file.faults(mapping, {}, Header())


def test_services_that_are_not_counted_here_have_no_column(service):
    factories.make_service(title="Fast", unit="fixed")
    factories.make_service(title="Portal", unit="inhabitant")

    assert [one.title for one in counts_file.countable()] == ["Visma BI"]
    assert Service.objects.count() == 3


def test_the_pages_of_an_import_are_walked_through(service, as_head, django_capture_on_commit_callbacks):
    page = as_head.get(reverse("budget:count-imports"))
    assert page.status_code == 200
    sent = ContentFile(b"Kommune;Visma BI\nMolde;10\n", name="antall.csv")

    answer = as_head.post(reverse("budget:count-import-new"), {"content": sent})
    columns = as_head.get(answer["Location"])
    assert columns.context["form"].initial[f"column_service_{service.pk}"] == "Visma BI"
    data = {"column_who": "Kommune", f"column_service_{service.pk}": "Visma BI", "source_name": "Visma"}
    refused = as_head.post(answer["Location"], data)
    assert "skriv datoen hele filen gjelder" in refused.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        as_head.post(answer["Location"], {**data, "day_of_file": "31.01.2024"})
    imported = ImportedFile.objects.get()
    page = as_head.get(reverse("budget:count-import", args=[imported.pk])).content.decode()
    assert "Importer 1 antall" in page
    with django_capture_on_commit_callbacks(execute=True):
        as_head.post(reverse("budget:count-import-confirm", args=[imported.pk]))
    assert stored(service) == {MOLDE: 10}
