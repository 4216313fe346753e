import re
from pathlib import Path

import django_tables2 as tables
import pytest
from django import forms
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.defaults import server_error
from lxml import html

from rorikt.figures.values import Cell, Column, Table
from tests import factories

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)", re.IGNORECASE)
NUMBER = {part: {"class": "number"} for part in ("th", "td", "tf")}


class SampleForm(forms.Form):
    title = forms.CharField(label="Tittel")
    note = forms.CharField(label="Merknad", required=False, help_text="Kort.")
    kind = forms.ChoiceField(label="Type sak", widget=forms.RadioSelect, choices=[("decision", "Vedtak")])
    is_public = forms.BooleanField(label="Offentlig", required=False)

    def clean(self):
        raise forms.ValidationError("Rett andelene til summen blir 100,00.")


class SampleTable(tables.Table):
    caption = "Driftsresultat"
    title = tables.Column("Type utgift", footer="Sum")
    amount = tables.Column("Beløp", attrs=NUMBER, footer="2")
    note = tables.Column("Merknad", orderable=False)

    class Meta:
        empty_text = "Det er ingen linjer ennå."


def rendered_table(rf, data, query=""):
    request = rf.get(f"/liste/?{query}")
    table = SampleTable(data)
    tables.RequestConfig(request, paginate={"per_page": 2}).configure(table)
    return html.fromstring(render_to_string("components/table.html", {"table": table}, request))


def test_a_field_with_an_error_is_described_by_it():
    page = html.fromstring(f"<form>{SampleForm({})}</form>")

    control = page.get_element_by_id("id_title")
    assert control.get("aria-invalid") == "true"
    assert control.get("aria-describedby") == "id_title_error"
    assert control.get("class") == "ds-input"
    assert page.get_element_by_id("id_title_error").text_content().strip() == "Feltet er påkrevet."


def test_the_summary_of_errors_leads_to_each_field():
    page = html.fromstring(f"<form>{SampleForm({})}</form>")

    summary = page.find_class("ds-error-summary")[0]
    links = [link.get("href") for link in summary.findall(".//a")]
    assert summary.findall(".//li")[0].text_content() == "Rett andelene til summen blir 100,00."
    assert links == ["#id_title", "#id_kind_group"]
    assert all(page.get_element_by_id(link[1:]) is not None for link in links)


def test_a_form_without_errors_has_no_summary():
    assert "ds-error-summary" not in str(SampleForm())


def test_what_may_be_left_out_says_so_and_help_describes_its_field():
    page = html.fromstring(f"<form>{SampleForm()}</form>")

    labels = {label.get("for"): " ".join(label.text_content().split()) for label in page.iter("label")}
    assert labels == {
        "id_title": "Tittel",
        "id_note": "Merknad (valgfritt)",
        "id_kind_0": "Vedtak",
        "id_is_public": "Offentlig",
    }
    assert page.get_element_by_id("id_note").get("aria-describedby") == "id_note_helptext"


def test_a_widget_keeps_the_class_it_was_given():
    class Narrow(forms.Form):
        code = forms.CharField(widget=forms.TextInput(attrs={"class": "narrow"}))

    assert 'class="narrow ds-input"' in str(Narrow()["code"])


def test_a_table_names_its_order_and_sets_its_numbers_right(rf, db):
    page = rendered_table(rf, [{"title": "A", "amount": 1, "note": ""}], "sort=-title&year=2023")

    heads = [(head.get("aria-sort"), "number" in (head.get("class") or "").split()) for head in page.iter("th")]
    assert heads == [("descending", False), ("none", True), (None, False)]
    assert page.findall(".//th/a")[1].get("href") == "?sort=amount&year=2023"
    assert [cell.get("class") for cell in page.findall(".//tfoot//td")] == [None, "number", None]
    assert page.find(".//caption").text == "Driftsresultat"


def test_a_long_table_has_pages_that_keep_the_query_string(rf, db):
    page = rendered_table(rf, [{"title": "A", "amount": 1, "note": ""}] * 5, "year=2023&page=2")

    links = [link.get("href") for link in page.findall(".//nav//a")]
    assert links == [f"?year=2023&page={number}" for number in (1, 1, 2, 3, 3)]
    assert page.find(".//nav//a[@aria-current]").text == "2"


def test_an_empty_table_says_something_kind_instead(rf, db):
    page = rendered_table(rf, [])

    assert page.text_content().strip() == "Det er ingen linjer ennå."
    assert page.find(".//table") is None


