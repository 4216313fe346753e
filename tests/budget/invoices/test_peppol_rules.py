"""Any draft is valid by the schema and keeps every rule; and every rule can be broken, so that none is empty."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budget.invoices import peppol
from budget.invoices.peppol import InvoiceDraft, Line, Party, Period, Reference, Vat, VatCategory
from budget.invoices.ubl_schema import schema_faults
from tests.budget.invoices.peppol_rules import RULES, broken
from tests.thorough import examples

ORGANISATIONS = ("310000108", "310000175", "310000248", "310000310", "310000388")
# Of every kind of character, with at least one that can be seen.
TEXT = st.tuples(st.text(max_size=15), st.sampled_from("aÆ&<9")).map("".join)
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
ORE = st.integers(-(10**13), 10**13).map(lambda count: Decimal(count).scaleb(-2))
# A rate below half a per cent is taken for none by the official rule BR-CO-17. Norway has no such.
RATES = st.integers(50, 2500).map(lambda percent: Decimal(percent).scaleb(-2))
REFERENCES = st.lists(st.builds(Reference, TEXT, DAYS), max_size=3)


@st.composite
def vats(draw):
    """Those of one document: all outside the scope, or any of the others, each with one reason."""
    if draw(st.integers(0, 4)) == 0:
        return [Vat(VatCategory.OUTSIDE, reason=draw(TEXT))]
    within = [Vat(VatCategory.STANDARD, rate) for rate in {Decimal(25), Decimal(15), Decimal(12), draw(RATES)}]
    return [*within, Vat(VatCategory.ZERO), Vat(VatCategory.EXEMPT, reason=draw(TEXT))]


@st.composite
def drafts(draw):
    seller, buyer = (
        Party(draw(TEXT), draw(st.sampled_from(ORGANISATIONS)), *draw(st.sampled_from(ADDRESSES))) for _ in range(2)
    )
    issued_on, first_on = draw(DAYS), draw(DAYS)
    of = draw(vats())
    lines = draw(
        st.lists(st.builds(Line, TEXT, ORE, st.one_of(st.just(""), TEXT), st.sampled_from(of)), min_size=1, max_size=8)
    )
    return InvoiceDraft(
        number=draw(st.from_regex(r"UTKAST-\d{1,5}-\d{4}", fullmatch=True)),
        issued_on=issued_on,
        due_on=issued_on + timedelta(days=draw(st.integers(0, 90))),
        buyer_reference=draw(TEXT),
        seller=seller,
        buyer=buyer,
        lines=lines,
        order_reference=draw(st.one_of(st.just(""), TEXT)),
        contract_reference=draw(st.one_of(st.just(""), TEXT)),
        period=draw(st.sampled_from([None, Period(first_on, first_on + timedelta(days=30))])),
        credits=draw(REFERENCES) if peppol.is_credit(lines) else (),
        terms=draw(st.one_of(st.just(""), TEXT)),
        note=draw(TEXT),
        bank_account=draw(st.sampled_from(["", "99991000018"])),
        is_in_business_register=draw(st.booleans()),
    )


ADDRESSES = (("Gata 1", "6413", "Molde"), ("", "6390", "Vestnes"), ("", "", ""))


@given(drafts())
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_draft_is_valid_and_keeps_the_rules(draft):
    content = peppol.xml(draft)

    assert schema_faults(content) == []
    assert broken(content) == set()


@pytest.mark.slow
@given(drafts())
@settings(max_examples=examples(300, thorough=2000), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_hundreds_of_drafts_are_valid_and_keep_the_rules(draft):
    content = peppol.xml(draft)

    assert schema_faults(content) == []
    assert broken(content) == set()


def make_draft(vat=None, sign=1):
    """With one VAT, or one for each of its two lines."""
    first, second = vat if isinstance(vat, tuple) else (vat or Vat(VatCategory.STANDARD, Decimal(25)),) * 2
    return InvoiceDraft(
        number="UTKAST-1-1535",
        issued_on=date(2024, 2, 20),
        due_on=date(2024, 3, 21),
        buyer_reference="IKT",
        seller=Party("Kontor kommune", ORGANISATIONS[0], "Gata 1", "6413", "Molde"),
        buyer=Party("Kjøper kommune", ORGANISATIONS[1], "", "6390", "Vestnes"),
        lines=[
            Line("Andel", Decimal("100.10") * sign, "12 %", first),
            Line("Akonto", Decimal("-40.05") * sign, "", second),
        ],
        note="UTKAST",
        bank_account="99991000018",
        period=Period(date(2024, 1, 1), date(2024, 12, 31)),
        credits=[Reference("F-1", date(2024, 1, 20))],
    )


OUTSIDE = Vat(VatCategory.OUTSIDE, reason="Fordeling")
EXEMPT = Vat(VatCategory.EXEMPT, reason="Unntatt")
MIXED = (Vat(VatCategory.STANDARD, Decimal(12)), EXEMPT)
# What is changed in a right draft, and the rules that have to notice.
MUTATIONS = [
    (None, r"<cbc:EndDate>2024-12-31<", "<cbc:EndDate>2023-12-31<", {"BR-29"}),
    (MIXED, r"(<cac:ClassifiedTaxCategory>\s*<cbc:ID>S</cbc:ID>\s*<cbc:Percent>)12.00<", r"\g<1>15.00<",
     {"BR-S-01", "BR-S-08"}),
    (MIXED, r"<cbc:ID>E</cbc:ID>", "<cbc:ID>O</cbc:ID>", {"BR-O-11", "BR-O-12"}),
    (None, r"<cbc:ID>F-1</cbc:ID>", "", {"BR-55"}),
    (None, r"poacc:billing:3.0", "poacc:billing:2.0", {"BR-01"}),
    (None, r"billing:01:1.0", "billing:02:1.0", {"PEPPOL-EN16931-R001"}),
    (None, r"<cbc:ID>UTKAST-1-1535<", "<cbc:ID> <", {"BR-02", "PEPPOL-EN16931-R008"}),
    (None, r">2024-02-20<", ">20.02.2024<", {"PEPPOL-EN16931-F001"}),
    (None, r"<cbc:IssueDate>.*?</cbc:IssueDate>", "", {"BR-03"}),
    (None, r">380<", ">381<", {"BR-04"}),
    (None, r">NOK<", ">EUR<", {"BR-05"}),
    (None, r"<cbc:RegistrationName>.*?</cbc:RegistrationName>", "", {"BR-06", "BR-07"}),
    (None, r">NO<", ">SE<", {"BR-09", "BR-11"}),
    (None, r"<cac:LegalMonetaryTotal>(?s:.*?)</cac:LegalMonetaryTotal>", "", {"BR-12", "BR-13", "BR-14", "BR-15"}),
    (None, r"<cac:InvoiceLine>(?s:.*)</cac:InvoiceLine>", "", {"BR-16"}),
    (None, r"<cbc:ID>2<", "<cbc:ID>1<", {"BR-21"}),
    (None, r"<cbc:InvoicedQuantity.*?</cbc:InvoicedQuantity>", "", {"BR-22", "BR-23", "PEPPOL-EN16931-R120"}),
    (None, r"unitCode=\"C62\"", 'unitCode="stk"', {"BR-23"}),
    (None, r"<cbc:LineExtensionAmount.*?</cbc:LineExtensionAmount>", "", {"BR-24", "BR-12"}),
    (None, r"<cbc:Name>A.*?</cbc:Name>", "", {"BR-25"}),
    (None, r"<cac:Price>(?s:.*?)</cac:Price>", "", {"BR-26"}),
    (None, r">40.05<", ">-40.05<", {"BR-27", "PEPPOL-EN16931-R120"}),
    (None, r">60.05<", ">60.06<", {"BR-CO-10", "BR-CO-13", "BR-S-08", "BR-CO-15"}),
    (None, r"(<cbc:TaxableAmount.*?>)60.05<", r"\1<", {"BR-45"}),
    (None, r"(<cac:TaxSubtotal>(?s:.*?)<cbc:TaxAmount.*?>)15.01<", r"\g<1><", {"BR-46"}),
    (None, r"<cbc:ID>S<", "<cbc:ID>X<", {"BR-47"}),
    (None, r"<cbc:Percent>25.00</cbc:Percent>", "", {"BR-48", "BR-S-05", "BR-CO-17"}),
    (None, r"<cbc:ID>99991000018<", "<cbc:ID> <", {"BR-50"}),
    (None, r"<cac:PayeeFinancialAccount>(?s:.*?)</cac:PayeeFinancialAccount>", "", {"BR-61"}),
    (None, r"<cbc:EndpointID schemeID=\"0192\"", '<cbc:EndpointID schemeID="9908"', {"BR-62", "BR-63"}),
    (None, r"<cac:ClassifiedTaxCategory>(?s:.*?)</cac:ClassifiedTaxCategory>", "", {"BR-CO-04"}),
    (None, r">NO310000108MVA<", ">SE310000108MVA<", {"BR-CO-09", "NO-R-001"}),
    (None, r">NO310000108MVA<", ">NO310000109MVA<", {"NO-R-001"}),
    (None, r">NO310000108MVA<", ">NO310000108<", {"NO-R-001"}),
    (None, r"(<cac:TaxTotal>\s*<cbc:TaxAmount.*?>)15.01<", r"\g<1>15.00<", {"BR-CO-14"}),
    (None, r"(<cbc:PayableAmount.*?>)75.06<", r"\g<1>75.00<", {"BR-CO-16"}),
    (None, r">15.01<", ">15.02<", {"BR-CO-17"}),
    (None, r"<cac:TaxSubtotal>(?s:.*)</cac:TaxSubtotal>", "", {"BR-CO-18"}),
    (None, r"<cbc:DueDate>.*?</cbc:DueDate>|<cac:PaymentTerms>(?s:.*)</cac:PaymentTerms>", "", {"BR-CO-25"}),
    (None, r"<cbc:CompanyID schemeID.*?</cbc:CompanyID>", "", {"BR-CO-26"}),
    (None, r">100.10<", ">100.1<", {"BR-DEC"}),
    (None, r"<cac:PartyTaxScheme>(?s:.*)</cac:PartyTaxScheme>", "", {"BR-S-02"}),
    (None, r">Foretaksregisteret<", ">Foretak<", {"NO-R-002"}),
    (None, r"(<cac:TaxCategory>(?s:.*?)</cbc:Percent>)", r"\1<cbc:TaxExemptionReason>x</cbc:TaxExemptionReason>",
     {"BR-S-10"}),
    (None, r"<cbc:Note>UTKAST</cbc:Note>", "<cbc:Note>a</cbc:Note><cbc:Note>b</cbc:Note>", {"PEPPOL-EN16931-R002"}),
    (None, r"<cbc:BuyerReference>.*?</cbc:BuyerReference>", "", {"PEPPOL-EN16931-R003"}),
    (None, r"<cbc:EndpointID.*?</cbc:EndpointID>", "", {"PEPPOL-EN16931-R010", "PEPPOL-EN16931-R020"}),
    (None, r"currencyID=\"NOK\"", 'currencyID="EUR"', {"PEPPOL-EN16931-R051"}),
    (None, r"(<cac:TaxTotal>(?s:.*)</cac:TaxTotal>)", r"\1\1", {"PEPPOL-EN16931-R053"}),
    (None, r">310000175<", ">310000176<", {"PEPPOL-COMMON-R041"}),
    (None, r"<cac:PaymentTerms>", "<cac:AllowanceCharge>x</cac:AllowanceCharge><cac:PaymentTerms>",
     {"what a draft never has"}),
    (EXEMPT, r"<cbc:TaxExemptionReason>.*?</cbc:TaxExemptionReason>", "", {"BR-E-10"}),
    (EXEMPT, r">0.00</cbc:Percent>", ">25.00</cbc:Percent>", {"BR-E-05"}),
    (EXEMPT, r"(<cbc:TaxAmount.*?>)0.00<", r"\g<1>1.00<", {"BR-E-09"}),
    (EXEMPT, r"(<cbc:TaxExemptionReason>)", r"<cbc:TaxExemptionReasonCode>VATEX-EU-O</cbc:TaxExemptionReasonCode>\1",
     {"PEPPOL-EN16931-P0105"}),
    (OUTSIDE, r"<cbc:ID>TAX<", "<cbc:ID>VAT<", {"BR-O-02"}),
    (OUTSIDE, r"<cbc:ID>O</cbc:ID>", "<cbc:ID>O</cbc:ID><cbc:Percent>0.00</cbc:Percent>", {"BR-O-05", "BR-48"}),
    (OUTSIDE, r"(<cac:ClassifiedTaxCategory>\s*<cbc:ID>)O<", r"\g<1>E<", {"BR-O-12", "BR-S-01"}),
]  # fmt: skip


@pytest.mark.parametrize(("vat", "pattern", "instead", "names"), MUTATIONS)
def test_a_draft_that_is_spoilt_breaks_its_rules(vat, pattern, instead, names):
    content = peppol.xml(make_draft(vat)).decode()
    spoilt = re.sub(pattern, instead, content)

    assert broken(content.encode()) == set()
    assert spoilt != content
    assert names <= broken(spoilt.encode())


def test_every_rule_has_been_broken():
    assert set().union(*(names for *_, names in MUTATIONS)) == set(RULES)


@pytest.mark.parametrize("vat", [None, OUTSIDE, EXEMPT, MIXED])
def test_money_back_keeps_the_rules_too(vat):
    content = peppol.xml(make_draft(vat, sign=-1))

    assert b"CreditNoteTypeCode>381" in content
    assert b"<cbc:ID>F-1</cbc:ID>" in content
    assert schema_faults(content) == []
    assert broken(content) == set()
