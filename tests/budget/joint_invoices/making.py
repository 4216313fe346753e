"""An invoice over several runs made by the action, as the tests of its pages and verbs need it."""

from datetime import date

from budget.invoices.peppol import Vat, VatCategory
from budget.joint_invoices.actions import make_invoice
from budget.joint_invoices.composing import Said, lines_for_buyer, waiting_parts
from rorikt.people.models import Municipality
from tests.factories import RUN_AT

VESTNES = "1535"
STANDARD, EXEMPT = Vat(VatCategory.STANDARD, 25), Vat(VatCategory.EXEMPT, reason="Unntatt")
OUTSIDE = Vat(VatCategory.OUTSIDE, reason="Fordeling mellom kommuner")


def said(**overrides):
    return Said(
        **{
            "title": "ROR-IKT 2024",
            "first_on": date(2024, 1, 1),
            "last_on": date(2024, 12, 31),
            "issued_on": date(2024, 2, 20),
            "due_on": date(2024, 3, 21),
            "buyer_reference": "IKT",
            **overrides,
        }
    )


def waiting(number=VESTNES):
    return list(waiting_parts().filter(municipality=number))


def make(head, parts=None, vats=None, number=VESTNES, credits=(), **told):
    """All that waits, with 25 % VAT on every line, unless told otherwise."""
    parts = waiting(number) if parts is None else parts
    vats = vats or [STANDARD] * len(lines_for_buyer(parts))
    return make_invoice(
        Municipality.objects.get(pk=number),
        year=2024,
        parts=parts,
        vats=vats,
        said=said(**told),
        credits=credits,
        by=head,
        now=RUN_AT,
    )
