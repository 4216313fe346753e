"""The draft follows EN 16931 and Peppol BIS Billing 3.0: their rules as plain assertions, named where they are held."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from budget.invoices import peppol
from budget.invoices.peppol import InvoiceDraft, Line, Party, Period, Reference, Vat, VatCategory
from budget.invoices.ubl_schema import schema_faults

NAMES = {"cac": peppol.CAC, "cbc": peppol.CBC}
SELLER = Party("Kontor kommune", "310000108", "Gata 1", "6413", "Molde")
BUYER = Party("Kjøper kommune", "310000175", "", "6390", "Vestnes")
VATS = [
    Vat(VatCategory.STANDARD, Decimal(25)),
    Vat(VatCategory.ZERO),
    Vat(VatCategory.EXEMPT, reason="Unntatt"),
    Vat(VatCategory.OUTSIDE, reason="Fordeling mellom kommuner"),
]
# The order of UBL 2.1, of the elements that a draft uses.
INVOICE_ORDER = ["CustomizationID", "ProfileID", "ID", "IssueDate", "DueDate", "InvoiceTypeCode", "Note",
                 "DocumentCurrencyCode", "BuyerReference", "AccountingSupplierParty", "AccountingCustomerParty",
                 "PaymentMeans", "PaymentTerms", "TaxTotal", "LegalMonetaryTotal", "InvoiceLine"]  # fmt: skip
CREDIT_NOTE_ORDER = ["CustomizationID", "ProfileID", "ID", "IssueDate", "CreditNoteTypeCode", "Note",
                     "DocumentCurrencyCode", "BuyerReference", "AccountingSupplierParty", "AccountingCustomerParty",
                     "PaymentMeans", "PaymentTerms", "TaxTotal", "LegalMonetaryTotal", "CreditNoteLine"]  # fmt: skip
PARTY_ORDER = ["EndpointID", "PartyName", "PostalAddress", "PartyTaxScheme", "PartyLegalEntity"]


def make_draft(vat=VATS[0], **overrides):
    """All lines with one VAT, but for those that have their own."""
    lines = overrides.pop(
        "lines", [Line("Andel", Decimal("1201410.76"), "12,39 %"), Line("Akonto", Decimal("-439000.45"))]
    )
    return InvoiceDraft(
        **{
            "lines": [line if line.vat or vat is None else replace(line, vat=vat) for line in lines],
            "number": "UTKAST-1-1535",
            "issued_on": date(2024, 2, 20),
            "due_on": date(2024, 3, 21),
            "buyer_reference": "IKT",
            "seller": SELLER,
            "buyer": BUYER,
            "note": "UTKAST",
            "bank_account": "99991000018",
            **overrides,
        }
    )


def read(draft):
    return etree.fromstring(peppol.xml(draft))


def texts(root, path):
    return [element.text for element in root.xpath(path, namespaces=NAMES)]


def text(root, path):
    (found,) = texts(root, path)
    return found


def amount(root, path):
    return Decimal(text(root, path))


def order_of(element):
    """Names of the children, neighbours of one name counted once."""
    names = [etree.QName(child).localname for child in element]
    return [name for index, name in enumerate(names) if index == 0 or names[index - 1] != name]


@pytest.mark.parametrize("vat", VATS)
@pytest.mark.parametrize("sign", [1, -1])
def test_elements_stand_in_the_order_of_ubl(vat, sign):
    lines = [Line("En", Decimal(sign * 100)), Line("To", Decimal(sign * -40))]
    root = read(make_draft(vat=vat, lines=lines))

    kind = "Invoice" if sign > 0 else "CreditNote"
    assert root.tag == f"{{{peppol.ROOT.format(kind)}}}{kind}"
    assert order_of(root) == (INVOICE_ORDER if sign > 0 else CREDIT_NOTE_ORDER)
    seller = root.find("cac:AccountingSupplierParty/cac:Party", NAMES)
    assert order_of(seller) == PARTY_ORDER
    line = root.findall(f"cac:{kind}Line", NAMES)[0]
    quantity = "InvoicedQuantity" if sign > 0 else "CreditedQuantity"
    assert order_of(line) == ["ID", quantity, "LineExtensionAmount", "Item", "Price"]


def test_the_profile_is_the_one_of_peppol_billing_3():
    """PEPPOL-EN16931-R004, R007."""
    root = read(make_draft())

    assert text(root, "cbc:CustomizationID") == (
        "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
    )
    assert text(root, "cbc:ProfileID") == "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"


def test_everything_that_must_be_there_is_there():
    """BR-01 to BR-16, PEPPOL-EN16931-R003, R010, R020, BR-62, BR-63, BR-CO-25."""
    root = read(make_draft())

    for path in (
        "cbc:ID",
        "cbc:IssueDate",
        "cbc:DueDate",
        "cbc:InvoiceTypeCode",
        "cbc:DocumentCurrencyCode",
        "cbc:BuyerReference",
        "cac:AccountingSupplierParty/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName",
        "cac:AccountingSupplierParty/cac:Party/cac:PostalAddress/cac:Country/cbc:IdentificationCode",
        "cac:AccountingCustomerParty/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName",
        "cac:AccountingCustomerParty/cac:Party/cac:PostalAddress/cac:Country/cbc:IdentificationCode",
        "cac:LegalMonetaryTotal/cbc:LineExtensionAmount",
        "cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount",
        "cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount",
        "cac:LegalMonetaryTotal/cbc:PayableAmount",
    ):
        assert texts(root, path)[0], path
    assert root.xpath("//cbc:EndpointID/@schemeID", namespaces=NAMES) == ["0192", "0192"]
    assert texts(root, "//cbc:InvoiceTypeCode") == ["380"]


def test_there_is_at_most_one_note():
    """PEPPOL-EN16931-R002."""
    assert texts(read(make_draft()), "cbc:Note") == ["UTKAST"]


def test_no_element_is_empty():
    """PEPPOL-EN16931-R008; also without a street, a city, a description and an account."""
    bare = Party("Kommune", "310000175")
    root = read(make_draft(buyer=bare, bank_account="", lines=[Line("Andel", Decimal(1))]))

    assert [element.tag for element in root.iter() if not len(element) and not (element.text or "").strip()] == []
    assert texts(root, "//cac:PaymentMeans") == []


@given(st.lists(st.integers(-(10**11), 10**11), min_size=1, max_size=6), st.sampled_from(VATS))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_sum_is_to_the_ore(counts, vat):
    """BR-CO-10, BR-CO-13 to BR-CO-17, BR-27, BR-DEC-*, PEPPOL-EN16931-R120, BR-S-08, BR-S-09."""
    draft = make_draft(vat=vat, lines=[Line("Linje", Decimal(count).scaleb(-2)) for count in counts])
    root = read(draft)
    kind, quantity = ("CreditNote", "Credited") if draft.is_credit_note else ("Invoice", "Invoiced")

    lines = [Decimal(one) for one in texts(root, f"cac:{kind}Line/cbc:LineExtensionAmount")]
    prices = [Decimal(one) for one in texts(root, f"cac:{kind}Line/cac:Price/cbc:PriceAmount")]
    quantities = [Decimal(one) for one in texts(root, f"cac:{kind}Line/cbc:{quantity}Quantity")]
    net, total = (
        amount(root, f"cac:LegalMonetaryTotal/cbc:{name}") for name in ("LineExtensionAmount", "PayableAmount")
    )
    tax = amount(root, "cac:TaxTotal/cbc:TaxAmount")
    assert lines == [count * price for count, price in zip(quantities, prices, strict=True)]
    assert min(prices) >= 0
    assert sum(lines) == net == amount(root, "cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount") == abs(sum(lines))
    assert net == amount(root, "//cac:TaxSubtotal/cbc:TaxableAmount")
    assert tax == amount(root, "//cac:TaxSubtotal/cbc:TaxAmount")
    assert abs(tax - net * vat.percent / 100) <= Decimal("0.005")
    assert net + tax == amount(root, "cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount") == total
    assert all(len(one.text.partition(".")[2]) == 2 for one in root.iter() if one.get("currencyID"))
    assert set(root.xpath("//@currencyID", namespaces=NAMES)) == {"NOK"}


def test_money_back_is_a_credit_note_of_positive_amounts():
    root = read(make_draft(lines=[Line("Andel", Decimal("1201410.76")), Line("Akonto", Decimal("-1439000.45"))]))

    assert text(root, "cbc:CreditNoteTypeCode") == "381"
    assert amount(root, "cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount") == Decimal("237589.69")
    assert texts(root, "//cbc:CreditedQuantity") == ["-1", "1"]
    assert texts(root, "cbc:DueDate") == []
    assert text(root, "cac:PaymentMeans/cbc:PaymentDueDate") == "2024-03-21"


def test_a_norwegian_seller_has_its_number_register_and_legal_entity():
    """NO-R-001, NO-R-002, PEPPOL-COMMON-R041, BR-CO-09, BR-S-02."""
    root = read(make_draft())
    seller = "cac:AccountingSupplierParty/cac:Party/"

    schemes = "cac:PartyTaxScheme[cac:TaxScheme/cbc:ID='{}']/cbc:CompanyID"
    assert text(root, seller + schemes.format("VAT")) == "NO310000108MVA"
    assert text(root, seller + schemes.format("TAX")) == "Foretaksregisteret"
    assert text(root, seller + "cac:PartyLegalEntity/cbc:CompanyID") == "310000108"


@pytest.mark.parametrize("vat", VATS)
def test_each_vat_category_says_what_its_rules_want(vat):
    """BR-S-05, BR-Z-05, BR-E-05, BR-O-05, BR-48, BR-S-10, BR-Z-10, BR-E-10, BR-O-10, BR-O-02, BR-CO-26."""
    root = read(make_draft(vat=vat))
    is_outside = vat.category == VatCategory.OUTSIDE

    percents = texts(root, "//cbc:Percent")
    assert texts(root, "//cac:ClassifiedTaxCategory/cbc:ID | //cac:TaxCategory/cbc:ID") == [vat.category.value] * 3
    assert percents == ([] if is_outside else [f"{vat.percent:.2f}"] * 3)
    assert texts(root, "//cac:TaxSubtotal//cbc:TaxExemptionReason") == ([vat.reason] if vat.needs_reason else [])
    assert texts(root, "//cac:ClassifiedTaxCategory/cbc:TaxExemptionReason") == []
    vat_numbers = texts(root, "//cac:PartyTaxScheme[cac:TaxScheme/cbc:ID='VAT']/cbc:CompanyID")
    assert vat_numbers == ([] if is_outside else ["NO310000108MVA"])


@pytest.mark.parametrize(
    ("overrides", "fault"),
    [
        ({"seller": Party("Kontor", "")}, "Organisasjonsnummeret til selgeren"),
        ({"buyer": Party("Kjøper", "")}, "Organisasjonsnummeret til kjøperen"),
        ({"buyer": Party("Kjøper", "310000176")}, "Organisasjonsnummeret til kjøperen (Kjøper) er ikke gyldig"),
        ({"lines": []}, "ingenting å fakturere"),
        ({"buyer_reference": ""}, "referanse mangler"),
        ({"due_on": date(2024, 1, 1)}, "før fakturadatoen"),
        ({"vat": None}, "Velg merverdiavgift"),
        ({"lines": [Line("En", Decimal(1), "", VATS[0]), Line("To", Decimal(1), "", VATS[3])]}, "Lag to fakturaer"),
        (
            {
                "lines": [
                    Line("En", Decimal(1), "", VATS[2]),
                    Line("To", Decimal(1), "", Vat(VatCategory.EXEMPT, reason="x")),
                ]
            },
            "samme begrunnelse",
        ),
        ({"period": Period(date(2024, 2, 1), date(2024, 1, 1))}, "Perioden slutter"),
        ({"vat": Vat(VatCategory.EXEMPT)}, "hvorfor"),
        ({"vat": Vat(VatCategory.ZERO, Decimal(25))}, "Satsen"),
        ({"vat": Vat(VatCategory.STANDARD)}, "Satsen"),
    ],
)
def test_what_is_missing_is_said_and_makes_no_file(overrides, fault):
    draft = make_draft(**overrides)

    assert fault in " ".join(peppol.problems(draft))
    with pytest.raises(ValueError, match=r"\w"):
        peppol.xml(draft)


def test_text_is_escaped():
    root = read(make_draft(lines=[Line("<b>&", Decimal(1), 'A "b" & <c>')]))

    assert (text(root, "//cac:Item/cbc:Name"), text(root, "//cac:Item/cbc:Description")) == ("<b>&", 'A "b" & <c>')


MIXED = [
    Line("Drift", Decimal("100.02"), "", VATS[0]),
    Line("Mat", Decimal("33.33"), "", Vat(VatCategory.STANDARD, Decimal(15))),
    Line("Drift til", Decimal("0.04"), "", VATS[0]),
    Line("Undervisning", Decimal("50.00"), "", VATS[2]),
]


def test_vat_is_reckoned_once_of_the_sum_of_those_that_have_the_same():
    """BR-CO-17: 25 % of 100,06 is 25,02 (25,015 half up); line by line it would be 25,01 and 0,01."""
    root = read(make_draft(lines=MIXED))

    subtotal = "cac:TaxTotal/cac:TaxSubtotal/"
    assert texts(root, subtotal + "cac:TaxCategory/cbc:ID") == ["S", "S", "E"]
    assert texts(root, subtotal + "cac:TaxCategory/cbc:Percent") == ["25.00", "15.00", "0.00"]
    assert texts(root, subtotal + "cbc:TaxableAmount") == ["100.06", "33.33", "50.00"]
    assert texts(root, subtotal + "cbc:TaxAmount") == ["25.02", "5.00", "0.00"]
    assert text(root, "cac:TaxTotal/cbc:TaxAmount") == "30.02"
    assert text(root, "cac:LegalMonetaryTotal/cbc:PayableAmount") == "213.41"


def test_it_is_a_credit_note_where_the_sum_with_vat_is_money_back():
    """Ten kroner are charged without VAT, and eight are given back with it."""
    lines = [Line("Andel", Decimal(9), "", VATS[2]), Line("Tilbake", Decimal(-8), "", VATS[0])]

    draft = make_draft(lines=lines)

    assert (draft.net, draft.total, draft.is_credit_note) == (1, -1, True)
    assert text(read(draft), "cac:LegalMonetaryTotal/cbc:PayableAmount") == "1.00"
    assert text(read(draft), "cac:LegalMonetaryTotal/cbc:LineExtensionAmount") == "-1.00"


def test_references_stand_where_ubl_has_them():
    draft = make_draft(
        order_reference="4500012",
        contract_reference="Samarbeidsavtalen",
        period=Period(date(2024, 1, 1), date(2024, 12, 31)),
        credits=[Reference("F-1", date(2024, 1, 5)), Reference("F-2", date(2024, 2, 5))],
        terms="Netto",
    )
    root = read(draft)

    assert text(root, "cac:OrderReference/cbc:ID") == "4500012"
    assert text(root, "cac:ContractDocumentReference/cbc:ID") == "Samarbeidsavtalen"
    assert texts(root, "cac:InvoicePeriod/*") == ["2024-01-01", "2024-12-31"]
    assert texts(root, "cac:BillingReference/cac:InvoiceDocumentReference/*") == [
        "F-1", "2024-01-05", "F-2", "2024-02-05",
    ]  # fmt: skip
    assert text(root, "cac:PaymentTerms/cbc:Note") == "Forfall 21.03.2024. Netto"
    assert schema_faults(peppol.xml(draft)) == []


def test_a_document_that_is_no_ubl_is_refused_by_the_schema():
    content = peppol.xml(make_draft()).replace(b"cbc:DueDate", b"cbc:DueDay")

    assert "DueDay" in schema_faults(content)[0]
