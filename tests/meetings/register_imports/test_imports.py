"""A file of rows says what it would change before it does, is stored whole or not at all, and is undone with care."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse

from meetings.register_imports import register_file
from meetings.register_imports.models import RegisterImport
from meetings.register_imports.register_file import kind_name
from meetings.registers.models import RegisterRow
from meetings.registers.sheet import Sheet, lines_of
from meetings.registers.standard import Standard
from meetings.registers.writing import Typed, write
from rorikt.imports import imported_files
from rorikt.imports.models import ImportedFile
from rorikt.imports.reading import guess_mapping
from rorikt.people.models import User
from tests.factories import make_register, make_register_row, make_user
from tests.test_exempt_cases import readable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("municipalities")]
NOW = datetime(2024, 2, 6, 12, tzinfo=UTC)
BASIS = "offentleglova § 24 første ledd"


@pytest.fixture
def agreements():
    return make_register(Standard.AGREEMENTS)


@pytest.fixture
def by(author):
    return {"by": author, "now": NOW}


def upload(register, text, by, options=None):
    content = ContentFile(text.encode(), name="rader.csv")
    imported = imported_files.upload(content, kind=kind_name(register), name="rader.csv", **by)
    header = imported_files.layout_of(imported).header
    chosen = guess_mapping(register_file.fields(Sheet(register)), header)
    imported_files.choose_mapping(imported, mapping=chosen, options=options or {}, source=None, by=by["by"])
    imported_files.preview(imported)
    return imported


def told(imported):
    return {name: imported.summary[name] for name in ("new", "changed", "same")}


def errors(imported):
    return [(one["line"], one["column"], one["reason"]) for one in imported.summary["errors"]]


def lines(register):
    return {line.row.title: line for line in lines_of(register, register.rows.standing())}


def test_rows_are_known_by_the_first_column_and_the_file_says_what_it_changes(agreements, by):
    make_register_row(agreements, avtale="Skole", til="30.06.2024", leverandor="X")
    make_register_row(agreements, avtale="Lik", til="30.06.2024")

    imported = upload(agreements, "AVTALE;Til;Kostnad i året\nskole;31.12.2024;\nLik;2024-06-30;\nNy;;1 200 000\n", by)

    assert told(imported) == {"new": 1, "changed": 1, "same": 1}
    assert imported.summary["shown"] == [
        [2, "skole", "Endres", "Avtale: Skole → skole; Til: 30.06.2024 → 31.12.2024"],
        [4, "Ny", "Ny", "Avtale: Ny; Kostnad i året: 1\xa0200\xa0000,00"],
    ]
    assert list(lines(agreements)) == ["Skole", "Lik"]  # nothing before somebody says yes
    imported_files.confirm(imported, **by)
    found = lines(agreements)
    assert list(found) == ["skole", "Lik", "Ny"]
    assert (found["skole"].text("til"), found["skole"].text("leverandor")) == ("31.12.2024", "X")


def test_faults_are_told_by_line_and_column_and_nothing_is_stored(agreements, by):
    text = "Avtale;Til;Status\nA;snart;Gjelder\nB;;Finnes ikke\n;1.1.2025;\nC;;\nc;;\n"

    imported = upload(agreements, text, by)

    found = errors(imported)
    assert [(line, column) for line, column, _ in found] == [(2, "Til"), (3, "Status"), (4, "Avtale"), (6, "Avtale")]
    assert found[1][2].startswith("«Finnes ikke» er ikke en status her. Velg «Gjelder»")
    assert found[3][2] == "«c» står også på linje 5. Ta bort den ene."
    with pytest.raises(ValidationError, match="Filen har rader med feil"):
        imported_files.confirm(imported, **by)
    assert lines(agreements) == {}


def test_another_column_may_tell_the_rows_apart_or_none(agreements, by):
    make_register_row(agreements, avtale="Skole", leverandor="L-1")
    key = str(agreements.columns.get(key="leverandor").pk)

    imported = upload(agreements, "Avtale;Leverandør\nOppvekst;L-1\n", by, {"key_column": key})
    all_new = upload(agreements, "Avtale;Leverandør\nSkole;L-1\nSkole;L-1\n", by, {"key_column": "new"})

    assert told(imported) == {"new": 0, "changed": 1, "same": 0}
    assert told(all_new) == {"new": 2, "changed": 0, "same": 0}


def test_rows_that_cannot_be_told_apart_are_told_of(agreements, by):
    for _ in range(2):
        make_register_row(agreements, avtale="Skole")

    [(line, column, reason)] = errors(upload(agreements, "Avtale;Til\nSkole;1.1.2025\n", by))

    assert (line, column) == (2, "Avtale")
    assert reason.startswith("Registeret har 2 rader med «Skole» i «Avtale».")


@pytest.mark.parametrize(("options", "stands"), [({}, "X"), ({"empties": True}, "")])
def test_an_empty_cell_empties_a_box_only_where_that_is_asked_for(agreements, by, options, stands):
    make_register_row(agreements, avtale="Skole", leverandor="X")

    imported_files.confirm(upload(agreements, "Avtale;Leverandør;Til\nSkole;;1.1.2025\n", by, options), **by)

    assert lines(agreements)["Skole"].text("leverandor") == stands


def test_a_column_for_each_municipality_is_known_by_its_name(by):
    rollouts = make_register(Standard.ROLLOUTS)

    imported_files.confirm(upload(rollouts, "Tiltak;Status Molde;Status, Vestnes\nPortal;I drift;Planlagt\n", by), **by)

    line = lines(rollouts)["Portal"]
    assert [line.text("status", number) for number in ("1506", "1535", "1539")] == ["I drift", "Planlagt", ""]


def test_a_register_that_has_changed_since_it_was_looked_at_is_looked_at_again(agreements, by, head):
    row = make_register_row(agreements, avtale="Skole", leverandor="X")
    imported = upload(agreements, "Avtale;Leverandør\nSkole;Y\n", by)
    write(agreements, [Typed(row.uuid, agreements.columns.get(key="leverandor").pk, "Z")], by=head, now=NOW)

    with pytest.raises(ValidationError, match="Registeret er endret siden du så på filen"):
        imported_files.confirm(imported, **by)

    assert lines(agreements)["Skole"].text("leverandor") == "Z"


def test_an_undo_takes_back_what_nobody_has_changed_since_and_says_what_it_left(agreements, by, head):
    make_register_row(agreements, avtale="Skole", leverandor="X", til="30.06.2024")
    row = make_register_row(agreements, avtale="Helse", leverandor="X")
    imported = upload(agreements, "Avtale;Leverandør;Til\nSkole;Y;1.1.2025\nHelse;Y;1.1.2025\nNy;Y;\n", by)
    imported_files.confirm(imported, **by)
    write(agreements, [Typed(row.uuid, agreements.columns.get(key="leverandor").pk, "Min")], by=head, now=NOW)

    imported_files.undo(imported, **by)

    found = lines(agreements)
    assert {title: (line.text("leverandor"), line.text("til")) for title, line in found.items()} == {
        "Skole": ("X", "30.06.2024"), "Helse": ("Min", ""),
    }  # fmt: skip
    assert RegisterImport.objects.get().kept == [
        ["Helse", "Leverandør", "Noen andre har skrevet «Min» her i mellomtiden."]
    ]


def test_one_register_knows_nothing_of_the_files_of_another(agreements, by):
    claims = make_register(Standard.CLAIMS)
    imported_files.confirm(upload(agreements, "Avtale;Til\nSkole;\n", by), **by)

    assert not ImportedFile.objects.filter(kind=kind_name(claims)).exists()


# Who


def test_only_those_who_write_in_the_register_bring_files_into_it(client, agreements, council_member, author):
    register = make_register(editors="named")
    for person, status in ((council_member, 403), (author, 403)):
        client.force_login(person)
        for name in ("register-imports", "register-import-new"):
            assert client.get(reverse(f"meetings:{name}", args=[register.slug])).status_code == status
    client.force_login(author)
    assert client.get(reverse("meetings:register-imports", args=[agreements.slug])).status_code == 200
    with pytest.raises(PermissionDenied):
        upload(agreements, "Avtale;Til\nA;\n", {"by": council_member, "now": NOW})


def test_a_file_that_may_hold_what_is_exempt_is_read_by_those_who_see_it_and_by_who_brought_it(client, by, head):
    officer = make_user(role=User.Role.FINANCE, municipality_id="1535")
    register = make_register(readers="members", editors="named")
    register.named_editors.add(officer)
    first = register.columns.get()
    make_register_row(register, exempt=BASIS, **{first.key.replace("-", "_"): "Kvitravn"})
    theirs = upload(register, "Navn;Om\nKvitravn;\nÅpen;\n", {"by": head, "now": NOW})
    own = upload(register, "Navn;Om\nKvitravn;\n", {"by": officer, "now": NOW})
    assert (told(theirs)["same"], told(own)) == (1, {"new": 1, "changed": 0, "same": 0})  # as if it were not there

    client.force_login(officer)
    pages = ["", "-columns", "-confirm", "-undo", "-discard"]
    answers = {client.get(reverse(f"meetings:register-import{one}", args=[theirs.pk])).status_code for one in pages}
    listed = readable(client.get(reverse("meetings:register-imports", args=[register.slug])))

    assert answers == {404}
    assert (reverse("meetings:register-import", args=[theirs.pk]) in listed) is False
    assert reverse("meetings:register-import", args=[own.pk]) in listed
    assert client.get(reverse("meetings:register-import", args=[own.pk])).status_code == 200


# Pages


def test_the_pages_of_an_import_are_walked_through(client, author, agreements, django_capture_on_commit_callbacks):
    client.force_login(author)
    make_register_row(agreements, avtale="Skole", leverandor="X")
    sent = ContentFile("Avtale;Leverandør\nSkole;Y\nNy;Z\n".encode(), name="avtaler.csv")

    answer = client.post(reverse("meetings:register-import-new", args=[agreements.slug]), {"content": sent})
    form = client.get(answer["Location"]).context["form"]
    typed = {bound.html_name: bound.value() or "" for bound in form if bound.html_name != "empties"}
    assert typed[f"column_box_{agreements.columns.get(key='avtale').pk}"] == "Avtale"
    nothing = {name: "" for name in typed if name.startswith("column_")}
    refused = client.post(answer["Location"], {**typed, **nothing}).content.decode()
    assert "som radene kjennes igjen på" in refused
    with django_capture_on_commit_callbacks(execute=True):
        client.post(answer["Location"], typed)
    imported = ImportedFile.objects.get()
    page = readable(client.get(reverse("meetings:register-import", args=[imported.pk])))
    assert "Importer 2 rader" in page
    assert "Leverandør: X → Y" in page
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("meetings:register-import-confirm", args=[imported.pk]))
    assert lines(agreements)["Skole"].text("leverandor") == "Y"
    client.post(reverse("meetings:register-import-undo", args=[imported.pk]))
    assert list(lines(agreements)) == ["Skole"]
    assert RegisterRow.objects.count() == 2  # taken away, and can be put back
