"""`make_x(**overrides)` returns a saved, valid object with no surprises."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from hashlib import sha256
from itertools import count
from uuid import uuid4

from django.utils import timezone

from budget.allocations.models import AllocationRun
from budget.balances.models import BalanceConfirmation
from budget.estimates.models import CostEstimate, CostEstimateLine, PriceTier
from budget.frame.actions import Decision, add_change
from budget.frame.models import FrameChange
from budget.instalments.models import Instalment
from budget.investments.models import BudgetRevision, CarryOver
from budget.invoices.models import Invoice, InvoiceLine
from budget.keys.models import CostKey, CostKeyShare
from budget.ledger.models import AccountImport, AccountTotal
from budget.lines.models import BudgetLine, VarianceCause
from budget.measures.models import Measure
from budget.memberships.models import Membership
from budget.payments.models import ReceivedPayment
from budget.plan.models import FinancialPlan, PlanChange, PlanLine
from budget.posting.models import PostingRule
from budget.projects.models import InvestmentProject, PaymentOnAccount
from budget.purposes.models import KeyPurpose
from budget.runs import actions
from budget.services.models import Customer, PriceList, PriceStep, Service, ServiceCount
from budget.vouchers.models import ShieldedVoucher, VoucherFile
from budget.year_budget.actions import adopt_budget, regulate
from budget.year_budget.models import BudgetAdoption
from budget.years.models import AccountingYear
from meetings.agenda.models import AgendaItem, Meeting
from meetings.attachment_pages.models import AttachmentPage, PagesOfFile
from meetings.attachments.models import Attachment
from meetings.comments.models import Comment
from meetings.council.models import CouncilMember
from meetings.cycle.models import CyclePoint
from meetings.definitions.models import Definition
from meetings.designing import designing
from meetings.documents.content import Content, Publisher
from meetings.documents.models import Document, DocumentVersion, Section
from meetings.followup.models import Action, MunicipalityAct
from meetings.mailing.models import Delivery, Notice
from meetings.notes.models import Note, Words
from meetings.objections.models import Waiver
from meetings.pictures.models import Picture
from meetings.proceedings.models import Attendance, Sitting, Treatment
from meetings.proposing.models import ProposedEdit
from meetings.questions.models import Question
from meetings.registers.models import Register, RegisterColumn, RegisterState
from meetings.registers.standard import Standard
from meetings.registers.writing import Typed, write
from meetings.revisions.saving import as_it_stands
from meetings.suggestions.models import CaseSuggestion
from rorikt.cases.models import CaseReference
from rorikt.imports.models import ImportedFile
from rorikt.invitations.models import Invitation
from rorikt.people.models import Cooperation, Municipality, User
from support.sla.models import Priority, SlaPolicy, WorkCalendar, WorkingHours
from support.sla.policies import load_rules
from support.tickets.measurement import measure
from support.tickets.models import Category, CriticalEvent, Ticket

_numbers = count(1)
RUN_AT = datetime(2024, 2, 6, 12, tzinfo=UTC)

MUNICIPALITIES = {"1506": "Molde", "1535": "Vestnes", "1539": "Rauma", "1547": "Aukra", "1579": "Hustadvika"}
KEY_2023 = {"1506": "45.87", "1535": "12.39", "1539": "12.35", "1547": "8.37", "1579": "21.02"}
KEY_2024 = {"1506": "47.10", "1535": "12.78", "1539": "12.31", "1547": "8.09", "1579": "19.72"}


def make_municipalities():
    found = Municipality.objects.in_bulk(list(MUNICIPALITIES))
    missing = [Municipality(number=n, name=name) for n, name in MUNICIPALITIES.items() if n not in found]
    found |= {municipality.number: municipality for municipality in Municipality.objects.bulk_create(missing)}
    return [found[n] for n in MUNICIPALITIES]


def make_cooperation(**overrides):
    return Cooperation.objects.create(
        **{
            "name": "ROR-IKT",
            "council_name": "Samarbeidsrådet for ROR-IKT",
            "office_municipality": make_municipalities()[0],
            **overrides,
        }
    )


def make_user(role=User.Role.HEAD, **overrides):
    n = next(_numbers)
    if role in {User.Role.FINANCE, User.Role.COUNCIL_MEMBER}:
        overrides.setdefault("municipality", make_municipalities()[1])
    return User.objects.create_user(
        **{
            "email": f"{role}{n}@example.no",
            "password": None,
            "name": f"{User.Role(role).label} {n}",
            "role": role,
            **overrides,
        }
    )


def make_invitation(**overrides):
    n, now = next(_numbers), timezone.now()
    fields = {"email": f"invitert{n}@example.no", "name": f"Invitert {n}", "role": User.Role.AUTHOR, "key_hash": f"{n}"}
    return Invitation.objects.create(
        **{**fields, "invited_at": now, "expires_at": now + timedelta(days=7), **overrides}
    )


def make_line(**overrides):
    n = next(_numbers)
    return BudgetLine.objects.create(
        **{
            "year": 2023,
            "position": n,
            "title": f"Linje {n}",
            "budgeted": Decimal(1000),
            "actual": Decimal(900),
            **overrides,
        }
    )


def close_year(year=2023, **overrides):
    """Closed on the last day of the January after it, whatever its rows are; the action is tested by itself."""
    by = overrides.pop("by", None) or User.objects.filter(role=User.Role.HEAD).first() or make_user()
    now = datetime(year + 1, 1, 31, 12, tzinfo=UTC)
    closing = {"accounts_to": 12, "stated_at": now, "stated_by": by, "closed_on": date(year + 1, 1, 31)}
    values = {**closing, "closed_at": now, "closed_by": by, **overrides}
    return AccountingYear.objects.update_or_create(year=year, defaults=values)[0]


def state_reach(year, month, by=None):
    """The accounts of an open year reach a month."""
    by = by or User.objects.filter(role=User.Role.HEAD).first() or make_user()
    values = {"accounts_to": month, "stated_at": datetime(year + 1, 1, 2, 12, tzinfo=UTC), "stated_by": by}
    open_ = {"closed_on": None, "closed_at": None, "closed_by": None}
    return AccountingYear.objects.update_or_create(year=year, defaults={**values, **open_})[0]


def make_project(**overrides):
    n = next(_numbers)
    return InvestmentProject.objects.create(
        **{"year": 2023, "position": n, "title": f"Prosjekt {n}", "budgeted": Decimal(1000), **overrides}
    )


def make_key(shares=KEY_2023, **overrides):
    make_municipalities()
    key = CostKey.objects.create(**{"valid_from": date(2023, 1, 1), "source": "Samarbeidsavtalen", **overrides})
    CostKeyShare.objects.bulk_create(
        CostKeyShare(key=key, municipality_id=number, percent=Decimal(percent)) for number, percent in shares.items()
    )
    return key


def make_purpose(**overrides):
    """One that is not the general one."""
    return KeyPurpose.objects.create(**{"title": "Felles journalsystem", **overrides})


def make_membership(number="1506", **overrides):
    make_municipalities()
    first_on = {"first_on": date(2000, 1, 1)}
    return Membership.objects.create(**{"municipality_id": number, **first_on, **overrides})


def make_cause(**overrides):
    n = next(_numbers)
    line = overrides.pop("line", None) or make_line()
    return VarianceCause.objects.create(
        **{"line": line, "slug": f"arsak-{n}", "title": f"Årsak {n}", "amount": Decimal(100), **overrides}
    )


def make_measure(**overrides):
    """Decided, on a line of 2024."""
    line = overrides.pop("line") if "line" in overrides else make_line(year=2024)
    decided = {"decided_by": "Leder", "decided_on": date(2024, 5, 2), "responsible": "Leder"}
    title = {"title": f"Tiltak {next(_numbers)}", "effect": Decimal(1000)}
    year = line.year if line else 2024
    return Measure.objects.create(**{"year": year, "line": line, **title, **decided, **overrides})


def make_payment(**overrides):
    make_municipalities()
    if "municipality" not in overrides:
        overrides.setdefault("municipality_id", "1506")
    return PaymentOnAccount.objects.create(**{"year": 2023, "amount": Decimal(1000), **overrides})


def make_instalment(**overrides):
    return Instalment.objects.create(**{"year": 2024, "of": "frame", "due_on": date(2024, 2, 15), **overrides})


def make_posting(**overrides):
    return PostingRule.objects.create(**{"kind": "frame", "year": 2024, "art": "350", "function": "120", **overrides})


def make_received(**overrides):
    """A payment without a charge named."""
    make_municipalities()
    fields = {"municipality_id": "1506", "year": 2024, "paid_on": date(2024, 4, 1), "amount": Decimal(100)}
    user = overrides.pop("recorded_by", None) or make_user()
    return ReceivedPayment.objects.create(**{**fields, "recorded_at": RUN_AT, "recorded_by": user, **overrides})


def make_balance(**overrides):
    """Issued, of one charge that nothing is paid of."""
    make_municipalities()
    row = {"title": "Driftsramme 2024", "step": "vedtatt", "invoice": "", "charged": "100.00", "paid": "0.00"}
    sums = {"charged": "100.00", "invoiced": "0.00", "paid": "0.00", "left": "100.00"}
    figures = {"rows": [row], "notes": [], **sums}
    fields = {"municipality_id": "1506", "year": 2024, "as_of": date(2024, 12, 31), "figures": figures}
    user = overrides.pop("issued_by", None) or make_user()
    issued = {"sha256": "0" * 64, "issued_at": RUN_AT, "issued_by": user}
    return BalanceConfirmation.objects.create(**{**fields, **issued, **overrides})


def make_invoice(part=None, **overrides):
    """With one line of all that its part books, and 25 % VAT; not sent. What the file says is not held against it."""
    part = part or make_run().parts.first()
    line = {"name": "Andel", "category": "S", "percent": 25, **overrides.pop("line", {})}
    by = overrides.pop("made_by", None) or User.objects.first() or make_user()
    invoice = Invoice.objects.create(
        **{
            **{"municipality": part.municipality, "year": 2024, "sequence": next(_numbers), "title": "Samarbeidet"},
            **{"first_on": date(2024, 1, 1), "last_on": date(2024, 12, 31), "issued_on": date(2024, 2, 20)},
            **{"due_on": date(2024, 3, 21), "buyer_reference": "IKT", "net": part.booked, "line_count": 1},
            **{"tax": (part.booked / 4).quantize(Decimal("0.01")), "content": "<x/>", "sha256": "1" * 64},
            **{"made_at": RUN_AT, "made_by": by},
            **overrides,
        }
    )
    InvoiceLine.objects.create(invoice=invoice, part=part, position=1, amount=part.booked, **line)
    return invoice


def make_service(**overrides):
    n = next(_numbers)
    title = overrides.pop("title", f"Tjeneste {n}")
    return Service.objects.create(**{"title": title, "slug": f"tjeneste-{n}", **overrides})


def make_price_list(service=None, *steps, **overrides):
    """At 100 kr a month; `steps` are first, last and price of each, with the tiering that is given."""
    tiering = overrides.pop("tiering", "none")
    price = {} if steps else {"price": Decimal(100)}
    values = {"year": 2024, "tiering": tiering, **price, **overrides}
    prices = PriceList.objects.create(service=service or make_service(), **values)
    for first, last, of_step in steps:
        PriceStep.objects.create(price_list=prices, first=first, last=last, price=Decimal(of_step))
    return prices


def make_count(service, municipality, count, day=date(2024, 1, 31), **overrides):
    return ServiceCount.objects.create(
        service=service, municipality_id=municipality, counted_on=day, count=count, **overrides
    )


def make_customer(**overrides):
    n = next(_numbers)
    return Customer.objects.create(**{"number": f"C{n}", "name": f"Kunde {n}", "municipality_id": "1506", **overrides})


def make_estimate(**overrides):
    n = next(_numbers)
    return CostEstimate.objects.create(
        **{
            "title": f"Overslag {n}",
            "slug": f"overslag-{n}",
            "unit_name": "servere",
            "unit_count": 397,
            "counted_on": date(2024, 2, 1),
            **overrides,
        }
    )


def make_estimate_line(**overrides):
    n = next(_numbers)
    estimate = overrides.pop("estimate", None) or make_estimate()
    return CostEstimateLine.objects.create(
        **{
            "estimate": estimate,
            "year": 2024,
            "position": n,
            "title": f"Kostnad {n}",
            "amount": Decimal(1000),
            **overrides,
        }
    )


def make_tier(**overrides):
    estimate = overrides.pop("estimate", None) or make_estimate()
    return PriceTier.objects.create(
        **{"estimate": estimate, "up_to": 400, "monthly_price": Decimal(122_000), **overrides}
    )


def make_ticket(**overrides):
    n = next(_numbers)
    return Ticket.objects.create(
        **{
            "number": 100_000 + n,
            "kind": Ticket.Kind.INCIDENT,
            "priority": Priority.MEDIUM,
            "category": Category.objects.get_or_create(name="Klient")[0],
            "municipality": make_municipalities()[0],
            "created_at": datetime(2024, 1, 8, 8, tzinfo=UTC),
            **overrides,
        }
    )


def make_calendar(**overrides):
    """Monday to Friday 08.00–15.30."""
    calendar = WorkCalendar.objects.create(
        **{"name": "Ordinær åpningstid", "valid_from": date(2021, 1, 1), "half_day_closes_at": time(12), **overrides}
    )
    WorkingHours.objects.bulk_create(
        WorkingHours(calendar=calendar, weekday=weekday, opens_at=time(8), closes_at=time(15, 30))
        for weekday in range(5)
    )
    return calendar


def make_policy(**overrides):
    """Two working hours for critical tickets, unless told otherwise."""
    return SlaPolicy.objects.create(
        **{"priority": Priority.CRITICAL, "valid_from": date(2021, 1, 1), "target": 2, "unit": "hours", **overrides}
    )


def make_policies():
    """Those of the reference packet."""
    targets = {"low": (5, "days"), "medium": (3, "days"), "high": (4, "hours"), "critical": (2, "hours")}
    return [make_policy(priority=p, target=target, unit=unit) for p, (target, unit) in targets.items()]


def make_measured_ticket(**overrides):
    """Measured by the calendar and policies that are stored."""
    ticket = make_ticket(**overrides)
    measure([ticket], load_rules())
    ticket.save()
    return ticket


def make_critical_event(**overrides):
    ticket = overrides.pop("ticket", None) or make_ticket(priority=Priority.CRITICAL)
    return CriticalEvent.objects.create(
        **{"ticket": ticket, "what": "Nettet falt ut.", "outcome": "Rettet samme dag.", **overrides}
    )


def make_meeting(**overrides):
    held_on = overrides.pop("held_on", date(2024, 2, 14))
    return Meeting.objects.create(
        **{
            "year": held_on.year,
            "sequence": Meeting.objects.filter(year=held_on.year).count() + 1,
            "held_on": held_on,
            **overrides,
        }
    )


def make_notice(**overrides):
    """A notice with one delivery, which is in the `state` that is asked for."""
    n, state = next(_numbers), overrides.pop("state", "waiting")
    meeting = overrides.pop("meeting", None) or make_meeting()
    facts = {
        "council": "Samarbeidsrådet", "number": meeting.number, "path": meeting.get_absolute_url(), "where": "Molde",
        "held_on": meeting.held_on.isoformat(), "starts_at": "09.00", "ends_at": "", "cases": [], "changes": [],
        "packets_from": {},
    }  # fmt: skip
    usual = {
        "number": meeting.notices.count() + 1, "kind": Notice.Kind.CHANGE, "subject": "Endring", "text": "Se under.",
        "facts": facts, "calendar_uid": f"{n}@example.no", "site": "http://testserver", "sent_at": RUN_AT,
    }  # fmt: skip
    notice = Notice.objects.create(**{"meeting": meeting, **usual, **overrides})
    is_begun, is_settled = state != "waiting", state not in {"waiting", "begun"}
    delivery = Delivery.objects.create(
        notice=notice, role="member", name="Kari Nordmann", address="kari@example.no", why="medlem i rådet",
        audience="public", message_id=f"<{n}@example.no>", state=state, begun_at=RUN_AT if is_begun else None,
        settled_at=RUN_AT if is_settled else None,
    )  # fmt: skip
    return notice, delivery


def make_item(**overrides):
    """A case with a reference of its own, which has its number for good where the case was sent."""
    meeting = overrides.pop("meeting", None) or make_meeting()
    values = {"meeting": meeting, "sequence": meeting.agenda.count() + 1, "title": "Anskaffelse", **overrides}
    item = AgendaItem(reference=CaseReference(), **values)
    item.reference.number = item.number if item.sent_at else None
    item.reference.save()
    item.reference_id = item.reference.pk
    item.save()
    return item


def named_case(number):
    """The case that has the number now, or what stands for one that is not here."""
    for item in AgendaItem.objects.select_related("meeting", "reference"):
        if item.number == number:
            return item.reference
    return CaseReference.objects.get_or_create(number=number, same_as=None)[0]


def decide(item, text="Rådet vedtar forslaget.", **overrides):
    """What the meeting decided of the case, on the day it was held."""
    at = datetime.combine(item.meeting.held_on, time(13), tzinfo=UTC)
    return Treatment.objects.create(
        **{"item": item, "outcome": "decided", "decision": text, "began_at": at, "settled_at": at, **overrides}
    )


def make_action(**overrides):
    """Of a case that was decided on the day of its meeting."""
    item = overrides.pop("item", None) or decide(make_item()).item
    by = overrides.pop("created_by", None) or User.objects.first() or make_user()
    given = {} if "body" in overrides else {"owner": by}
    return Action.objects.create(
        **{
            "item": item,
            "title": f"Tiltak {next(_numbers)}",
            "due_on": date(2024, 4, 1),
            "decided_on": item.meeting.held_on,
            "created_by": by,
            **given,
            **overrides,
        }
    )


def make_act(**overrides):
    item = overrides.pop("item", None) or decide(make_item()).item
    municipality = overrides.pop("municipality", None) or make_municipalities()[1]
    return MunicipalityAct.objects.create(
        **{"item": item, "municipality": municipality, "kind": MunicipalityAct.Kind.DECISION, **overrides}
    )


def make_suggestion(**overrides):
    n = next(_numbers)
    return CaseSuggestion.objects.create(
        **{
            **{"kind": CaseSuggestion.Kind.ACTION, "subject": f"{n}", "fact": f"action:{n}", "title": f"Forslag {n}"},
            **{"text": "Fristen er ute.", "url": "/moter/", "found_at": RUN_AT},
            **overrides,
        }
    )


def make_waiting(**overrides):
    """A case that waits for a meeting."""
    return AgendaItem.objects.create(
        reference=CaseReference.objects.create(), **{"title": f"Sak i kø {next(_numbers)}", **overrides}
    )


def make_document(**overrides):
    return Document.objects.create(
        **{
            "kind": Document.Kind.CASE_PAPER,
            "title": "Saksframlegg",
            "document_owner": "ROR-IKT",
            "as_of": date(2024, 2, 1),
            **overrides,
        }
    )


def make_section(**overrides):
    document = overrides.pop("document", None) or make_document()
    position = document.sections.filter(parent=overrides.get("parent")).count() + 1
    return Section.objects.create(**{"document": document, "position": position, "title": "Innledning", **overrides})


def make_comment(**overrides):
    section = overrides.pop("section", None) or make_section()
    made_by = overrides.pop("made_by", None) or make_user()
    moment = datetime(2024, 2, 6, 12, tzinfo=UTC)
    return Comment.objects.create(
        **{"section": section, "text": "Stemmer dette?", "made_at": moment, "made_by": made_by, **overrides}
    )


def make_note(**overrides):
    """With `words` of its own; of nothing, unless it is said of what."""
    words = overrides.pop("words", None) or Words(text="Spør om dette.")
    author = overrides.pop("author", None) or make_user(User.Role.COUNCIL_MEMBER)
    moment = datetime(2024, 2, 6, 12, tzinfo=UTC)
    note = Note(**{"pk": uuid4(), "author": author, "made_at": moment, "changed_at": moment, **overrides})
    note.put(words)
    note.save()
    return note


def make_question(**overrides):
    moment = datetime(2024, 2, 6, 12, tzinfo=UTC)
    return Question.objects.create(
        **{"text": "Hva betyr dette?", "asked_as": "Kari, medlem", "asked_at": moment, **overrides}
    )


def make_edit(**overrides):
    """Open, to another text than the section has; what is suggested is `body`."""
    section = overrides.pop("section", None) or make_section(body="<p>Slik.</p>")
    made_by = overrides.pop("made_by", None) or make_user()
    moment = datetime(2024, 2, 6, 12, tzinfo=UTC)
    values = {"section": section, "base": as_it_stands(section, moment), "body": "<p>Slik i stedet.</p>"}
    return ProposedEdit.objects.create(**{**values, "made_at": moment, "made_by": made_by, **overrides})


def make_content(**overrides):
    """What an approved report says: only its titles, until it is told more."""
    return Content(
        **{
            **{"kind": "activity_report", "kind_label": "Aktivitetsrapport", "title": "Aktivitetsrapport"},
            **{"file_title": "2024.02.14 - Prøverapport", "is_draft": False, "as_of": date(2024, 2, 1)},
            "cooperation": Publisher("Samarbeidet", "Samarbeidsrådet"),
            **overrides,
        }
    )


def make_version(document=None, **overrides):
    """An approved version that holds only its titles; what approval stores is tested with the action."""
    document = document or make_document(status=Document.Status.APPROVED)
    content = overrides.pop("content", None) or make_content(
        kind=document.kind,
        kind_label=document.get_kind_display(),
        title=document.title,
        file_title=document.printed_file_title,
    )
    return DocumentVersion.objects.create(
        **{
            "document": document,
            "sequence": document.versions.count() + 1,
            "content": content.to_json(),
            "content_hash": content.sha256,
            "approved_at": datetime(2024, 2, 6, 12, tzinfo=UTC),
            "approved_by": overrides.pop("approved_by", None) or make_user(),
            **overrides,
        }
    )


def make_attachment(**overrides):
    n = next(_numbers)
    item = overrides.pop("agenda_item", None) or make_item()
    return Attachment.objects.create(
        **{
            "agenda_item": item,
            "position": n,
            "title": f"Vedlegg {n}",
            "file": f"attachments/{n}.pdf",
            "sha256": f"{n:064d}",
            "page_count": 2,
            "byte_count": 1000,
            "uploaded_at": datetime(2024, 2, 1, 8, tzinfo=UTC),
            "uploaded_by": overrides.pop("uploaded_by", None) or make_user(),
            **overrides,
        }
    )


def make_attachment_page(attachment, **overrides):
    """A page that is kept of what is shown of it."""
    tried = {"tried_at": datetime(2024, 2, 1, 8, tzinfo=UTC), "is_finished": True}
    kept, _ = PagesOfFile.objects.get_or_create(sha256=attachment.printed_sha256, defaults=tried)
    drawn = {"picture_sha256": f"{next(_numbers):064d}", "width": 1400, "height": 1980}
    return AttachmentPage.objects.create(
        of=kept, **{"number": kept.pages.count() + 1, "text": "Tekst", **drawn, **overrides}
    )


def make_definition(**overrides):
    return Definition.objects.create(**{"term": f"Begrep {next(_numbers)}", "meaning": "Det samme.", **overrides})


def make_waiver(**overrides):
    by = overrides.get("waived_by") or make_user()
    values = {"fingerprint": f"{next(_numbers):064}", "says": "En sum stemmer ikke.", "reason": "Avrundet."}
    return Waiver.objects.create(
        **{**values, "waived_at": datetime(2024, 2, 6, 12, tzinfo=UTC), "waived_by": by, **overrides}
    )


def make_register(standard=None, **overrides):
    """A standard register as it begins, or one of one's own with a column of text."""
    now = datetime(2024, 1, 2, 9, tzinfo=UTC)
    if standard:
        register = designing.begin(standard, by=make_user(role=User.Role.HEAD), now=now)
        Register.objects.filter(pk=register.pk).update(**overrides)
        register.refresh_from_db()
        return register
    n = next(_numbers)
    register = Register.objects.create(**{"slug": f"register-{n}", "title": f"Register {n}", **overrides})
    make_register_column(register=register, title="Navn")
    return register


