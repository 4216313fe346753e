"""The registers that every cooperation needs, as they begin. Their columns are known by their keys; titles, states and
what is printed may be changed, and columns added.

Pure. What a register does besides being one (reminders of its own, sums, a page) has its own room.
"""

from dataclasses import dataclass

from meetings.registers.contents import Kind
from meetings.registers.standard import Standard


@dataclass(frozen=True)
class StartState:
    key: str
    label: str
    tone: str = "neutral"
    is_settled: bool = False


@dataclass(frozen=True)
class StartColumn:
    """`refers_to` is the standard register of a column of rows."""

    key: str
    title: str
    kind: Kind = Kind.TEXT
    states: tuple[StartState, ...] = ()
    refers_to: Standard | None = None
    is_per_municipality: bool = False
    is_required: bool = False
    is_printed: bool = True
    width: int = 0
    decimals: int = 0
    remind_days: int | None = None


@dataclass(frozen=True)
class StartRegister:
    slug: str
    lead: str
    columns: tuple[StartColumn, ...]
    readers: str = "members"


def _states(*told: tuple[str, str, str] | tuple[str, str, str, bool]) -> tuple[StartState, ...]:
    return tuple(StartState(*one) for one in told)


MEASURE_STATES = _states(
    ("ikke-begynt", "Ikke begynt", "neutral"),
    ("pagar", "Pågår", "info"),
    ("forsinket", "Forsinket", "warning"),
    ("ferdig", "Ferdig", "success", True),
    ("avbrutt", "Avbrutt", "danger", True),
)

# The chapters of the report: a table of one area prints the rows that belong to it.
AREA = StartColumn(
    "fagomrade",
    "Fagområde",
    Kind.STATE,
    _states(
        ("kundeservice", "Kundeservice", "neutral"),
        ("oppvekst", "Oppvekst og utdanning", "neutral"),
        ("helse", "Helse og velferd", "neutral"),
        ("teknisk", "Teknisk", "neutral"),
        ("dokumentasjon", "Dokumentasjonsforvaltning", "neutral"),
        ("sikkerhet", "Informasjonssikkerhet", "neutral"),
        ("microsoft-365", "Microsoft 365", "neutral"),
        ("lonn", "Lønn og personal", "neutral"),
        ("okonomi", "Økonomi og administrasjon", "neutral"),
        ("portal", "Portal og innbyggerdialog", "neutral"),
        ("drift", "Drift og infrastruktur", "neutral"),
    ),
    is_printed=False,
)

