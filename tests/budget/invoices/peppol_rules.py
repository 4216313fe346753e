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
              "PayableRoundingAmount", "AllowanceTotalAmount", "ChargeTotalAmount", "BaseQuantity",
              "AdditionalItemProperty", "TaxExchangeRate", "UBLVersionID")  # fmt: skip
TYPES = {"Invoice": {"380"}, "CreditNote": {"381"}}
CATEGORIES = {"S", "Z", "E", "O"}


class Document:
    """A draft as it is read back: `texts` of a path, `one` that has to be there, `number` of an amount."""

    def __init__(self, content):
        self.root = etree.fromstring(content)
        self.kind = etree.QName(self.root).localname
        self.lines = [Document.part(line) for line in self.root.xpath(LINES, namespaces=NAMES)]
        self.subtotals = [Document.part(one) for one in self.root.xpath(SUBTOTAL, namespaces=NAMES)]

    @classmethod
    def part(cls, element):
        made = cls.__new__(cls)
        made.root, made.kind, made.lines, made.subtotals = element, etree.QName(element).localname, [], []
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
    def vat(self):
        """Category and per cent, of a line or a subtotal."""
        category = "cac:TaxCategory" if self.kind == "TaxSubtotal" else "cac:Item/cac:ClassifiedTaxCategory"
        percent = self.number(f"{category}/cbc:Percent")
        return self.one(f"{category}/cbc:ID"), None if percent.is_nan() else percent

    @property
    def category(self):
        return self.vat[0]

    @property
    def categories(self):
        return {one.category for one in self.subtotals}


def filled(path):
    return lambda document: bool(document.texts(path)) and all(text.strip() for text in document.texts(path))


def exactly(path, value):
    return lambda document: document.texts(path) == [value]


def on_every_line(holds):
    return lambda document: all(holds(line) for line in document.lines)


def on_every_subtotal(holds):
    return lambda document: all(holds(subtotal) for subtotal in document.subtotals)


def of_category(categories, holds):
    """Of a line or a subtotal, or of a document that has any such."""

    def kept(document):
        found = document.categories if document.subtotals else {document.category}
        return not found & categories or holds(document)

    return kept


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