def make_register_column(**overrides):
    n = next(_numbers)
    values = {"title": f"Kolonne {n}", "key": f"kolonne-{n}", "position": n, **overrides}
    return RegisterColumn.objects.create(**{"register": values.get("register") or make_register(), **values})


def make_register_state(**overrides):
    n = next(_numbers)
    return RegisterState.objects.create(**{"key": f"status-{n}", "label": f"Status {n}", "position": n, **overrides})


def make_register_row(register, by=None, now=None, exempt="", case=None, **typed):
    """A row in which this is typed, by the keys of the columns: `status` where `_` stands for `-`; of a column with
    a box for each municipality, by their numbers."""
    columns = {column.key.replace("-", "_"): column for column in register.columns.standing()}
    uuid = uuid4()
    boxes = [
        Typed(uuid, columns[key].pk, text, part=part)
        for key, value in typed.items()
        for part, text in (value.items() if isinstance(value, dict) else [("", value)])
    ]
    now = now or datetime(2024, 1, 2, 9, tzinfo=UTC)
    written = write(register, boxes, by=by or make_user(role=User.Role.HEAD), now=now)
    assert not written.faults, written.faults
    row = register.rows.get(uuid=uuid)
    if exempt or case:
        row.exemption_basis, row.case = exempt, case
        row.save()
    return row


