"""What is done to an uploaded file of rows: upload, preview, confirm, undo, throw away. Each is audited.

An app registers its kind of import; this module owns the file, its states and the transaction. A confirmed file is in
the app's tables whole or not at all: everything is read and converted before the transaction, and stored inside it.
"""

import hashlib
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone

from rorikt.amounts import short_date, short_moment
from rorikt.audit import trail
from rorikt.children.limited_reading import Unreadable, plain, restored
from rorikt.imports.models import ImportedFile, ImportSource, imported_file_path
from rorikt.imports.reading import Findings
from rorikt.jobs import queue
from rorikt.jobs.models import Job
from rorikt.jobs.queue import Progress, silent
from rorikt.people.models import User
from rorikt.sheets import tabular
from rorikt.sheets.tabular import Asked, Layout
from rorikt.snapshot import moves_figures
from rorikt.storing import keeping

SKEW = timedelta(minutes=1)  # between the clocks of two machines
MOST_BYTES = 500 * 1024 * 1024
State = ImportedFile.State
CLOCK = (
    "Klokken på tjeneren går etter: tall er importert eller angret {moment}. Gi beskjed til den som drifter systemet, "
    "og prøv igjen når klokken er rettet eller har passert det."
)


@dataclass(frozen=True)
class ImportKind:
    """What an app knows of its files. Each function may raise ValidationError with a Norwegian sentence.

    `preview` reads the whole file and returns its summary: plain JSON, with `row_count` and all of `summary_of`.
    `prepare` reads it again, outside the transaction, into something that `store` puts into the tables, inside it.
    `remove` takes the rows away again, inside the transaction; what may not be undone it refuses.
    `address` is the name of the address of the file's own page; those of its other pages begin with it.
    `faults` are what has to be chosen before a file can be read, by field, from its mapping, options and layout.
    `has_own_form` is whether the file itself tells what is where; `question` is what has to be decided before import.
    A kind whose files are kept apart, each lot for a thing of its own, has an `of` that gives the kind of one lot by
    what follows the colon in its name.
    """

    name: str
    permission: str
    preview: Callable[[ImportedFile, Progress], dict[str, Any]]
    prepare: Callable[[ImportedFile, Progress], AbstractContextManager[Any]]
    store: Callable[[ImportedFile, Any, User, datetime], None]
    remove: Callable[[ImportedFile, User, datetime], None]
    address: str
    faults: Callable[[Mapping[str, str], Mapping[str, Any], Layout], Mapping[str, str]]
    has_own_form: Callable[[Path], bool] = lambda _: False
    question: Callable[[ImportedFile], str] = lambda _: ""
    of: "Callable[[str], ImportKind] | None" = None

    def page(self, imported: ImportedFile) -> str:
        return reverse(self.address, args=[imported.pk])


_kinds: dict[str, ImportKind] = {}


def register(kind: ImportKind) -> None:
    """Called by the app's `AppConfig.ready`."""
    _kinds[kind.name] = kind


def kind_of(name: str) -> ImportKind:
    """By its name; `rows:12` is the lot 12 of the kind `rows`."""
    whole, _, lot = name.partition(":")
    kind = _kinds[whole]
    return kind.of(lot) if kind.of and lot else kind


def summary_of(findings: Findings) -> dict[str, Any]:
    """What a summary of a file says of errors and warnings, in plain JSON."""
    return {
        "error_count": findings.error_count,
        "errors": [asdict(error) for error in findings.errors],
        "warning_count": findings.warning_count,
        "warnings": [asdict(warning) for warning in findings.warnings],
    }


# Verbs


