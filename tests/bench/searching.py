"""Measure search in ten years of a busy council: 200 meetings, 8 000 papers, 250 000 paragraphs.

Run by `manage bench_search` on whichever database is set up. All that is made is rolled back.
"""

import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from uuid import uuid4

from django.db import connection, transaction

from meetings.agenda.models import AgendaItem, Meeting
from meetings.documents.content import Content, NumberedSection, Text
from meetings.documents.models import Document, DocumentVersion, Section
from meetings.search import storing
from meetings.search.models import Entry
from meetings.search.searching import search
from rorikt.cases.models import CaseReference
from rorikt.people.models import Municipality, User
from rorikt.words import lexicon

Say = Callable[[str], object]
MEETINGS, CASES, PAPERS = 200, 10, 40  # of a meeting: its cases, and the papers of all of them
SECTIONS, PARAGRAPHS, WORDS = 6, 5, 38
_COUNCIL = """kommune budsjett driftsbudsjett regnskap ramme sikkerhet nøkkel fordelingsnøkkel møte vedtak sak råd leder
drift investering avtale leverandør pris kostnad oppgradering lisens bruker tjeneste brukerstøtte avvik rapport
merforbruk tilskudd system nettverk telefoni skole helse opplæring sikkerhetspartner personvern beredskap anskaffelse
rammeavtale årsmelding økonomi Molde Vestnes Rauma Aukra Hustadvika ansatt stilling prosjekt byggeprosjekt plan"""
COUNCIL = _COUNCIL.split()
QUERIES = [
    "budsjett", "driftsbudsjettet", "nøkkel", "fordelingsnøklene", "sikkerhetspartner", "kommune", "kommunen leder",
    "og i det", "budsjett og regnskap", "«budsjett for drift»", "regnskap -budsjett", "sikerhet",
    "anskafelse rammeavtale",
    "noekkel", "nokkel", "arsmelding", "leder", "kvitravn", "kvitravn budsjett", "2020", "merforbruk molde skole plan",
    "vestnes tilskudd", "personvern beredskap opplæring", "prosjekt", "byggeprosjekter", "senteret", "xyzzy",
]  # fmt: skip
ROUNDS = 5


def bench(say: Say, *, share: float = 1.0) -> None:
    """`share` of the ten years, for a quicker look."""
    with transaction.atomic():
        chosen = random.Random(16)
        began = time.perf_counter()
        meetings = max(1, round(MEETINGS * share))
        make(meetings, chosen)
        say(f"{connection.vendor}: {meetings} møter laget på {time.perf_counter() - began:.0f} s")
        began = time.perf_counter()
        sources = storing.keep_in_step()
        took = time.perf_counter() - began
        settle()
        say(f"{sources} kilder, {Entry.objects.count()} steder lest inn på {took:.0f} s")
        say(f"Ser om noe er endret: {timed(storing.is_stale):.0f} ms")
        searches(say)
        saves(say, chosen)
        transaction.set_rollback(True)