def make_building_project(**typed):
    register = make_register(Standard.BUILDING_PROJECTS)
    return make_register_row(register, **{"tittel": f"Skole {next(_numbers)}", "kommune": "Alle", **typed})


def make_council_member(**overrides):
    return CouncilMember.objects.create(
        **{"name": f"Medlem {next(_numbers)}", "from_on": date(2024, 1, 1), **overrides}
    )


def make_cycle_point(**overrides):
    """A task of March, there since long ago."""
    n = next(_numbers)
    return CyclePoint.objects.create(
        **{
            "title": f"Punkt {n}",
            "month": 3,
            "owner": overrides.pop("owner", None) or make_user(),
            "since": date(2020, 1, 1),
            **overrides,
        }
    )


def make_imported_file(**overrides):
    """A confirmed file of accounts, of which only the row is there."""
    n = next(_numbers)
    by = overrides.pop("uploaded_by", None) or User.objects.first() or make_user()
    now = datetime(2024, 1, 10, 12, tzinfo=UTC)
    return ImportedFile.objects.create(
        **{
            "kind": "accounts",
            "original_name": f"fil-{n}.csv",
            "file": f"imports/{n}.csv",
            "sha256": f"{n:064}",
            "byte_count": 1,
            "uploaded_at": now,
            "uploaded_by": by,
            "state": ImportedFile.State.CONFIRMED,
            "confirmed_at": now,
            "confirmed_by": by,
            **overrides,
        }
    )


