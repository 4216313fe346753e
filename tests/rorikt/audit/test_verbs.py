"""The trail is read by an administrator: every entry says in Norwegian what somebody did."""

import ast
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.text import camel_case_to_spaces

from meetings.registers.models import RegisterRow
from rorikt.amounts import NO_BREAK_SPACE
from rorikt.audit import rows, trail
from rorikt.audit.history import fields_of
from rorikt.audit.models import AuditEntry
from rorikt.audit.telling import NOT_TOLD, WORDS, tell_all
from tests import factories
from tests.budget.changes import NOW

RECORDS = {"trail.record", "self._record", "super()._record"}
APPS = ["rorikt", "budget", "support", "meetings"]


def test_every_verb_that_the_code_records_is_one_of_the_trail():
    said = {action for module in modules() for action in actions_of(ast.parse(module.read_text()))}

    assert len(said) > 40
    assert {action for action in said if not is_said_as_the_others(action)} == set()


def test_every_verb_of_the_trail_is_said_by_somebody():
    said = {action for module in modules() for action in actions_of(ast.parse(module.read_text()))}

    assert trail.VERBS - {action.split(" ")[0] for action in said} == set()


# Verbs that tell of what goes from something to something else.
MOVES = {"endret", "flyttet", "gjenåpnet", "klarerte", "trakk"}
# Their rows say by themselves what they go to, and from what.
SAID_OTHERWISE = {
    "trakk innsyn i bilag",  # open to closed: the row is gone
    "trakk skjerming av bilag",  # likewise, with its reason
    "trakk tilbake en begrunnelse",  # likewise, with the reason and what it was of
}


def test_what_changes_something_tells_from_what_to_what():
    """Or hands on what somebody else has gathered: `**told`."""
    bare = {
        action
        for module in modules()
        for tree in [ast.parse(module.read_text())]
        for call, action in calls_of(tree)
        if action.split(" ")[0] in MOVES and not {"before", None} & {keyword.arg for keyword in call.keywords}
    }

    assert bare - SAID_OTHERWISE == set()


def calls_of(module):
    for function in (node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)):
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in RECORDS:
                yield from ((node, action) for action in texts(node.args[0], function, module))


@pytest.mark.parametrize("app", APPS)
def test_every_kind_of_row_has_a_name_in_norwegian(app):
    """Rows are stored and deleted under it: «endret kontokobling»."""
    unnamed = [
        model.__name__
        for model in apps.get_app_config(app).get_models()
        if model._meta.verbose_name == camel_case_to_spaces(model._meta.object_name) or "_" in model._meta.verbose_name
    ]

    assert [name for name in unnamed if name not in NORWEGIAN_TOO] == []


# The word is the same in both languages.
NORWEGIAN_TOO: set[str] = {"Team", "Register"}


@pytest.mark.django_db
@pytest.mark.parametrize("action", ["sync_pureservice", "changed line", "endret cost_key", "møte endret", ""])
def test_what_is_not_a_verb_of_the_trail_is_refused(action, head):
    with pytest.raises(ValueError, match="does not begin with a verb"):
        trail.record(action, head, by=head, now=datetime(2024, 2, 6, tzinfo=UTC))
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("demo_loaded")
def test_every_entry_that_the_demo_makes_is_said_as_the_others():
    said = set(AuditEntry.objects.values_list("action", flat=True))

    assert said
    assert {action for action in said if not is_said_as_the_others(action)} == set()


def is_said_as_the_others(action):
    return action.split(" ")[0] in trail.VERBS and "_" not in action and len(action) <= 60


def modules():
    for app in APPS:
        yield from (path for path in (Path(settings.BASE_DIR) / app).rglob("*.py") if "migrations" not in path.parts)


def actions_of(module):
    """What each call of `record` says, of the choices where it has some; a name of a kind of row as «…»."""
    for function in (node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)):
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in RECORDS:
                yield from texts(node.args[0], function, module)


