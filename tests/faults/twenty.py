"""Twenty people do the same at the same time, over HTTP: one wins where only one can, and the others are told so.

Each is a function of the world that yields what does not hold. What the database says counts, and that everybody has
an answer in words: a page, data with a reason, or a page to go on to with a message on it.
"""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.db import close_old_connections
from django.urls import reverse

from budget.allocations.models import AllocationRun
from budget.frame.models import FrameChange
from budget.invoices.models import Invoice
from budget.projects.models import PaymentOnAccount
from meetings.documents.models import Document
from meetings.proceedings.models import Proposal, Treatment
from meetings.registers.models import RegisterRow
from meetings.registers.standard import Standard
from rorikt.audit.models import AuditEntry
from rorikt.audit.overtaken import stamp
from rorikt.imports.models import ImportedFile
from rorikt.people.models import Municipality
from rorikt.texts.blocks import without_ids
from support.imports.models import ImportedTicket
from tests import factories
from tests.faults import invariants
from tests.faults.once import no_deadlock, numbers, recipe_of, rest
from tests.faults.paths import RECIPES

TWENTY = 20
TOLD = {200, 302, 409, 422, 503}


def at_once(world, ask):
    """The answers to what each asks by its browser and its number."""
    people = world.__dict__.setdefault("people", [world.site.browser(world.head) for _ in range(TWENTY)])
    together = threading.Barrier(TWENTY, timeout=60)

    def one(number):
        together.wait()
        return ask(people[number], number)

    with ThreadPoolExecutor(TWENTY) as pool:
        answers = list(pool.map(one, range(TWENTY)))
    return [replace(answer, told=person.has_message()) for answer, person in zip(answers, people, strict=True)]


def pressed(world, path, fields=(), **options):
    """All press the same; `path` and `fields` may be functions of the number."""

    def ask(browser, number):
        where = path(number) if callable(path) else path
        return browser.post(where, fields(number) if callable(fields) else fields, **options)

    return at_once(world, ask)


def filled(world, path, typed):
    return at_once(world, lambda browser, number: browser.fill(path, **typed(number)))


def odd(world, answers):
    """What is wrong with the answers, and with what stands when all have theirs."""
    for answer in answers:
        if answer.status not in TOLD:
            yield f"somebody was answered {answer.status}: {world.site.last_fault()}"
        elif answer.status == 302 and not answer.told:
            if not answer.leads_to.startswith("/jobber/"):
                yield f"somebody was led to {answer.leads_to} and told nothing"
        elif answer.status != 302 and not answer.body:
            yield f"somebody was answered {answer.status} and told nothing"
    rest(world)
    yield from invariants.at_rest(files=False)
    yield from no_deadlock(world)
    close_old_connections()


def approving(world):
    document = recipe_of(world, RECIPES["approval"]).begin(next(numbers))

    answers = pressed(world, reverse("meetings:document-approve", args=[document.pk]))

    yield from odd(world, answers)
    yield from recipe_of(world, RECIPES["approval"]).faults(document)


def sending(world):
    recipe = recipe_of(world, RECIPES["sending"])
    meeting = recipe.begin(next(numbers))
    letter = {"subject": "Innkalling", "text": "Velkommen.", "number": 1, "is_sure": "on", "send": "1"}

    answers = pressed(world, reverse("meetings:notice", args=[meeting.year, meeting.sequence]), letter)
    while not recipe.step(meeting):
        pass

    yield from odd(world, answers)
    yield from recipe.faults(meeting)
    if sum(answer.status == 302 for answer in answers) != 1:
        yield "more than one was told that it was sent"


def issuing(world):
    recipe = recipe_of(world, RECIPES["packet"])
    meeting = recipe.begin(next(numbers))

    answers = pressed(
        world, reverse("meetings:packet-issue", args=[meeting.year, meeting.sequence]), {"audience": "full"}
    )

    yield from odd(world, answers)
    yield from recipe.faults(meeting)


def numbering_cases(world):
    meeting = factories.make_meeting(held_on=date(2060, 1, 1))
    path = reverse("meetings:agenda-item-new", args=[meeting.year, meeting.sequence])

    answers = pressed(world, path, lambda n: {"title": f"Sak {n}", "kind": "briefing"})

    yield from odd(world, answers)
    made = sum(answer.status == 302 for answer in answers)
    if not 0 < made == meeting.agenda.count():
        yield f"{made} were told that their case was made, and {meeting.agenda.count()} are there"