def make_total(**overrides):
    """The sum of a month's entries on a line, of an import of its own."""
    n = next(_numbers)
    line = overrides.pop("line") if "line" in overrides else make_line()
    imported = overrides.pop("imported", None) or make_imported_file(uploaded_by=overrides.pop("by", None))
    return AccountTotal.objects.create(
        **{
            "account_import": AccountImport.objects.create(imported=imported),
            "year": line.year if line else 2023,
            "month": 1,
            "account": f"{10_000 + n}",
            "amount": Decimal(100),
            "entry_count": 1,
            "is_known": line is not None,
            "line": line,
            **overrides,
        }
    )


def make_voucher_file(**overrides):
    """One file of a voucher that no row has; only the row of it is there."""
    n = next(_numbers)
    uploaded = {"kind": "vouchers", "file": "", "options": {"year": overrides.get("year", 2023)}}
    imported = overrides.pop("imported", None) or make_imported_file(**uploaded)
    return VoucherFile.objects.create(
        **{
            "imported": imported,
            "year": 2023,
            "number": f"{10_000 + n}",
            "name": f"{10_000 + n}.pdf",
            "kind": "pdf",
            "file": f"vouchers/{n}.pdf",
            "sha256": f"{n:064}",
            "byte_count": 1,
            **overrides,
        }
    )


