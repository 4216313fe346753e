from django.db import migrations, models
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from rorikt.audit.append_only import FrozenWhen

CROSSES = (
    "EXISTS (SELECT 1 FROM budget_accountmapping other WHERE other.id <> NEW.id AND other.year = NEW.year "
    "AND other.basis = NEW.basis AND LENGTH(other.first) = LENGTH(NEW.first) AND ("
    "(other.first < NEW.first AND NEW.first <= other.last AND other.last < NEW.last) OR "
    "(NEW.first < other.first AND other.first <= NEW.last AND NEW.last < other.last)))"
)


class Migration(migrations.Migration):
    """A range of accounts may lie in a wider one of its year; two that share only a part are refused."""

    dependencies = [("budget", "0007_vouchers_and_their_pictures")]

    operations = [
        migrations.RemoveConstraint(model_name="accountmapping", name="account_mapping_starts_once"),
        migrations.AddConstraint(
            model_name="accountmapping",
            constraint=models.UniqueConstraint(
                fields=("year", "basis", "first", "last"),
                name="account_mapping_is_made_once",
                violation_error_code="first",
                violation_error_message="Året har allerede en kobling av de samme numrene. Endre den i stedet.",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountmapping",
            constraint=models.CheckConstraint(
                condition=Exact(Length("first"), Length("last")),
                name="account_mapping_has_one_length",
                violation_error_code="last",
                violation_error_message="Det første og det siste nummeret må ha like mange siffer.",
            ),
        ),
        FrozenWhen("ranges_of_accounts_do_not_cross", "budget_accountmapping", CROSSES, ("INSERT", "UPDATE")),
    ]
