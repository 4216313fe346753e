"""Pages of vouchers: those of a year, one with its pictures, and the uploads that brought them."""

import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from budget.accounts.report import shortened
from budget.vouchers import actions, copies, files, report
from budget.vouchers.forms import ConfirmForm, ShieldForm, UploadForm, VoucherFilter, is_zip
from budget.vouchers.models import OpenedYear, ShieldedVoucher, VoucherFile, voucher_url
from budget.vouchers.tables import UploadTable, VoucherRowTable, VoucherTable
from budget.years.navigation import chosen_year, navigation, year_crumb
from budget.years.state import state_of
from rorikt.amounts import number as count_of
from rorikt.imports import imported_files
from rorikt.imports.models import ImportedFile
from rorikt.imports.views import UPLOAD_LEAD, ImportPages, KeyFigure, Shown, Words
from rorikt.pages import downloads
from rorikt.pages.editing import Crumbs, delete_page, form_page, store_page
from rorikt.people.models import User
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.storing import keeping
from rorikt.tables import export, listing

SEE, CHANGE = "budget.view_voucher", "budget.change_budget"


def new_upload(request: HttpRequest, what: ImportPages) -> HttpResponse:
    asked = {name: request.GET[name] for name in ("year", "number") if request.GET.get(name)}
    initial = {"year": chosen_year(request), **asked}
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm(initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_received(form.cleaned_data, by=person(request), now=timezone.now()))
        except ValidationError as error:
            form.add_error("content", ValidationError(error.messages))
    return form_page(
        request,
        form,
        title=what.words.upload,
        crumbs=what.crumbs(),
        submit="Last opp",
        lead=UPLOAD_LEAD,
        is_narrow=True,
    )


def show(request: HttpRequest, imported: ImportedFile) -> Shown:
    """Which files fit which vouchers, which fit none, and which vouchers are left without."""
    page = report.upload_page(imported)
    left_out = report.left_out_table(page)
    fitting, missing = report.fitting_table(page), report.missing_table(page)
    shown = listing.page_of(request, page.left_out)
    figures = [
        KeyFigure("Filer som passer", count_of(len(page.fitting))),
        KeyFigure("Bilag de er av", count_of(page.voucher_count)),
        KeyFigure(page.left_out_label, count_of(len(page.left_out))),
        KeyFigure("Bilag uten bilde", count_of(page.missing), f"av {count_of(page.vouchers)} i {page.year}"),
    ]
    return Shown(
        figures=figures if imported.state != ImportedFile.State.FAILED else (),
        tables=(fitting, left_out, missing),
        facts=[("Regnskapsår", str(page.year))],
        context={
            "page": page,
            "fitting": shortened(fitting),
            "left_out": left_out and replace(left_out, rows=left_out.rows[shown.start_index() - 1 : shown.end_index()]),
            "left_out_page": shown,
            "missing": shortened(missing),
        },
    )


UPLOADS = ImportPages(
    kind=files.KIND,
    may_view=SEE,
    above=("Økonomi", "budget:index"),
    words=Words(
        title="Opplastinger av bilag",
        file="Opplasting av bilag",
        upload="Last opp bilag",
        lead="Filer fra regnskapssystemet kobles til postene ved bilagsnummeret i filnavnet. Alle som passer, lagres, "
        "eller ingen. Zip-filen beholdes ikke når filene i den er lagret.",
        formats="",
        confirm="Lagre {rows} filer",
        undone="{rows} filer slettes fra bilagene, og kan ikke hentes tilbake herfra.",
    ),
    template="budget/vouchers/upload.html",
    columns=None,
    show=show,
    confirm_form=lambda imported, data: ConfirmForm(data, left_out=len(imported.summary.get("left_out", []))),
    table=UploadTable,
    around=lambda request: {**navigation(request, "budget:vouchers"), "tabs": "budget/years/navigation.html"},
    upload=new_upload,
)