def _changes(world, count):
    return [
        factories.make_frame_change(
            kind=FrameChange.Kind.YEARLY, title=f"Tiltak {next(numbers)}", amount=Decimal(5000), by=world.head
        )
        for _ in range(count)
    ]


def settling(world):
    """A cost shared for the next year, then the run approved."""
    [change] = _changes(world, 1)
    runs = AllocationRun.objects.filter(subject=change.subject, year=2025)

    shared = pressed(world, reverse("budget:frame-change-allocate", args=[change.pk, 2025]))
    yield from _one(runs.count(), "run")
    approved = pressed(world, reverse("budget:run-approve", args=[runs.get().pk]))

    yield from odd(
        world, [answer for answer in [*shared, *approved] if answer.leads_to != runs.get().get_absolute_url()]
    )
    told = AuditEntry.objects.filter(subject=f"budget.allocationrun:{runs.get().pk}", action="godkjente fordeling")
    yield from _one(told.count(), "approval")


def _one(count, what):
    if count != 1:
        yield f"there are {count} of the one {what}"


def _invoiced(part):
    return f"{reverse('budget:joint-invoice-new', args=[2024, part.municipality_id])}?del={part.pk}"


VAT = {"vat": "S25", "buyer_reference": "IKT", "save": "1"}


def numbering_invoices(world):
    """Of one municipality: each over a run of its own, so that all may win, and the numbers have no holes."""
    parts = [change.run.parts.get(municipality="1539") for change in _changes(world, TWENTY)]

    answers = at_once(world, lambda browser, n: browser.fill(_invoiced(parts[n]), **VAT))

    yield from odd(world, [answer for answer in answers if answer.status != 302])
    made = Invoice.objects.filter(parts__part__in=parts).distinct().count()
    won = sum(answer.status == 302 for answer in answers)
    if not 0 < won == made:
        yield f"{won} were told that their invoice was made, and {made} are there"


def invoicing(world):
    """One part, by all; then recorded as sent, by all, each with a number of their own."""
    [change] = _changes(world, 1)
    part = change.run.parts.get(municipality="1506")
    invoices = Invoice.objects.filter(parts__part=part)

    made = at_once(world, lambda browser, n: browser.fill(_invoiced(part), **VAT))
    yield from _one(invoices.count(), "invoice")
    path = reverse("budget:joint-invoice-sent", args=[invoices.get().pk])
    sent = filled(world, path, lambda n: {"number": f"S-{change.pk}-{n}", "sent_on": "2024-03-01"})

    yield from odd(world, [answer for answer in [*made, *sent] if answer.status != 302])
    yield from _one(sum(answer.status == 302 for answer in sent), "who was told that it is recorded")


def paying(world):
    """The first payments on account of a year, the same sums by all."""
    towns = list(Municipality.objects.all())
    typed = {f"payment_{town.pk}": "1 000" for town in towns}

    answers = pressed(world, reverse("budget:payments", args=[2024]), typed)

    yield from odd(world, answers)
    if PaymentOnAccount.objects.filter(year=2024).count() != len(towns):
        yield f"{PaymentOnAccount.objects.filter(year=2024).count()} payments of {len(towns)} municipalities"


def _case(world):
    item = recipe_of(world, RECIPES["voting"]).begin(next(numbers))
    meeting = item.meeting

    def path(name, *more):
        return reverse(f"meetings:{name}", args=[meeting.year, meeting.sequence, item.sequence, *more])

    world.press(path("case-take-up"), script=True)
    return item, path


def voting(world):
    """For one seat: half of them for, half against."""
    item, path = _case(world)
    seat, proposal = world.council[0], Proposal.objects.get(item=item)
    choices = [f"for-{proposal.pk}", "against"]
    unseen = {f"{seat.pk}-seen": stamp({"choice": ""})}

    answers = pressed(
        world, path("case-vote", seat.pk), lambda n: {**unseen, f"{seat.pk}-choice": choices[n % 2]}, script=True
    )

    yield from odd(world, answers)
    yield from _one(item.votes.count(), "vote")
    stands = item.votes.get().choice
    for number, answer in enumerate(answers):
        if answer.status not in ({200, 503} if choices[number % 2].startswith(stands) else {409, 503}):
            yield f"{choices[number % 2]} was answered {answer.status} where {stands} stands"


def deciding(world):
    """The case taken up by all at once, and decided by all once each member has voted."""
    item, path = _case(world)
    proposal = Proposal.objects.filter(item=item).first()
    world.press(path("case-voting"), {"voting": f"unanimous-{proposal.pk}", "seen": stamp({"voting": ""})}, script=True)
    settled = {"outcome": "decided", "decision": "Rådet vedtar det.", "seen": stamp({"decision": ""})}

    answers = pressed(world, path("case-settle"), settled, script=True)

    yield from odd(world, answers)
    yield from recipe_of(world, RECIPES["voting"]).faults(item)
    yield from _one(sum(answer.status == 200 for answer in answers), "who decided")


