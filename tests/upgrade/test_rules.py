"""What a migration may do while the release before it still answers: add, and nothing else.

See docs/running/upgrade.md.
"""

import inspect

import pytest
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.models import NOT_PROVIDED

from rorikt.audit.append_only import AppendOnly, FrozenWhen

# The last migrations that were made before there were rules.
BASE = {"rorikt": 17, "budget": 14, "support": 7, "meetings": 43}
# A migration that must break a rule says why, and is run with the site stopped.
REASON = "needs_a_stop"
TAKES_AWAY = (migrations.RemoveField, migrations.RenameField, migrations.DeleteModel, migrations.RenameModel,
              migrations.AlterModelTable)  # fmt: skip


def problems(migration, before):
    """What the release before would stumble over. `before` is the state of the models that it knows."""
    made = {one.name.lower() for one in migration.operations if isinstance(one, migrations.CreateModel)}
    for one in operations(migration):
        kind, name = type(one).__name__, f"{getattr(one, 'model_name', '')}.{getattr(one, 'name', '')}".strip(".")
        if getattr(one, "model_name", "").lower() in made:
            continue  # a table that the release before does not know
        if isinstance(one, TAKES_AWAY):
            yield f"{kind} {name}: the release before reads and writes it"
        elif isinstance(one, migrations.AddField):
            if not one.field.null and one.field.db_default is NOT_PROVIDED and not one.field.many_to_many:
                yield f"{kind} {name}: the release before stores rows without it; it needs null=True or db_default"
            if one.field.unique and not one.field.null:
                yield f"{kind} {name}: the rows that are there would be alike"
        elif isinstance(one, migrations.AlterField):
            yield from (f"{kind} {name}: {why}" for why in narrowed(field_of(before, migration, one), one.field))
        elif isinstance(one, migrations.AddConstraint):
            yield f"{kind} {one.constraint.name}: the release before may store what it refuses"
        elif isinstance(one, migrations.AddIndex) and connection.vendor == "postgresql":
            yield f"{kind} {one.index.name}: nobody can write to the table meanwhile; use AddIndexConcurrently"
        elif isinstance(one, migrations.RunPython | migrations.RunSQL):
            guards = isinstance(one, AppendOnly | FrozenWhen) and getattr(one, "table", "").split("_")[-1] not in made
            if guards:
                yield f"{kind} {getattr(one, 'name', one.table)}: the release before may do what it refuses"


def operations(migration):
    for one in migration.operations:
        if isinstance(one, migrations.SeparateDatabaseAndState):
            yield from one.database_operations
        else:
            yield one


def field_of(state, migration, operation):
    return state.models[migration.app_label, operation.model_name_lower].fields[operation.name]


def narrowed(old, new):
    if old.null and not new.null:
        yield "the release before stores rows without a value"
    if new.unique and not old.unique:
        yield "the release before may store two that are alike"
    if type(old).get_internal_type(old) != type(new).get_internal_type(new):
        yield "it becomes another kind, and the table is written anew"
    if (old.max_length or 0) > (new.max_length or 0) > 0:
        yield "what is there may be longer"


@pytest.fixture(scope="module")
def since():
    """The migrations after the base line, each with the state of the models before it."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return [
        (migration, loader.project_state([key for key in migration.dependencies if key[1] != "__first__"] or None))
        for key, migration in sorted(loader.disk_migrations.items())
        if key[0] in BASE and int(key[1][:4]) > BASE[key[0]]
    ]


def test_what_the_release_before_stumbles_over_has_a_reason(since):
    told = [
        f"{migration.app_label}.{migration.name}: {problem}"
        for migration, before in since
        if not getattr(migration, REASON, "")
        for problem in problems(migration, before)
    ]

    assert not told, "\n".join(told)


def test_a_reason_is_a_sentence_and_stands_only_where_it_is_needed(since):
    for migration, before in since:
        if reason := getattr(migration, REASON, ""):
            assert len(reason) > 30
            assert list(problems(migration, before)), f"{migration}: {REASON} is not needed"


def test_no_migration_waits_in_the_midst_of_others_for_data(since):
    """One that moves data and one that alters tables are two: a long UPDATE holds what the ALTER has locked."""
    for migration, _ in since:
        moves = [one for one in migration.operations if type(one) in (migrations.RunPython, migrations.RunSQL)]
        alters = [one for one in migration.operations if isinstance(one, migrations.AddField | migrations.AlterField)]
        assert not (moves and alters), migration


TEXT = models.CharField(max_length=9)
NULL = models.CharField(max_length=20, null=True)
BAD = {
    "remove": migrations.RemoveField("user", "name"),
    "rename": migrations.RenameField("user", "name", "called"),
    "delete": migrations.DeleteModel("User"),
    "add": migrations.AddField("user", "word", models.CharField(max_length=9, default="")),
    "narrow": migrations.AlterField("user", "name", TEXT),
    "kind": migrations.AlterField("user", "name", models.IntegerField()),
    "constraint": migrations.AddConstraint("user", models.UniqueConstraint(fields=["name"], name="one")),
    "frozen": FrozenWhen("rule", "rorikt_user", "TRUE"),
    "hidden": migrations.SeparateDatabaseAndState(database_operations=[migrations.DeleteModel("User")]),
}
GOOD = {
    "null": migrations.AddField("user", "word", NULL),
    "default": migrations.AddField("user", "word", models.CharField(max_length=9, db_default="")),
    "wider": migrations.AlterField("user", "name", models.CharField(max_length=900)),
    "model": migrations.CreateModel("Thing", [("id", models.BigAutoField(primary_key=True))]),
}


@pytest.mark.parametrize("operation", [*BAD.items(), *GOOD.items()], ids=lambda one: one[0])
def test_the_rules_are_there_to_be_broken(operation):
    name, one = operation
    migration = type("Migration", (migrations.Migration,), {"operations": [one]})("0099_tried", "rorikt")
    before = MigrationLoader(None, ignore_no_migrations=True).project_state(("rorikt", "0017_exempt_without_a_network"))

    assert bool(list(problems(migration, before))) == (name in BAD)


def test_the_migrate_command_is_ours():
    from rorikt.management.commands import migrate

    assert "lock_timeout" in inspect.getsource(migrate)
