"""What a section has been: who wrote it when, what each changed, and the way back to an earlier text."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Max, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings.documents.models import Section
from meetings.revisions.models import SectionRevision
from meetings.revisions.saving import restore as restore_section
from meetings.sections.views import find, section_crumbs
from rorikt.pages.editing import Crumbs
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.refusals import told_in_words
from rorikt.tables import listing
from rorikt.texts.differing import difference
from rorikt.texts.word_diff import word_difference


def _crumbs(section: Section) -> Crumbs:
    return [*section_crumbs(section), (section.title, section.get_absolute_url())]


@needs("meetings.change_section", of=find)
def section_history(request: HttpRequest, section: Section) -> HttpResponse:
    """A line for each spell of writing of one person, the newest first."""
    spells = (
        section.revisions.exclude(number=None)
        .order_by()
        .values("by__name", "began_at", "by")
        .annotate(first=Min("number"), last=Max("number"), ended_at=Max("at"), saves=Count("pk"))
        .order_by("-last")
    )
    page = listing.page_of(request, spells)
    context = {"section": section, "page": page, "crumbs": _crumbs(section)}
    return render(request, "meetings/sections/history.html", context)


@needs("meetings.change_section", of=find)
def revision(request: HttpRequest, section: Section) -> HttpResponse:
    """The text as it was left by one person, held against what stood when they began."""
    shown = _find_revision(request, section)
    before = _before(shown)
    history = reverse("meetings:section-history", args=[section.pk])
    context = {
        "section": section,
        "shown": shown,
        "title_pieces": word_difference(before.title if before else shown.title, shown.title),
        "differences": difference(before.body if before else "", shown.body),
        "before": before,
        "is_current": shown.number == section.revision,
        "crumbs": [*_crumbs(section), ("Historikk", history)],
    }
    return render(request, "meetings/sections/revision.html", context)


@require_POST
@needs("meetings.change_section", of=find)
def restore(request: HttpRequest, section: Section) -> HttpResponse:
    shown = _find_revision(request, section)
    try:
        with told_in_words():
            restore_section(section, shown, by=person(request), now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Teksten er gjenopprettet. Det som sto her før, finnes i historikken.")
    return redirect(section)


def _find_revision(request: HttpRequest, section: Section) -> SectionRevision:
    """The one whose number stands in the address."""
    number = request.resolver_match.kwargs["number"] if request.resolver_match else None
    return get_object_or_404(section.revisions.select_related("by"), number=number)


def _before(shown: SectionRevision) -> SectionRevision | None:
    """What stood before the spell of writing that ended with this one."""
    numbered = SectionRevision.objects.filter(section=shown.section_id).exclude(number=None)
    first = numbered.filter(by=shown.by_id, began_at=shown.began_at).order_by("number").first() or shown
    return numbered.filter(number__lt=first.number).order_by("-number").first()
