"""What is done with a suggested change: made, taken in whole or in part, refused and withdrawn. Each once, for ever.

The trail has none of its words.
"""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from meetings.documents.models import Document, Section
from meetings.documents.writing import note_remark
from meetings.proposing.models import ProposedEdit
from meetings.revisions.models import SectionRevision
from meetings.revisions.saving import as_it_stands, check_size, save_section, seen_by
from rorikt.audit import trail
from rorikt.audit.rows import locked
from rorikt.people.models import User
from rorikt.people.permissions import require
from rorikt.texts import richtext
from rorikt.texts.blocks import identified, without_ids
from rorikt.texts.merging import Choice
from rorikt.texts.taking import SuggestedChange, changes, taken

MAY = "meetings.suggest_edit"
State = ProposedEdit.State
IS_APPROVED = "Dokumentet er godkjent. Det kan ikke foreslås endringer i det før noen har begynt å endre det."
NOTHING_NEW = "Du har ikke endret noe i teksten. Skriv det slik du mener det bør stå."
IS_GONE = "Avsnittet er slettet, og forslaget kan ikke tas inn."
IS_DECIDED = "Forslaget er allerede avgjort: {state} av {name}."
CHOOSE = "Teksten er endret siden forslaget ble skrevet. Velg hva som skal stå der begge har endret det samme."
CHANGED = "Avsnittet er endret mens du så på forslaget. Se over det én gang til."
NOTHING_CHOSEN = "Velg hva du vil ta inn, eller avslå forslaget."


@transaction.atomic
def suggest_edit(section: Section, body: str, *, seen: str, reason: str = "", by: User, now: datetime) -> ProposedEdit:
    """Suggest that the section says `body`, by one who has `seen` its text with that stamp. The text stays as it is.

    The same suggestion sent twice is one. Raises ValidationError where nothing is changed, and where the document is
    approved.
    """
    require(by, MAY, section)
    check_size(body)
    # In the order of all who write in sections. Who approves waits for this, or is waited for.
    stored = locked(Section.objects.filter(pk=section.pk)).first()
    document = locked(Document.objects.filter(pk=section.document_id)).first()
    if document is None or stored is None:
        raise ValidationError("Avsnittet er slettet av en annen. Kopier teksten din før du går videre.")
    if document.is_approved:
        raise ValidationError(IS_APPROVED)
    stood = as_it_stands(stored, now)
    known = seen_by(stored, seen)
    base = known if known.pk else stood  # one that was never kept differs in its place or heading alone
    text = identified(richtext.clean(body), base.body)
    if text == base.body:
        raise ValidationError(NOTHING_NEW)
    mine = ProposedEdit.objects.open().filter(section=stored, base=base, made_by=by)
    if same := next((one for one in mine if without_ids(one.body) == without_ids(text)), None):
        return same
    made = ProposedEdit.objects.create(
        section=stored, base=base, body=text, reason=reason.strip(), made_at=now, made_by=by
    )
    trail.record("la til endringsforslag", made, by=by, now=now, section=str(stored.pk))
    note_remark(document)
    return made


def changes_in(edit: ProposedEdit) -> list[SuggestedChange]:
    """What the suggestion would change in the text as it stands, block by block."""
    return changes(edit.base.body, edit.body, _stands(edit))


@transaction.atomic
def take_edit(
    edit: ProposedEdit, choices: Mapping[str, Choice], *, seen: str, answer: str = "", by: User, now: datetime
) -> ProposedEdit:
    """Put the chosen changes into the text: by the keys of blocks, «mine» is what is suggested, «theirs» what stands.

    `seen` is the stamp of the text that was chosen about. Raises ValidationError where nothing is chosen of what is
    left of the suggestion, and for a block that somebody has changed too and nothing was said of, or that was changed
    since the choice was made.
    """
    stored = _locked(edit)
    section = stored.section
    require(by, "meetings.change_section", section)
    found = {one.key: one for one in changes_in(stored)}
    chosen = {key: choices[key] for key in found if choices.get(key, "theirs") != "theirs"}
    if found and not chosen:
        raise ValidationError(NOTHING_CHOSEN)
    if any(one.is_overtaken and key not in choices for key, one in found.items()):
        raise ValidationError(CHOOSE)
    if seen != str(section.revision) and any(found[key].is_overtaken for key in chosen):
        raise ValidationError(CHANGED)
    as_it_stands(section, now)
    section.body = taken(stored.base.body, stored.body, _stands(stored), chosen)
    saved = save_section(
        section, seen=str(section.revision), by=by, now=now, what=f"Tok inn forslag fra {stored.made_by.name}"
    )
    stored.result = SectionRevision.objects.get(section=section, number=saved.section.revision)
    _decide(stored, State.PARTLY if len(chosen) < len(found) else State.TAKEN, answer, by, now)
    trail.record(
        "tok inn endringsforslag", stored, by=by, now=now, section=str(stored.section_id), **_from_open(stored)
    )
    return stored


@transaction.atomic
def refuse_edit(edit: ProposedEdit, *, answer: str = "", by: User, now: datetime) -> None:
    """The text stays as it is."""
    stored = _locked(edit)
    require(by, "meetings.change_section", stored.section)
    _decide(stored, State.REFUSED, answer, by, now)
    trail.record("avslo endringsforslag", stored, by=by, now=now, section=str(stored.section_id), **_from_open(stored))


@transaction.atomic
def withdraw_edit(edit: ProposedEdit, *, by: User, now: datetime) -> None:
    """By the one who made it. Raises PermissionDenied for others."""
    stored = _locked(edit)
    require(by, "meetings.withdraw_edit", stored)
    _decide(stored, State.WITHDRAWN, "", by, now)
    trail.record("trakk endringsforslag", stored, by=by, now=now, section=str(stored.section_id), **_from_open(stored))


def _from_open(edit: ProposedEdit) -> dict[str, dict[str, str]]:
    return {"before": {"state": State.OPEN}, "after": {"state": edit.state}}


def _stands(edit: ProposedEdit) -> str:
    """The text of the section by now, each of whose blocks has an id."""
    return identified(richtext.clean(edit.section.body), edit.base.body)


def _locked(edit: ProposedEdit) -> ProposedEdit:
    """With its section, held as it stands. Raises ValidationError where it is decided, or its section is gone."""
    stored: ProposedEdit = locked(ProposedEdit.objects.filter(pk=edit.pk)).get()
    if not stored.is_open:
        told = IS_DECIDED.format(state=stored.get_state_display().lower(), name=stored.decided_by)
        raise ValidationError(told)
    section = locked(Section.objects.filter(pk=stored.section_id).select_related("document")).first()
    if section is None:
        raise ValidationError(IS_GONE)
    stored.section = section
    return stored


def _decide(stored: ProposedEdit, state: ProposedEdit.State, answer: str, by: User, now: datetime) -> None:
    stored.state, stored.answer = state, answer.strip()
    stored.decided_at, stored.decided_by = now, by
    stored.save(update_fields=["state", "answer", "result", "decided_at", "decided_by"])
    note_remark(stored.section.document)
