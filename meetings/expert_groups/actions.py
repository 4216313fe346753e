"""What is done with the decision of an expert group: a case of the council, carried out after that."""

from datetime import datetime
from html import escape

from django.core.exceptions import ValidationError
from django.db import transaction

from meetings.agenda.actions import save_item
from meetings.agenda.decided import outcome_of
from meetings.agenda.models import AgendaItem
from meetings.expert_groups.decisions import AT_COUNCIL, DONE, TO_COUNCIL, can_be_sent, cases_of, is_taken
from meetings.register_pages.opening import state_of
from meetings.registers.access import rows_for
from meetings.registers.models import RegisterRow
from meetings.registers.sheet import Line, Sheet
from meetings.registers.standard import Standard
from meetings.registers.writing import Typed, write
from rorikt.amounts import long_date
from rorikt.audit import trail
from rorikt.audit.rows import locked
from rorikt.people.models import User
from rorikt.people.permissions import require
from rorikt.people.roles import is_staff_of_cooperation

GONE = "Vedtaket er tatt bort i mellomtiden."
PUBLIC_TITLE = "Sak fra en faggruppe"


@transaction.atomic
def make_case(row: RegisterRow, *, by: User, now: datetime) -> AgendaItem:
    """A case that waits for a meeting, of a decision that is to go to the council. It is exempt as the decision is.

    Raises ValidationError where there is a case of it already, or it is not to go there.
    """
    require(by, "meetings.change_meeting")
    require(by, "meetings.write_in_register", row.register)
    line = _held(row, by)
    found = cases_of([line.row]).get(line.row.case_id or 0)
    if is_taken(found):
        raise ValidationError("Det er allerede laget en sak av vedtaket.")
    if not can_be_sent(state_of(line, "status").key, found):
        raise ValidationError("Vedtaket skal ikke til rådet. Sett statusen til «Skal til rådet» først.")
    item = save_item(_case_of(line), case_officers=_officers(line), by=by, now=now)
    before = {"case_id": line.row.case_id}
    line.row.case = item.reference
    line.row.save(update_fields=["case"])
    trail.record(
        "laget sak av vedtak i faggruppe", line.row, by=by, now=now, before=before, after={"case_id": item.reference_id}
    )
    _set(line, {"status": AT_COUNCIL}, by=by, now=now)
    return item


@transaction.atomic
def finish(row: RegisterRow, *, by: User, now: datetime) -> None:
    """What the council decided of it is carried out. What it became is filled in where nobody has written it.

    Raises ValidationError until the council has decided.
    """
    require(by, "meetings.write_in_register", row.register)
    line = _held(row, by)
    item = cases_of([line.row]).get(line.row.case_id or 0)
    outcome = outcome_of(item) if item else None
    if item is None or outcome is None or not outcome.is_decided:
        raise ValidationError("Rådet har ikke vedtatt saken ennå.")
    told = f"{outcome.label} av rådet {long_date(outcome.settled_at)}, sak {item.number}."
    _set(line, {"status": DONE, **({} if line.text("utfall") else {"utfall": told})}, by=by, now=now)


def free(item: AgendaItem, by: User, now: datetime) -> None:
    """The case is being deleted: what it was made of is to go to the council still, and closed if the case was."""
    made = RegisterRow.objects.filter(register__standard=Standard.GROUP_DECISIONS, case=item.reference_id)
    for row in locked(made):
        before = {"case_id": row.case_id, "exemption_basis": row.exemption_basis}
        row.case, row.exemption_basis = None, row.exemption_basis or item.exemption_basis
        row.save(update_fields=["case", "exemption_basis"])
        after = {"case_id": None, "exemption_basis": row.exemption_basis}
        trail.record("tok saken fra vedtak i faggruppe", row, by=by, now=now, before=before, after=after)
        line = _line(row.pk)
        if state_of(line, "status").key == AT_COUNCIL and by.has_perm("meetings.write_in_register", row.register):
            _set(line, {"status": TO_COUNCIL}, by=by, now=now)


def _held(row: RegisterRow, by: User) -> Line:
    """As it is now, kept from others. Raises ValidationError for one that is not there for this person."""
    if locked(rows_for(by, row.register).filter(pk=row.pk)).first() is None:
        raise ValidationError(GONE)
    return _line(row.pk)


def _line(pk: int) -> Line:
    row = RegisterRow.objects.with_cells().select_related("register").get(pk=pk)
    return Line(row, Sheet(row.register))


def _case_of(line: Line) -> AgendaItem:
    title, group = line.row.title, _group(line)
    day = f" {long_date(line['dato'].day)}" if line["dato"].day else ""
    due = f" Frist: {long_date(line['frist'].day)}." if line["frist"].day else ""
    of_group = f"Faggruppen «{group.title}»" if group else "Faggruppen"
    parts = [f"{of_group} har bestemt{day}: {title.rstrip('.')}.{due}", line.text("utfall")]
    bases = [line.row.exemption_basis, line.row.register.exemption_basis]
    bases += [group.exemption_basis, group.register.exemption_basis] if group else []
    basis = next((one for one in bases if one), "")
    return AgendaItem(
        title=title if len(title) <= 200 else f"{title[:199].rstrip()}…",
        summary="".join(f"<p>{escape(part, quote=False)}</p>" for part in parts if part),
        kind=AgendaItem.Kind.DECISION,
        exemption_basis=basis,
        public_title=PUBLIC_TITLE if basis else "",
    )


def _group(line: Line) -> RegisterRow | None:
    return RegisterRow.objects.select_related("register").filter(pk=line["faggruppe"].row or 0).first()


def _officers(line: Line) -> list[User]:
    """Who is responsible for the decision, else whom the group has in the cooperation; nobody where they have left."""
    group = _group(line)
    contact = _line(group.pk)["sekretaer"].person if group else None
    people = User.objects.in_bulk([one for one in (line["ansvarlig"].person, contact) if one])
    found = [people[one] for one in (line["ansvarlig"].person, contact) if one in people]
    return [one for one in found if is_staff_of_cooperation(one)][:1]


def _set(line: Line, wanted: dict[str, str], *, by: User, now: datetime) -> None:
    """Write in boxes of the row, a state by its key. Raises ValidationError for what cannot be written there."""
    typed = []
    for key, text in wanted.items():
        column = line.sheet.by_key[key]
        labels = {state.key: state.label for state in column.states.all()}
        typed.append(Typed(line.row.uuid, column.pk, labels.get(text, text)))
    written = write(line.row.register, typed, by=by, now=now)
    if written.faults:
        raise ValidationError(" ".join(written.faults.values()))
