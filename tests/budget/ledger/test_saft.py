"""SAF-T Regnskap: a small file of our own, and the published examples where they are at hand."""

import re
from datetime import date
from decimal import Decimal
from hashlib import sha256

import pytest
from django.conf import settings

from budget.ledger import saft
from budget.ledger.models import AccountEntry
from tests.budget.accounts.accounts_files import import_accounts, make_mapping, upload
from tests.factories import make_line

NAMESPACE = 'xmlns="urn:StandardAuditFile-Taxation-Financial:NO"'
HEADER = "<Header><AuditFileVersion>{version}</AuditFileVersion></Header>"
ACCOUNTS = """<MasterFiles><GeneralLedgerAccounts>
<Account><AccountID>10100</AccountID><AccountDescription>Fastlønn på kontoret</AccountDescription>
<GroupingCategory>KA_K</GroupingCategory><GroupingCode>010</GroupingCode></Account>
<Account><AccountID>01000</AccountID><AccountDescription>Bank</AccountDescription></Account>
</GeneralLedgerAccounts></MasterFiles>"""
LINES = """<GeneralLedgerEntries><Journal><Transaction><Period>{period}</Period><PeriodYear>2023</PeriodYear>
<TransactionDate>2023-02-01</TransactionDate><Description>Lønn</Description><GLPostingDate>2023-02-03</GLPostingDate>
<Line><AccountID>10100</AccountID><DebitAmount><Amount>{amount}</Amount></DebitAmount></Line>
<Line><AccountID>01000</AccountID><Description>Utbetalt</Description><CreditAmount><Amount>1000.50</Amount></CreditAmount></Line>
</Transaction></Journal></GeneralLedgerEntries>"""


def document(version="1.30", period=2, amount="1000.50", namespace=NAMESPACE, before=""):
    body = HEADER.format(version=version) + ACCOUNTS + "\n" + LINES.format(period=period, amount=amount)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{before}<AuditFile {namespace}>\n{body}\n</AuditFile>'


def read(path, text, folder=None):
    path.write_text(text, encoding="utf-8")
    return list(saft.lines(path, folder))


def test_debit_is_above_zero_credit_below_and_the_art_follows_the_account(tmp_path):
    first, second = read(tmp_path / "a.xml", document())

    assert first == saft.Line(
        10, "10100", "Fastlønn på kontoret", "010", date(2023, 2, 3), 2023, 2, "Lønn", Decimal("1000.50")
    )
    assert (second.account, second.art, second.text, second.amount) == ("01000", "", "Utbetalt", Decimal("-1000.50"))


def test_a_line_tells_its_voucher_and_the_document_that_it_is_about(tmp_path):
    text = document().replace("<Transaction>", "<Transaction><TransactionID>2023-10023</TransactionID>")
    text = text.replace("<Line>", "<Line><ReferenceNumber>4711</ReferenceNumber>")
    text = text.replace("<Line>", "<Line><SourceDocumentID>DOK-1</SourceDocumentID>", 1)

    found = [(line.voucher, line.reference) for line in read(tmp_path / "a.xml", text)]

    assert found == [("2023-10023", "DOK-1"), ("2023-10023", "4711")]


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.10", "1.20", "1.3", "1.30", "1.4", "1.40"])
def test_every_version_in_use_is_read(tmp_path, version):
    assert len(read(tmp_path / "a.xml", document(version=version))) == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (document(namespace=""), "Linje 2: SAF-T-filen skal ha navnerommet"),
        (document(version="2.00"), "versjonen «2.00» er ikke kjent"),
        (document()[:-20], "Linje 12: SAF-T-filen er skadet eller ikke hel: et merke er ikke skrevet ferdig"),
        (document().replace("</Line>", "", 1), "SAF-T-filen er skadet"),
        (document(amount="ti"), "Linje 10: «ti» er ikke et beløp"),
        (document(amount="1.005"), "flere enn to desimaler"),
        (document(amount="Infinity"), "Linje 10: «Infinity» er ikke et beløp"),
        (document(amount="-INF"), "Linje 10: «-INF» er ikke et beløp"),
        (document(amount="NaN"), "Linje 10: «NaN» er ikke et beløp"),
        (document(amount="9" * 26), "Linje 10: «9{26}» er et for stort beløp"),
        (document(amount="1e5"), "Linje 10: «1e5» er ikke et beløp"),
        (document().replace("DebitAmount", "Debet"), "Linje 10: posten har verken debet eller kredit"),
        (document().replace("</Line>", "</Rad>", 1), "«Line» fra linje 10 avsluttes som «Rad»"),
        (document().replace("Fastlønn", "Lønn & mer", 1), "et «&» står uten"),
        (document().replace("Fastlønn", "\x01", 1), "et tegn som ikke kan stå"),
        ("<rapport/>", "ikke SAF-T Regnskap: den begynner med «rapport»"),
        (f"<AuditFile {NAMESPACE}><Header/></AuditFile>", "oppgir ikke versjon"),
    ],
)
def test_a_malformed_file_is_refused_with_its_line(tmp_path, text, message):
    with pytest.raises(saft.NotSaft, match=message):
        read(tmp_path / "a.xml", text)


