"""What a report printed of a register is as it was, whatever becomes of the register; drafts are checked again."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.approving import resting, sealing
from meetings.designing.designing import remove_column, save_state
from meetings.papers.checks import document_problems
from meetings.papers.compose import compose
from meetings.proof import proving
from meetings.proof.versions import Fault
from meetings.readiness.findings import check, stale_drafts
from meetings.registers.contents import Kind
from meetings.registers.models import RegisterColumn, RegisterState
from meetings.registers.standard import Standard
from meetings.registers.writing import Typed, remove_rows, restore_rows, write
from tests.factories import make_building_project, make_register, make_register_column, make_register_row
from tests.meetings.printed_registers.conftest import NOW, tables_of
from tests.transactions import rolled_back

CODES = (
    "tabell:register:avtaler",
    "tabell:register:avtaler:apne",
    "tabell:register-endringer:avtaler",
    "diagram:register:avtaler",
)


@pytest.fixture
def agreements(municipalities):
    register = make_register(Standard.AGREEMENTS)
    make_register_column(register=register, title="Egen", key="egen", kind=Kind.TEXT)
    for name, cost in (("Skole", "100"), ("Linjer", "200"), ("Skrivere", "300")):
        make_register_row(register, avtale=name, kostnad=cost, status="Gjelder", gjelder="Alle", egen="x")
    return register


# Each does one thing to the register: to its row number so and so, or with this text.
STEPS = st.lists(
    st.tuples(st.sampled_from(["write", "remove", "restore", "column", "rename", "add"]), st.integers(0, 2),
              st.sampled_from(["Gjelder", "Utløpt", "Sagt opp"])),
    min_size=1, max_size=6,
)  # fmt: skip


def step(register, by, what, place, text):
    rows, later = list(register.rows.order_by("pk")), NOW + timedelta(hours=1)
    row = rows[place]
    keyed = {column.key: column for column in RegisterColumn.objects.filter(register=register)}
    if what == "write":
        boxes = [Typed(row.uuid, keyed["status"].pk, text), Typed(row.uuid, keyed["avtale"].pk, f"Ny {text}")]
        write(register, boxes, by=by, now=later)
    elif what == "remove":
        remove_rows(register, [row.uuid], by=by, now=later)
    elif what == "restore":
        restore_rows(register, [row.uuid], by=by, now=later)
    elif what == "column" and keyed["egen"].removed_at is None:
        remove_column(keyed["egen"], by=by, now=later)
    elif what == "rename":
        state = RegisterState.objects.filter(column=keyed["status"]).order_by("pk")[place]
        state.label = f"Omdøpt {place}"
        save_state(state, by=by, now=later)
    elif what == "add":
        make_register_row(register, by=by, avtale=f"Ekstra {text}")


def test_a_frozen_report_never_changes_when_rows_do(print_report, approve, agreements, head):
    approve(print_report("tabell:register:avtaler"))
    report = print_report(*CODES, year=2025)
    version = approve(report)
    kept, page = version.content, sealing.text_hash(version.frozen)

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(STEPS)
    def holds(steps):
        with rolled_back():
            for one in steps:
                step(agreements, head, *one)
            version.refresh_from_db()
            assert version.content == kept
            assert sealing.hash_of(version.content) == version.content_hash
            fresh = type(version).objects.get(pk=version.pk)
            assert sealing.text_hash(fresh.frozen) == page
            assert [found for found in proving.prove() if isinstance(found, Fault)] == []

    holds()


def test_rows_that_were_changed_after_an_approval_are_noted_and_no_fault(print_report, approve, agreements, head):
    version = approve(print_report("tabell:register:avtaler"))
    [source] = [one for one in version.frozen.sources if one.name == "Register: Avtaler"]
    assert (source.rows, list(resting.moved_sources(version))) == (3, [])

    step(agreements, head, "write", 0, "Utløpt")
    step(agreements, head, "add", 0, "x")

    assert list(resting.moved_sources(version)) == ["Radene «Register: Avtaler» er endret siden (3 rader da, 4 nå)."]
    call_command("verify_frozen")


def test_a_change_in_a_register_has_the_drafts_checked_again(print_report, agreements, head):
    report = print_report("tabell:register:avtaler")
    check(report.pk)
    assert stale_drafts() == []

    step(agreements, head, "write", 0, "Utløpt")

    assert stale_drafts() == [report.pk]


def test_the_checks_find_nothing_wrong_in_what_registers_print(print_report, approve, agreements, head):
    same = make_building_project(tittel="Skole", status="På plan", kommentar="Som i forrige rapport.")
    make_building_project(tittel="Bro", status="Utsatt", kommentar="Venter på 2 svar siden 2023.")
    approve(print_report(*CODES[:2], "tabell:byggprosjekter"))
    step(agreements, head, "write", 0, "Utløpt")
    report = print_report(*CODES, "tabell:byggprosjekter", year=2025)
    report.sections.update(
        body=report.sections.get().body
        + "<p>Vi har [[register-antall:avtaler]] avtaler til sammen [[register-sum:avtaler:kostnad]].</p>"
    )

    assert list(document_problems(report)) == []
    assert same.title in str(tables_of(compose(report)))