@transaction.atomic
def upload(content: File, *, kind: str, name: str, by: User, now: datetime) -> ImportedFile:
    """Keep the file. Raises ValidationError if it is empty, too large, or imported already."""
    _check_permission(kind, by)
    sha256, byte_count = _measured(content)
    same = ImportedFile.objects.filter(kind=kind, sha256=sha256, state=State.CONFIRMED).first()
    if same:
        raise ValidationError(
            f"Denne filen er allerede importert {short_date(same.confirmed_at)} av {same.confirmed_by}. "
            "Angre den importen først hvis den skal leses på nytt."
        )
    imported = ImportedFile(
        kind=kind,
        original_name=Path(name).name[-200:],
        sha256=sha256,
        byte_count=byte_count,
        uploaded_at=now,
        uploaded_by=by,
    )
    imported.file.name = keeping.keep(imported_file_path(imported, name), content, sha256)
    imported.full_clean()
    imported.save()
    trail.record("lastet opp fil for import", imported, by=by, now=now, name=imported.original_name, sha256=sha256)
    return imported


@transaction.atomic
def choose_columns(
    imported: ImportedFile,
    *,
    name: str,
    mapping: Mapping[str, str],
    options: Mapping[str, Any],
    by: User,
    now: datetime,
) -> None:
    """Read the file so, and the next from the source of this name too, where it is given one.

    What the words of the source mean stays as it was decided.
    """
    stored = ImportSource.objects.filter(kind=imported.kind, name=name).first() if name else None
    values = (stored.options if stored else imported.options).get("values", {})
    chosen = {"mapping": mapping, "options": {**options, "values": values} if values else dict(options)}
    source = save_source(kind=imported.kind, name=name, by=by, now=now, **chosen) if name else None
    choose_mapping(imported, source=source, by=by, **chosen)


@transaction.atomic
def choose_mapping(
    imported: ImportedFile,
    *,
    mapping: Mapping[str, str],
    options: Mapping[str, Any],
    source: ImportSource | None,
    by: User,
) -> None:
    """Read the file by this mapping from now on; what was found with another is forgotten."""
    _check_permission(imported.kind, by)
    if not _open(imported).update(
        mapping=dict(mapping), options=dict(options), source=source, state=State.UPLOADED, summary={}, row_count=0
    ):
        raise _not_open()
    imported.refresh_from_db()


@transaction.atomic
def save_source(
    *, kind: str, name: str, mapping: Mapping[str, str], options: Mapping[str, Any], by: User, now: datetime
) -> ImportSource:
    """Store the mapping under its name, for the next file from there; one with this name is changed."""
    _check_permission(kind, by)
    stored = ImportSource.objects.select_for_update().filter(kind=kind, name=name).first()
    source = stored or ImportSource(kind=kind, name=name)
    before = {"mapping": source.mapping, "options": source.options} if stored else None
    source.mapping, source.options = dict(mapping), dict(options)
    after = {"mapping": source.mapping, "options": source.options}
    if before != after:
        source.full_clean()
        source.save()
        verb = "endret importkilde" if before else "la til importkilde"
        trail.record(verb, source, by=by, now=now, name=name, before=before, after=after)
    return source


def start_preview(imported: ImportedFile, *, by: User) -> Job:
    """Queue the reading of the whole file. Raises PermissionDenied for one who may not import files of this kind."""
    _check_permission(imported.kind, by)
    title = f"Leser {imported.original_name}"
    return queue.start(_preview_job, key=f"import:{imported.pk}", title=title, by=by, imported=imported.pk)


def start_confirm(imported: ImportedFile, *, by: User, **options: Any) -> Job:
    """`options` are added to those of the file. Raises ValidationError if the file may not be imported as it is."""
    _check_permission(imported.kind, by)
    _check_that_it_may_be_confirmed(imported)
    _open(imported).update(options={**imported.options, **options})
    title = f"Importerer {imported.original_name}"
    return queue.start(
        _confirm_job, key=f"import:{imported.pk}", title=title, by=by, imported=imported.pk, person=by.pk
    )


def preview(imported: ImportedFile, progress: Progress = silent) -> None:
    """Read the whole file and store what was found; a file that cannot be read is marked so, with the reason."""
    kind = kind_of(imported.kind)
    try:
        summary = kind.preview(imported, progress)
    except ValidationError as error:
        _open(imported).update(state=State.FAILED, summary={"fault": " ".join(error.messages)}, row_count=0)
        raise
    if not _open(imported).update(state=State.PREVIEWED, summary=summary, row_count=summary["row_count"]):
        raise _not_open()
    imported.refresh_from_db()


