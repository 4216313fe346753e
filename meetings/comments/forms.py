"""Forms of comments."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from meetings.comments.actions import mentionable_in, people_in
from meetings.comments.anchoring import blocks_of, place_of, quote_of
from meetings.comments.models import LONGEST
from meetings.documents.models import Section

WHOLE = ""
SHOWN = 70  # characters of a block in the list of places
NOT_THERE = (
    "Disse ordene står ikke i avsnittet slik det er lagret. Velg et sted fra listen, eller skriv av ordene nøyaktig."
)
SEVERAL = "Disse ordene står flere steder i avsnittet. Velg også hvilket sted i listen."


class WordsForm(forms.Form):
    """What somebody says, with who is mentioned in it; commenting.js offers them as an @ is written."""

    text = forms.CharField(label="Kommentar", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, section: Section, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.section = section
        self.mentionable = mentionable_in(section)
        self.fields["text"].widget.attrs["data-mentions"] = json.dumps(self.mentionable)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        people_in(text, self.section)
        return text


class AnswerForm(WordsForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = "Svar"


class CommentForm(WordsForm):
    """`place` is a block of the text by its number, `quote` words of it; without any, the block begins the quote."""

    place = forms.ChoiceField(label="Hvor i teksten", required=False)
    quote = forms.CharField(
        label="Ordene det gjelder", required=False, help_text="Merk dem i teksten, eller skriv dem av. Kan stå tomt."
    )
    field_order = ["place", "quote", "text"]

    def __init__(self, *args: Any, section: Section, **kwargs: Any) -> None:
        super().__init__(*args, section=section, **kwargs)
        self.blocks = blocks_of(section.body)
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            (WHOLE, "Hele avsnittet"),
            *((str(place), _shown(block.text)) for place, block in enumerate(self.blocks)),
        ]
        self.fields["text"].help_text = "Skriv @ og navnet for å varsle noen."

    def clean(self) -> dict[str, Any]:
        """Gives `block` too, the name of the block."""
        data = super().clean() or self.cleaned_data
        quote, chosen = quote_of(data.get("quote", "")), data.get("place", WHOLE)
        data["block"] = ""
        if chosen != WHOLE:
            block = self.blocks[int(chosen)]
            quote = quote or quote_of(block.text)
            if quote not in block.text:
                self.add_error("quote", NOT_THERE)
            data["block"] = block.key
        elif quote:
            self._place(quote, data)
        data["quote"] = quote
        return data

    def _place(self, quote: str, data: dict[str, Any]) -> None:
        place = place_of(self.blocks, "", quote)
        if place is not None:
            data["block"] = self.blocks[place].key
        else:
            is_there = any(quote in block.text for block in self.blocks)
            self.add_error("quote", ValidationError(SEVERAL if is_there else NOT_THERE))


def _shown(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]} …"