def writing(world):
    """In one paragraph: each stands, or was told what stands."""
    section = factories.make_section(document=factories.make_document(), body='<p data-id="block001">Slik.</p>')
    typed = {"title": section.title, "state": section.state, "text_seen": "1"}

    answers = pressed(
        world,
        section.get_absolute_url(),
        lambda n: {**typed, "body": f'<p data-id="block001">Slik skriver nummer {n}.</p>'},
        script=True,
    )

    yield from odd(world, answers)
    section.refresh_from_db()
    if without_ids(section.body) not in {f"<p>Slik skriver nummer {n}.</p>" for n in range(TWENTY)}:
        yield f"what stands was written by nobody: {section.body}"
    saved, kept = sum(answer.status == 200 for answer in answers), section.revisions.exclude(number=None).count()
    if kept != 1 + saved:
        yield f"{saved} were told that they are saved, and {kept} texts are kept"


def importing(world):
    """The same file chosen twice, the one or the other said yes to by all, and undone by all."""
    recipe = recipe_of(world, RECIPES["import"])
    subject = recipe.begin(next(numbers))
    for _ in range(2):
        form = {"source": subject.source.pk}
        world.press(reverse("support:ticket-import-new"), form, files=[("content", subject.name, subject.data)])
    rest(world)
    uploads = ImportedFile.objects.filter(original_name=subject.name, state="previewed")
    choices = list(uploads.order_by("pk").values_list("pk", flat=True))
    stored = ImportedTicket.objects.filter(imported__original_name=subject.name)

    said_yes = pressed(world, lambda n: reverse("support:ticket-import-confirm", args=[choices[n % 2]]))
    yield from odd(world, [answer for answer in said_yes if answer.status != 302])
    yield from recipe.faults(subject)
    confirmed = ImportedFile.objects.get(original_name=subject.name, state="confirmed")
    undone = pressed(world, reverse("support:ticket-import-undo", args=[confirmed.pk]))

    yield from odd(world, undone)
    told = AuditEntry.objects.filter(action="angret import", subject=f"rorikt.importedfile:{confirmed.pk}").count()
    if (told, stored.count()) != (1, 0):
        yield f"it was undone {told} times, and {stored.count()} rows are left"


def filling_registers(world):
    """One box of a register: one text stands, and who wrote another one over the same is told."""
    register = factories.make_register(Standard.GROUPS)
    row = factories.make_register_row(register, by=world.head, faggruppe="Skole")
    column = register.columns.get(key="faggruppe")

    def cell(number):
        box = [str(row.uuid), column.pk, "", f"Skole {number}", "Skole"]
        return {"change": json.dumps({"cells": [box]})}

    answers = pressed(world, reverse("meetings:register-write", args=[register.slug]), cell, script=True)

    yield from odd(world, answers)
    if RegisterRow.objects.filter(register=register).count() != 1:
        yield "there is more than the one row"


def making_minutes(world):
    """Of a meeting that all end at once: one set of minutes."""
    item, path = _case(world)
    meeting = item.meeting
    proposal = Proposal.objects.filter(item=item).first()
    world.press(path("case-voting"), {"voting": f"unanimous-{proposal.pk}", "seen": stamp({"voting": ""})}, script=True)
    settled = {"outcome": "decided", "decision": "Rådet vedtar det.", "seen": stamp({"decision": ""})}
    world.press(path("case-settle"), settled, script=True)
    if not Treatment.objects.get(item=item).outcome:
        yield f"the case could not be decided: {world.last}"

    ended = pressed(world, reverse("meetings:meeting-close", args=[meeting.year, meeting.sequence]), script=True)
    made = pressed(world, reverse("meetings:minutes-make", args=[meeting.year, meeting.sequence]))

    yield from odd(world, [*ended, *made])
    yield from _one(Document.objects.filter(minutes_of=meeting).count(), "minutes")


KINDS = {
    "approving": approving, "sending": sending, "issuing": issuing, "numbering cases": numbering_cases,
    "numbering invoices": numbering_invoices, "invoicing": invoicing, "voting": voting, "deciding": deciding,
    "settling": settling, "writing": writing, "importing and undoing": importing, "paying": paying,
    "registers": filling_registers, "minutes": making_minutes,
}  # fmt: skip
