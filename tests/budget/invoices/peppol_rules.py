"""The rules of EN 16931 and Peppol BIS Billing 3.0 that a draft can break, in words of our own.

Each is a function of the root that gives what is wrong, or nothing; its name in the standard is the key. The official
rules are written in XPath 2, which nothing here can run. Rules of what a draft never has (allowances, item
attributes, delivery, other countries) are left out: `NEVER_USED` holds that it has none of them.
"""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from lxml import etree

from budget.invoices import peppol

NAMES = {"cac": peppol.CAC, "cbc": peppol.CBC}
SELLER, BUYER = "cac:AccountingSupplierParty/cac:Party", "cac:AccountingCustomerParty/cac:Party"
LINES = "cac:InvoiceLine | cac:CreditNoteLine"
TOTALS = "cac:LegalMonetaryTotal"
SUBTOTAL = "cac:TaxTotal/cac:TaxSubtotal"
WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)
NEVER_USED = ("AllowanceCharge", "Delivery", "TaxRepresentativeParty", "PayeeParty", "TaxCurrencyCode", "PrepaidAmount",
              "PayableRoundingAmount", "AllowanceTotalAmount", "ChargeTotalAmount", "InvoicePeriod", "BaseQuantity",
              "AdditionalItemProperty", "TaxExchangeRate", "UBLVersionID")  # fmt: skip
TYPES = {"Invoice": {"380"}, "CreditNote": {"381"}}
CATEGORIES = {"S", "Z", "E", "O"}


class Document:
    """A draft as it is read back: `texts` of a path, `one` that has to be there, `number` of an amount."""

    def __init__(self, content):
        self.root = etree.fromstring(content)
        self.kind = etree.QName(self.root).localname
        self.lines = [Document.part(line) for line in self.root.xpath(LINES, namespaces=NAMES)]

    @classmethod
    def part(cls, element):
        made = cls.__new__(cls)
        made.root, made.kind, made.lines = element, etree.QName(element).localname, []
        return made

    def texts(self, path):
        return [one.text or "" if hasattr(one, "text") else str(one) for one in self.find(path)]

    def find(self, path):
        return self.root.xpath(path, namespaces=NAMES)

    def one(self, path):
        found = self.texts(path)
        return found[0] if len(found) == 1 else None

    def number(self, path):
        text = self.one(path)
        return Decimal(text) if text and re.fullmatch(r"-?\d+(\.\d+)?", text) else Decimal("NaN")

    @property
    def category(self):
        return self.one(f"{SUBTOTAL}/cac:TaxCategory/cbc:ID")


def filled(path):
    return lambda document: bool(document.texts(path)) and all(text.strip() for text in document.texts(path))


def exactly(path, value):
    return lambda document: document.texts(path) == [value]


def on_every_line(holds):
    return lambda document: all(holds(line) for line in document.lines)


def of_category(categories, holds):
    return lambda document: document.category not in categories or holds(document)


def has_due_date(document):
    return bool(
        document.number(f"{TOTALS}/cbc:PayableAmount") <= 0
        or document.texts("cbc:DueDate | cac:PaymentMeans/cbc:PaymentDueDate | cac:PaymentTerms/cbc:Note")
    )


def is_modulo_11(number):
    if not re.fullmatch(r"\d{9}", number or ""):
        return False
    rest = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False)) % 11
    return int(number[8]) == (0 if rest == 0 else 11 - rest)


def vat_number(document):
    return document.texts(f"{SELLER}/cac:PartyTaxScheme[cac:TaxScheme/cbc:ID='VAT']/cbc:CompanyID")


def is_norwegian_vat(text):
    return bool(re.fullmatch(r"NO\d{9}MVA", text)) and is_modulo_11(text[2:11])


def sum_of_lines(document):
    return sum((line.number("cbc:LineExtensionAmount") for line in document.lines), Decimal(0))


