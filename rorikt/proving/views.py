"""The page of the trail as a whole: how the last check went, how far it is signed, and a period of it as a file."""

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from rorikt.audit import heads, trail
from rorikt.audit.models import AuditEntry
from rorikt.pages import downloads
from rorikt.pages.caching import NOT_KEPT
from rorikt.people.models import Cooperation
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.proving import export
from rorikt.proving.forms import PeriodForm
from rorikt.proving.proving import last_check
from rorikt.tables.export import XLSX, attachment, csv_bytes, xlsx


@needs("rorikt.view_audit")
def trail_page(request: HttpRequest) -> HttpResponseBase:
    today = timezone.localdate()
    form = PeriodForm(request.POST or None, initial={"first": today.replace(day=1), "last": today})
    if request.method == "POST" and form.is_valid():
        return _file(request, form)
    head = heads.last_head()
    context = {
        "form": form,
        "checked": last_check(),
        "count": AuditEntry.objects.count(),
        "signed_at": head.moment if head else None,
        "signed": head,
    }
    return render(request, "rorikt/proving/trail.html", context)


def _file(request: HttpRequest, form: PeriodForm) -> HttpResponseBase:
    """That somebody took it along is in the trail before it is sent."""
    first, last, kind = (form.cleaned_data[name] for name in ("first", "last", "kind"))
    subject = Cooperation.objects.order_by("pk").first() or Cooperation()
    period = f"{first.isoformat()} til {last.isoformat()}"
    trail.record("lastet ned endringsloggen", subject, by=person(request), now=timezone.now(), period=period, kind=kind)
    found, name = export.entries(first, last), f"Endringslogg {period}"
    if kind == "xlsx":
        return attachment(xlsx([export.sheet(found)]), f"{name}.xlsx", XLSX)
    if kind == "csv":
        return attachment(csv_bytes(export.sheet(found)), f"{name}.csv", "text/csv; charset=utf-8")
    answer = StreamingHttpResponse(export.lines(found, first, last), content_type="application/jsonl; charset=utf-8")
    answer["Content-Disposition"] = downloads.disposition(f"{name}.jsonl", save=True)
    answer["Cache-Control"] = NOT_KEPT
    return answer
