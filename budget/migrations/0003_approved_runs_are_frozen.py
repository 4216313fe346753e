from django.db import migrations

from rorikt.audit.append_only import AppendOnly, FrozenWhen

APPROVED = "EXISTS (SELECT 1 FROM budget_allocationrun run WHERE run.{by} AND run.state = 'approved')"
KEY_IN_USE = APPROVED.format(by="key_id = {row}.id")
SHARE_IN_USE = APPROVED.format(by="key_id = {row}.key_id")
PART_OF_APPROVED = APPROVED.format(by="id = {row}.run_id")
EVERY_CHANGE = ("INSERT", "UPDATE", "DELETE")


class Migration(migrations.Migration):
    """What an approved run says, the key it was split by and every change of the frame stay as they were.

    Of a key in use only the end may still be set, which happens when a new one takes over.
    """

    dependencies = [("budget", "0002_runs_and_frames")]

    operations = [
        FrozenWhen("an_approved_run_stays", "budget_allocationrun", "{row}.state = 'approved'"),
        FrozenWhen("a_part_of_an_approved_run_stays", "budget_allocationpart", PART_OF_APPROVED, EVERY_CHANGE),
        FrozenWhen(
            "a_key_in_use_stays",
            "budget_costkey",
            KEY_IN_USE,
            columns=("id", "valid_from", "source", "case_number"),
        ),
        FrozenWhen("a_share_of_a_key_in_use_stays", "budget_costkeyshare", SHARE_IN_USE, EVERY_CHANGE),
        FrozenWhen("a_calculation_of_a_key_in_use_stays", "budget_keycalculation", SHARE_IN_USE, EVERY_CHANGE),
        AppendOnly("budget_framechange"),
    ]
