"""What happens in a meeting: who is there, what is put forward, how it is voted, and what is decided."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from meetings.agenda.models import AgendaItem, Meeting
from meetings.council.models import CouncilMember


class Attendance(models.Model):
    """Whether one of the council is at a meeting; nothing is known of those who have no row.

    A substitute `stands_in_for` a member who is absent, and votes with that member's seat. One who came late or has
    left is present here, and has a CaseAbsence in each case that went on without them.
    """

    class State(models.TextChoices):
        PRESENT = "present", "Til stede"
        ABSENT = "absent", "Forfall"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, verbose_name="møte", related_name="attendances")
    seat = models.ForeignKey(CouncilMember, on_delete=models.PROTECT, verbose_name="medlem", related_name="attendances")
    state = models.CharField("frammøte", max_length=8, choices=State)
    stands_in_for = models.ForeignKey(
        CouncilMember, on_delete=models.PROTECT, verbose_name="møter for", null=True, blank=True, related_name="+"
    )
    reason = models.CharField("grunn", max_length=200, blank=True)
    left_at = models.DateTimeField("gikk", null=True, blank=True)

    class Meta:
        verbose_name = "frammøte"
        verbose_name_plural = "frammøte"
        ordering = ["meeting", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "seat"],
                name="one_is_at_a_meeting_once",
                violation_error_message="Frammøtet til dette medlemmet er allerede ført.",
            ),
            models.UniqueConstraint(
                fields=["meeting", "stands_in_for"],
                condition=Q(state="present"),
                name="one_stands_in_for_a_member",
                violation_error_code="stands_in_for",
                violation_error_message="Et annet varamedlem møter allerede for dette medlemmet.",
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(state="present"), name="only_one_who_was_there_has_left"
            ),
            models.CheckConstraint(
                condition=Q(stands_in_for=None) | ~Q(stands_in_for=F("seat")), name="nobody_stands_in_for_oneself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat.name}: {self.get_state_display().lower()}"


class Sitting(models.Model):
    """How far a meeting has come. Every change of what happens in it counts `revision` up: those who follow ask by it.

    `current` is the case that was taken up last. `leader` is empty while the chair leads, or the deputy in the chair's
    place.
    """

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, verbose_name="møte", related_name="sitting")
    leader = models.ForeignKey(
        CouncilMember, on_delete=models.PROTECT, verbose_name="møteleder", null=True, blank=True, related_name="+"
    )
    current = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, verbose_name="saken nå", null=True, blank=True, related_name="+"
    )
    revision = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = "møtets gang"
        verbose_name_plural = "møtenes gang"

    def __str__(self) -> str:
        return str(self.meeting)


class CaseAbsence(models.Model):
    """One who is at the meeting takes no part in one case. A `substitute` may sit in the place."""

    class Reason(models.TextChoices):
        NOT_ARRIVED = "not_arrived", "Ikke kommet"
        LEFT = "left", "Gått"
        DISQUALIFIED = "disqualified", "Inhabil"
        EXCUSED = "excused", "Fritatt"

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, verbose_name="sak", related_name="absences")
    seat = models.ForeignKey(CouncilMember, on_delete=models.PROTECT, verbose_name="medlem", related_name="+")
    reason = models.CharField("grunn", max_length=12, choices=Reason)
    basis = models.CharField(
        "grunnlag",
        max_length=200,
        blank=True,
        help_text="Lov og paragraf for inhabilitet eller fritak, for eksempel «forvaltningsloven § 6 første ledd e».",
    )
    substitute = models.ForeignKey(
        CouncilMember, on_delete=models.PROTECT, verbose_name="vara i saken", null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "fravær i sak"
        verbose_name_plural = "fravær i sak"
        ordering = ["item", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "seat"],
                name="one_is_absent_from_a_case_once",
                violation_error_code="seat",
                violation_error_message="Fraværet i saken er allerede ført.",
            ),
            models.UniqueConstraint(
                fields=["item", "substitute"],
                name="a_substitute_has_one_place_in_a_case",
                violation_error_code="substitute",
                violation_error_message="Varamedlemmet sitter allerede i en annens plass i saken.",
            ),
            models.CheckConstraint(
                condition=~Q(reason__in=["disqualified", "excused"]) | ~Q(basis=""),
                name="who_is_disqualified_is_so_on_a_ground",
                violation_error_code="basis",
                violation_error_message="Skriv hva inhabiliteten eller fritaket bygger på.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat.name}: {self.get_reason_display().lower()}"


class Proposal(models.Model):
    """A text that can be decided. The recommended one comes from the case paper, and nobody of the council put it."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, verbose_name="sak", related_name="proposals")
    position = models.PositiveSmallIntegerField("rekkefølge", default=0)
    text = models.TextField("forslag")
    is_recommended = models.BooleanField("innstilling", default=False, editable=False)
    put_by = models.ForeignKey(
        CouncilMember, on_delete=models.PROTECT, verbose_name="fremmet av", null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "forslag"
        verbose_name_plural = "forslag"
        ordering = ["item", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(is_recommended=True), name="a_case_has_one_recommended_proposal"
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="a_proposal_has_a_text",
                violation_error_code="text",
                violation_error_message="Skriv forslaget.",
            ),
            models.CheckConstraint(
                condition=Q(is_recommended=True) | Q(put_by__isnull=False),
                name="somebody_puts_a_proposal_forward",
                violation_error_code="put_by",
                violation_error_message="Velg hvem som fremmet forslaget.",
            ),
        ]

    def __str__(self) -> str:
        return "Innstillingen" if self.is_recommended else f"Forslag fra {self.put_by.name if self.put_by else ''}"


