"""Every change to the money is guarded, audited with before and after, and stores nothing when it is refused."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from budget.estimates.actions import store_estimate
from budget.estimates.models import CostEstimate, PriceTier
from budget.investments.actions import set_payments
from budget.keys.actions import change_cost_key, delete_cost_key, store_cost_key
from budget.keys.models import CostKey, CostKeyShare
from budget.lines.models import BudgetLine, VarianceCause
from budget.projects.models import PaymentOnAccount
from budget.result.actions import delete_line, store_cause, store_line
from rorikt.audit import rows, trail
from rorikt.audit.models import AuditEntry
from rorikt.people.models import Municipality, User
from tests.factories import (
    KEY_2023,
    KEY_2024,
    make_cause,
    make_document,
    make_estimate,
    make_estimate_line,
    make_key,
    make_line,
    make_municipalities,
    make_payment,
    make_project,
    make_tier,
    make_user,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 2, 6, 12, tzinfo=UTC)
SHARES_2023 = {number: Decimal(percent) for number, percent in KEY_2023.items()}
SHARES_2024 = {number: Decimal(percent) for number, percent in KEY_2024.items()}


def store_key(by, shares=SHARES_2024, valid_from=date(2024, 1, 1), **options):
    make_municipalities()
    return store_cost_key(shares, valid_from=valid_from, source="Vedtak", by=by, now=NOW, **options)


def refused(call, *arguments, **options):
    """What the person is told; nothing is stored and nothing is audited."""
    before = (AuditEntry.objects.count(), CostKey.objects.count(), CostKeyShare.objects.count())
    with pytest.raises(ValidationError) as caught:
        call(*arguments, **options)
    assert (AuditEntry.objects.count(), CostKey.objects.count(), CostKeyShare.objects.count()) == before
    return " ".join(caught.value.messages).replace("\u00a0", " ")


def test_a_new_line_is_stored_and_audited(head):
    line = BudgetLine(year=2023, title="Lønn", budgeted=Decimal("29233000.00"))

    store_line(line, by=head, now=NOW)

    entry = AuditEntry.objects.get()
    assert (entry.action, entry.subject, entry.by, entry.at) == (
        "la til budsjettlinje",
        f"budget.budgetline:{line.pk}",
        head,
        NOW,
    )
    assert entry.detail["before"] is None
    assert entry.detail["after"]["budgeted"] == "29233000.00"


def test_a_changed_line_is_audited_with_what_stood_before(head):
    line = make_line(title="Lønn", actual=Decimal("100.00"))

    line.actual = Decimal("200.00")
    store_line(line, by=head, now=NOW)

    entry = AuditEntry.objects.get()
    assert entry.action == "endret budsjettlinje"
    assert (entry.detail["before"]["actual"], entry.detail["after"]["actual"]) == ("100.00", "200.00")
    assert trail.broken_entries() == []


def test_two_lines_of_a_year_may_not_share_a_title(head):
    make_line(title="Lønn")

    message = refused(store_line, BudgetLine(year=2023, title="Lønn", budgeted=Decimal(1)), by=head, now=NOW)

    assert message == "Året har allerede en linje med denne tittelen."
    assert BudgetLine.objects.count() == 1


def test_a_line_that_somebody_deleted_meanwhile_is_not_brought_back(head):
    line = make_line()
    BudgetLine.objects.all().delete()
    line.pk = 1

    assert refused(store_line, line, by=head, now=NOW).startswith("Raden er slettet")


@pytest.mark.parametrize("make", [make_line, make_project, make_cause, make_estimate, make_estimate_line, make_tier])
def test_every_kind_of_row_is_changed_and_deleted_with_an_audit_entry(head, make):
    row = make()
    kind, pk = type(row), row.pk

    rows.store_row(row, by=head, now=NOW)
    rows.delete_row(row, by=head, now=NOW)

    assert not kind.objects.filter(pk=pk).exists()
    deleted, changed = AuditEntry.objects.order_by("-pk")
    assert {deleted.subject, changed.subject} == {f"{kind._meta.label_lower}:{pk}"}
    assert deleted.action == f"slettet {kind._meta.verbose_name}"
    assert (deleted.detail["before"]["id"], deleted.detail["after"]) == (str(pk), None)


def test_what_is_deleted_with_a_row_is_kept_in_the_audit_trail(head):
    cause = make_cause(title="Prisvekst")
    tier = make_tier()

    delete_line(cause.line, by=head, now=NOW)
    rows.delete_row(tier.estimate, by=head, now=NOW)

    estimate_entry, line_entry = AuditEntry.objects.order_by("-pk")
    assert [one["title"] for one in line_entry.detail["before"]["causes"]] == ["Prisvekst"]
    assert [one["up_to"] for one in estimate_entry.detail["before"]["tiers"]] == ["400"]
    assert not VarianceCause.objects.exists()
    assert not PriceTier.objects.exists()


def test_an_estimate_that_a_document_uses_is_not_deleted(head):
    estimate = make_estimate()
    make_document(cost_estimate=estimate)

    message = refused(rows.delete_row, estimate, by=head, now=NOW)

    assert message == "Dette er i bruk av et dokument, en kontokobling eller rammen, og kan derfor ikke slettes."
    assert CostEstimate.objects.count() == 1


def test_a_slug_is_made_of_the_title_and_spelt_as_tokens_spell_it(head):
    cause = VarianceCause(line=make_line(), title="Økt pris på lisenser")
    typed = VarianceCause(line=make_line(), title="Lokaler", slug="Nye_Lokaler")
    estimate = CostEstimate(title="Sikkerhetspartner 2024")

    for row in (cause, typed):
        store_cause(row, by=head, now=NOW)
    store_estimate(estimate, by=head, now=NOW)

    assert [cause.slug, typed.slug, estimate.slug] == ["okt-pris-pa-lisenser", "nye-lokaler", "sikkerhetspartner-2024"]


def test_a_title_without_letters_needs_a_slug(head):
    row = VarianceCause(line=make_line(), title="…")

    assert "Skriv et kortnavn" in refused(store_cause, row, by=head, now=NOW)


def test_two_causes_of_a_year_may_not_share_a_slug_even_on_different_lines(head):
    make_cause(slug="lisenser", line=make_line(year=2023))
    store_cause(VarianceCause(line=make_line(year=2022), title="Lisenser"), by=head, now=NOW)

    row = VarianceCause(line=make_line(year=2023), title="Lisenser")

    assert refused(store_cause, row, by=head, now=NOW) == ("En annen årsak i 2023 har allerede dette kortnavnet.")


def test_a_whole_key_is_stored_with_its_shares_and_audited(head):
    key = store_key(head, SHARES_2023, valid_from=date(2023, 1, 1))

    assert key.checked_percentages() == SHARES_2023
    assert key.valid_to is None
    entry = AuditEntry.objects.get()
    assert entry.action == "la til fordelingsnøkkel"
    assert entry.detail["after"]["shares"] == KEY_2023


def test_a_new_key_ends_the_one_before_it_the_day_before(head):
    old = store_key(head, SHARES_2023, valid_from=date(2023, 1, 1))

    store_key(head)

    old.refresh_from_db()
    assert old.valid_to == date(2023, 12, 31)
    ended = AuditEntry.objects.get(action="endret slutten på fordelingsnøkkel")
    assert (ended.detail["before"], ended.detail["after"]) == ({"valid_to": None}, {"valid_to": "2023-12-31"})


def test_a_key_from_before_the_others_ends_when_the_next_begins(head):
    store_key(head)

    earlier = store_key(head, SHARES_2023, valid_from=date(2023, 1, 1))

    assert earlier.valid_to == date(2023, 12, 31)


@pytest.mark.parametrize(
    ("shares", "message"),
    [
        ({**SHARES_2024, "1579": Decimal("19.71")}, "Andelene er til sammen 99,99 %; det mangler 0,01 prosentpoeng."),
        (
            {**SHARES_2024, "1579": Decimal("19.73")},
            "Andelene er til sammen 100,01 %; det er 0,01 prosentpoeng for mye.",
        ),
        ({"1506": Decimal("60.00"), "1535": Decimal("40.00")}, "Nøkkelen må ha én andel for hver kommune"),
        ({**SHARES_2024, "0301": Decimal(0)}, "Nøkkelen må ha én andel for hver kommune"),
        ({**SHARES_2024, "1506": Decimal("67.10"), "1579": Decimal("-0.28")}, "100"),
    ],
)
def test_a_key_that_is_not_whole_is_refused(head, shares, message):
    assert message in refused(store_key, head, shares)


def test_a_key_is_refused_before_there_are_municipalities(head):
    Municipality.objects.all().delete()

    message = refused(store_cost_key, {}, valid_from=date(2024, 1, 1), source="Vedtak", by=head, now=NOW)

    assert message == "Legg inn kommunene i samarbeidet før du lager en fordelingsnøkkel."


def test_a_key_may_not_begin_while_one_with_an_end_holds(head):
    store_key(head, SHARES_2023, valid_from=date(2023, 1, 1), valid_to=date(2024, 6, 30))

    assert refused(store_key, head) == "Perioden overlapper nøkkelen som gjelder 01.01.2023 – 30.06.2024."


def test_a_key_may_not_end_after_the_next_begins(head):
    store_key(head)

    message = refused(store_key, head, SHARES_2023, valid_from=date(2023, 1, 1), valid_to=date(2024, 1, 1))

    assert message == "Perioden overlapper nøkkelen som gjelder fra 01.01.2024."


def test_two_keys_may_not_begin_on_the_same_day(head):
    store_key(head)

    assert refused(store_key, head) == "En annen nøkkel begynner å gjelde samme dag."


def test_a_key_may_not_end_before_it_begins(head):
    message = refused(store_key, head, valid_to=date(2023, 12, 31))

    assert message == "Nøkkelen kan ikke slutte å gjelde før den begynner."


def test_a_refused_key_leaves_the_one_before_it_open(head):
    old = store_key(head, SHARES_2023, valid_from=date(2023, 1, 1))

    refused(store_key, head, valid_to=date(2023, 12, 31))

    old.refresh_from_db()
    assert old.valid_to is None


def test_a_key_is_corrected_with_what_stood_before_in_the_audit_trail(head):
    key = store_key(head)

    change_cost_key(key, percentages=SHARES_2023, source="Rettet vedtak", by=head, now=NOW)

    key = CostKey.objects.get()
    assert (key.checked_percentages(), key.source) == (SHARES_2023, "Rettet vedtak")
    entry = AuditEntry.objects.get(action="endret fordelingsnøkkel")
    assert (entry.detail["before"]["shares"], entry.detail["after"]["shares"]) == (KEY_2024, KEY_2023)


def test_a_key_is_not_corrected_into_one_that_is_not_whole(head):
    key = store_key(head)

    short = {**SHARES_2024, "1579": Decimal("19.71")}
    refused(change_cost_key, key, percentages=short, source="Vedtak", by=head, now=NOW)

    assert CostKey.objects.get().checked_percentages() == SHARES_2024


def test_deleting_the_newest_key_lets_the_one_before_it_hold_again(head):
    old = store_key(head, SHARES_2023, valid_from=date(2023, 1, 1))
    new = store_key(head)

    delete_cost_key(new, by=head, now=NOW)

    assert list(CostKey.objects.values_list("pk", "valid_to")) == [(old.pk, None)]
    assert AuditEntry.objects.get(action="slettet fordelingsnøkkel").detail["before"]["shares"] == KEY_2024
    assert trail.broken_entries() == []


def test_only_the_newest_key_is_deleted(head):
    old = store_key(head, SHARES_2023, valid_from=date(2023, 1, 1))
    store_key(head)

    assert refused(delete_cost_key, old, by=head, now=NOW).startswith("Bare den nyeste")


def test_a_stored_key_that_is_not_whole_is_not_used():
    key = make_key({"1506": "50.00", "1535": "49.99"})

    with pytest.raises(ValidationError, match=r"kan ikke brukes\. Andelene er til sammen 99,99"):
        key.checked_percentages()


def test_payments_are_added_changed_and_removed_each_with_an_audit_entry(head):
    molde, vestnes, rauma, aukra, _ = make_municipalities()
    make_payment(municipality=vestnes, amount=Decimal("5.00"))
    make_payment(municipality=rauma, amount=Decimal("6.00"))
    make_payment(municipality=aukra, amount=Decimal("7.00"))

    typed = {molde: Decimal("0.00"), vestnes: Decimal("9.00"), rauma: None, aukra: Decimal("7.00")}
    set_payments(typed, year=2023, by=head, now=NOW)

    assert dict(PaymentOnAccount.objects.values_list("municipality", "amount")) == {"1506": 0, "1535": 9, "1547": 7}
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "la til akontobetaling",
        "endret akontobetaling",
        "slettet akontobetaling",
    ]
    changed = AuditEntry.objects.get(action="endret akontobetaling").detail
    assert (changed["before"]["amount"], changed["after"]["amount"]) == ("5.00", "9.00")


def test_a_finance_person_sets_the_payment_of_their_own_municipality_only(finance):
    molde, vestnes = make_municipalities()[:2]

    set_payments({vestnes: Decimal(1)}, year=2023, by=finance, now=NOW)
    with pytest.raises(PermissionDenied):
        set_payments({vestnes: Decimal(2), molde: Decimal(2)}, year=2023, by=finance, now=NOW)

    assert PaymentOnAccount.objects.get().municipality == vestnes


@pytest.mark.parametrize("role", [User.Role.AUTHOR, User.Role.COUNCIL_MEMBER, User.Role.ADMINISTRATOR])
def test_others_set_no_payments(role):
    person = make_user(role=role)

    with pytest.raises(PermissionDenied):
        set_payments({make_municipalities()[1]: Decimal(1)}, year=2023, by=person, now=NOW)

    assert not PaymentOnAccount.objects.exists()


def test_a_negative_payment_is_refused(head):
    molde = make_municipalities()[0]

    message = refused(set_payments, {molde: Decimal(-1)}, year=2023, by=head, now=NOW)

    assert message == "En akontobetaling kan ikke være under null."