def tax_is_of_its_base(document):
    percent = document.one(f"{SUBTOTAL}/cac:TaxCategory/cbc:Percent")
    base = document.number(f"{SUBTOTAL}/cbc:TaxableAmount")
    expected = (base * Decimal(percent or 0) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return document.number(f"{SUBTOTAL}/cbc:TaxAmount") == expected


def line_is_quantity_times_price(line):
    quantity = line.number("cbc:InvoicedQuantity | cbc:CreditedQuantity")
    return line.number("cbc:LineExtensionAmount") == quantity * line.number("cac:Price/cbc:PriceAmount")


def has_a_reason(document):
    reasons = f"{SUBTOTAL}/cac:TaxCategory/cbc:TaxExemptionReason"
    return any(text.strip() for text in document.texts(f"{reasons} | {reasons}Code"))


def is_day(text):
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def amounts(document):
    return [element for element in document.root.iter() if element.get("currencyID")]


RULES = {
    "BR-01": exactly("cbc:CustomizationID", peppol.CUSTOMIZATION),  # and PEPPOL-EN16931-R004
    "PEPPOL-EN16931-R001": exactly("cbc:ProfileID", "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"),  # and R007
    "BR-02": filled("cbc:ID"),
    "BR-03": filled("cbc:IssueDate"),
    "BR-04": lambda document: set(document.texts("cbc:InvoiceTypeCode | cbc:CreditNoteTypeCode"))
    == TYPES[document.kind],  # and PEPPOL-EN16931-P0100, P0101
    "BR-05": exactly("cbc:DocumentCurrencyCode", "NOK"),
    "BR-06": filled(f"{SELLER}/cac:PartyLegalEntity/cbc:RegistrationName"),
    "BR-07": filled(f"{BUYER}/cac:PartyLegalEntity/cbc:RegistrationName"),
    "BR-09": exactly(f"{SELLER}/cac:PostalAddress/cac:Country/cbc:IdentificationCode", "NO"),  # and BR-08
    "BR-11": exactly(f"{BUYER}/cac:PostalAddress/cac:Country/cbc:IdentificationCode", "NO"),  # and BR-10
    "BR-12": filled(f"{TOTALS}/cbc:LineExtensionAmount"),
    "BR-13": filled(f"{TOTALS}/cbc:TaxExclusiveAmount"),
    "BR-14": filled(f"{TOTALS}/cbc:TaxInclusiveAmount"),
    "BR-15": filled(f"{TOTALS}/cbc:PayableAmount"),
    "BR-16": lambda document: bool(document.lines),
    "BR-21": lambda document: [line.one("cbc:ID") for line in document.lines]
    == [str(number) for number in range(1, len(document.lines) + 1)],
    "BR-22": on_every_line(filled("cbc:InvoicedQuantity | cbc:CreditedQuantity")),
    "BR-23": on_every_line(
        lambda line: line.texts("cbc:InvoicedQuantity/@unitCode | cbc:CreditedQuantity/@unitCode") == ["C62"]
    ),  # and BR-CL-23
    "BR-24": on_every_line(filled("cbc:LineExtensionAmount")),
    "BR-25": on_every_line(filled("cac:Item/cbc:Name")),
    "BR-26": on_every_line(filled("cac:Price/cbc:PriceAmount")),
    "BR-27": on_every_line(lambda line: line.number("cac:Price/cbc:PriceAmount") >= 0),
    "BR-45": filled(f"{SUBTOTAL}/cbc:TaxableAmount"),
    "BR-46": filled(f"{SUBTOTAL}/cbc:TaxAmount"),
    "BR-47": lambda document: document.category in CATEGORIES,
    "BR-48": lambda document: (document.category == "O")
    != bool(document.texts(f"{SUBTOTAL}/cac:TaxCategory/cbc:Percent")),
    "BR-50": lambda document: all(
        text.strip() for text in document.texts("cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID")
    ),
    "BR-61": lambda document: len(document.find("cac:PaymentMeans"))
    == len(document.texts("cac:PaymentMeans[cbc:PaymentMeansCode='30']/cac:PayeeFinancialAccount/cbc:ID")),
    "BR-62": exactly(f"{SELLER}/cbc:EndpointID/@schemeID", "0192"),
    "BR-63": exactly(f"{BUYER}/cbc:EndpointID/@schemeID", "0192"),
    "BR-CO-04": on_every_line(filled("cac:Item/cac:ClassifiedTaxCategory[cac:TaxScheme/cbc:ID='VAT']/cbc:ID")),
    "BR-CO-09": lambda document: all(text.startswith("NO") for text in vat_number(document)),
    "BR-CO-10": lambda document: document.number(f"{TOTALS}/cbc:LineExtensionAmount") == sum_of_lines(document),
    "BR-CO-13": lambda document: document.number(f"{TOTALS}/cbc:TaxExclusiveAmount") == sum_of_lines(document),
    "BR-CO-14": lambda document: document.number("cac:TaxTotal/cbc:TaxAmount")
    == document.number(f"{SUBTOTAL}/cbc:TaxAmount"),
    "BR-CO-15": lambda document: document.number(f"{TOTALS}/cbc:TaxInclusiveAmount")
    == document.number(f"{TOTALS}/cbc:TaxExclusiveAmount") + document.number("cac:TaxTotal/cbc:TaxAmount"),
    "BR-CO-16": lambda document: document.number(f"{TOTALS}/cbc:PayableAmount")
    == document.number(f"{TOTALS}/cbc:TaxInclusiveAmount"),
    "BR-CO-17": tax_is_of_its_base,
    "BR-CO-18": lambda document: len(document.find(SUBTOTAL)) == 1,
    "BR-CO-25": has_due_date,
    "BR-CO-26": filled(f"{SELLER}/cac:PartyLegalEntity/cbc:CompanyID"),
    "BR-DEC": lambda document: all(re.fullmatch(r"-?\d+\.\d\d", element.text or "") for element in amounts(document)),
    "BR-S-02": of_category({"S", "Z", "E"}, lambda document: len(vat_number(document)) == 1),  # and Z-02, E-02
    "BR-S-05": of_category(
        {"S"}, on_every_line(lambda line: line.number("cac:Item/cac:ClassifiedTaxCategory/cbc:Percent") > 0)
    ),
    "BR-S-08": lambda document: document.number(f"{SUBTOTAL}/cbc:TaxableAmount") == sum_of_lines(document),
    "BR-S-10": of_category({"S", "Z"}, lambda document: not has_a_reason(document)),  # and BR-Z-10
    "BR-E-05": of_category(
        {"E", "Z"}, on_every_line(lambda line: line.number("cac:Item/cac:ClassifiedTaxCategory/cbc:Percent") == 0)
    ),  # and BR-Z-05
    "BR-E-09": of_category(
        {"E", "Z", "O"}, lambda document: document.number(f"{SUBTOTAL}/cbc:TaxAmount") == 0
    ),  # and BR-Z-09, BR-O-09
    "BR-E-10": of_category({"E", "O"}, has_a_reason),  # and BR-O-10
    "BR-O-02": of_category(
        {"O"}, lambda document: document.find("//cac:PartyTaxScheme[cac:TaxScheme/cbc:ID='VAT']") == []
    ),
    "BR-O-05": of_category({"O"}, lambda document: document.find("//cbc:Percent") == []),
    "BR-O-11": lambda document: set(document.texts("//cac:ClassifiedTaxCategory/cbc:ID")) == {document.category},
    "PEPPOL-EN16931-R002": lambda document: len(document.find("cbc:Note")) <= 1,
    "PEPPOL-EN16931-R003": filled("cbc:BuyerReference"),
    "PEPPOL-EN16931-R008": lambda document: all(
        len(element) or (element.text or "").strip() for element in document.root.iter()
    ),
    "PEPPOL-EN16931-R010": filled(f"{BUYER}/cbc:EndpointID"),
    "PEPPOL-EN16931-R020": filled(f"{SELLER}/cbc:EndpointID"),
    "PEPPOL-EN16931-R051": lambda document: {element.get("currencyID") for element in amounts(document)} == {"NOK"},
    "PEPPOL-EN16931-R053": lambda document: len(document.find("cac:TaxTotal")) == 1,
    "PEPPOL-EN16931-R120": on_every_line(line_is_quantity_times_price),
    "PEPPOL-EN16931-F001": lambda document: all(
        is_day(text) for text in document.texts("//cbc:IssueDate | //cbc:DueDate | //cbc:PaymentDueDate")
    ),
    "PEPPOL-EN16931-P0105": lambda document: "VATEX-EU-O" not in document.texts("//cbc:TaxExemptionReasonCode")
    or document.category == "O",
    "PEPPOL-COMMON-R041": lambda document: all(
        is_modulo_11(text) for text in document.texts("//*[@schemeID='0192']")
    ),
    "NO-R-001": lambda document: all(is_norwegian_vat(text) for text in vat_number(document)),
    "NO-R-002": lambda document: document.texts(
        f"{SELLER}/cac:PartyTaxScheme[cac:TaxScheme/cbc:ID='TAX']/cbc:CompanyID"
    )
    in ([], ["Foretaksregisteret"]),
    "what a draft never has": lambda document: not {
        etree.QName(element).localname for element in document.root.iter()
    }.intersection(NEVER_USED),
}  # fmt: skip


def broken(content):
    """The names of the rules that a draft breaks."""
    document = Document(content)
    return {name for name, holds in RULES.items() if not _is_kept(holds, document)}


def _is_kept(holds, document):
    """An amount that is not there cannot be compared with any."""
    try:
        return holds(document)
    except InvalidOperation:
        return False
