"""Officers are told of approved runs and of invoices, and files that were fetched are taken away again."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.urls import reverse

from budget.invoices.models import Invoice, SentInvoice
from budget.money.reader import Reader
from budget.officers.models import PeriodFile
from budget.officers.news import approved_parts
from budget.officers.tells import INVOICE, RUN
from rorikt.duties.ticking import Duty
from rorikt.people.models import User
from rorikt.telling.models import Told
from rorikt.telling.telling import tell

LOOK_BACK = timedelta(days=7)  # each is told once, however often it is found
KEPT = timedelta(days=1)


def look(now: datetime) -> str:
    """No amount stands in a mail, and what is exempt stands in the words that the municipality may read."""
    since, count = now - LOOK_BACK, 0
    found = [*_runs(since), *_invoices(since)]
    told_before = Told.objects.filter(kind__in=(RUN, INVOICE), once__in=[once for _, once, *_ in found])
    known = set(told_before.values_list("once", flat=True))
    officers = _officers(number for _, once, number, *_ in found if once not in known)
    for kind, once, number, subject, text, url in found:
        if once not in known and officers.get(number):
            tell(kind, officers[number], subject=subject, text=text, url=url, once=once, now=now)
            count += 1
    return f"{count} nyhet{'er' if count > 1 else ''} til økonomi er varslet." if count else ""


News = tuple[str, str, str, str, str, str]  # kind, once, municipality, subject, text, url


def _runs(since: datetime) -> Iterable[News]:
    readers: dict[str, Reader] = {}
    for part in approved_parts(since):
        run, number = part.run, part.municipality_id
        reader = readers.setdefault(number, Reader(own=number))
        subject = "En fordeling er korrigert" if run.corrects_id else "En fordeling er godkjent"
        url = reverse("budget:municipality-charge", args=[run.charged_year, number, run.pk])
        text = f"«{reader.of_run(run).text(run.title)}» gjelder {part.municipality.name}."
        yield RUN, f"fordeling:{run.pk}:{number}", number, subject, text, url


def _invoices(since: datetime) -> Iterable[News]:
    for invoice in Invoice.objects.filter(recorded_at__gt=since):
        subject = f"{invoice.word} {invoice.number} er sendt"
        url = invoice.get_absolute_url()
        yield INVOICE, f"faktura:{invoice.pk}", invoice.municipality_id, subject, "", url
    for one in SentInvoice.objects.filter(invoice=None, recorded_at__gt=since).select_related("part"):
        word, number = "Kreditnota" if one.part.booked < 0 else "Faktura", one.part.municipality_id
        url = reverse("budget:invoice-basis", args=[one.part.run_id, number])
        yield INVOICE, f"faktura-alene:{one.pk}", number, f"{word} {one.number} er sendt", "", url


def _officers(numbers: Iterable[str]) -> dict[str, list[User]]:
    found: dict[str, list[User]] = {}
    officers = User.objects.filter(role=User.Role.FINANCE, is_active=True, municipality__in=set(numbers))
    for user in officers:
        found.setdefault(str(user.municipality_id), []).append(user)
    return found


def forget_files(now: datetime) -> str:
    old = list(PeriodFile.objects.filter(made_at__lt=now - KEPT))
    for one in old:
        one.file.delete(save=False)
        one.delete()
    return f"{len(old)} filer for økonomi er slettet." if old else ""


DUTIES = (
    Duty("Ser etter nytt til økonomi", timedelta(minutes=1), look),
    Duty("Sletter filer som økonomi har hentet", timedelta(hours=1), forget_files),
)