def confirm(imported: ImportedFile, *, by: User, now: datetime, progress: Progress = silent) -> None:
    """Put the rows into the tables. Raises ValidationError, and stores nothing, if any of it cannot be stored."""
    kind = kind_of(imported.kind)
    _check_permission(imported.kind, by)
    _check_that_it_may_be_confirmed(imported)
    _check_that_it_is_unchanged(imported)
    with kind.prepare(imported, progress) as prepared:
        # Nobody else sees anything of what follows until it is done, not even the progress, so it has to be short.
        progress("Lagrer radene", 80)
        try:
            _store(imported, kind, prepared, by=by, now=now)
        except Exception:
            imported.refresh_from_db()
            raise


@moves_figures
def undo(imported: ImportedFile, *, by: User, now: datetime) -> None:
    """Take the rows of a confirmed file away again. The file and what was found in it are kept."""
    _check_permission(imported.kind, by)
    confirmed = ImportedFile.objects.filter(pk=imported.pk, state=State.CONFIRMED)
    if not confirmed.update(state=State.UNDONE, undone_at=now, undone_by=by):
        raise ValidationError("Importen er allerede angret.")
    imported.refresh_from_db()
    kind_of(imported.kind).remove(imported, by, now)
    trail.record("angret import", imported, by=by, now=now, name=imported.original_name, rows=imported.row_count)


@transaction.atomic
def discard(imported: ImportedFile, *, by: User, now: datetime) -> None:
    """Throw away a file that was never imported."""
    _check_permission(imported.kind, by)
    pk, path = imported.pk, str(imported.file.name)
    if not _open(imported).delete()[0]:
        raise _not_open()
    imported.pk = pk
    trail.record("forkastet fil for import", imported, by=by, now=now, name=imported.original_name)
    if not ImportedFile.objects.filter(file=path).exists():
        transaction.on_commit(lambda: keeping.forget(path))


def asked_of(options: Mapping[str, Any]) -> Asked:
    """How the file is to be read, as far as a person has said it."""
    return Asked(**{one.name: options[one.name] for one in fields(Asked) if options.get(one.name)})


def layout_of(imported: ImportedFile, asked: Asked | None = None) -> Layout:
    """Read as it is asked for, else as it was chosen, for this file or for the last one from its source.

    What fits this file no more is found out again. Raises ValidationError if the file is not a table.
    """
    path, wanted = path_of(imported), asked or asked_of(imported.options)
    try:
        told = remembered(imported, f"layout {wanted}", lambda: plain(asdict(tabular.layout_of(path, wanted))))
    except Unreadable as error:
        if asked is None and wanted != tabular.FIND_OUT:
            return layout_of(imported, tabular.FIND_OUT)
        raise ValidationError(str(error)) from error
    return tabular.layout_from(restored(told))


def remembered(imported: ImportedFile, key: str, find: Callable[[], Any]) -> Any:
    """What looking into the file gave, in plain JSON: found once, since the file does not change, and kept with it."""
    if key not in imported.seen:
        imported.seen = {**imported.seen, key: find()}
        ImportedFile.objects.filter(pk=imported.pk).update(seen=imported.seen)
    return imported.seen[key]


def check_none_came_after(now: datetime) -> None:
    """Raises ValidationError where a file was imported or undone after `now`, the moment of somebody's click.

    Who freezes calls this inside its snapshot: what it stores at `now` then rests on no import with a later moment, by
    which an undo tells whether it is rested on.
    """
    later = Q(confirmed_at__gt=now) | Q(undone_at__gt=now)
    moments = ImportedFile.objects.filter(later).aggregate(Max("confirmed_at"), Max("undone_at")).values()
    if newest := max((moment for moment in moments if moment), default=None):
        if newest > timezone.now() + SKEW:  # the clock was set back after it had told that
            raise ValidationError(CLOCK.format(moment=short_moment(newest)))
        raise ValidationError("Tallene er importert eller angret mens du holdt på. Se over dem, og prøv igjen.")


