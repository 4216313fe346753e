"""What a municipality is charged, when it is due, and what it has paid, read from the rows.

Money on account is told twice in the rows and counts once: the sum that a year is settled by (`PaymentOnAccount`) is
what is paid, as soon as somebody has entered it; until then the payments received are. See docs/decisions/0036.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils import timezone

from budget.allocations.models import AllocationRun
from budget.charges.charge_parts import ON_ACCOUNT, ChargedYear, State
from budget.charges.report import Charge
from budget.frame.models import FrameChange
from budget.instalments.dividing import Divided, Owed, divided
from budget.instalments.models import Instalment
from budget.instalments.report import terms_of
from budget.invoices.models import Invoice, SentInvoice
from budget.money.cells import KRONER_NOTE
from budget.money.reader import Reader
from budget.payments.models import ReceivedPayment
from budget.payments.owed import Claim, Due, Group, Standing, states_of
from budget.projects.models import PaymentOnAccount
from rorikt.amounts import NOTHING, kroner, short_date
from rorikt.figures.columns import column, tabulate
from rorikt.figures.values import Table
from rorikt.people.models import Cooperation, Municipality

ZERO = Decimal(0)
Kind = AllocationRun.Kind
OF_FRAME = (Kind.FRAME, Kind.CASE_COST)
FRAME_TITLE, ON_ACCOUNT_TITLE = "Driftsramme og vedtak i rammen", "Akonto for investeringer"


@dataclass(frozen=True)
class SentPart:
    """The invoice of one municipality's part in a run."""

    number: str
    sent_on: date
    due_on: date


Charged = tuple[Charge, Claim, SentPart | None]


def payments_of(municipality: Municipality, year: int, until: date | None = None) -> QuerySet[ReceivedPayment]:
    rows = ReceivedPayment.objects.filter(municipality=municipality, year=year)
    return (
        (rows if until is None else rows.filter(paid_on__lte=until))
        .select_related("part__run")
        .order_by("paid_on", "pk")
    )


def sent_invoices(parts: Sequence[int]) -> dict[int, SentPart]:
    """Primary key of a part to its invoice. The one place that knows how invoices are stored."""
    days = Cooperation.objects.values_list("payment_days", flat=True).first() or 0
    rows = SentInvoice.objects.filter(part__in=parts).values_list("part", "number", "sent_on", "invoice__due_on")
    return {
        part: SentPart(number, sent_on, due_on or sent_on + timedelta(days=days))
        for part, number, sent_on, due_on in rows
    }


def standing_of(
    municipality: Municipality,
    year: ChargedYear,
    charges: Sequence[Charge],
    *,
    until: date | None = None,
    with_payments: bool = True,
) -> Standing:
    """`year` is narrowed to the municipality. Without payments it tells what is due alone, as others may see it.

    `until` counts only what was invoiced and paid by that day.
    """
    payments = list(payments_of(municipality, year.year, until)) if with_payments else []
    sent = sent_invoices([charge.part.pk for charge in charges])
    if until:
        sent = {pk: invoice for pk, invoice in sent.items() if invoice.sent_on <= until}
    paid: dict[int, Decimal] = {}
    for payment in payments:
        if payment.part_id:
            paid[payment.part_id] = paid.get(payment.part_id, ZERO) + payment.amount
    vat = _vat_groups(municipality, year.year, charges, paid, until)
    of_run = {charge.run.pk: charge for charge in charges}
    frame, others, expected = list[Charged](), list[Charged](), list[Claim]()
    for part in year.parts:
        charge = of_run.get(part.run or 0)
        if charge and charge.counted and part.state in (State.ALLOCATED, State.INVOICED):
            invoice = sent.get(charge.part.pk)
            claim = Claim(
                f"part-{charge.part.pk}",
                part.title,
                charge.amount,
                paid.get(charge.part.pk, ZERO),
                invoice=invoice.number if invoice else "",
            )
            (frame if charge.run.kind in OF_FRAME else others).append((charge, claim, invoice))
        elif part.is_missing:
            is_proposed = part.state in (State.PROPOSED, State.DECIDED)
            expected.append(Claim(part.like, part.title, ZERO, is_decided=False, is_proposed=is_proposed))
    groups = []
    if frame:
        groups.append(_frame_group(year.year, frame))
    on_account, notes = _on_account(municipality, year, payments, with_payments=with_payments)
    groups += on_account
    groups += [
        Group(claim.title, [claim], [Due(claim.title, claim.charged, invoice.due_on if invoice else None)])
        for _, claim, invoice in others
    ]
    groups += vat
    if expected:
        groups.append(Group("Uten beløp ennå", expected))
    unplaced = sum((row.amount for row in payments if not row.part_id and not row.is_on_account), ZERO)
    return Standing(groups, unplaced, notes)


