"""A draft invoice or credit note as Peppol BIS Billing 3.0 (UBL 2.1). The only module that knows the format.

Pure: values in, XML out. The names BT-… and rules BR-… are those of EN 16931. A total below zero becomes a credit note
whose amounts are positive; what goes the other way on a line has a negative quantity, never a negative price (BR-27).
Each line has a VAT of its own, and VAT is reckoned of the sum of those that have the same, never line by line.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from lxml import etree

from rorikt.amounts import ORE
from rorikt.characters import writable
from rorikt.people.check_digits import is_organisation_number

CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
INVOICE, CREDIT_NOTE = "380", "381"
CREDIT_TRANSFER = "30"
NORWEGIAN_ORGANISATION = "0192"  # ISO 6523: the number in Enhetsregisteret
CURRENCY = "NOK"
ONE = "C62"  # UN/ECE 20: one
CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
ROOT = "urn:oasis:names:specification:ubl:schema:xsd:{0}-2"


class VatCategory(StrEnum):
    """UNCL 5305, those that a Norwegian municipality may need. A person chooses; there is no safe default.

    A reduced rate is of the standard category too: only its per cent is another.
    """

    STANDARD = "S"
    ZERO = "Z"
    EXEMPT = "E"
    OUTSIDE = "O"


@dataclass(frozen=True)
class Vat:
    """`percent` is zero in all categories but the standard one; `reason` is why no VAT is charged (E and O)."""

    category: VatCategory
    percent: Decimal = Decimal(0)
    reason: str = ""

    @property
    def needs_reason(self) -> bool:
        return self.category in {VatCategory.EXEMPT, VatCategory.OUTSIDE}


@dataclass(frozen=True)
class Party:
    name: str
    organisation_number: str
    street: str = ""
    postal_code: str = ""
    city: str = ""


@dataclass(frozen=True)
class Line:
    """What is charged, or below zero given back, without VAT, NOK to the øre.

    `vat` is `None` until a person has chosen it.
    """

    name: str
    amount: Decimal
    description: str = ""
    vat: Vat | None = None


def taxed(lines: Iterable[Line], vat: Vat) -> tuple[Line, ...]:
    """The same lines, all with one VAT."""
    return tuple(replace(line, vat=vat) for line in lines)


@dataclass(frozen=True)
class Subtotal:
    """What the lines of one VAT add up to; a category and its rate stand once in a document (BG-23)."""

    vat: Vat
    net: Decimal

    @property
    def tax(self) -> Decimal:
        """Of the sum, rounded once, half up (BR-CO-17)."""
        return (self.net * self.vat.percent / 100).quantize(ORE, ROUND_HALF_UP)


def breakdown(lines: Iterable[Line]) -> list[Subtotal]:
    """By category and rate, those that are charged VAT first. Lines that nobody has chosen VAT for are left out."""
    sums: dict[Vat, Decimal] = {}
    for line in lines:
        if line.vat:
            sums[line.vat] = sums.get(line.vat, Decimal(0)) + line.amount
    order = list(VatCategory)
    by_rank = sorted(sums, key=lambda vat: (order.index(vat.category), -vat.percent, vat.reason))
    return [Subtotal(vat, sums[vat]) for vat in by_rank]


def is_credit(lines: Sequence[Line]) -> bool:
    """Whether they are money back all in all: with VAT, or without where VAT makes it come out even."""
    net = sum((line.amount for line in lines), Decimal(0))
    return (net + sum((one.tax for one in breakdown(lines)), Decimal(0)), net) < (Decimal(0), Decimal(0))


@dataclass(frozen=True)
class Reference:
    """An invoice that is credited, by its number and day (BG-3)."""

    number: str
    issued_on: date


@dataclass(frozen=True)
class Period:
    """The days that an invoice is for (BG-14)."""

    first_on: date
    last_on: date


@dataclass(frozen=True)
class InvoiceDraft:
    """All that an invoice says. `lines` add up to what is charged: below zero with VAT, it is a credit note."""

    number: str
    issued_on: date
    due_on: date
    buyer_reference: str
    seller: Party
    buyer: Party
    lines: Sequence[Line]
    note: str
    bank_account: str = ""
    is_in_business_register: bool = True
    order_reference: str = ""
    contract_reference: str = ""
    period: Period | None = None
    credits: Sequence[Reference] = ()
    terms: str = ""

    @property
    def subtotals(self) -> list[Subtotal]:
        return breakdown(self.lines)

    @property
    def net(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))

    @property
    def tax(self) -> Decimal:
        """The sum of what is rounded for each VAT (BR-CO-14)."""
        return sum((subtotal.tax for subtotal in self.subtotals), Decimal(0))

    @property
    def total(self) -> Decimal:
        return self.net + self.tax

    @property
    def is_credit_note(self) -> bool:
        return is_credit(self.lines)

    @property
    def is_outside(self) -> bool:
        """Outside the scope of VAT, all of it (BR-O-11 to BR-O-14)."""
        return any(subtotal.vat.category == VatCategory.OUTSIDE for subtotal in self.subtotals)

    @property
    def sign(self) -> int:
        """What amounts are multiplied by to be printed as positive."""
        return -1 if self.is_credit_note else 1


def problems(draft: InvoiceDraft) -> list[str]:
    """What is missing or contradictory, in words for the person who makes the draft."""
    found = []
    for role, party in (("selgeren", draft.seller), ("kjøperen", draft.buyer)):
        if not party.organisation_number:
            found.append(f"Organisasjonsnummeret til {role} ({party.name}) mangler. En administrator legger det inn.")
        elif not is_organisation_number(party.organisation_number):  # PEPPOL-COMMON-R041, NO-R-001
            found.append(
                f"Organisasjonsnummeret til {role} ({party.name}) er ikke gyldig. En administrator retter det."
            )
    if not draft.lines:
        found.append("Det er ingenting å fakturere.")
    if not (draft.buyer_reference or draft.order_reference):  # PEPPOL-EN16931-R003
        found.append("Kjøperens referanse mangler.")
    if draft.due_on < draft.issued_on:
        found.append("Forfallsdatoen er før fakturadatoen.")
    if draft.period and draft.period.last_on < draft.period.first_on:  # BR-29
        found.append("Perioden slutter før den begynner.")
    return [*found, *vat_problems(draft.lines)]


def vat_problems(lines: Sequence[Line]) -> list[str]:
    """What the rules of one document do not allow of the VAT of its lines."""
    found, vats = [], [subtotal.vat for subtotal in breakdown(lines)]
    if any(line.vat is None for line in lines):
        found.append("Velg merverdiavgift for hver linje.")
    if any(vat.needs_reason and not vat.reason for vat in vats):
        found.append("Skriv hvorfor det ikke beregnes merverdiavgift.")
    if any((vat.category == VatCategory.STANDARD) != (vat.percent > 0) for vat in vats):
        found.append("Satsen er over null når det beregnes merverdiavgift, ellers null.")
    if len({(vat.category, vat.percent) for vat in vats}) < len(vats):
        found.append("Linjer med samme merverdiavgift må ha samme begrunnelse på en faktura.")
    if len({vat.category == VatCategory.OUTSIDE for vat in vats}) > 1:  # BR-O-11, BR-O-12
        found.append(
            "Det som er utenfor merverdiavgiftsloven (O), kan ikke stå på samme faktura som annet. Lag to fakturaer."
        )
    return found


def xml(draft: InvoiceDraft) -> bytes:
    """The UBL document. Raises ValueError where `problems` finds any."""
    if found := problems(draft):
        raise ValueError("; ".join(found))
    kind = "CreditNote" if draft.is_credit_note else "Invoice"
    namespace = ROOT.format(kind)
    root = etree.Element(f"{{{namespace}}}{kind}", nsmap={None: namespace, "cac": CAC, "cbc": CBC})
    _head(root, draft)
    _party(_aggregate(_aggregate(root, "AccountingSupplierParty"), "Party"), draft.seller, draft, is_seller=True)
    _party(_aggregate(_aggregate(root, "AccountingCustomerParty"), "Party"), draft.buyer, draft, is_seller=False)
    _payment(root, draft)
    _tax_total(root, draft)
    _monetary_total(root, draft)
    for number, line in enumerate(draft.lines, 1):
        _line(root, number, line, draft)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _head(root: etree._Element, draft: InvoiceDraft) -> None:
    _text(root, "CustomizationID", CUSTOMIZATION)
    _text(root, "ProfileID", PROFILE)
    _text(root, "ID", draft.number)
    _text(root, "IssueDate", draft.issued_on.isoformat())
    if draft.is_credit_note:  # its due date stands with the payment
        _text(root, "CreditNoteTypeCode", CREDIT_NOTE)
    else:
        _text(root, "DueDate", draft.due_on.isoformat())
        _text(root, "InvoiceTypeCode", INVOICE)
    _text(root, "Note", draft.note)
    _text(root, "DocumentCurrencyCode", CURRENCY)
    if draft.buyer_reference:
        _text(root, "BuyerReference", draft.buyer_reference)
    _references(root, draft)


def _references(root: etree._Element, draft: InvoiceDraft) -> None:
    """In the order of UBL: period, order, what is credited, contract."""
    if draft.period:
        period = _aggregate(root, "InvoicePeriod")
        _text(period, "StartDate", draft.period.first_on.isoformat())
        _text(period, "EndDate", draft.period.last_on.isoformat())
    if draft.order_reference:
        _text(_aggregate(root, "OrderReference"), "ID", draft.order_reference)
    for credited in draft.credits:
        document = _aggregate(_aggregate(root, "BillingReference"), "InvoiceDocumentReference")
        _text(document, "ID", credited.number)
        _text(document, "IssueDate", credited.issued_on.isoformat())
    if draft.contract_reference:
        _text(_aggregate(root, "ContractDocumentReference"), "ID", draft.contract_reference)


def _party(element: etree._Element, party: Party, draft: InvoiceDraft, *, is_seller: bool) -> None:
    _text(element, "EndpointID", party.organisation_number, schemeID=NORWEGIAN_ORGANISATION)
    _text(_aggregate(element, "PartyName"), "Name", party.name)
    address = _aggregate(element, "PostalAddress")
    for name, value in (("StreetName", party.street), ("CityName", party.city), ("PostalZone", party.postal_code)):
        if value:
            _text(address, name, value)
    _text(_aggregate(address, "Country"), "IdentificationCode", "NO")
    # Outside the scope of VAT no VAT number may stand anywhere (BR-O-02).
    if is_seller and not draft.is_outside:
        _tax_scheme(element, f"NO{party.organisation_number}MVA", "VAT")  # NO-R-001
    if is_seller and draft.is_in_business_register:
        _tax_scheme(element, "Foretaksregisteret", "TAX")  # NO-R-002
    legal = _aggregate(element, "PartyLegalEntity")
    _text(legal, "RegistrationName", party.name)
    _text(legal, "CompanyID", party.organisation_number, schemeID=NORWEGIAN_ORGANISATION)


def _tax_scheme(element: etree._Element, company: str, scheme: str) -> None:
    tax = _aggregate(element, "PartyTaxScheme")
    _text(tax, "CompanyID", company)
    _text(_aggregate(tax, "TaxScheme"), "ID", scheme)


def _payment(root: etree._Element, draft: InvoiceDraft) -> None:
    if draft.bank_account:
        means = _aggregate(root, "PaymentMeans")
        _text(means, "PaymentMeansCode", CREDIT_TRANSFER)
        if draft.is_credit_note:
            _text(means, "PaymentDueDate", draft.due_on.isoformat())
        _text(means, "PaymentID", draft.number)
        _text(_aggregate(means, "PayeeFinancialAccount"), "ID", draft.bank_account)
    terms = f"Forfall {draft.due_on:%d.%m.%Y}{'. ' if draft.terms else ''}{draft.terms}"
    _text(_aggregate(root, "PaymentTerms"), "Note", terms)


def _tax_total(root: etree._Element, draft: InvoiceDraft) -> None:
    total = _aggregate(root, "TaxTotal")
    _amount(total, "TaxAmount", draft.tax * draft.sign)
    for subtotal in draft.subtotals:
        element = _aggregate(total, "TaxSubtotal")
        _amount(element, "TaxableAmount", subtotal.net * draft.sign)
        _amount(element, "TaxAmount", subtotal.tax * draft.sign)
        _category(_aggregate(element, "TaxCategory"), subtotal.vat, with_reason=True)


def _monetary_total(root: etree._Element, draft: InvoiceDraft) -> None:
    total = _aggregate(root, "LegalMonetaryTotal")
    _amount(total, "LineExtensionAmount", draft.net * draft.sign)
    _amount(total, "TaxExclusiveAmount", draft.net * draft.sign)
    _amount(total, "TaxInclusiveAmount", draft.total * draft.sign)
    _amount(total, "PayableAmount", draft.total * draft.sign)


def _line(root: etree._Element, number: int, line: Line, draft: InvoiceDraft) -> None:
    if line.vat is None:
        raise ValueError(f"line {number} has no VAT")
    kind, quantity = (
        ("CreditNoteLine", "CreditedQuantity") if draft.is_credit_note else ("InvoiceLine", "InvoicedQuantity")
    )
    element, amount = _aggregate(root, kind), line.amount * draft.sign
    _text(element, "ID", str(number))
    _text(element, quantity, "-1" if amount < 0 else "1", unitCode=ONE)
    _amount(element, "LineExtensionAmount", amount)
    item = _aggregate(element, "Item")
    if line.description:
        _text(item, "Description", line.description)
    _text(item, "Name", line.name)
    _category(_aggregate(item, "ClassifiedTaxCategory"), line.vat, with_reason=False)
    _amount(_aggregate(element, "Price"), "PriceAmount", abs(amount))


def _category(element: etree._Element, vat: Vat, *, with_reason: bool) -> None:
    _text(element, "ID", vat.category.value)
    if vat.category != VatCategory.OUTSIDE:  # BR-O-05: no rate, not even zero
        _text(element, "Percent", f"{vat.percent:.2f}")
    if with_reason and vat.needs_reason:
        if vat.category == VatCategory.OUTSIDE:
            _text(element, "TaxExemptionReasonCode", "VATEX-EU-O")
        _text(element, "TaxExemptionReason", vat.reason)
    _text(_aggregate(element, "TaxScheme"), "ID", "VAT")


def _aggregate(parent: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{CAC}}}{name}")


def _text(parent: etree._Element, name: str, text: str, **attributes: str) -> None:
    etree.SubElement(parent, f"{{{CBC}}}{name}", attributes).text = writable(text)


def _amount(parent: etree._Element, name: str, amount: Decimal) -> None:
    _text(parent, name, f"{amount + 0:.2f}", currencyID=CURRENCY)
