"""One fetch of tickets from Pureservice: page by page in the order of their ids, each page all or nothing.

A run asks for what has changed since the run before, with an overlap, and then compares the number of tickets there and
here. Where they differ it halves the range of ids until it has found what is missing or gone. What it sees of status,
priority and waiting-for-user is kept where it has changed: there is no other history of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from rorikt import locks, sealing
from rorikt.audit import trail
from rorikt.calendar import start_of
from rorikt.jobs import queue
from rorikt.people.models import User
from rorikt.people.permissions import require
from support.pureservice.client import Address, Client, Trouble
from support.pureservice.models import (
    PureserviceConnection,
    SourceTicket,
    SourceTicketQuerySet,
    SyncRun,
    TicketObservation,
)
from support.pureservice.service import PAGE, WITHOUT_ZONE, ForeignTicket, Source, Window
from support.sla.policies import Rules, load_rules
from support.syncing.placing import collect_values, load_mappings, observations_of, place, place_waiting

Progress = Callable[[str, int], None]
KIND = LOCK = "sync-pureservice"
# When more than this are gone at once, the key has more likely lost access than the tickets been deleted.
FEW, SMALL_SHARE = 25, 0.02
MOST_QUESTIONS = 200  # of one reconciliation
LONGEST_RESUMED = timedelta(days=2)
FACTS = [item.name for item in fields(ForeignTicket) if item.name not in {"foreign_id", "is_deleted"}]
OBSERVED = ["status_id", "core_status", "priority_id", "pending_user_since", "resolved_at"]


def start_sync(*, full: bool, accept_deletions: bool = False, by: User | None) -> Any:
    """Queue a run as a job, or join the one that is queued. Raises ValidationError where it cannot yet.

    `by` is nobody where the clock asks for it.
    """
    if by:
        require(by, "support.run_sync")
    enabled_connection()
    title, by_id = "Synkroniserer med Pureservice", by.pk if by else None
    return queue.start(work, key=KIND, title=title, by=by, full=full, accept=accept_deletions, by_id=by_id)


@queue.work(KIND, may_see=lambda user, **arguments: user.has_perm("support.view_sync"))
def work(progress: Progress, *, full: bool, accept: bool, by_id: int | None) -> str:
    by = User.objects.get(pk=by_id) if by_id else None
    return synchronise(full=full, accept_deletions=accept, by=by, progress=progress).get_absolute_url()


def enabled_connection() -> PureserviceConnection:
    """Raises ValidationError where the connection is missing or switched off."""
    connection = PureserviceConnection.objects.first()
    if connection is None or not connection.is_enabled:
        raise ValidationError("Tilkoblingen til Pureservice er ikke slått på. En administrator gjør det.")
    return connection


def source_of(connection: PureserviceConnection) -> Source:
    """Raises ValidationError where the key cannot be opened or the address may not be used."""
    try:
        address = Address(
            connection.base_url,
            sealing.unseal(connection.sealed_key),
            connection.api_prefix,
            connection.requests_per_minute,
            connection.is_demo,
        )
        client = Client(address)
    except sealing.Unreadable:
        raise ValidationError(
            "API-nøkkelen kan ikke leses, fordi krypteringsnøkkelen i installasjonen er byttet. "
            "Legg inn API-nøkkelen på nytt."
        ) from None
    except Trouble as trouble:
        raise ValidationError(str(trouble)) from None
    return Source(client, missing_zone=connection.missing_zone, keeps_subject=connection.keeps_subject)


def synchronise(
    *,
    full: bool = False,
    dry_run: bool = False,
    accept_deletions: bool = False,
    by: User | None = None,
    progress: Progress = lambda stage, percent: None,
    source: Source | None = None,
    clock: Callable[[], datetime] = timezone.now,
) -> SyncRun:
    """One run; what a dry run would have changed is rolled back. Raises ValidationError with what to do about it."""
    connection = enabled_connection()
    source = source or source_of(connection)
    with locks.held(LOCK) as is_ours:
        if not is_ours:
            raise ValidationError("En synkronisering pågår allerede. Vent til den er ferdig.")
        overlap = timedelta(minutes=connection.overlap_minutes)
        run = begin(full=full, by=by, now=clock(), overlap=overlap, dry_run=dry_run)
        try:
            sync = Sync(run, source, connection, progress, clock, dry_run, accept_deletions)
            sync.go()
        except Trouble as trouble:
            _end(run, SyncRun.State.FAILED, clock(), dry_run, error=str(trouble))
            raise ValidationError(str(trouble)) from None
        except BaseException as error:
            text = "Noe gikk galt i systemet. Prøv igjen." if isinstance(error, Exception) else "Kjøringen ble avbrutt."
            _end(run, SyncRun.State.FAILED, clock(), dry_run, error=text)
            raise
        _end(run, SyncRun.State.DONE, clock(), dry_run, gone=sync.gone)
    return run


def begin(*, full: bool, by: User | None, now: datetime, overlap: timedelta, dry_run: bool = False) -> SyncRun:
    """A new run, from where the last one stopped if it failed. Whoever holds the lock knows that no other one runs."""
    SyncRun.objects.filter(state=SyncRun.State.RUNNING).update(
        state=SyncRun.State.FAILED, finished_at=now, error="Kjøringen ble avbrutt før den var ferdig."
    )
    since = None if full else _since(overlap)
    run = SyncRun(started_at=now, by=by, is_full=full, since=since)
    run.is_full = run.since is None
    stopped = SyncRun.objects.exclude(state=SyncRun.State.RUNNING).first()
    if stopped and _can_resume(stopped, full=full, now=now):
        for name in ("is_full", "since", "window_started_at", "last_id", "seen"):
            setattr(run, name, getattr(stopped, name))
    if not dry_run:
        run.save(force_insert=True)
    return run


def _can_resume(stopped: SyncRun, *, full: bool, now: datetime) -> bool:
    is_fresh = stopped.started_at > now - LONGEST_RESUMED
    return stopped.state == SyncRun.State.FAILED and stopped.last_id > 0 and is_fresh and stopped.is_full >= full


def _since(overlap: timedelta) -> datetime | None:
    """Where the next window begins; `None` before the first whole run.

    Neither clock is trusted alone: with a wrong clock there or here the next run could start too late and skip changes.
    """
    done = SyncRun.objects.filter(state=SyncRun.State.DONE).first()
    if done is None or done.window_started_at is None:
        return None
    newest = SourceTicket.objects.aggregate(newest=Max("modified_at"))["newest"]
    return min(done.window_started_at, newest or done.window_started_at) - overlap


def _end(run: SyncRun, state: str, now: datetime, dry_run: bool, *, error: str = "", gone: Sequence[int] = ()) -> None:
    if state == SyncRun.State.FAILED and not dry_run:
        run.refresh_from_db()  # the page that failed is not stored, so neither are its counts and its cursor
    run.state, run.finished_at, run.error = state, now, error
    if dry_run:
        return
    run.waiting = SourceTicket.objects.waiting().count()
    with transaction.atomic():
        run.save()
        counts = {name: getattr(run, name) for name in ("new", "changed", "deleted", "waiting")}
        verb = "synkroniserte" if state == SyncRun.State.DONE else "avbrøt synkroniseringen av"
        trail.record(
            f"{verb} saker fra Pureservice", run, by=run.by, now=now, state=state, gone=list(gone)[:1000], **counts
        )


@dataclass
class Sync:
    """A run under way: what it asks, what it goes by, and what it has met so far."""

    run: SyncRun
    source: Source
    connection: PureserviceConnection
    progress: Progress
    clock: Callable[[], datetime]
    dry_run: bool
    accepts_deletions: bool
    rules: Rules | None = field(default_factory=load_rules)
    gone: list[int] = field(default_factory=list)
    vanished: int = 0
    beyond: dict[int, int] = field(default_factory=dict)

    def go(self) -> None:
        self.progress("Henter lister fra Pureservice", 0)
        self.source.load_names()
        run = self.run
        if run.window_started_at is None:
            run.window_started_at = min(run.started_at, self.source.server_time or run.started_at)
        self._scan()
        if not self.dry_run:
            self._follow_up_old_tickets()
            self._ask_again()
            self._reconcile()
            place_waiting()

    # What has changed

    def _scan(self) -> None:
        """The window to its end. Where Pureservice counts more in it than came, once more from the beginning."""
        expected = self.source.count(self._window())
        self._fetch_pages(expected)
        if self.dry_run:
            return
        expected = self.source.count(self._window())
        if expected > self.run.seen:
            self.run.last_id = self.run.seen = 0
            self._fetch_pages(expected)
            if self.source.count(self._window()) > self.run.seen:
                # The mark stays where it was, so that the next run asks for all this again.
                self.run.window_started_at = self.run.since or self.run.window_started_at
                self.run.remark = "Pureservice ga færre saker enn den sier er endret. De hentes på nytt neste gang."

    def _window(self, **others: Any) -> Window:
        return Window(since=self.run.since, created_from=self._created_from, **others)

    @property
    def _created_from(self) -> datetime | None:
        day = self.connection.forgotten_before
        return start_of(day) if day else None

    def _fetch_pages(self, expected: int) -> None:
        while page := self.source.page(self._window(after=self.run.last_id)):
            last_id = page[-1].foreign_id
            gone = self._gone(self.run.last_id, last_id, page) if self.run.is_full else []
            self.run.seen += len(page)
            self._store(page, gone, last_id=last_id)
            self._tell(expected)
        if self.run.is_full:
            gone = self._gone(self.run.last_id, None, [])
            self._store([], gone, last_id=self.run.last_id)

    def _tell(self, expected: int) -> None:
        """Also stops at a service that never comes to an end."""
        if self.run.seen > 2 * expected + 10 * PAGE:
            raise Trouble("Pureservice gir langt flere saker enn den sier den har. Kontroller adressen.")
        percent = 5 + 85 * min(self.run.seen, expected) // max(expected, 1)
        self.progress(f"Henter saker: {self.run.seen} av {max(expected, self.run.seen)}", percent)

    def _follow_up_old_tickets(self) -> None:
        """Details of older tickets are forgotten and not fetched; those that were still open then are, by their ids."""
        if self._created_from is None:
            return
        ids = SourceTicket.objects.present().filter(created_at__lt=self._created_from).order_by("foreign_id")
        asked = list(ids.values_list("foreign_id", flat=True))
        found = self.source.with_ids(asked)
        gone = set(asked) - {ticket.foreign_id for ticket in found}
        self._store(found, sorted(gone), last_id=self.run.last_id)

    def _ask_again(self) -> None:
        """Those that can be used now without a change of their own: their status has become known, or the settings say
        what a time without a zone is."""
        waiting = SourceTicket.objects.waiting()
        usable = Q(waits_for=SourceTicket.Waits.STATUS, status_id__in=self.source.names.core_statuses)
        if self.connection.missing_zone != PureserviceConnection.MissingZone.WAIT:
            usable |= Q(problem=WITHOUT_ZONE)
        asked = list(waiting.filter(usable).values_list("foreign_id", flat=True))
        self._store(self.source.with_ids(asked), [], last_id=self.run.last_id)

    # What is gone, and what was passed over

    def _own(self, after: int, upto: int | None) -> SourceTicketQuerySet:
        own = SourceTicket.objects.present().filter(foreign_id__gt=after)
        own = own.filter(foreign_id__lte=upto) if upto is not None else own
        return own.filter(created_at__gte=self._created_from) if self._created_from else own

    def _gone(self, after: int, upto: int | None, page: list[ForeignTicket]) -> list[int]:
        """Ours between two ids that are not on the page, and not there when asked for either.

        Those that turn out to be there are put on the page: it was short of them.
        """
        seen = {ticket.foreign_id for ticket in page}
        missing = [identity for identity in self._own(after, upto).values_list("foreign_id", flat=True)
                   if identity not in seen]  # fmt: skip
        found = self.source.with_ids(missing)
        page += found
        page.sort(key=lambda ticket: ticket.foreign_id)
        gone = sorted(set(missing) - {ticket.foreign_id for ticket in found})
        self.vanished += len(gone)
        if self.vanished > FEW and not self.accepts_deletions and self.vanished > self._acceptable():
            raise Trouble(
                f"Minst {self.vanished} saker er borte fra Pureservice. Kontroller at nøkkelen ser alle sakene. "
                "Stemmer det, kjør en full synkronisering og kryss av for at saker kan fjernes."
            )
        return gone

    def _acceptable(self) -> float:
        return SMALL_SHARE * SourceTicket.objects.present().count()

    def _reconcile(self) -> None:
        self.progress("Sammenligner antall", 92)
        self._compare(0, None)
        run = self.run
        run.source_count = self.source.count(self._present(0))
        run.own_count = self._own(0, None).count()
        if run.source_count != run.own_count and not run.remark:
            run.remark = "Antallet er ikke det samme på begge sider, og forskjellen ble ikke funnet."

    def _present(self, after: int) -> Window:
        return Window(after=after, created_from=self._created_from, with_deleted=False)

    def _theirs(self, after: int, upto: int | None) -> int:
        """How many they have between two ids, from how many lie beyond each. Asked once for each id."""
        for identity in (after, upto):
            if identity is not None and identity not in self.beyond:
                self.beyond[identity] = self.source.count(self._present(identity))
        return self.beyond[after] - (self.beyond[upto] if upto is not None else 0)

    def _compare(self, after: int, upto: int | None) -> None:
        """Halve a range of ids in which the counts differ until it can be fetched whole."""
        theirs, ours = self._theirs(after, upto), self._own(after, upto).count()
        if theirs == ours or len(self.beyond) > MOST_QUESTIONS:
            return
        middle = self._middle(after, upto) if max(theirs, ours) > PAGE else None
        if middle is None:
            self._fetch_range(after, upto)
        else:
            self._compare(after, middle)
            self._compare(middle, upto)

    def _middle(self, after: int, upto: int | None) -> int | None:
        """An id that halves ours, or the range where they have more than we; `None` where it cannot be halved."""
        own = self._own(after, upto).order_by("foreign_id").values_list("foreign_id", flat=True)
        count = own.count()
        if count > PAGE // 2:
            middle = own[count // 2]
        elif upto is not None:
            middle = (after + upto) // 2
        else:
            return None
        return middle if after < middle and (upto is None or middle < upto) else None

    def _fetch_range(self, after: int, upto: int | None) -> None:
        for page in self.source.pages(self._present(after)):
            last_id = page[-1].foreign_id
            if upto is not None and last_id >= upto:
                break
            self._store(page, self._gone(after, last_id, page), last_id=self.run.last_id)
            after = last_id
        else:
            page = []
        rest = [ticket for ticket in page if upto is not None and ticket.foreign_id <= upto]
        gone = self._gone(after, upto, rest)
        self._store(rest, gone, last_id=self.run.last_id)

    # What is stored

    def _store(self, page: Sequence[ForeignTicket], gone: Sequence[int], *, last_id: int) -> None:
        """One page, with the cursor and the counts: all of it or nothing."""
        run, now = self.run, self.clock()
        with transaction.atomic():
            known = self._known([ticket.foreign_id for ticket in page] + list(gone))
            touched: list[SourceTicket] = []
            observations: list[TicketObservation] = []
            for ticket in page:
                row = self._take(ticket, known.get(ticket.foreign_id), now, observations)
                touched += [row] if row else []
            for identity in gone:
                touched.append(self._lose(known[identity], now))
            self._save(touched, observations)
            run.last_id = last_id
            if self.dry_run:
                transaction.set_rollback(True)
            else:
                run.save()

    def _known(self, ids: Sequence[int]) -> dict[int, SourceTicket]:
        rows = SourceTicket.objects.filter(foreign_id__in=ids).select_related("ticket")
        return {row.foreign_id: row for row in rows}

    def _take(
        self, ticket: ForeignTicket, row: SourceTicket | None, now: datetime, observations: list[TicketObservation]
    ) -> SourceTicket | None:
        """The row as it now is, or `None` where there is nothing to store."""
        if ticket.is_deleted:
            if row is None or row.deleted_at:
                self.run.unchanged += 1
                return None
            return self._lose(row, now)
        if row and not _says_something_new(ticket, row):
            self.run.unchanged += 1
            return None
        if row:
            self.run.changed += 1
        else:
            self.run.new += 1
        before = _observed(row) if row else None
        row = row or SourceTicket(foreign_id=ticket.foreign_id)
        for name in FACTS:
            setattr(row, name, getattr(ticket, name))
        row.deleted_at = None
        if _observed(row) != before and not ticket.problem:
            seen = dict(zip(OBSERVED, _observed(row), strict=True))
            observations.append(TicketObservation(source=row, seen_at=now, modified_at=row.modified_at, **seen))
        return row

    def _lose(self, row: SourceTicket, now: datetime) -> SourceTicket:
        self.run.deleted += 1
        if row.number is not None and row.ticket_id:
            self.gone.append(row.number)
        row.deleted_at = now
        return row

    def _save(self, rows: list[SourceTicket], observations: list[TicketObservation]) -> None:
        collect_values([row for row in rows if not row.deleted_at and not row.problem], self.source.names)
        seen = observations_of(rows)
        for observation in observations:
            seen[observation.source.foreign_id].append(observation)
        # The mappings as they are now: somebody may change them during the run.
        place(rows, seen, load_mappings(), self.rules)
        SourceTicket.objects.bulk_update([row for row in rows if row.pk], [*FACTS, "deleted_at"])
        SourceTicket.objects.bulk_create([row for row in rows if not row.pk])
        TicketObservation.objects.bulk_create(observations)


def _observed(row: SourceTicket) -> tuple[Any, ...]:
    """The values of OBSERVED. Resolved is a ticket only while its status says so."""
    return row.status_id, row.core_status, row.priority_id, row.pending_user_since, row.ended_at


def _says_something_new(ticket: ForeignTicket, row: SourceTicket) -> bool:
    """An older state than the stored one, as from a copy that lags behind, says nothing."""
    if ticket.modified_at and row.modified_at and ticket.modified_at < row.modified_at and not row.deleted_at:
        return False
    return row.deleted_at is not None or any(getattr(row, name) != getattr(ticket, name) for name in FACTS)