def searches(say: Say) -> None:
    home, _ = Municipality.objects.get_or_create(number="1506", defaults={"name": "Molde"})
    own = {"name": "Leser", "municipality": home}
    reader = User.objects.create(email="leser@example.no", role=User.Role.COUNCIL_MEMBER, **own)
    outside = User.objects.create(email="okonomi@example.no", role=User.Role.FINANCE, **own)
    found = search(reader, QUERIES[0], today=date(2025, 1, 1))  # the words are read, the connection warm
    for user in (reader, outside):
        every: list[float] = []
        for typed in QUERIES:
            times, hits = [], ""
            for _ in range(ROUNDS):
                began = time.perf_counter()
                try:
                    found = search(user, typed, today=date(2025, 1, 1))
                    hits = f"{'over ' if found.is_cut else ''}{found.count} treff"
                except Exception as told:
                    hits = str(told)
                times.append((time.perf_counter() - began) * 1000)
            every += times
            if user == reader:
                say(f"  {typed:34} {statistics.median(times):6.1f} ms  {hits}")
        every.sort()
        p50, p95, most = every[len(every) // 2], every[int(len(every) * 0.95)], every[-1]
        say(f"{user.get_role_display()}: søk p50 {p50:.0f} ms, p95 {p95:.0f} ms, høyest {most:.0f} ms (mål 100 ms)")


def saves(say: Say, chosen: random.Random) -> None:
    """One section of a draft of forty pages is saved, and a paper of thirty paragraphs is approved."""
    document = Document.objects.create(kind="case_paper", title="Utkast", document_owner="L", as_of=date(2025, 1, 1))
    for place in range(60):
        body = "".join(f'<p data-id="{place:03}{number:03}">{words(chosen)}</p>' for number in range(5))
        Section.objects.create(document=document, position=place, title=f"Avsnitt {place}", body=body)
    storing.keep_in_step()
    Section.objects.filter(document=document, position=3).update(body='<p data-id="nytt00">Helt ny tekst.</p>')
    Document.objects.filter(pk=document.pk).update(mark=uuid4())
    say(f"Lagret avsnitt i et utkast på 300 avsnitt er i søket etter {timed(storing.keep_in_step):.0f} ms (mål 5 s)")
    approve([document], chosen, datetime(2025, 1, 1, tzinfo=UTC))
    Document.objects.filter(pk=document.pk).update(mark=uuid4(), status="approved")
    say(f"Godkjent dokument er i søket etter {timed(storing.keep_in_step):.0f} ms (mål 5 s)")


def timed(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return (time.perf_counter() - began) * 1000


def make(meetings: int, chosen: random.Random) -> None:
    User.objects.create(email="leder@example.no", name="Leder", role=User.Role.HEAD)
    for number in range(meetings):
        day = date(2015, 1, 14) + timedelta(days=number * 18)
        sequence = Meeting.objects.filter(year=day.year).count() + 51
        meeting = Meeting.objects.create(year=day.year, sequence=sequence, held_on=day)
        references = [CaseReference.objects.create() for _ in range(CASES)]
        items = AgendaItem.objects.bulk_create(
            AgendaItem(
                reference=reference, meeting=meeting, sequence=place, title=words(chosen, 6), sent_at=None,
                summary=f"<p>{words(chosen)}</p>",
                **({"exemption_basis": "offentleglova § 23", "public_title": "Unntatt sak"} if place == 1 else {}),
            )
            for place, reference in enumerate(references, start=1)
        )  # fmt: skip
        papers = Document.objects.bulk_create(
            Document(
                kind="case_paper", title=words(chosen, 5), document_owner="L", as_of=day, status="approved",
                agenda_item=items[place % CASES],
            )
            for place in range(PAPERS)
        )  # fmt: skip
        approve(papers, chosen, datetime(day.year, day.month, day.day, tzinfo=UTC))


def approve(papers: list[Document], chosen: random.Random, moment: datetime) -> None:
    head = User.objects.filter(role=User.Role.HEAD).first()
    DocumentVersion.objects.bulk_create(
        DocumentVersion(
            document=paper, sequence=1, content=content(paper, chosen).to_json(), content_hash="0" * 64,
            approved_at=moment, approved_by=head,
        )
        for paper in papers
    )  # fmt: skip


def content(paper: Document, chosen: random.Random) -> Content:
    sections = tuple(
        NumberedSection(str(place), 1, f"avsnitt-{place}", words(chosen, 3), (Text("".join(paragraphs(chosen))),), "")
        for place in range(1, SECTIONS + 1)
    )
    return Content(
        kind="case_paper", kind_label="Saksframlegg", title=paper.title, file_title=paper.title, is_draft=False,
        as_of=paper.as_of, sections=sections,
    )  # fmt: skip


def paragraphs(chosen: random.Random) -> Iterator[str]:
    for _ in range(PARAGRAPHS):
        yield f'<p data-id="{chosen.getrandbits(48):012x}">{words(chosen)}</p>'


def words(chosen: random.Random, count: int = WORDS) -> str:
    """As often as words are said: few of them everywhere, and most of them hardly ever."""
    told = chosen.choices(VOCABULARY, cum_weights=WEIGHTS, k=count)
    return " ".join(told).capitalize() + "."


def settle() -> None:
    """What the database does by itself in a while."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("SELECT gin_clean_pending_list('meetings_entry_vector')")


def _vocabulary() -> list[str]:
    small = sorted(stop_words(), key=lambda word: (len(word), word))
    forms = [line.partition("\t")[0] for line in lexicon._forms()[::7]]
    random.Random(1).shuffle(forms)
    return [*small, *COUNCIL, *forms]


def stop_words() -> set[str]:
    return {"og", "i", "det", "som", "på", "er", "til", "en", "av", "for", "at", "med", "de", "ikke", "den", "har"}


VOCABULARY = _vocabulary()
WEIGHTS = list(accumulate(1 / (rank + 3) for rank in range(len(VOCABULARY))))