def _received(given: dict[str, Any], *, by: User, now: datetime) -> Any:
    """Keep what was chosen as one zip, and go on to the reading of it."""
    chosen: list[UploadedFile] = given["content"]
    with tempfile.TemporaryFile() as made:
        content: File[Any] = chosen[0]
        name = chosen[0].name or ""
        if not is_zip(chosen[0]):
            _pack(made, chosen, given["number"])
            content = File(made)
            name = name if len(chosen) == 1 else f"{len(chosen)} filer"
        imported = imported_files.upload(content, kind=files.NAME, name=name, by=by, now=now)
    options = {files.YEAR: given["year"], files.NUMBER: given["number"]}
    imported_files.choose_mapping(imported, mapping={}, options=options, source=None, by=by)
    return imported_files.start_preview(imported, by=by)


def _pack(target: Any, chosen: Sequence[UploadedFile], number: str) -> None:
    """Files that were chosen one by one. The same files for the same voucher give the same zip, so that one which is
    uploaded twice is noticed."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        archive.comment = number.encode()
        for one in chosen:
            with archive.open(zipfile.ZipInfo(Path(one.name or "fil").name), "w") as packed:
                for chunk in one.chunks():
                    packed.write(chunk)


# Vouchers of a year


@needs("budget.view_entry")
def vouchers(request: HttpRequest, year: int) -> HttpResponse:
    chosen = VoucherFilter(request.GET, report.vouchers_of(year), year=year)
    table = VoucherTable(chosen.qs if chosen.form.is_valid() else chosen.queryset.none(), year=year)
    listing.configure(request, table)
    if file := export.answer(request, f"bilag-{year}", table):
        return file
    context = {
        **navigation(request, "budget:vouchers", year, state=state_of(year)),
        "filter": chosen,
        "table": table,
        "reset": reverse("budget:vouchers", args=[year]),
        "coverage": report.coverage_of(year),
        "opened": OpenedYear.objects.filter(year=year).select_related("opened_by").first(),
    }
    return render(request, "budget/vouchers/vouchers.html", context)


@needs(CHANGE)
def access(request: HttpRequest, year: int) -> HttpResponse:
    """Open the vouchers of a year to the municipalities, or close them again. The address says which, so that nobody
    who closes what another has closed opens it.
    """
    is_open = "steng" in request.GET
    act, verb = (actions.close_year, "Stenge") if is_open else (actions.open_year, "Åpne")
    text = (
        "Økonomimedarbeiderne i kommunene ser fortsatt postene, men ikke bildene av bilagene."
        if is_open
        else "Økonomimedarbeiderne i kommunene kan se bildene av alle bilag i året, unntatt de skjermede. Se etter "
        "om noen av dem handler om enkeltpersoner, og skjerm dem først."
    )
    back = reverse("budget:vouchers", args=[year])
    return delete_page(
        request,
        lambda: act(year, by=person(request), now=timezone.now()),
        heading=f"{verb} bilagene i {year} for kommunene?",
        consequence=text,
        crumbs=[year_crumb(year), ("Bilag", back)],
        done=back,
        verb=f"{verb.removesuffix('e') if is_open else verb} bilagene",
        told="Innsynet er endret.",
        is_danger=not is_open,
    )


# One voucher


@needs("budget.view_entry")
def voucher(request: HttpRequest, year: int, number: str) -> HttpResponse:
    """Its rows for those who may see entries, its pictures for those who may see them."""
    found = _voucher(year, number)
    table = VoucherRowTable(report.rows_of(year, number).prefetch_related("account_import__imported"))
    listing.configure(request, table)
    if file := export.answer(request, f"bilag-{year}-{number}", table):
        return file
    may_see = request.user.has_perm(SEE, found)  # type: ignore[arg-type]
    may_change = request.user.has_perm(CHANGE)
    context = {
        "voucher": found,
        "table": table,
        "may_see": may_see,
        "may_change": may_change,
        "crumbs": [year_crumb(year), ("Bilag", reverse("budget:vouchers", args=[year]))],
        "shown": _shown(found, request.GET.get("fil", "")) if may_see else None,
        "upload_url": f"{reverse('budget:voucher-upload-new')}?{urlencode({'year': year, 'number': number})}",
    }
    return render(request, "budget/vouchers/voucher.html", context)


def _file(pk: int) -> VoucherFile:
    return get_object_or_404(VoucherFile.objects.with_access(), pk=pk)


@needs(SEE, of=_file)
@xframe_options_sameorigin
def picture(request: HttpRequest, file: VoucherFile) -> HttpResponseBase:
    """The safe copy, shown in the browser; it may be about a person, so the browser does not keep it."""
    if not file.safe_file:
        raise Http404("Bildet er ikke gjort klart ennå. Gå til bilaget, og be om det der.")
    kept = _path_of(str(file.safe_file.name), file.safe_sha256)
    return downloads.deliver(request, kept, file.safe_sha256, f"Bilag {file.number}.pdf", is_exempt=True, of=file)


@needs(SEE, of=_file)
def original(request: HttpRequest, file: VoucherFile) -> HttpResponseBase:
    """The bytes as they came, to be saved and never shown here: they may hold programs."""
    kept = _path_of(str(file.file.name), file.sha256)
    return downloads.deliver(
        request, kept, file.sha256, file.name, content_type=downloads.BYTES, save=True, is_exempt=True, of=file
    )


@require_POST
@needs(SEE, of=_file)
def make_ready(request: HttpRequest, file: VoucherFile) -> HttpResponse:
    return redirect(copies.start(file, by=person(request)))


@needs(CHANGE)
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = _file(pk)
    return delete_page(
        request,
        lambda: actions.delete_file(found, by=person(request), now=timezone.now()),
        heading=f"Slette «{found.name}»?",
        consequence=f"Filen fjernes fra bilag {found.number} i {found.year}, og kan ikke hentes tilbake herfra.",
        crumbs=_crumbs(found.year, found.number),
        done=found.get_absolute_url(),
        verb="Slett filen",
        told="Filen er slettet.",
    )


@needs(CHANGE)
def shield(request: HttpRequest, year: int, number: str) -> HttpResponse:
    """Keep one voucher from the municipalities though the year is opened to them."""
    _voucher(year, number)
    row = ShieldedVoucher(year=year, number=number)
    form = ShieldForm(request.POST or None, instance=row)

    def store() -> str:
        actions.shield(row, by=person(request), now=timezone.now())
        return voucher_url(year, number)

    lead = "Kommunene ser postene, men ikke bildene, også når årets bilag er åpnet for dem."
    return store_page(
        request, form, store, heading=f"Skjerm bilag {number}", crumbs=_crumbs(year, number), submit="Skjerm bilaget",
        lead=lead,
    )  # fmt: skip


@needs(CHANGE)
def unshield(request: HttpRequest, year: int, number: str) -> HttpResponse:
    row = get_object_or_404(ShieldedVoucher, year=year, number=number)
    return delete_page(
        request,
        lambda: actions.unshield(row, by=person(request), now=timezone.now()),
        heading=f"Ta bort skjermingen av bilag {number}?",
        consequence=f"Bilaget ble skjermet med grunnen «{row.reason}». Er årets bilag åpnet for kommunene, ser de det.",
        crumbs=_crumbs(year, number),
        done=voucher_url(year, number),
        verb="Ta bort skjermingen",
        told="Skjermingen er tatt bort.",
    )


# Parts


def _shown(found: report.Voucher, asked: str) -> VoucherFile | None:
    """The file that is shown on the page: the one that was asked for, else the first that can be."""
    ready = [file for file in found.files if file.safe_file]
    return next((file for file in ready if str(file.pk) == asked), ready[0] if ready else None)


def _voucher(year: int, number: str) -> report.Voucher:
    found = report.voucher_of(year, number)
    if not found.is_known:
        raise Http404(f"Ingen rad i regnskapet for {year} har bilagsnummeret «{number}», og det har ingen filer.")
    return found


def _crumbs(year: int, number: str) -> Crumbs:
    above = ("Bilag", reverse("budget:vouchers", args=[year]))
    return [year_crumb(year), above, (f"Bilag {number}", voucher_url(year, number))]


def _path_of(name: str, sha256: str) -> Path:
    """Raises Http404, with what the person can do, where the kept file is gone."""
    try:
        return keeping.local_path(name, sha256)
    except OSError as error:
        raise Http404("Filen mangler på lageret. IKT-lederen må laste den opp på nytt.") from error