def test_entities_are_neither_expanded_nor_fetched(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("1000.50")
    bomb = f'<!DOCTYPE AuditFile [<!ENTITY x SYSTEM "file://{secret}">]>\n'

    with pytest.raises(saft.NotSaft):
        read(tmp_path / "a.xml", document(amount="&x;", before=bomb))


def test_the_version_to_come_is_read_by_the_elements_of_the_last_and_what_is_new_is_told_of(tmp_path):
    path = tmp_path / "a.xml"
    path.write_text(document(version="1.40").replace("<Period>", "<NyttFelt><Enda>1</Enda></NyttFelt><Period>"))

    assert len(list(saft.lines(path, settings.SAFT_SCHEMAS))) == 2
    assert saft.notices_of(path) == [
        "Filen er SAF-T 1.40, og er lest etter 1.30. Det som er nytt, er ikke lest: «Enda», «NyttFelt»."
    ]


def test_a_version_that_has_its_schema_needs_no_notice(tmp_path):
    path = tmp_path / "a.xml"
    path.write_text(document(version="1.30"))

    assert saft.notices_of(path) == []


@pytest.fixture
def no_schema(settings, tmp_path):
    """The small file here has only what is read, which is less than the schema wants."""
    settings.SAFT_SCHEMAS = tmp_path / "none"


def test_a_saft_file_is_imported_like_any_other(head, no_schema):
    line = make_line(title="Lønn", actual=0)
    make_mapping(line, "010", basis="art")

    imported = import_accounts(document().encode(), by=head, name="saft.xml")

    line.refresh_from_db()
    assert (imported.row_count, line.actual) == (2, Decimal("1000.50"))
    assert list(AccountEntry.objects.values_list("account", "month", "line_number")) == [
        ("10100", 2, 10),
        ("01000", 2, 11),
    ]


def test_a_period_that_cannot_be_is_an_error_of_its_line(head, no_schema):
    imported = upload(document(period=99).encode(), by=head, name="saft.xml")

    assert [(error["line"], error["count"]) for error in imported.summary["errors"]] == [(10, 2)]


EXAMPLES = settings.BASE_DIR.parent / "shared" / "standards" / "saft"
needs_examples = pytest.mark.skipif(not EXAMPLES.exists(), reason="the published SAF-T examples are not at hand")


def test_the_product_carries_the_schemas_as_they_are_published():
    folder = settings.SAFT_SCHEMAS
    listed = dict(reversed(line.split()) for line in (folder / "SHA256SUMS").read_text().splitlines())

    assert {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.xsd")} == listed


@needs_examples
@pytest.mark.parametrize(
    ("name", "count"),
    [("example_1.00_999999999_20161125213512.xml", 5), ("example_1.10_888888888_20180228235959.xml", 170)],
)
def test_a_published_example_is_valid_and_balances(name, count):
    found = list(saft.lines(EXAMPLES / name, settings.SAFT_SCHEMAS))

    assert (len(found), sum(line.amount for line in found)) == (count, 0)


@needs_examples
def test_the_published_example_without_a_namespace_is_refused_with_its_line():
    with pytest.raises(saft.NotSaft, match=r"^Linje 3: .*navnerommet"):
        list(saft.lines(EXAMPLES / "example_1.30_xmlspy.xml", settings.SAFT_SCHEMAS))


@needs_examples
def test_what_breaks_the_schema_is_told_with_its_line(tmp_path):
    text = (EXAMPLES / "example_1.10_888888888_20180228235959.xml").read_text()

    with pytest.raises(saft.NotSaft, match=r"^Linje 56: .*følger ikke skjemaet: «Rot» står der det skal være "):
        read(
            tmp_path / "a.xml",
            text.replace("n1:AccountID>1420</n1:AccountID", "n1:Rot>1420</n1:Rot", 1),
            settings.SAFT_SCHEMAS,
        )


@needs_examples
@pytest.mark.parametrize(
    ("tag", "value", "reason"),
    [
        ("TransactionDate", "31.12.2017", "«31.12.2017» er ikke en gyldig verdi av «TransactionDate»"),
        ("Amount", "12,50", "«12,50» er ikke en gyldig verdi av «Amount»"),
        ("AccountID", "9" * 99, "verdien av «AccountID» er lengre enn 70 tegn"),
    ],
)
def test_a_value_that_breaks_the_schema_is_told_in_norwegian(tmp_path, tag, value, reason):
    text = (EXAMPLES / "example_1.10_888888888_20180228235959.xml").read_text()
    wrong = re.sub(rf"(<n1:{tag}>)[^<]*", rf"\g<1>{value}", text, count=1)

    with pytest.raises(saft.NotSaft, match=rf"^Linje \d+: .*{reason}"):
        read(tmp_path / "a.xml", wrong, settings.SAFT_SCHEMAS)
