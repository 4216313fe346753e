"""What of the news is shown in a paper."""

from django import forms


class ShowNewsForm(forms.Form):
    """`siden`: the version that the paper is held against, in place of what the reader saw last."""

    siden = forms.IntegerField(required=False, min_value=1)
    markeringer = forms.ChoiceField(choices=[("nei", "Uten markeringer")], required=False)
