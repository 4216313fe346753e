"""What search looks in, and the index of words of each database.

SQLite: a table of FTS5 beside the rows, kept by triggers; whoever alters the table of the rows there makes them again.
PostgreSQL: a column that follows from the words, with GIN; and trigrams of the listed words, where the database has them
and lets us.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import DatabaseError, migrations, models, transaction


SQLITE = (
    """CREATE VIRTUAL TABLE meetings_entry_words USING fts5(
        words, more, content='meetings_entry', content_rowid='id', tokenize='unicode61 remove_diacritics 0')""",
    """CREATE TRIGGER meetings_entry_words_insert AFTER INSERT ON meetings_entry BEGIN
        INSERT INTO meetings_entry_words(rowid, words, more) VALUES (new.id, new.words, new.more); END""",
    """CREATE TRIGGER meetings_entry_words_delete AFTER DELETE ON meetings_entry BEGIN
        INSERT INTO meetings_entry_words(meetings_entry_words, rowid, words, more)
        VALUES ('delete', old.id, old.words, old.more); END""",
    """CREATE TRIGGER meetings_entry_words_update AFTER UPDATE OF words, more ON meetings_entry BEGIN
        INSERT INTO meetings_entry_words(meetings_entry_words, rowid, words, more)
        VALUES ('delete', old.id, old.words, old.more);
        INSERT INTO meetings_entry_words(rowid, words, more) VALUES (new.id, new.words, new.more); END""",
)
POSTGRESQL = (
    """ALTER TABLE meetings_entry ADD COLUMN vector tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', words), 'A') || setweight(to_tsvector('simple', more), 'B')) STORED""",
    "CREATE INDEX meetings_entry_vector ON meetings_entry USING gin (vector)",
)
TRIGRAMS = "CREATE INDEX meetings_listedword_trigrams ON meetings_listedword USING gin (word gin_trgm_ops)"


def make(apps, editor):
    if editor.connection.vendor == "sqlite":
        for statement in SQLITE:
            editor.execute(statement)
        return
    for statement in POSTGRESQL:
        editor.execute(statement)
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'")
        if cursor.fetchone() is None:
            return
    try:
        with transaction.atomic(using=editor.connection.alias):
            editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            editor.execute(TRIGRAMS)
    except DatabaseError:
        pass  # whoever owns the database has to allow it; spelling finds its words without


def unmake(apps, editor):
    if editor.connection.vendor == "sqlite":
        for name in ("insert", "delete", "update"):
            editor.execute(f"DROP TRIGGER meetings_entry_words_{name}")
        editor.execute("DROP TABLE meetings_entry_words")
        return
    editor.execute("DROP INDEX IF EXISTS meetings_listedword_trigrams")
    editor.execute("ALTER TABLE meetings_entry DROP COLUMN vector")


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0038_notes_and_questions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ListedWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(max_length=60)),
                (
                    "reach",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "alle som er logget inn"),
                            (1, "dem som ser det som er unntatt"),
                            (2, "dem som ser utkast"),
                            (3, "dem som ser begge deler"),
                        ]
                    ),
                ),
                ("count", models.IntegerField()),
            ],
            options={
                "verbose_name": "ord i søket",
                "verbose_name_plural": "ord i søket",
                "constraints": [models.UniqueConstraint(fields=("word", "reach"), name="a_word_is_listed_once")],
            },
        ),
        migrations.CreateModel(
            name="SavedSearch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("typed", models.CharField(max_length=200, verbose_name="søk")),
                ("asked", models.CharField(max_length=600)),
                ("saved_at", models.DateTimeField(verbose_name="lagret")),
                ("looked_at", models.DateTimeField()),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "lagret søk",
                "verbose_name_plural": "lagrede søk",
                "ordering": ["-saved_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("object_id", models.CharField(max_length=40)),
                ("state", models.CharField(max_length=400)),
            ],
            options={
                "verbose_name": "søkbar kilde",
                "verbose_name_plural": "søkbare kilder",
                "constraints": [models.UniqueConstraint(fields=("kind", "object_id"), name="a_source_is_indexed_once")],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("case", "Saker"),
                            ("paper", "Saksframlegg"),
                            ("report", "Rapporter"),
                            ("minutes", "Protokoller"),
                            ("attachment", "Vedlegg"),
                            ("decision", "Vedtak"),
                            ("figure", "Tall"),
                            ("definition", "Definisjoner"),
                            ("other", "Annet"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "edition",
                    models.CharField(
                        choices=[
                            ("all", "Alle"),
                            ("full", "Med det som er unntatt"),
                            ("public", "Uten det som er unntatt"),
                            ("draft", "Utkast"),
                        ],
                        default="all",
                        max_length=8,
                    ),
                ),
                (
                    "reach",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "alle som er logget inn"),
                            (1, "dem som ser det som er unntatt"),
                            (2, "dem som ser utkast"),
                            (3, "dem som ser begge deler"),
                        ],
                        default=0,
                    ),
                ),
                ("version", models.PositiveIntegerField(null=True)),
                ("year", models.PositiveSmallIntegerField(null=True)),
                ("day", models.DateField(null=True)),
                ("title", models.CharField(max_length=220)),
                ("section", models.CharField(blank=True, max_length=240)),
                ("address", models.CharField(max_length=300)),
                ("label", models.CharField(blank=True, max_length=12)),
                ("public_label", models.CharField(blank=True, max_length=12)),
                ("is_title", models.BooleanField(default=False)),
                ("text", models.TextField()),
                ("words", models.TextField()),
                ("more", models.TextField(blank=True)),
                ("since", models.DateTimeField()),
                (
                    "attachment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="meetings.attachment",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="meetings.document"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="meetings.agendaitem",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="meetings.source"
                    ),
                ),
            ],
            options={
                "verbose_name": "søkbart sted",
                "verbose_name_plural": "søkbare steder",
            },
        ),
        migrations.CreateModel(
            name="ToldHit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.CharField(max_length=200)),
                (
                    "saved",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="told", to="meetings.savedsearch"
                    ),
                ),
            ],
            options={
                "verbose_name": "meldt treff",
                "verbose_name_plural": "meldte treff",
            },
        ),
        migrations.AddConstraint(
            model_name="savedsearch",
            constraint=models.UniqueConstraint(
                fields=("owner", "asked"),
                name="a_search_is_saved_once",
                violation_error_message="Du har allerede lagret dette søket.",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(fields=("source", "edition", "name"), name="a_place_is_indexed_once"),
        ),
        migrations.AddConstraint(
            model_name="toldhit",
            constraint=models.UniqueConstraint(fields=("saved", "place"), name="one_is_told_of_a_place_once"),
        ),
        migrations.RunPython(make, unmake),
    ]
