"""Forms of notes. What of a note is private is read here and stored sealed; nothing of it is logged."""

from typing import Any
from uuid import uuid4

from django import forms

from meetings.agenda.models import AgendaItem, Meeting
from meetings.documents.content import Content
from meetings.notes import actions
from meetings.notes.actions import Sent
from meetings.notes.models import LONGEST_QUOTE, Note, may_share
from meetings.notes.places import FIELDS
from meetings.paragraphs.following import column_name
from meetings.paragraphs.paragraphs import Paragraph, paragraphs_of
from meetings.questions.models import LONGEST as LONGEST_QUESTION
from rorikt.people.models import User

SHOWN = 70  # characters of a paragraph in the list of places
MOST_CELLS = 400


class NoteForm(forms.Form):
    """As a page with or without script sends a note. The place is read for a new one alone, and may be anything."""

    text = forms.CharField(label="Notat", required=False, strip=False, widget=forms.Textarea(attrs={"rows": 3}))
    is_shared = forms.BooleanField(label="Del med kommunen min", required=False)
    is_deleted = forms.BooleanField(required=False, widget=forms.HiddenInput)
    quote = forms.CharField(required=False, max_length=20 * LONGEST_QUOTE, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    back = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    document = forms.IntegerField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    attachment = forms.IntegerField(required=False, widget=forms.HiddenInput)
    item = forms.IntegerField(required=False, widget=forms.HiddenInput)
    meeting = forms.IntegerField(required=False, widget=forms.HiddenInput)
    section = forms.CharField(required=False, max_length=24, widget=forms.HiddenInput)
    block = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    page = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    row = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    column = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    figure = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_share(user):
            del self.fields["is_shared"]

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        actions.check_size(text)
        return text

    @property
    def sent(self) -> Sent:
        data = self.cleaned_data
        asked = {name: data.get(name) or ("" if name not in NUMBERS else None) for name in FIELDS}
        return Sent(data["text"], data["quote"], bool(data.get("is_shared")), asked)


NUMBERS = ("document", "version", "attachment", "item", "meeting")


class PlacedNoteForm(NoteForm):
    """A new note on a page of its own: the place is picked from a list, and the number comes with the page."""

    number = forms.UUIDField(widget=forms.HiddenInput)
    field_order = ["place", "cell", "page", "words", "text", "is_shared"]

    def __init__(self, *args: Any, content: Content | None, chosen: str, has_pages: bool, **kwargs: Any) -> None:
        kwargs["initial"] = {"number": uuid4(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["rows"] = 6
        if has_pages:
            self.fields["page"] = forms.CharField(
                label="Side", required=False, max_length=12, help_text="Slik den står på siden, for eksempel 17."
            )
        self.paragraphs = paragraphs_of(content.sections) if content else []
        if content:
            self.fields["place"] = forms.ChoiceField(
                label="Hvor", required=False, choices=places_in(content), initial=chosen
            )
            self.fields["words"] = forms.CharField(
                label="Ord som skal understrekes",
                required=False,
                max_length=LONGEST_QUOTE,
                help_text="Skriv dem av fra avsnittet. Kan stå tomt.",
            )
        there = next((one for one in self.paragraphs if one.name == chosen), None)
        if there and (cells := cells_in(there)):
            self.fields["cell"] = forms.ChoiceField(
                label="Celle", required=False, choices=[("", "Hele tabellen"), *cells]
            )
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        place: str = data.get("place", "")
        if place.startswith(IN_SECTION):
            data["section"] = place.removeprefix(IN_SECTION)
        elif place:
            data["block"] = place
        if cell := data.get("cell"):
            data["row"], _, data["column"] = cell.partition(BETWEEN)
        words = " ".join(data.get("words", "").split())
        if words:
            there = next((one for one in self.paragraphs if one.name == data.get("block")), None)
            if there is None or words not in " ".join(there.text.split()):
                self.add_error("words", "Disse ordene står ikke på stedet du har valgt. Skriv dem av nøyaktig.")
            data["quote"] = words
        if not words and not data.get("text", "").strip() and "text" not in self.errors:
            self.add_error("text", "Skriv et notat, eller ord som skal understrekes.")
        return data


IN_SECTION, BETWEEN = "avsnitt:", "\x1f"


def places_in(content: Content) -> list[tuple[str, Any]]:
    """Under the section that each stands in."""
    found: list[tuple[str, Any]] = [("", "Hele dokumentet")]
    for section in content.sections:
        listed = [(one.name, _short(one.text)) for one in paragraphs_of([section]) if one.name]
        whole = (f"{IN_SECTION}{section.key or section.anchor}", f"Hele «{section.title}»")
        found.append((section.called, [whole, *listed]))
    return found


def cells_in(there: Paragraph) -> list[tuple[str, str]]:
    table = there.table
    if table is None:
        return []
    return [
        (
            f"{row[0].text}{BETWEEN}{column_name(table, place)}",
            f"{row[0].text}, {column_name(table, place)}: {cell.text}",
        )
        for row in table.all_rows
        for place, cell in enumerate(row)
        if place
    ][:MOST_CELLS]


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]} …"


class NotesFilter(forms.Form):
    """Which notes are listed. Sent with GET."""

    WHOSE = [("", "Mine og de som er delt med meg"), ("mine", "Mine"), ("delt", "Delt med meg")]

    q = forms.CharField(label="Søk i notatene", required=False, max_length=200)
    mote = forms.ModelChoiceField(Meeting.objects.all(), label="Møte", required=False, empty_label="Alle")
    sak = forms.ModelChoiceField(AgendaItem.objects.none(), label="Sak", required=False, widget=forms.HiddenInput)
    hvem = forms.ChoiceField(label="Hvem sine", required=False, choices=WHOSE)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sak"].queryset = AgendaItem.objects.visible_to(user).select_related("meeting")  # type: ignore[attr-defined]
        self.fields["sak"].to_field_name = "reference"  # type: ignore[attr-defined]
        if not may_share(user):
            del self.fields["hvem"]


class AskForm(forms.Form):
    text = forms.CharField(label="Spørsmål", max_length=LONGEST_QUESTION, widget=forms.Textarea(attrs={"rows": 6}))
    is_shared = forms.BooleanField(
        label="Hele rådet kan lese spørsmålet og svaret",
        required=False,
        help_text="Uten kryss leses det bare av saksbehandlerne, IKT-lederen, sekretæren og deg.",
    )


def form_of(note: Note, user: User, **initial: Any) -> NoteForm:
    """What is stored of it, to be written on."""
    words = note.words
    shown = {"text": words.text, "quote": words.quote, "is_shared": note.shared_with_id is not None, "seen": note.stamp}
    return NoteForm(initial={**shown, **initial}, user=user, auto_id=f"notat-{note.pk}-%s")
