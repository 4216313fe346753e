"""The pages of account imports: what a person clicks through, and what each may see."""

import io
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from budget.ledger.models import AccountMapping
from budget.result.actions import store_line
from rorikt.imports.models import ImportedFile, ImportSource
from tests.budget.accounts.accounts_files import NOW, csv_file, import_accounts, make_mapping, upload
from tests.factories import make_line

pytestmark = pytest.mark.django_db
CONTENT = csv_file("2023;1;10100;Fastlønn;010;Lønn;1 000,50", "2023;2;10100;;010;Lønn;-0,50", "2023;2;99999;;;?;7")


def send(client, content, name="regnskap.csv", **data):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("budget:account-import-new"), {"content": file, "source": "", **data})


def columns_of(form, **changes):
    """What a browser sends of the form as it stands."""
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return {name: value for name, value in {**values, **changes}.items() if value not in (None, False)}


def test_a_file_is_uploaded_read_and_imported_by_clicking(client, head, django_capture_on_commit_callbacks):
    line = make_line(title="Lønn", actual=0)
    make_mapping(line, "10000", "10999")
    client.force_login(head)

    uploaded = send(client, CONTENT)
    chosen = client.get(uploaded.url)
    with django_capture_on_commit_callbacks(execute=True):
        read = client.post(uploaded.url, columns_of(chosen.context["form"], source_name="ERP"))
    imported = ImportedFile.objects.get()
    preview = client.get(reverse("budget:account-import", args=[imported.pk]))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("budget:account-import-confirm", args=[imported.pk]), {"accounts_to_2023": "1"})

    assert read.url.startswith("/jobber/")
    assert (preview.context["page"].amount, preview.context["page"].unknown_count) == (Decimal("1007.00"), 1)
    line.refresh_from_db()
    assert line.actual == Decimal("1000.00")
    assert ImportSource.objects.get().name == "ERP"


def test_the_next_file_of_a_source_goes_straight_to_the_preview(client, head, django_capture_on_commit_callbacks):
    first = upload(CONTENT, by=head)
    source = ImportSource.objects.create(kind="accounts", name="ERP", mapping=first.mapping)
    client.force_login(head)

    with django_capture_on_commit_callbacks(execute=True):
        answer = send(client, csv_file("2024;1;10100;;;;5"), source=source.pk)

    assert answer.url.startswith("/jobber/")
    assert ImportedFile.objects.get(source=source).state == "previewed"


def test_how_the_last_file_was_read_is_found_out_again_where_it_does_not_fit(
    client, head, django_capture_on_commit_callbacks
):
    mapping = upload(CONTENT, by=head).mapping
    options = {"separator": "|", "header_line": 9}
    source = ImportSource.objects.create(kind="accounts", name="ERP", mapping=mapping, options=options)
    client.force_login(head)

    with django_capture_on_commit_callbacks(execute=True):
        send(client, csv_file("2024;1;10100;;;;5"), source=source.pk)

    assert ImportedFile.objects.get(source=source).row_count == 1


def test_a_file_that_is_no_table_is_refused_at_its_field_and_not_kept(client, head):
    client.force_login(head)

    answer = send(client, b"%PDF-1.7 ...", name="regnskap.pdf")

    assert answer.context["form"].errors["content"] == [
        "Filen er ikke en tabell. Lagre den som CSV eller XLSX, og velg den nye filen."
    ]
    assert not ImportedFile.objects.exists()


def test_columns_that_do_not_suffice_are_told_at_their_fields(client, head):
    imported = upload(CONTENT, by=head)
    client.force_login(head)

    answer = client.post(reverse("budget:account-import-columns", args=[imported.pk]), {"column_text": "Tekst"})

    errors = answer.context["form"].errors
    assert errors.keys() == {"column_account", "column_amount", "year_of_file"}
    assert errors["column_amount"] == [
        "Velg kolonnen med beløp, eller både debet og kredit, eller en kolonne for hver måned."
    ]


def test_how_the_file_is_read_is_seen_and_set_by_a_person(client, head, django_capture_on_commit_callbacks):
    client.force_login(head)
    content = "Konto;Beløp;Sum\n2023;x;y\nKonto,A;Bel,B;År\n10100;5,5;2023\n".encode("cp1252")
    uploaded = send(client, content)
    first = client.get(uploaded.url)
    asked = {"separator": ";", "encoding": "cp1252", "header_line": "3"}

    again = client.get(uploaded.url, asked)
    page = client.get(uploaded.url, asked).request
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            f"{page['PATH_INFO']}?{page['QUERY_STRING']}",
            columns_of(again.context["form"], column_account="Konto,A", column_amount="Bel,B", column_year="År"),
        )
    imported = ImportedFile.objects.get()

    assert [field.value() for field in first.context["reading"]] == [";", "cp1252", 1]
    assert [row[0].text for row in again.context["sample"].rows] == ["1", "2", "3 (titler)", "4"]
    assert (imported.row_count, imported.error_count, imported.options["header_line"]) == (1, 0, 3)
    facts = dict(client.get(reverse("budget:account-import", args=[imported.pk])).context["facts"])
    assert facts["Lest som"] == "Semikolon, Windows (1252), titler på linje 3"