STARTS: dict[Standard, StartRegister] = {
    Standard.AGREEMENTS: StartRegister(
        "avtaler",
        "Avtaler med leverandører: hvem de gjelder, hva de koster i året, når de går ut og når de senest må sies opp.",
        (
            StartColumn("avtale", "Avtale", is_required=True, width=20),
            StartColumn("leverandor", "Leverandør", width=14),
            StartColumn("gjelder", "Kommuner", Kind.MUNICIPALITIES, width=14),
            StartColumn("fra", "Fra", Kind.DAY, is_printed=False),
            StartColumn("til", "Til", Kind.DAY, remind_days=90, width=10),
            StartColumn("oppsigelse", "Senest sagt opp", Kind.DAY, remind_days=60, width=10),
            StartColumn("opsjoner", "Opsjoner", width=12),
            StartColumn("kostnad", "Kostnad i året", Kind.AMOUNT, width=10),
            StartColumn("kostes-av", "Budsjettlinje eller tjeneste", is_printed=False),
            StartColumn(
                "status",
                "Status",
                Kind.STATE,
                _states(
                    ("gjelder", "Gjelder", "success"),
                    ("forhandles", "Forhandles", "info"),
                    ("sagt-opp", "Sagt opp", "warning"),
                    ("ute", "Utløpt", "neutral", True),
                ),
                width=10,
            ),
            StartColumn("ansvarlig", "Ansvarlig", Kind.PERSON, is_printed=False),
            StartColumn("dokument", "Dokument", is_printed=False),
            StartColumn("merknad", "Merknad", Kind.NOTES, is_printed=False),
            AREA,
        ),
    ),
    Standard.ROLLOUTS: StartRegister(
        "utrulling",
        "Tiltak som innføres kommune for kommune.",
        (
            StartColumn("tiltak", "Tiltak", is_required=True, width=24),
            StartColumn(
                "status",
                "Status",
                Kind.STATE,
                _states(
                    ("ikke-besluttet", "Ikke besluttet", "neutral"),
                    ("planlagt", "Planlagt", "info"),
                    ("pagar", "Pågår", "warning"),
                    ("i-drift", "I drift", "success", True),
                    ("ikke-aktuelt", "Ikke aktuelt", "neutral", True),
                ),
                is_per_municipality=True,
            ),
            StartColumn("dato", "Dato", Kind.DAY, is_per_municipality=True, is_printed=False),
            StartColumn("kommentar", "Kommentar", Kind.TEXT, is_per_municipality=True, is_printed=False),
            StartColumn("ansvarlig", "Ansvarlig", Kind.PERSON, is_printed=False),
            AREA,
        ),
    ),
    Standard.BUILDING_PROJECTS: StartRegister(
        "byggprosjekter",
        "Byggprosjekter i kommunene som følges opp i aktivitetsrapporten.",
        (
            StartColumn("tittel", "Tittel", is_required=True, width=25),
            StartColumn(
                "status",
                "Overordnet status",
                Kind.STATE,
                _states(
                    ("pa-plan", "På plan", "success"),
                    ("forsinket", "Mindre forsinkelser", "warning"),
                    ("utsatt", "Utsatt", "danger"),
                    ("uavklart", "Uavklart status", "neutral"),
                    ("ferdig", "Ferdig", "success", True),
                ),
                width=20,
            ),
            StartColumn("kommentar", "Kommentar", Kind.NOTES, width=40),
            StartColumn("kommune", "Kommune", Kind.MUNICIPALITIES, width=15),
        ),
    ),
    Standard.GROUPS: StartRegister(
        "faggrupper",
        "Faggruppene: hva de har ansvar for, og hvem som leder dem.",
        (
            StartColumn("faggruppe", "Faggruppe", is_required=True, width=25),
            StartColumn("fagomrade", "Fagområde", width=25),
            StartColumn("leder", "Leder", width=20),
            StartColumn("sekretaer", "Kontakt i samarbeidet", Kind.PERSON, is_printed=False),
            StartColumn("moter", "Møter i året", Kind.NUMBER, width=10),
        ),
    ),
    Standard.GROUP_MEMBERS: StartRegister(
        "faggruppemedlemmer",
        "Hvem som sitter i faggruppene.",
        (
            StartColumn("navn", "Navn", is_required=True, width=30),
            StartColumn("faggruppe", "Faggruppe", Kind.ROW, refers_to=Standard.GROUPS, is_required=True, width=30),
            StartColumn("kommune", "Kommune", Kind.MUNICIPALITY, width=20),
            StartColumn("rolle", "Rolle", width=20),
        ),
        readers="council",
    ),
    Standard.GROUP_MEETINGS: StartRegister(
        "faggruppemoter",
        "Møtene i faggruppene.",
        (
            StartColumn("tema", "Tema", is_required=True, width=40),
            StartColumn("faggruppe", "Faggruppe", Kind.ROW, refers_to=Standard.GROUPS, is_required=True, width=30),
            StartColumn("dato", "Dato", Kind.DAY, remind_days=7, width=15),
            StartColumn(
                "status",
                "Status",
                Kind.STATE,
                _states(
                    ("planlagt", "Planlagt", "info"),
                    ("holdt", "Holdt", "success", True),
                    ("avlyst", "Avlyst", "neutral", True),
                ),
                width=15,
            ),
            AREA,
        ),
    ),
    Standard.GROUP_DECISIONS: StartRegister(
        "faggruppevedtak",
        "Hva faggruppene har bestemt, hva som er blitt av det, og hva som går videre til rådet.",
        (
            StartColumn("vedtak", "Vedtak", is_required=True, width=40),
            StartColumn("faggruppe", "Faggruppe", Kind.ROW, refers_to=Standard.GROUPS, is_required=True, width=20),
            StartColumn("dato", "Dato", Kind.DAY, width=10),
            StartColumn(
                "status",
                "Status",
                Kind.STATE,
                _states(
                    ("folges-opp", "Følges opp", "info"),
                    ("til-radet", "Skal til rådet", "warning"),
                    ("i-radet", "Sendt til rådet", "info"),
                    ("gjennomfort", "Gjennomført", "success", True),
                    ("lagt-bort", "Lagt bort", "neutral", True),
                ),
                width=15,
            ),
            StartColumn("frist", "Frist", Kind.DAY, remind_days=14, width=10),
            StartColumn("ansvarlig", "Ansvarlig", Kind.PERSON, is_printed=False),
            StartColumn("utfall", "Hva det ble til", Kind.NOTES, is_printed=False),
            AREA,
        ),
    ),
    Standard.RISKS: StartRegister(
        "risikoanalyser",
        "Risikoanalyser og vurderinger av personvernkonsekvenser (DPIA), og når de skal gjøres på nytt.",
        (
            StartColumn("tittel", "Tittel", is_required=True, width=25),
            StartColumn(
                "type",
                "Type",
                Kind.STATE,
                _states(("ros", "ROS-analyse", "neutral"), ("dpia", "DPIA", "info")),
                width=12,
            ),
            StartColumn("system", "System", width=15),
            StartColumn("eier", "Eier", width=13),
            StartColumn("dato", "Dato", Kind.DAY, width=10),
            StartColumn(
                "resultat",
                "Resultat",
                Kind.STATE,
                _states(
                    ("akseptabel", "Akseptabel", "success"),
                    ("med-tiltak", "Akseptabel med tiltak", "warning"),
                    ("ikke-akseptabel", "Ikke akseptabel", "danger"),
                    ("under-arbeid", "Under arbeid", "info"),
                ),
                width=15,
            ),
            StartColumn("neste", "Neste gjennomgang", Kind.DAY, remind_days=30, width=10),
            StartColumn("ansvarlig", "Ansvarlig", Kind.PERSON, is_printed=False),
            StartColumn("sammendrag", "Sammendrag", Kind.NOTES, is_printed=False),
            AREA,
        ),
        readers="council",
    ),
    Standard.RISK_MEASURES: StartRegister(
        "risikotiltak",
        "Hva som skal gjøres etter risikoanalysene, og innen når.",
        (
            StartColumn("tiltak", "Tiltak", is_required=True, width=40),
            StartColumn("analyse", "Analyse", Kind.ROW, refers_to=Standard.RISKS, is_required=True, width=25),
            StartColumn("frist", "Frist", Kind.DAY, remind_days=14, width=10),
            StartColumn("status", "Status", Kind.STATE, MEASURE_STATES, width=15),
            StartColumn("ansvarlig", "Ansvarlig", Kind.PERSON, is_printed=False),
        ),
        readers="council",
    ),
    Standard.CLAIMS: StartRegister(
        "krav",
        "Krav mot leverandører: hva som er fakturert feil, og hva som ventes tilbake, til det er ført i regnskapet.",
        (
            StartColumn("krav", "Krav", is_required=True, width=30),
            StartColumn("leverandor", "Leverandør", width=20),
            StartColumn("avtale", "Avtale", Kind.ROW, refers_to=Standard.AGREEMENTS, is_printed=False),
            StartColumn("belop", "Beløp", Kind.AMOUNT, width=15),
            StartColumn("reist", "Reist", Kind.DAY, width=10),
            StartColumn(
                "status",
                "Status",
                Kind.STATE,
                _states(
                    ("reist", "Reist", "warning"),
                    ("godtatt", "Godtatt, venter på kreditnota", "info"),
                    ("kreditert", "Kreditnota mottatt", "info"),
                    ("gjort-opp", "Ført i regnskapet", "success", True),
                    ("avvist", "Avvist", "danger", True),
                ),
                width=15,
            ),
            StartColumn("bilag", "Bilag", width=10),
            StartColumn("frist", "Svarfrist", Kind.DAY, remind_days=7, is_printed=False),
            StartColumn("ansvarlig", "Ansvarlig", Kind.PERSON, is_printed=False),
            StartColumn("merknad", "Merknad", Kind.NOTES, is_printed=False),
        ),
        readers="council",
    ),
    Standard.SERVICES: StartRegister(
        "oppetid",
        "Tjenestene det måles oppetid for, og hva som er avtalt.",
        (
            StartColumn("tjeneste", "Tjeneste", is_required=True, width=40),
            StartColumn("leverandor", "Leverandør", width=30),
            StartColumn("avtalt", "Avtalt oppetid i prosent", Kind.NUMBER, decimals=2, width=30),
        ),
    ),
    Standard.INCIDENTS: StartRegister(
        "driftshendelser",
        "Når tjenester har vært nede eller ustabile, for hvem og hvorfor.",
        (
            StartColumn("hendelse", "Hendelse", is_required=True, width=22),
            StartColumn("tjeneste", "Tjeneste", Kind.ROW, refers_to=Standard.SERVICES, width=14),
            StartColumn("gjelder", "Kommuner", Kind.MUNICIPALITIES, width=12),
            StartColumn("fra", "Fra", Kind.MOMENT, width=10),
            StartColumn("til", "Til", Kind.MOMENT, width=10),
            StartColumn(
                "virkning",
                "Virkning",
                Kind.STATE,
                _states(
                    ("nede", "Nede", "danger"),
                    ("ustabil", "Ustabil", "warning"),
                    ("planlagt", "Planlagt vedlikehold", "neutral"),
                ),
                width=10,
            ),
            StartColumn("arsak", "Årsak", is_printed=False),
            StartColumn("losning", "Hvordan det ble løst", width=22),
            StartColumn("saksnummer", "Saksnummer i kundeservice", is_printed=False),
        ),
    ),
    Standard.PROJECTS: StartRegister(
        "prosjekter",
        "Større prosjekter og innføringer som følges til de er i mål.",
        (
            StartColumn("prosjekt", "Prosjekt", is_required=True, width=30),
            StartColumn("gjelder", "Kommuner", Kind.MUNICIPALITIES, width=20),
            StartColumn(
                "status",
                "Status",
                Kind.STATE,
                _states(
                    ("planlagt", "Planlagt", "neutral"),
                    ("pa-plan", "På plan", "success"),
                    ("forsinket", "Forsinket", "warning"),
                    ("stanset", "Stanset", "danger"),
                    ("ferdig", "Ferdig", "success", True),
                ),
                width=15,
            ),
            StartColumn("om", "Hvor det står", Kind.NOTES, width=35),
            StartColumn("ansvarlig", "Ansvarlig", Kind.PERSON, is_printed=False),
            AREA,
        ),
    ),
    Standard.MILESTONES: StartRegister(
        "milepaeler",
        "Hva som skal være nådd når, i prosjektene og innføringene.",
        (
            StartColumn("milepael", "Milepæl", is_required=True, width=28),
            StartColumn("prosjekt", "Prosjekt", Kind.ROW, refers_to=Standard.PROJECTS, width=17),
            StartColumn("omtrent", "Når, uten dag", width=12),
            StartColumn("plan", "Plan", Kind.DAY, remind_days=14, width=10),
            StartColumn("na", "Ventes nå", Kind.DAY, width=10),
            StartColumn("nadd", "Nådd", Kind.DAY, is_printed=False),
            StartColumn("status", "Status", Kind.STATE, MEASURE_STATES, width=13),
            StartColumn("ansvarlig", "Ansvarlig", Kind.PERSON, is_printed=False),
            AREA,
        ),
    ),
}
