"""What is posted beside the fields that a form shows changes nothing: each form names the fields that it stores."""

import importlib
from pathlib import Path

from django import forms

ROOT = Path(__file__).resolve().parent.parent
NEVER = {"is_superuser", "password", "approved_at", "approved_by", "sha256", "made_by", "made_at", "issued_at"}


def model_forms():
    for app in ("rorikt", "budget", "support", "meetings"):
        for path in sorted((ROOT / app).rglob("*forms.py")):
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    return [
        one
        for one in every_kind_of(forms.ModelForm)
        if one.__module__.split(".")[0] in {"rorikt", "budget", "support", "meetings"}
    ]


def every_kind_of(kind):
    for one in kind.__subclasses__():
        yield one
        yield from every_kind_of(one)


def test_every_form_of_a_row_names_its_fields():
    found = [one for one in model_forms() if getattr(one, "_meta", None) and one._meta.model]

    assert len(found) > 40
    assert [one for one in found if not isinstance(one._meta.fields, list | tuple) or one._meta.exclude] == []


def test_no_form_lets_anybody_write_who_approved_or_when():
    told = {
        (one.__name__, name)
        for one in model_forms()
        for name in NEVER & set(one.base_fields)
        if not one.base_fields[name].disabled
    }

    assert told == set()