def test_a_reading_that_cannot_be_leads_back_with_the_reason(client, head):
    imported = upload(CONTENT, by=head)
    client.force_login(head)
    address = reverse("budget:account-import-columns", args=[imported.pk])

    answer = client.get(address, {"separator": "|", "encoding": "utf-8", "header_line": "1"}, follow=True)

    assert "bare én kolonne" in answer.content.decode()
    assert answer.redirect_chain == [(address, 302)]


def test_cells_beyond_the_last_title_are_an_error_that_names_the_choice_that_helps(head):
    content = csv_file("2023;1;10100;;;;1;mer", "2023;2;10100;;;;2;", "2023;3;10100;;;;3;mer")

    refused = upload(content, by=head)
    read = upload(content, by=head, ignore_beyond=True)

    [error] = refused.summary["errors"]
    assert (error["line"], error["count"]) == (2, 2)
    assert "«Overse celler til høyre for siste tittel»" in error["reason"]
    assert (read.row_count, read.error_count) == (3, 0)


def test_row_errors_stand_on_the_page_with_line_and_reason(client, head):
    imported = upload(csv_file("2023;1;10100;;;;x"), by=head)
    client.force_login(head)

    answer = client.get(reverse("budget:account-import", args=[imported.pk]))

    assert [[cell.text for cell in row] for row in answer.context["errors"].rows] == [
        ["2", "Beløp", "«x» er ikke et tall. Skriv for eksempel 1 937 782,94."]
    ]
    assert not answer.context["may_confirm"]


def test_the_preview_shows_what_stands_before_and_after(client, head):
    line = make_line(title="Lønn", actual=0)
    make_mapping(line, "10100")
    import_accounts(csv_file("2023;1;10100;;;;100"), by=head)
    newer = upload(csv_file("2023;1;10100;;;;100", "2023;2;10100;;;;25"), by=head)
    client.force_login(head)

    answer = client.get(reverse("budget:account-import", args=[newer.pk]))

    (table,) = answer.context["page"].changes
    assert [cell.value for cell in table.rows[0][1:]] == ["125.00", "100.00", "125.00", "25.00"]
    assert answer.context["page"].may_replace


def test_typed_figures_are_taken_away_by_a_button(client, head):
    line = make_line(title="Lønn", actual=Decimal(5))
    imported = upload(CONTENT, by=head)
    client.force_login(head)
    before = client.get(reverse("budget:account-import", args=[imported.pk]))

    client.post(reverse("budget:account-import-clear", args=[imported.pk]))

    line.refresh_from_db()
    assert (before.context["page"].typed_years, line.actual) == ((2023,), 0)


def test_the_actual_of_an_imported_year_is_not_typed(client, head):
    line = make_line(title="Lønn", actual=0, budgeted=Decimal(9))
    import_accounts(CONTENT, by=head)
    client.force_login(head)

    client.post(
        reverse("budget:line-edit", args=[line.pk]),
        {"title": "Lønn", "budgeted": "10", "actual": "12", "position": 1},
    )
    line.refresh_from_db()
    saved = (line.budgeted, line.actual)
    line.actual = 12
    with pytest.raises(ValidationError, match="er importert"):
        store_line(line, by=head, now=NOW)

    assert saved == (10, 0)


def test_a_line_leads_to_its_accounts_and_an_amount_to_its_entries(client, head):
    line = make_line(title="Lønn", actual=0)
    make_mapping(line, "10100")
    imported = import_accounts(CONTENT, by=head)
    client.force_login(head)

    table = client.get(reverse("budget:line-accounts", args=[line.pk])).context["table"]
    january = table.rows[0][1]
    entries = client.get(january.source).context["table"]

    assert [cell.value for cell in table.rows[0][1:]] == ["1000.50", "-0.50", "1000.00"]
    assert [(row.record.line_number, row.record.account_import_id) for row in entries.rows] == [(2, imported.pk)]