def make_shielded_voucher(**overrides):
    by = overrides.pop("by", None) or User.objects.first() or make_user()
    return ShieldedVoucher.objects.create(
        **{
            "year": 2023,
            "number": "1",
            "reason": "offentleglova § 13",
            "shielded_at": datetime(2024, 1, 10, 12, tzinfo=UTC),
            "shielded_by": by,
            **overrides,
        }
    )


def make_plan(**overrides):
    n = next(_numbers)
    return FinancialPlan.objects.create(**{"title": f"Økonomiplan {n}", "base_year": 2023, **overrides})


def adopt(plan):
    """As the council does, by a decision without a case; from then on the plan cannot be changed."""
    FinancialPlan.objects.filter(pk=plan.pk).update(adopted_on=date(2024, 2, 14), decision="Rådets vedtak")
    return FinancialPlan.objects.get(pk=plan.pk)


def make_plan_line(**overrides):
    n = next(_numbers)
    plan = overrides.pop("plan", None) or make_plan()
    return PlanLine.objects.create(
        **{"plan": plan, "position": n, "title": f"Planlinje {n}", "base": Decimal(1000), **overrides}
    )


def make_plan_change(**overrides):
    n = next(_numbers)
    line = overrides.pop("line", None) or make_plan_line()
    return PlanChange.objects.create(
        **{"line": line, "year": line.plan.years[0], "title": f"Tiltak {n}", "amount": Decimal(100), **overrides}
    )


