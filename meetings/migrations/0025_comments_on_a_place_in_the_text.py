import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0024_sections_say_how_far_they_are"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("block", models.CharField(blank=True, editable=False, max_length=64)),
                ("quote", models.CharField(blank=True, max_length=400, verbose_name="tekststed")),
                ("text", models.TextField(max_length=4000, verbose_name="kommentar")),
                ("made_at", models.DateTimeField(editable=False, verbose_name="skrevet")),
                ("settled_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="avgjort")),
            ],
            options={
                "verbose_name": "kommentar",
                "verbose_name_plural": "kommentarer",
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CommentAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=4000, verbose_name="svar")),
                ("made_at", models.DateTimeField(editable=False, verbose_name="skrevet")),
            ],
            options={
                "verbose_name": "svar på kommentar",
                "verbose_name_plural": "svar på kommentarer",
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Mention",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_at", models.DateTimeField(verbose_name="nevnt")),
                ("mailed_at", models.DateTimeField(blank=True, null=True, verbose_name="varslet")),
            ],
            options={
                "verbose_name": "omtale i kommentar",
                "verbose_name_plural": "omtaler i kommentarer",
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="comment",
            name="made_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="skrevet av",
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="section",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="comments",
                to="meetings.section",
                verbose_name="avsnitt",
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="settled_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="avgjort av",
            ),
        ),
        migrations.AddField(
            model_name="commentanswer",
            name="comment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="answers",
                to="meetings.comment",
                verbose_name="kommentar",
            ),
        ),
        migrations.AddField(
            model_name="commentanswer",
            name="made_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="skrevet av",
            ),
        ),
        migrations.AddField(
            model_name="mention",
            name="answer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="mentions",
                to="meetings.commentanswer",
            ),
        ),
        migrations.AddField(
            model_name="mention",
            name="comment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="mentions", to="meetings.comment"
            ),
        ),
        migrations.AddField(
            model_name="mention",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="nevnt",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="a_comment_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at", None), ("settled_by", None)),
                    models.Q(("settled_at__isnull", False), ("settled_by__isnull", False)),
                    _connector="OR",
                ),
                name="a_settled_comment_is_settled_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="commentanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="an_answer_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="mention",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answer", None)),
                fields=("comment", "person"),
                name="a_comment_mentions_somebody_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="mention",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answer__isnull", False)),
                fields=("answer", "person"),
                name="an_answer_mentions_somebody_once",
            ),
        ),
    ]