def tax_is_of_its_base(subtotal):
    base = subtotal.number("cbc:TaxableAmount")
    expected = (base * (subtotal.vat[1] or 0) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return subtotal.number("cbc:TaxAmount") == expected


def tax_adds_up(document):
    taxes = sum((one.number("cbc:TaxAmount") for one in document.subtotals), Decimal(0))
    return document.number("cac:TaxTotal/cbc:TaxAmount") == taxes


def each_vat_has_one_subtotal(document):
    found = [one.vat for one in document.subtotals]
    return len(found) == len(set(found)) and set(found) == {line.vat for line in document.lines}


def bases_are_of_their_lines(document):
    return all(
        one.number("cbc:TaxableAmount")
        == sum((line.number("cbc:LineExtensionAmount") for line in document.lines if line.vat == one.vat), Decimal(0))
        for one in document.subtotals
    )


def period_ends_after_it_begins(document):
    days = document.texts("cac:InvoicePeriod/cbc:StartDate"), document.texts("cac:InvoicePeriod/cbc:EndDate")
    return days == ([], []) or (bool(days[0]) and bool(days[1]) and days[0] <= days[1])


def line_is_quantity_times_price(line):
    quantity = line.number("cbc:InvoicedQuantity | cbc:CreditedQuantity")
    return line.number("cbc:LineExtensionAmount") == quantity * line.number("cac:Price/cbc:PriceAmount")


def has_a_reason(subtotal):
    reasons = "cac:TaxCategory/cbc:TaxExemptionReason"
    return any(text.strip() for text in subtotal.texts(f"{reasons} | {reasons}Code"))


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
    "BR-29": period_ends_after_it_begins,  # and BR-CO-19
    "BR-45": on_every_subtotal(filled("cbc:TaxableAmount")),
    "BR-46": on_every_subtotal(filled("cbc:TaxAmount")),
    "BR-47": on_every_subtotal(lambda one: one.category in CATEGORIES),
    "BR-48": on_every_subtotal(
        lambda one: (one.category == "O") != bool(one.texts("cac:TaxCategory/cbc:Percent"))
    ),
    "BR-55": lambda document: len(document.find("cac:BillingReference"))
    == len([text for text in document.texts("cac:BillingReference/*/cbc:ID") if text.strip()]),
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
    "BR-CO-14": tax_adds_up,
    "BR-CO-15": lambda document: document.number(f"{TOTALS}/cbc:TaxInclusiveAmount")
    == document.number(f"{TOTALS}/cbc:TaxExclusiveAmount") + document.number("cac:TaxTotal/cbc:TaxAmount"),
    "BR-CO-16": lambda document: document.number(f"{TOTALS}/cbc:PayableAmount")
    == document.number(f"{TOTALS}/cbc:TaxInclusiveAmount"),
    "BR-CO-17": on_every_subtotal(tax_is_of_its_base),
    "BR-CO-18": lambda document: len(document.subtotals) >= 1,
    "BR-CO-25": has_due_date,
    "BR-CO-26": filled(f"{SELLER}/cac:PartyLegalEntity/cbc:CompanyID"),
    "BR-DEC": lambda document: all(re.fullmatch(r"-?\d+\.\d\d", element.text or "") for element in amounts(document)),
    "BR-S-02": of_category({"S", "Z", "E"}, lambda document: len(vat_number(document)) == 1),  # and Z-02, E-02
    "BR-S-01": each_vat_has_one_subtotal,  # and BR-E-01, BR-Z-01, BR-O-01
    "BR-S-05": on_every_line(of_category({"S"}, lambda line: (line.vat[1] or 0) > 0)),
    "BR-S-08": bases_are_of_their_lines,  # and BR-E-08, BR-Z-08, BR-O-08
    "BR-S-10": on_every_subtotal(of_category({"S", "Z"}, lambda one: not has_a_reason(one))),  # and BR-Z-10
    "BR-E-05": on_every_line(of_category({"E", "Z"}, lambda line: line.vat[1] == 0)),  # and BR-Z-05
    "BR-E-09": on_every_subtotal(
        of_category({"E", "Z", "O"}, lambda one: one.number("cbc:TaxAmount") == 0)
    ),  # and BR-Z-09, BR-O-09
    "BR-E-10": on_every_subtotal(of_category({"E", "O"}, has_a_reason)),  # and BR-O-10
    "BR-O-02": of_category(
        {"O"}, lambda document: document.find("//cac:PartyTaxScheme[cac:TaxScheme/cbc:ID='VAT']") == []
    ),
    "BR-O-05": of_category({"O"}, on_every_line(of_category({"O"}, lambda line: line.vat[1] is None))),
    "BR-O-11": of_category({"O"}, lambda document: len(document.subtotals) == 1),
    "BR-O-12": of_category({"O"}, on_every_line(lambda line: line.category == "O")),
    "PEPPOL-EN16931-R002": lambda document: len(document.find("cbc:Note")) <= 1,
    "PEPPOL-EN16931-R003": filled("cbc:BuyerReference | cac:OrderReference/cbc:ID"),
    "PEPPOL-EN16931-R008": lambda document: all(
        len(element) or (element.text or "").strip() for element in document.root.iter()
    ),
    "PEPPOL-EN16931-R010": filled(f"{BUYER}/cbc:EndpointID"),
    "PEPPOL-EN16931-R020": filled(f"{SELLER}/cbc:EndpointID"),
    "PEPPOL-EN16931-R051": lambda document: {element.get("currencyID") for element in amounts(document)} == {"NOK"},
    "PEPPOL-EN16931-R053": lambda document: len(document.find("cac:TaxTotal")) == 1,
    "PEPPOL-EN16931-R120": on_every_line(line_is_quantity_times_price),
    "PEPPOL-EN16931-F001": lambda document: all(
        is_day(text)
        for text in document.texts(
            "//cbc:IssueDate | //cbc:DueDate | //cbc:PaymentDueDate | //cbc:StartDate | //cbc:EndDate"
        )
    ),
    "PEPPOL-EN16931-P0105": on_every_subtotal(
        lambda one: "VATEX-EU-O" not in one.texts("cac:TaxCategory/cbc:TaxExemptionReasonCode") or one.category == "O"
    ),
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