def make_revision(**overrides):
    project = overrides.pop("project", None) or make_project()
    return BudgetRevision.objects.create(**{"project": project, **_decided(overrides)})


def make_carry_over(**overrides):
    source = overrides.pop("from_project", None) or make_project(year=2023)
    target = overrides.pop("to_project", None) or make_project(year=2024)
    return CarryOver.objects.create(**{"from_project": source, "to_project": target, **_decided(overrides)})


def _decided(overrides):
    return {
        "amount": Decimal(100),
        "decided_on": date(2024, 2, 14),
        "decision": "Rådet vedtok det",
        "case": named_case("2024/M1-004"),
        "reason": "Forsinket leveranse",
        "stored_at": datetime(2024, 2, 15, 12, tzinfo=UTC),
        "stored_by": overrides.pop("stored_by", None) or User.objects.first() or make_user(),
        **overrides,
    }


def make_run(kind=AllocationRun.Kind.OPERATING_RESULT, *, approve=True, by=None, **options):
    """Of the rows and keys that are there; approved unless a draft is asked for."""
    by = by or make_user()
    run = actions.make_run(kind, **{"year": 2023, "charged_year": 2024, "by": by, "now": RUN_AT, **options})
    if approve:
        actions.approve_run(run, by=by, now=RUN_AT)
        run.refresh_from_db()
    return run