def test_an_account_without_a_mapping_leads_to_a_form_that_holds_it(client, head):
    line = make_line(title="Diverse", actual=0)
    import_accounts(CONTENT, by=head)
    client.force_login(head)
    page = client.get(reverse("budget:account-mappings", args=[2023]))
    new = f"{reverse('budget:account-mapping-new', args=[2023])}?basis=account&first=99999"
    assert new.replace("&", "&amp;") in page.content.decode()

    client.post(new, {"basis": "account", "first": "99999", "last": "", "line": line.pk})

    line.refresh_from_db()
    assert line.actual == 7
    assert AccountMapping.objects.get().range == "99999"


def test_a_mapping_that_crosses_another_is_refused_at_its_first_number(client, head):
    line = make_line(title="Lønn", actual=0)
    make_mapping(line, "10000", "10999")
    client.force_login(head)

    answer = client.post(
        reverse("budget:account-mapping-new", args=[2023]),
        {"basis": "account", "first": "10500", "last": "11500", "line": line.pk},
    )

    assert answer.context["form"].errors["first"] == [
        "Konto 10500–11500 dekker bare en del av Konto 10000–10999 (Lønn). La området ligge helt innenfor det andre, "
        "da gjelder det smaleste, eller helt utenfor. Del det ellers i to."
    ]


@pytest.mark.parametrize("name", ["account-import-new", "account-imports"])
def test_a_council_member_sees_no_files(client, council_member, name):
    client.force_login(council_member)

    assert client.get(reverse(f"budget:{name}")).status_code == 403


def test_finance_sees_entries_but_changes_nothing(client, head, finance):
    imported = import_accounts(CONTENT, by=head)
    client.force_login(finance)

    assert client.get(reverse("budget:entries", args=[2023])).status_code == 200
    assert client.get(reverse("budget:account-import", args=[imported.pk])).status_code == 200
    assert client.post(reverse("budget:account-import-undo", args=[imported.pk])).status_code == 403
    assert client.get(reverse("budget:account-mapping-new", args=[2023])).status_code == 403


@pytest.mark.parametrize("page", ["account-imports", "entries", "account-mappings", "account-placements"])
def test_the_lists_cost_the_same_queries_for_any_length(client, head, page, django_assert_num_queries):
    line = make_line(title="Lønn", actual=0)
    url = reverse(f"budget:{page}", args=[] if page == "account-imports" else [2023])
    make_mapping(line, "10100")
    import_accounts(csv_file("2023;1;10100;;;;1"), by=head)
    client.force_login(head)
    client.get(url)
    with django_assert_num_queries(30, exact=False) as few:
        client.get(url)

    for month in (2, 3, 4):
        make_mapping(line, f"2000{month}")
        import_accounts(csv_file(f"2023;{month};10100;;;;1", f"2023;{month};99999;;;;1"), by=head)
    with django_assert_num_queries(30, exact=False) as many:
        client.get(url)

    assert len(many) == len(few)


def test_the_file_is_kept_and_given_back_as_it_came(client, finance, head, council_member):
    imported = upload(CONTENT, by=head)
    client.force_login(finance)

    answer = client.get(reverse("budget:account-import-file", args=[imported.pk]))

    assert b"".join(answer.streaming_content) == CONTENT
    assert answer["Content-Disposition"] == 'attachment; filename="regnskap.csv"'
    client.force_login(council_member)
    assert client.get(reverse("budget:account-import-file", args=[imported.pk])).status_code == 403


def test_a_long_list_of_accounts_without_a_place_is_cut_on_the_page_and_whole_in_its_file(client, head):
    make_line(year=2023, actual=0)
    rows = [f"2023;1;{10_000 + number};;;;1" for number in range(150)]
    imported = import_accounts(csv_file(*rows), by=head)
    client.force_login(head)

    mappings = reverse("budget:account-mappings", args=[2023])
    for address, shown in ((reverse("budget:account-import", args=[imported.pk]), 100), (mappings, 50)):
        unknown = client.get(address).context["unknown"]
        assert len(unknown.object_list if address == mappings else unknown.rows) == shown
        workbook = load_workbook(io.BytesIO(client.get(address, {"eksport": "xlsx"}).content))
        assert max(sheet.max_row for sheet in workbook) == 152


def test_only_who_may_add_a_line_is_led_to_a_new_one_from_a_year_without_lines(client, head, finance):
    page, new = reverse("budget:account-mappings", args=[2031]), reverse("budget:line-new", args=[2031])
    shown = {}
    for user in (head, finance):
        client.force_login(user)
        shown[user] = client.get(page).content.decode()

    assert new in shown[head]
    assert new not in shown[finance]
    assert "IKT-lederen legger dem inn." in shown[finance]
