"""Pages and lists of reading without a network, and what makes the site one that can be installed."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.http import require_GET

from meetings.agenda.finding import find_meeting
from meetings.offline import holding as holdings
from meetings.offline.finding import forms_in, paragraphs_for
from meetings.offline.parcel import Entry, stamp
from meetings.offline.release import release, worker_text
from meetings.offline.report import parcel_of, sealed_of
from meetings.offline.taken import Taken
from rorikt.amounts import long_date
from rorikt.people.models import Cooperation, User
from rorikt.people.only_open import as_open
from rorikt.people.permissions import needs
from rorikt.people.person import person

BAR = "#0b5563"
ICONS = {"192x192": "icon-192.png", "512x512": "icon-512.png"}
RECEIPT = "X-Receipt"


@needs("meetings.view_meeting")
def parcel(request: HttpRequest, year: int, sequence: int) -> HttpResponse:
    """What is to be taken along of what is open, or with `?unntatt=1` of what is exempt, where that is allowed."""
    user, today = person(request), timezone.localdate()
    meeting = find_meeting(year, sequence)
    open_part = Taken(meeting, as_open(user), today)
    days = holdings.exempt_days_for(user, today)
    if request.GET.get("unntatt") == "1":
        closed = sealed_of(Taken(meeting, user, today, whole=True), open_part).entries if days else []
        return JsonResponse({"days": days, "entries": [entry.to_json() for entry in closed]})
    taken = parcel_of(open_part)
    return JsonResponse(
        {
            "address": meeting.get_absolute_url(),
            "title": str(meeting),
            "day": long_date(meeting.held_on),
            "person": f"{user.pk}",
            "receipt": holdings.receipt_for(user),
            "release": release(),
            "leavesOut": bool(left_out := _left_out(user, open_part)),
            "exemptDays": days,
            "exempt": stamp([entry.says for entry in left_out]) if days else "",
            "bytes": taken.byte_count,
            "entries": [entry.to_json() for entry in taken.entries],
        }
    )


def _left_out(user: User, open_part: Taken) -> list[Entry]:
    """What is exempt and this person reads with a network."""
    if not user.has_perm("meetings.view_exempt"):
        return []
    return sealed_of(Taken(open_part.meeting, user, open_part.today, whole=True), open_part).entries


@needs("meetings.view_meeting")
def paragraphs(request: HttpRequest, year: int, sequence: int) -> HttpResponse:
    taken = Taken(find_meeting(year, sequence), person(request), timezone.localdate())
    found = list(paragraphs_for(taken))
    return JsonResponse({"paragraphs": found, "forms": forms_in(found)})


@needs("meetings.view_meeting")
def shelf(request: HttpRequest) -> HttpResponse:
    """What lies in this browser, which only its script can tell."""
    return render(request, "meetings/offline/shelf.html")


@login_not_required
@require_GET
def away(request: HttpRequest) -> HttpResponse:
    """Shown by the browser in place of a page that was not taken along. It is kept there, so nobody stands on it."""
    return render(request, "meetings/offline/away.html")


@login_not_required
@require_GET
def holding(request: HttpRequest) -> HttpResponse:
    """Who may still hold what, by a receipt: the session of one who has left is gone."""
    held = holdings.holding_by(request.headers.get(RECEIPT, ""), timezone.localdate())
    answer = JsonResponse({"mayHold": held.may_hold, "exemptDays": held.exempt_days})
    answer["Cache-Control"] = "no-store"
    return answer


@login_not_required
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse(worker_text(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@login_not_required
@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    name = Cooperation.objects.values_list("name", flat=True).first() or "Rorikt"
    icons = [{"src": static(f"rorikt/{file}"), "sizes": size, "type": "image/png"} for size, file in ICONS.items()]
    told = {
        "name": name,
        "short_name": name[:12].strip(),
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "lang": "nb",
        "background_color": "#ffffff",
        "theme_color": BAR,
        "icons": [*icons, {**icons[1], "src": static("rorikt/icon-maskable.png"), "purpose": "maskable"}],
    }
    answer = JsonResponse(told, content_type="application/manifest+json")
    answer["Cache-Control"] = "no-cache"
    return answer