def path_of(imported: ImportedFile) -> Path:
    """Where the bytes are. Raises ValidationError if they are gone."""
    try:
        return keeping.local_path(str(imported.file.name), imported.sha256)
    except FileNotFoundError as error:
        raise ValidationError(f"Filen «{imported.original_name}» mangler på lageret. Last den opp på nytt.") from error


@queue.work("import-preview")
def _preview_job(progress: Progress, *, imported: int) -> str:
    row = ImportedFile.objects.get(pk=imported)
    preview(row, progress)
    return kind_of(row.kind).page(row)


@queue.work("import-confirm")
def _confirm_job(progress: Progress, *, imported: int, person: int) -> str:
    row = ImportedFile.objects.get(pk=imported)
    # A process that died after it had stored the rows had only not told of it.
    if (row.state, row.confirmed_by_id) != (State.CONFIRMED, person):
        confirm(row, by=User.objects.get(pk=person), now=timezone.now(), progress=progress)
    return kind_of(row.kind).page(row)


# Parts


def _check_permission(kind: str, by: User) -> None:
    if not by.has_perm(kind_of(kind).permission):
        raise PermissionDenied


def _open(imported: ImportedFile) -> Any:
    return ImportedFile.objects.filter(pk=imported.pk, state__in=[State.UPLOADED, State.PREVIEWED, State.FAILED])


def _not_open() -> ValidationError:
    return ValidationError("Filen er allerede importert. Last siden på nytt for å se importen.")


def _check_that_it_may_be_confirmed(imported: ImportedFile) -> None:
    if imported.state in {State.CONFIRMED, State.UNDONE}:
        raise _not_open()
    if imported.state != State.PREVIEWED:
        raise ValidationError("Filen er ikke lest ennå. Se forhåndsvisningen før du importerer.")
    if imported.error_count:
        raise ValidationError(
            "Filen har rader med feil, og ingen rader importeres. Rett filen, og last den opp på nytt."
        )
    if not imported.row_count:
        raise ValidationError("Filen har ingen rader å importere.")
    if question := kind_of(imported.kind).question(imported):
        raise ValidationError(question)


def _check_that_it_is_unchanged(imported: ImportedFile) -> None:
    with path_of(imported).open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != imported.sha256:
            raise ValidationError(f"Filen «{imported.original_name}» er endret på lageret. Last den opp på nytt.")


def _take(imported: ImportedFile, *, by: User, now: datetime) -> None:
    """Only one wins, also of two who import the same file from two uploads."""
    try:
        with transaction.atomic():
            waiting = ImportedFile.objects.filter(pk=imported.pk, state=State.PREVIEWED)
            taken = waiting.update(state=State.CONFIRMED, confirmed_at=now, confirmed_by=by)
    except IntegrityError as error:
        raise ValidationError("Den samme filen er allerede importert.") from error
    if not taken:
        raise _not_open()
    imported.refresh_from_db()


@moves_figures
def _store(imported: ImportedFile, kind: ImportKind, prepared: Any, *, by: User, now: datetime) -> None:
    _take(imported, by=by, now=now)
    kind.store(imported, prepared, by, now)
    detail = {"name": imported.original_name, "sha256": imported.sha256, "rows": imported.row_count}
    trail.record("importerte fil", imported, by=by, now=now, **detail)


def _measured(content: File) -> tuple[str, int]:
    digest, byte_count = hashlib.sha256(), 0
    for chunk in content.chunks():
        digest.update(chunk)
        byte_count += len(chunk)
    if not byte_count:
        raise ValidationError("Filen er tom. Eksporter den på nytt, og velg den nye filen.")
    if byte_count > MOST_BYTES:
        raise ValidationError("Filen er større enn 500 MB. Del den i flere, for eksempel én for hvert år.")
    return digest.hexdigest(), byte_count