def _vat_groups(
    municipality: Municipality, year: int, charges: Sequence[Charge], paid: dict[int, Decimal], until: date | None
) -> list[Group]:
    """The VAT that invoices of the year put on top of the charges, which are without it.

    What is paid of a charge beyond it, of an invoice with VAT, is payment of the VAT: it is moved there from `paid`.
    """
    amounts = {charge.part.pk: charge.amount for charge in charges}
    sent = Invoice.objects.filter(municipality=municipality, year=year, sent_on__isnull=False).exclude(tax=0)
    found = []
    for invoice in (
        (sent if until is None else sent.filter(sent_on__lte=until)).prefetch_related("parts").order_by("pk")
    ):
        left = invoice.tax
        for part in (one.part_id for one in invoice.parts.all()):
            over = max(ZERO, min(left, paid.get(part, ZERO) - amounts.get(part, ZERO)))
            if over:
                paid[part] -= over
                left -= over
        title = f"Mva. på {invoice.word.lower()} {invoice.number}"
        claim = Claim(f"vat-{invoice.pk}", title, invoice.tax, invoice.tax - left, invoice=invoice.number)
        found.append(Group(title, [claim], [Due(title, invoice.tax, invoice.due_on)]))
    return found


def _frame_group(year: int, frame: Sequence[Charged]) -> Group:
    terms = terms_of(year, Instalment.Of.FRAME)
    claims = [claim for _, claim, _ in frame]
    if not terms:
        dues = [Due(claim.title, claim.charged, invoice.due_on if invoice else None) for _, claim, invoice in frame]
        return Group(FRAME_TITLE, claims, dues)
    decided = decided_days([charge.run for charge, _, _ in frame])
    found = divided([_owed(charge, decided) for charge, _, _ in frame], terms)
    return Group(FRAME_TITLE, claims, _dues(found, "Driftsramme, termin", "Vedtatt i rammen etter siste termin"))


def decided_days(runs: Sequence[AllocationRun]) -> dict[int, date]:
    """Primary key of a run to the day its decision was made, for what was decided on top of the frame."""
    rows = FrameChange.objects.filter(run__in=[run.pk for run in runs]).exclude(
        Q(kind=FrameChange.Kind.BASE) & Q(replaces__isnull=True)
    )
    return dict(rows.order_by().values_list("run", "decided_on"))


def _owed(charge: Charge, decided: Mapping[int, date]) -> Owed:
    """The frame itself, and what was decided in earlier years, is known before the year begins."""
    run = charge.run
    approved_on = timezone.localtime(run.approved_at).date() if run.approved_at else None
    if run.pk in decided:
        return Owed(charge.amount, decided[run.pk], approved_on)
    if run.corrects_id:
        return Owed(charge.amount, approved_on, approved_on)
    return Owed(charge.amount)


def _dues(found: Divided, word: str, late: str) -> list[Due]:
    dues = [Due(f"{word} {place}", amount, term.due_on) for place, (term, amount) in enumerate(found.terms, 1)]
    return [*dues, Due(late, found.after)] if found.after else dues


def _on_account(
    municipality: Municipality, year: ChargedYear, payments: Sequence[ReceivedPayment], *, with_payments: bool
) -> tuple[list[Group], list[str]]:
    part = next((one for one in year.parts if one.like == ON_ACCOUNT and not one.is_missing), None)
    received = sum((row.amount for row in payments if row.is_on_account), ZERO)
    typed = PaymentOnAccount.objects.filter(year=year.year, municipality=municipality).first()
    notes = []
    if with_payments and typed and received and typed.amount != received:
        notes.append(
            f"Akonto {year.year} er ført som {kroner(typed.amount)} kr i alt, og de registrerte innbetalingene er "
            f"{kroner(received)} kr. Det som er ført i alt, gjelder, for det avregnes."
        )
    if part is None and not received:
        return [], notes
    charged = part.amount(municipality.pk) if part else ZERO
    paid = typed.amount if typed else received
    if not with_payments:
        paid = ZERO
    claim = Claim(ON_ACCOUNT, part.title if part else ON_ACCOUNT_TITLE, charged, paid, is_decided=part is not None)
    terms = terms_of(year.year, Instalment.Of.ON_ACCOUNT)
    if terms and part and part.state == State.PLANNED:
        dues = _dues(divided([Owed(charged)], terms), "Akonto, termin", "")
    else:
        dues = [Due(claim.title, charged)]
    return [Group(ON_ACCOUNT_TITLE, [claim], dues)], notes