def make_frame_change(**overrides):
    n = next(_numbers)
    make_municipalities()
    return add_change(
        **{
            "kind": FrameChange.Kind.ONE_OFF,
            "year": 2024,
            "title": f"Tiltak {n}",
            "amount": Decimal(1000),
            "decision": Decision("Rådet vedtok det", date(2024, 2, 14), named_case("2024/M1-004")),
            "by": overrides.pop("by", None) or make_user(),
            "now": RUN_AT,
            **overrides,
        }
    )


def make_regulation(**overrides):
    """Of a line of its own in 2025, whose budget is adopted if it was not."""
    by = overrides.pop("by", None) or User.objects.filter(role=User.Role.HEAD).first() or make_user()
    line = overrides.pop("line", None)
    if line is None:
        adopted = BudgetAdoption.objects.filter(year=2025).exists()
        line = make_line(year=2025, budgeted=Decimal(0) if adopted else Decimal(1000))
    if not BudgetAdoption.objects.filter(year=line.year).exists():
        decision = Decision("Rådet vedtok budsjettet", date(2023, 12, 13))
        adopt_budget(line.year, decision=decision, by=by, now=RUN_AT)
    decided = {
        "decision": Decision(f"Rådet regulerte {next(_numbers)}", date(2024, 2, 1)),
        "reason": "Ny avtale",
        "now": RUN_AT,
    }
    return regulate(line.year, {line: overrides.pop("amount", Decimal(100))}, by=by, **{**decided, **overrides})