def texts(node, function, module):
    if isinstance(node, ast.Constant):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return [*texts(node.body, function, module), *texts(node.orelse, function, module)]
    if isinstance(node, ast.JoinedStr):
        said = [""]
        for part in node.values:
            known = texts(part, function, module) if isinstance(part, ast.Constant | ast.FormattedValue) else []
            said = [f"{one}{more}" for one in said for more in known]
        return said
    if isinstance(node, ast.FormattedValue):
        return texts(node.value, function, module) if isinstance(node.value, ast.Name | ast.IfExp) else ["…"]
    if isinstance(node, ast.Name):
        return given(node.id, function, module)
    raise AssertionError(f"what is recorded by {ast.unparse(node)} cannot be read in the code")


def given(name, function, module):
    """What a name is given in the function, or in the module; nothing where the caller gives it."""
    for place in (function, module):
        found = [
            text
            for node in ast.walk(place)
            if isinstance(node, ast.Assign)
            for target, value in pairs(node)
            if isinstance(target, ast.Name) and target.id == name
            for text in texts(value, function, module)
        ]
        if found:
            return found
    return []


def pairs(node):
    if isinstance(node.targets[0], ast.Tuple) and isinstance(node.value, ast.Tuple):
        return zip(node.targets[0].elts, node.value.elts, strict=True)
    return [(target, node.value) for target in node.targets]


@pytest.mark.django_db
@pytest.mark.usefixtures("demo_loaded")
def test_what_the_demo_did_is_told_in_norwegian_to_the_last_value():
    entries = list(AuditEntry.objects.all())
    tell_all(entries)

    labels = {part.split(": ")[0] for entry in entries for part in entry.told.split("; ") if ": " in part}
    assert len(labels) > 20
    assert {label for label in labels if "_" in label} == set()
    assert {name for entry in entries for name in unnamed(entry)} == set()
    assert [entry.told for entry in entries if entry.told.startswith(";") or "{" in entry.told] == []
    frame = next(entry.told for entry in entries if entry.action == "førte vedtak i rammen")
    assert (
        "fordeling: betales i: 2023, tittel: Driftsramme 2023, beløp: 83 866 000,00, fordeles i: hele kroner"
        in plain(frame)
    )
    growth = next(entry.told for entry in entries if entry.action == "endret prisvekst i økonomiplan")
    assert growth.startswith("2024: 0 → 4,30; 2025: ")
    shared = next(entry.told for entry in entries if "Merforbruk 2023" in entry.told)
    assert "ført: 1506 888 861,04, 1535 240 091,31" in plain(shared)


def plain(text):
    return text.replace(NO_BREAK_SPACE, " ")


def unnamed(entry):
    """Names in an entry that neither a field, the kind of row below it nor the list of words says in Norwegian."""
    kind = apps.get_model(entry.subject.partition(":")[0])
    told = [entry.detail.get("before"), entry.detail.get("after"), entry.detail]
    if kind is RegisterRow:  # its boxes are told by the titles of their columns, which somebody here has given them
        told = [entry.detail]
    names = {name for values in told if isinstance(values, dict) for name in values} - NOT_TOLD
    below = {one.get_accessor_name() for one in kind._meta.related_objects}
    return {name for name in names - set(fields_of(kind)) - below - set(WORDS) if not name.isdecimal()}


@pytest.mark.django_db
def test_the_list_of_the_trail_costs_the_same_for_any_length(client, administrator):
    client.force_login(administrator)
    asked = [queries_after(client, administrator, lines) for lines in (1, 5)]

    assert asked[0] == asked[1]


def queries_after(client, administrator, lines):
    for _ in range(lines):
        line = factories.make_line()
        line.budgeted += 1
        rows.store_row(line, by=administrator, now=NOW)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(reverse("admin:rorikt_auditentry_changelist")).content.decode()
    assert "årsbudsjett" in page
    return len(asked)