# Tables


def dues_table(standing: Standing, year: int, on: date, *, with_payments: bool) -> Table:
    """Each day of payment; they add up to the year's charge, as far as it is known."""
    rows = []
    for group in standing.groups:
        states = states_of(group.dues, group.paid, on) if with_payments else [NOTHING] * len(group.dues)
        rows += [(group, due, state) for due, state in zip(group.dues, states, strict=True)]
    rows.sort(key=lambda row: (row[1].due_on is None, row[1].due_on or date.max))
    return tabulate(
        "terminer",
        f"Når det betales i {year}",
        (
            column(
                "Forfall",
                lambda row: short_date(row[1].due_on) if row[1].due_on else "med faktura",
                total=_sum_word(standing),
            ),
            column("Hva", lambda row: row[1].title),
            *((column("Status", lambda row: row[2]),) if with_payments else ()),
            column("Beløp", lambda row: row[1].amount, kroner, total=standing.charged),
        ),
        rows,
        unit_note=KRONER_NOTE,
        note="Beløp under null betales tilbake til kommunen.",
    )


def _sum_word(standing: Standing) -> str:
    return "SUM" if standing.is_whole else "SUM så langt"


def owed_table(standing: Standing, year: int, on: date) -> Table:
    """Charge by charge: how far it has come, what is paid of it and what is left."""
    unplaced = Claim("unplaced", "Innbetalt uten at kravet er oppgitt", ZERO, standing.unplaced)
    claims = [*standing.claims, *([unplaced] if standing.unplaced else [])]

    def known(claim: Claim, amount: Decimal) -> Decimal | None:
        return amount if claim.is_decided or claim.paid else None

    is_told = any(claim.is_decided or claim.paid for claim in claims)

    def total(amount: Decimal) -> Decimal | str:
        return amount if is_told else NOTHING

    overdue = standing.overdue(on)
    told = f"Forfalt og ikke betalt per {short_date(on)}: {kroner(overdue)} kr."
    return tabulate(
        "skyldig",
        f"Krav, betalt og gjenstår {year}",
        (
            column("Krav", lambda one: one.title, total=_sum_word(standing)),
            column("Steg", lambda one: NOTHING if one.key == "unplaced" else str(one.step)),
            column("Faktura", lambda one: one.invoice or NOTHING),
            column("Krevd", lambda one: known(one, one.charged), kroner, total=total(standing.charged)),
            column("Betalt", lambda one: known(one, one.paid), kroner, total=total(standing.paid)),
            column("Gjenstår", lambda one: known(one, one.left), kroner, total=total(standing.left)),
        ),
        claims,
        unit_note=KRONER_NOTE,
        note=" ".join([told, "Under null har kommunen til gode.", *standing.notes]),
    )


def payments_table(payments: Sequence[ReceivedPayment], municipality: Municipality, year: int, reader: Reader) -> Table:
    return tabulate(
        "innbetalinger",
        f"Innbetalinger fra {municipality.name} i {year}",
        (
            column("Betalt", lambda row: short_date(row.paid_on), total="SUM"),
            column("Gjelder", lambda row: covers(row, reader)),
            column("Referanse", lambda row: row.reference or NOTHING),
            column("Beløp", lambda row: row.amount, kroner, total=sum),
        ),
        payments,
        unit_note=KRONER_NOTE,
    )


def covers(payment: ReceivedPayment, reader: Reader) -> str:
    """What it is paid for, as the reader may see it."""
    if payment.part:
        return reader.of_run(payment.part.run).text(payment.part.run.title)
    return ON_ACCOUNT_TITLE if payment.is_on_account else "ikke oppgitt"