def test_a_table_of_figures_has_heads_for_groups_rows_and_its_total():
    table = Table(
        key="x",
        caption="Investeringer",
        columns=(
            Column("Prosjekt"),
            Column("Regnskap", "number", group="2023"),
            Column("Budsjett", "number", group="2023"),
        ),
        rows=((Cell("Nett"), Cell("1", source="/rader/"), Cell("2")),),
        total=(Cell("Sum"), Cell("1"), Cell("2")),
    )

    page = html.fromstring(render_to_string("components/data_table.html", {"table": table, "show_sources": True}))

    scopes = [
        (head.text_content(), head.get("scope"), head.get("colspan") or head.get("rowspan")) for head in page.iter("th")
    ]
    assert scopes == [
        ("Prosjekt", "col", "2"),
        ("2023", "colgroup", "2"),
        ("Regnskap", "col", None),
        ("Budsjett", "col", None),
        ("Nett", "row", None),
        ("Sum", "row", None),
    ]
    assert [link.get("href") for link in page.iter("a")] == ["/rader/"]
    assert {cell.get("class") for cell in page.iter("td")} == {"number"}


@pytest.mark.parametrize(
    "template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES))
)
def test_nothing_stands_inline_that_the_content_security_policy_forbids(template):
    text = template.read_text()
    if "print" in template.relative_to(TEMPLATES).parts:
        pytest.skip("only the PDF reads it")

    assert [line for line in text.splitlines() if INLINE.search(line) and "nonce" not in line] == []


def test_the_page_of_an_unexpected_error_asks_the_database_nothing(rf, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = server_error(rf.get("/"))

    assert response.status_code == 500
    assert html.fromstring(response.content).find(".//h1").text == "Noe gikk galt hos oss"


def test_an_unknown_address_says_what_to_do_next(client, head):
    client.force_login(head)

    response = client.get("/finnes-ikke/")

    page = html.fromstring(response.content)
    assert response.status_code == 404
    assert page.find(".//h1").text == "Vi fant ikke siden"
    assert page.find(".//main//a").get("href") == reverse("rorikt:home")


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("account_login", "Logg inn"),
        ("account_signup", "Brukere opprettes av en administrator"),
        ("account_inactive", "Brukeren er stengt"),
        ("account_reset_password", "Glemt passord"),
        ("account_reset_password_done", "Se etter en e-post fra oss"),
        ("account_reset_password_from_key_done", "Passordet er byttet"),
    ],
)
def test_pages_before_log_in_are_norwegian_and_stand_on_our_base(client, db, name, heading):
    page = html.fromstring(client.get(reverse(name)).content)

    assert page.get("lang") == "nb"
    assert [head.text.strip() for head in page.iter("h1")] == [heading]
    assert page.find_class("site-name")[0].text == "Rorikt"


def test_a_page_carries_the_name_of_the_cooperation(client, db):
    factories.make_cooperation(name="Nord-IKT")

    page = html.fromstring(client.get(reverse("account_login")).content)

    assert page.find_class("site-name")[0].text == "Nord-IKT"
    assert page.find(".//title").text.split() == ["Logg", "inn", "–", "Nord-IKT"]


def test_log_out_is_a_post_that_carries_its_token(client, head):
    client.force_login(head)

    page = html.fromstring(client.get("/finnes-ikke/").content)

    forms_out = [form for form in page.forms if form.action == reverse("account_logout")]
    assert {form.method for form in forms_out} == {"POST"}
    assert all(form.fields["csrfmiddlewaretoken"] for form in forms_out)


def test_no_template_uses_an_address_that_another_block_has_set():
    """Django forgets at the end of a block what `{% url … as x %}` has set in it, and a link then leads nowhere."""
    found = []
    for path in sorted(TEMPLATES.rglob("*.html")):
        block, blocks, set_in = (), [], {}
        for piece in re.split(r"({%-?\s*(?:block\s+\w+|endblock)[^%]*%})", path.read_text()):
            if opened := re.match(r"{%-?\s*block\s+(\w+)", piece):
                block = (*block, opened[1])
            elif piece.startswith("{%") and "endblock" in piece:
                block = block[:-1]
            else:
                blocks.append((block, piece))
        for block, piece in blocks:
            for name in re.findall(r"{%\s*url\s[^%]*\sas\s(\w+)\s*%}", piece):
                set_in.setdefault(name, set()).add(block)
        for block, piece in blocks:
            used = set(re.findall(r"(?<![\w.])\w+(?!\w)", re.sub(r"{%\s*url\s[^%]*%}", "", piece)))
            found += [
                (path.name, name)
                for name, places in set_in.items()
                if name in used and not any(block[: len(place)] == place for place in places)
            ]
    assert found == []
