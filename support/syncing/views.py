"""The pages of Pureservice: the runs, what waits, what values mean here, and how the service is reached."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from rorikt.amounts import short_moment
from rorikt.audit.history import history_for
from rorikt.pages.editing import store_page
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.tables import listing
from support.pureservice.forms import KINDS, ConnectionForm, Kind, MappingForm, StartForm
from support.pureservice.models import PureserviceConnection, SourceTicket, SyncRun
from support.syncing import actions, sync
from support.syncing.tables import SyncRunTable, WaitingFilter, WaitingTable
from support.tickets.models import Ticket

PAGES = [
    ("Synkronisering", "support:pureservice"),
    ("Saker som venter", "support:waiting"),
    ("Innstillinger", "support:pureservice-settings"),
]


@needs("support.view_sync")
def overview(request: HttpRequest) -> HttpResponse:
    connection = PureserviceConnection.objects.first()
    context = {
        "pages": _pages(request, "support:pureservice"),
        "connection": connection,
        "is_ready": connection is not None and connection.is_enabled,
        "last": SyncRun.objects.filter(state=SyncRun.State.DONE).first(),
        "waiting": SourceTicket.objects.waiting().count(),
        "held": SourceTicket.objects.held().select_related("ticket__critical_event"),
        "form": StartForm(),
        "table": listing.configure(request, SyncRunTable(SyncRun.objects.all())),
    }
    return render(request, "support/syncing/pureservice.html", context)


@require_POST
@needs("support.run_sync")
def start(request: HttpRequest) -> HttpResponse:
    form = StartForm(request.POST)
    form.is_valid()  # two boxes: there is nothing to get wrong
    try:
        return redirect(sync.start_sync(**form.cleaned_data, by=person(request)))
    except ValidationError as error:
        messages.error(request, error.message)
        return redirect("support:pureservice")


@needs("support.view_sync")
def run(request: HttpRequest, pk: int) -> HttpResponse:
    sync_run = get_object_or_404(SyncRun.objects.select_related("by"), pk=pk)
    return render(request, "support/syncing/run.html", {"run": sync_run, "facts": _facts(sync_run)})


@needs("support.view_sync")
def waiting(request: HttpRequest) -> HttpResponse:
    taken = Exists(Ticket.objects.filter(number=OuterRef("number")))
    chosen = WaitingFilter(request.GET, SourceTicket.objects.waiting().annotate(is_number_taken=taken))
    rows = chosen.qs if chosen.form.is_valid() else SourceTicket.objects.none()
    keeps_subject = PureserviceConnection.objects.filter(keeps_subject=True).exists()
    table = WaitingTable(rows, exclude=() if keeps_subject else ("subject",))
    context = {
        "pages": _pages(request, "support:waiting"),
        "filter": chosen,
        "table": listing.configure(request, table),
        "kinds": [(kind.title, reverse("support:mapping", args=[kind.slug])) for kind in KINDS],
    }
    return render(request, "support/syncing/waiting.html", context)


@needs("support.change_pureservice")
def mapping(request: HttpRequest, slug: str) -> HttpResponse:
    """Undecided values first, a page at a time. What is posted names the rows it is about."""
    kind = next((kind for kind in KINDS if kind.slug == slug), None)
    if kind is None:
        raise Http404
    page = listing.page_of(request, _ordered(kind))
    form = MappingForm(kind, page.object_list)
    if request.method == "POST":
        keys = [name.removeprefix("value-") for name in request.POST if name.startswith("value-")]
        posted = kind.model.objects.filter(pk__in=[key for key in keys if key.isdecimal() and len(key) < 19])
        form = MappingForm(kind, posted, request.POST)
        if form.is_valid():
            return _save_mappings(request, kind, form)
    counts, undecided = _waiting_counts(kind), set(kind.undecided().values_list("pk", flat=True))
    context = {
        "pages": _pages(request, f"support:mapping:{slug}"),
        "kind": kind,
        "form": form,
        "rows": [(row, field, counts[kind.key(row)] if row.pk in undecided else 0) for row, field in form.rows],
        "page": page,
        "undecided": len(undecided),
    }
    return render(request, "support/syncing/mapping.html", context)


def _save_mappings(request: HttpRequest, kind: Kind, form: MappingForm) -> HttpResponse:
    by, now = person(request), timezone.now()
    job = actions.save_mappings(form.changed_mappings(), kind.fields, by=by, now=now)
    messages.success(request, "Koblingene er lagret." if job else "Ingenting ble endret.")
    return redirect(job) if job else redirect("support:mapping", kind.slug)


def _ordered(kind: Kind) -> list[Any]:
    undecided = set(kind.undecided().values_list("pk", flat=True))
    return sorted(kind.model.objects.all(), key=lambda row: row.pk not in undecided)


def _waiting_counts(kind: Kind) -> Counter[tuple[int, ...]]:
    """By the key of the value that has to be decided: of a path of categories its top."""
    counts: Counter[tuple[int, ...]] = Counter()
    rows = SourceTicket.objects.waiting().order_by().values_list(*kind.ticket_fields).annotate(Count("pk"))
    for first, *below, count in rows:
        counts[first, *(0 for _ in below)] += count
    return counts


@sensitive_post_parameters("key")
@needs("support.change_pureservice")
def settings(request: HttpRequest) -> HttpResponse:
    connection = PureserviceConnection.objects.first() or PureserviceConnection()
    form = ConnectionForm(request.POST or None, instance=connection)
    history = history_for(person(request), "support.change_pureservice", connection) if connection.pk else []

    def store() -> None:
        actions.save_connection(form.instance, key=form.cleaned_data["key"], by=person(request), now=timezone.now())

    return store_page(
        request,
        form,
        store,
        heading="Innstillinger for Pureservice",
        crumbs=[("Brukerstøtte", reverse("support:index")), ("Pureservice", reverse("support:pureservice"))],
        label="Innstillinger",
        told="Innstillingene er lagret.",
        tabs=_pages(request, "support:pureservice-settings"),
        tabs_label="Sider om Pureservice",
        history=history,
    )


@require_POST
@needs("support.run_sync")
def remove_held(request: HttpRequest, pk: int) -> HttpResponse:
    source = get_object_or_404(SourceTicket, pk=pk)
    try:
        actions.remove_held_ticket(source, by=person(request), now=timezone.now())
    except ValidationError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"Sak {source.number} er fjernet.")
    return redirect("support:pureservice")


def _pages(request: HttpRequest, current: str) -> list[tuple[str, str, bool]]:
    """Without those that only an administrator opens, for everybody else."""
    first, second, last = ((label, reverse(name), name == current) for label, name in PAGES)
    if not request.user.has_perm("support.change_pureservice"):
        return [first, second]
    kinds = [
        (kind.title, reverse("support:mapping", args=[kind.slug]), current == f"support:mapping:{kind.slug}")
        for kind in KINDS
    ]
    return [first, second, *kinds, last]


def _facts(run: SyncRun) -> list[tuple[str, Any]]:
    numbers = [
        ("Nye saker", run.new),
        ("Endrede saker", run.changed),
        ("Uendrede saker", run.unchanged),
        ("Slettede saker", run.deleted),
        ("Saker som venter", run.waiting),
        ("Saker i Pureservice", run.source_count),
        ("Saker her", run.own_count),
    ]
    return [
        ("Startet", short_moment(run.started_at)),
        ("Ferdig", short_moment(run.finished_at) if run.finished_at else "Pågår"),
        ("Startet av", str(run.by) if run.by else "Kommandolinjen"),
        ("Omfang", f"Endret siden {short_moment(run.since)}" if run.since else "Alle saker"),
        *[(label, str(number)) for label, number in numbers if number is not None],
    ]