def make_council(size=5, **overrides):
    """Members of the five municipalities in turn, the first the chair and the second the deputy."""
    towns = make_municipalities()
    functions = ["chair", "deputy"]
    return [
        make_council_member(
            name=f"Medlem {n + 1:02}",
            function=functions[n] if n < 2 else "member",
            municipality=towns[n % len(towns)],
            **overrides,
        )
        for n in range(size)
    ]


def make_open_meeting(council=(), *, cases=1, **overrides):
    """Opened, with the council present and that many cases, of which none is taken up."""
    meeting = make_meeting(**overrides)
    for n in range(cases):
        make_item(meeting=meeting, title=f"Sak om {n + 1}")
    Attendance.objects.bulk_create(Attendance(meeting=meeting, seat=one, state="present") for one in council)
    Meeting.objects.filter(pk=meeting.pk).update(opened_at=RUN_AT)
    Sitting.objects.create(meeting=meeting)
    meeting.refresh_from_db()
    return meeting


def make_picture(**overrides):
    data = overrides.pop("data", b"\x89PNG")
    fields = {"kind": "png", "width": 1, "height": 1, "data": data, "sha256": sha256(data).hexdigest()}
    user = overrides.pop("uploaded_by", None) or make_user()
    return Picture.objects.create(**{**fields, "uploaded_by": user, "uploaded_at": datetime.now(UTC), **overrides})
