"""An extract of confirmed minutes: one case, for the file of the case or for one municipality, as a PDF."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from meetings.agenda.models import AgendaItem
from meetings.confirming.approving import CONFIRMATION
from meetings.documents.content import Case, Content, NumberedSection, Text
from meetings.documents.models import Document, DocumentVersion
from meetings.papers import printing
from meetings.papers.printing import PrintedPaper
from rorikt.amounts import long_date, short_date
from rorikt.jobs import queue
from rorikt.jobs.queue import Progress
from rorikt.pages import downloads
from rorikt.people.models import Municipality, User
from rorikt.people.person import person
from rorikt.printing import kept_pdfs

LABEL = "Særutskrift"


def version_with(item: AgendaItem) -> DocumentVersion | None:
    """The newest confirmed minutes that tell of the case."""
    versions = DocumentVersion.objects.filter(document__minutes_of=item.meeting_id, minutes__isnull=False)
    newest = versions.select_related("minutes", "document").order_by("-sequence").first()
    return newest if newest and str(item.pk) in newest.minutes.anchors else None


def extract_of(item: AgendaItem, version: DocumentVersion, to: Municipality | None, *, is_public: bool) -> PrintedPaper:
    """Printed from what was frozen; without what is exempt where it is for one who may not see that."""
    content = version.frozen_public if is_public else version.frozen
    sections = _of_case(content, version.minutes.anchors[str(item.pk)])
    title = f"{LABEL} – sak {item.number}"
    name = f"{version.frozen.as_of:%Y.%m.%d} - {title}"
    paper = replace(
        content,
        kind="extract",
        kind_label=LABEL,
        title=title,
        file_title=name,
        control=_control(item, content, to),
        case=Case(item.number, sections[0].title),
        sections=(*sections, _true_copy(content, number=str(sum(one.level == 1 for one in sections) + 1))),
        figures=(),
        sources=(),
    )
    file_name = f"{name} - {to.name}" if to else name
    return PrintedPaper(file_name, paper, has_exempt=version.public_content is not None and not is_public)


def _of_case(content: Content, anchor: str) -> tuple[NumberedSection, ...]:
    """The section of the case as the first chapter, with all below it."""
    found = [one for one in content.sections if one.anchor == anchor or one.anchor.startswith(f"{anchor}-")]
    first = found[0]
    return tuple(
        replace(one, number=f"1{one.number.removeprefix(first.number)}", level=one.level - first.level + 1)
        for one in found
    )


def _control(item: AgendaItem, content: Content, to: Municipality | None) -> tuple[tuple[str, str], ...]:
    of_minutes = dict(content.control)
    return (
        ("Sak", item.number),
        ("Møtedato", short_date(content.as_of)),
        ("Protokollens status", of_minutes["Status"]),
        ("Bekreftet dato", of_minutes["Bekreftet dato"]),
        ("Bekreftet av", of_minutes["Bekreftet av"]),
        *([("Til", f"{to.name} kommune ({to.number})")] if to else []),
    )


def _true_copy(content: Content, number: str) -> NumberedSection:
    """Which minutes it is a copy of, and how these were confirmed."""
    told = f"<p>Rett utskrift av «{content.title}», {long_date(content.as_of)}.</p>"
    confirmed = next(one for one in content.sections if one.anchor == CONFIRMATION)
    below = "".join(block.html for block in confirmed.blocks if isinstance(block, Text))
    return NumberedSection(number, 1, CONFIRMATION, "Rett utskrift", (Text(told + below),))


def deliver(
    request: HttpRequest, item: AgendaItem, version: DocumentVersion, to: Municipality | None
) -> HttpResponseBase:
    """The kept PDF, or the page of the job that makes it."""
    is_public = not person(request).has_perm("meetings.view_exempt")
    paper = extract_of(item, version, to, is_public=is_public)
    kept = kept_pdfs.find(paper.key)
    if kept:
        is_exempt = paper.has_exempt or bool(version.document.exempt_part)
        return downloads.deliver(request, kept.path, kept.sha256, paper.file_name, is_exempt=is_exempt, of=item)
    job = queue.start(
        make_extract,
        key=paper.key,
        title=paper.title,
        by=person(request),
        item_id=item.pk,
        number=to.number if to else "",
        is_public=not paper.has_exempt,
    )
    return redirect(job)


def _may_see(user: User, *, item_id: int, is_public: bool, **arguments: Any) -> bool:
    if not is_public and not user.has_perm("meetings.view_exempt"):
        return False
    return Document.objects.visible_to(user).filter(minutes_of__agenda=item_id).exists()


@queue.work("extract", restartable=True, may_see=_may_see)
def make_extract(progress: Progress, *, item_id: int, number: str, is_public: bool) -> str:
    """Print the extract of the newest version; the path where it is then delivered."""
    item = AgendaItem.objects.select_related("meeting").get(pk=item_id)
    version = version_with(item)
    if version is None:
        raise ValueError(f"case {item_id} has no confirmed minutes")
    to = Municipality.objects.get(number=number) if number else None
    printing.printed(extract_of(item, version, to, is_public=is_public), progress)
    kept_pdfs.prune(settings.PAPERS_MEGABYTES)
    return extract_url(item, to)


def extract_url(item: AgendaItem, to: Municipality | None = None) -> str:
    if to is None:
        return reverse("meetings:extract", args=[item.reference_id])
    return reverse("meetings:extract-for", args=[item.reference_id, to.number])