class TreatmentQuerySet(models.QuerySet["Treatment"]):
    def decided(self) -> Self:
        return self.filter(outcome=Treatment.Outcome.DECIDED)


class Treatment(models.Model):
    """What became of a case in its meeting: made when the case is taken up, settled by its `outcome`.

    `decision` is the text that was decided; `revision` counts what is stored, so that two who write see each other.
    """

    class Outcome(models.TextChoices):
        DECIDED = "decided", "Vedtatt"
        POSTPONED = "postponed", "Utsatt"
        SENT_BACK = "sent_back", "Sendt tilbake"

    class Voting(models.TextChoices):
        UNANIMOUS = "unanimous", "Enstemmig"
        BY_NAME = "by_name", "Stemmer per medlem"

    item = models.OneToOneField(AgendaItem, on_delete=models.PROTECT, verbose_name="sak", related_name="treatment")
    closed_basis = models.CharField(
        "lukket etter",
        max_length=120,
        blank=True,
        help_text="Lov og paragraf når dørene ble lukket, for eksempel «kommuneloven § 11-5 andre ledd».",
    )
    late_is_accepted = models.BooleanField("ingen innvending mot ettersendt sak", default=False)
    voting = models.CharField("avstemning", max_length=10, choices=Voting, blank=True)
    chair_chose = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, verbose_name="møtelederens stemme", null=True, blank=True, related_name="+"
    )
    is_hiring = models.BooleanField(
        "gjelder ansettelse", default=False, help_text="Da kan medlemmene stemme blankt, som ved valg."
    )
    is_second_ballot = models.BooleanField(
        "andre avstemning i valget", default=False, help_text="Da er den valgt som får flest stemmer."
    )
    drawn = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, verbose_name="trukket ut ved lodd", null=True, blank=True, related_name="+"
    )
    outcome = models.CharField("utfall", max_length=10, choices=Outcome, blank=True)
    decision = models.TextField("vedtak", blank=True)
    notes = models.TextField("merknader til protokollen", blank=True)
    began_at = models.DateTimeField("tatt opp")
    settled_at = models.DateTimeField("avgjort", null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        verbose_name="ført av",
        null=True,
        blank=True,
        related_name="+",
    )
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = TreatmentQuerySet.as_manager()

    class Meta:
        verbose_name = "behandling"
        verbose_name_plural = "behandlinger"
        ordering = ["item"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", settled_at=None) | (~Q(outcome="") & Q(settled_at__isnull=False)),
                name="a_settled_case_has_an_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="decided") | ~Q(decision=""),
                name="a_decision_has_a_text",
                violation_error_code="decision",
                violation_error_message="Skriv vedtaket.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.get_outcome_display() or 'under behandling'}"


class Vote(models.Model):
    """The vote of one seat in a case: for a proposal, against every one, or blank where that is allowed.

    `represents` is what the member stands for, as it was then; empty for one who stands for nobody.
    """

    class Choice(models.TextChoices):
        FOR = "for", "For"
        AGAINST = "against", "Mot"
        BLANK = "blank", "Blankt"

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, verbose_name="sak", related_name="votes")
    seat = models.ForeignKey(CouncilMember, on_delete=models.PROTECT, verbose_name="medlem", related_name="+")
    choice = models.CharField("stemme", max_length=8, choices=Choice)
    proposal = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, verbose_name="forslag", null=True, blank=True, related_name="votes"
    )
    represents = models.CharField("representerer", max_length=60, blank=True)

    class Meta:
        verbose_name = "stemme"
        verbose_name_plural = "stemmer"
        ordering = ["item", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "seat"],
                name="a_seat_votes_once_in_a_case",
                violation_error_message="Stemmen til dette medlemmet er allerede ført.",
            ),
            models.CheckConstraint(
                condition=Q(choice="for", proposal__isnull=False) | (~Q(choice="for") & Q(proposal=None)),
                name="a_vote_for_is_for_a_proposal",
                violation_error_code="proposal",
                violation_error_message="Velg forslaget det stemmes for.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat.name}: {self.get_choice_display().lower()}"
