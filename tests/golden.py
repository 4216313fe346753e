"""Every printed figure of the packet of 14.02.2024, checked against the scan. Where ours differ, a test says why."""

OPERATING_RESULT_2023 = {  # thousands: accounts, budget, variance
    "Lønn": (28790, 29233, 443),
    "Drift av stab og lokaler": (3213, 3021, -192),
    "Kjøp/leasing": (477, 321, -156),
    "Konsulenter": (3001, 715, -2286),
    "Lisens, vedlikehold og support": (55995, 51176, -4819),
    "Samband og tele": (4316, 4638, 322),
    "Inntekter": (-9989, -5238, 4751),
    "SUM": (85804, 83866, -1938),
}
OVERSPEND_2023 = "1937782.94"
PRINTED_OVERSPEND_SPLIT_2023 = {  # one øre short of the overspend
    "Molde": "888861.03",
    "Vestnes": "240091.31",
    "Rauma": "239316.19",
    "Aukra": "162192.43",
    "Hustadvika": "407321.97",
}
INVESTMENTS_2023 = {  # thousands: accounts, budget, variance
    "Videreutvikling P360 og M365": (0, 100, 100),
    "Digitalisering oppvekst": (0, 800, 800),
    "Innbyggerportal": (0, 600, 600),
    "Helseplattformen": (5782, 4500, -1282),
    "Digitalisering teknisk sektor": (948, 1400, 452),
    "Nytt system for lønn, økonomi og personal": (0, 900, 900),
    "App-utvikling": (1108, 900, -208),
    "Uforutsette kommuneprosjekter": (0, 500, 500),
    "Grunnmur del 3": (1921, 1000, -921),
    "Beredskapsplattform": (0, 1800, 1800),
    "Zero-trust nettverk": (1188, 500, -688),
    "Klientsikkerhet": (0, 1000, 1000),
    "Uforutsette tiltak infrastruktur": (173, 500, 327),
    "SUM": (11120, 14500, 3380),
}
SETTLEMENT_2023 = {  # per cent, paid on account, expenses without VAT, variance
    "Molde": ("45.87", "5315000.00", "4447837.91", "867162.09"),
    "Vestnes": ("12.39", "1439000.45", "1201410.76", "237589.69"),
    "Rauma": ("12.35", "1433999.98", "1197532.12", "236467.86"),
    "Aukra": ("8.37", "972000.35", "811606.79", "160393.56"),
    "Hustadvika": ("21.02", "2441000.00", "2038228.75", "402771.25"),
    "SUM": ("100.00", "11601000.78", "9696616.33", "1904384.45"),
}
COST_2024 = {
    "Etableringskostnad SOC+": "200000.00",
    "SOC+": "1464000.00",
    "Konsulenttimer": "200000.00",
    "Sum 2024": "1864000.00",
}
COST_2025 = {"SOC+": "1464000.00", "Konsulenttimer": "200000.00", "Sum 2025": "1664000.00"}  # printed «Sum 2024»
SPLIT_2024 = {"Molde": 877944, "Vestnes": 238219, "Rauma": 229458, "Aukra": 150798, "Hustadvika": 367581}
PRICE_TIERS = {350: 107450, 375: 114750, 400: 122000, 425: 129200, 450: 136350, 475: 143450, 500: 150000}
SLA_COMPLIANCE = {  # incidents resolved in the month: within, breached
    "2023-11": {"Lav": (1, 2), "Medium": (344, 96), "Høy": (4, 4), "Kritisk": (1, 0)},
    "2023-12": {"Lav": (8, 5), "Medium": (277, 78), "Høy": (6, 0), "Kritisk": (0, 0)},
    "2024-01": {"Lav": (4, 2), "Medium": (397, 50), "Høy": (3, 1), "Kritisk": (2, 1)},
}
MEAN_RESOLUTION = {  # Lav and Medium in days, Høy and Kritisk in hours
    "2023-11": {"Lav": "4,6", "Medium": "11,2", "Høy": "179,8", "Kritisk": "0,1"},
    "2023-12": {"Lav": "12,2", "Medium": "11,8", "Høy": "1,4", "Kritisk": "–"},  # printed 0,0 over no tickets
    "2024-01": {"Lav": "28,7", "Medium": "6,7", "Høy": "129,8", "Kritisk": "1,4"},
}
VISMA_BI = {  # June 2023, December 2023
    "Vestnes kommune": (29, 34),
    "Rauma kommune": (23, 29),
    "Aukra kommune": (24, 29),
    "Molde kommune": (146, 164),
    "Molde Eiendom KF": (2, 4),
    "Molde Vann og Avløp KF": (7, 23),
    "Nordmøre og Romsdal Brann og Redning IKS": (0, 2),
    "Sum": (231, 285),  # printed 267
}
AGENDA = {
    "2024/M1-001": "Godkjenning av innkalling og saksliste",
    "2024/M1-002": "Godkjenning av møtereferat",
    "2024/M1-003": "Økonomi- og aktivitetsrapport",
    "2024/M1-004": "Anskaffelse av sikkerhetspartner",
    "2024/M1-005": "Orienteringssaker",
}
REPORT_OUTLINE = {
    "1": "Økonomi",
    "1.1": "Driftsresultat",
    "1.2": "Investeringskostnader",
    "2": "Aktiviteter",
    "2.1": "Kundeservice",
    "2.1.1": "Rullering av PC-er",
    "2.2": "Oppvekst og utdanning",
    "2.3": "Helse og velferd",
    "2.4": "Teknisk",
    "2.5": "Dokumentasjonsforvaltning",
    "2.6": "Informasjonssikkerhet",
    "2.7": "Microsoft 365",
    "2.8": "Lønn og personal",
    "2.9": "Økonomi og administrasjon",
    "2.10": "Portal og innbyggerdialog",
    "2.11": "Driftstekniske aktiviteter",
    "3": "Definisjoner og begreper",
}
CASE_PAPER_HEADINGS = {
    "1": "Leder ROR-IKT sitt forslag til enighet",
    "2": "Innledning",
    "3": "Sikkerhetspartner",
    "4": "Omfang/innhold av avtalen",
    "5": "Etableringsfasen",
    "6": "Kostnader 2024",
    "7": "Kostnader 2025",
    "8": "Anbefaling",
    "9": "Definisjoner",
}
BUILDING_PROJECTS = {
    "Kartlegging og utbedring av WiFi i kommunale bygg": ("Mindre forsinkelser", "Alle"),
    "Familiens Hus Eide": ("På plan", "Hustadvika"),
    "Nesset kommunehus": ("Utsatt", "Molde"),
    "Ny Elnesvågen kulturskole": ("På plan", "Hustadvika"),
    "Gamle Hjelset barnehage": ("På plan", "Molde"),
    "Vistdal utleieboliger": ("På plan", "Molde"),
    "Fræna sjukeheim": ("Uavklart status", "Hustadvika"),
    "Flytting av legevaktsentral": ("–", "Molde"),
    "Påbygg Aukra brannstasjon": ("På plan", "Aukra"),
}

# Chapters 2.2 to 2.11 as rows: what the packet tells of each, by the name of the row.
AGREEMENTS = {  # supplier, whom it is for, last day
    "Oppslag i Hspro": ("Visma", "Alle", "30.06.2024"),
    "Oppslag i Profil": ("Visma", "Rauma", "03.09.2024"),
    "LØP, nytt system for lønn, økonomi og personal": ("Visma", "Alle", ""),  # an option: no day is told
    "Sikkerhetspartner med overvåking (SOC+)": ("Atea", "Alle", ""),
}
AGREEMENTS_ENDING = {"Oppslag i Hspro": "30.06.2024"}  # within half a year of the report
ROLLOUTS = {  # Molde, Vestnes, Rauma, Aukra, Hustadvika; empty where the packet tells nothing
    "Visma Flyt Barnehage, optimert opptak": ("I drift", "", "", "", "I drift"),
    "Inntektsopplysninger fra Skatteetaten": ("", "", "", "", "Pågår"),
    "Visma Flyt Samspill": ("Pågår", "", "", "", ""),
    "Visma Flyt Sikker Sak": (*["Ikke besluttet"] * 4, "Planlagt"),
    "Skolenes nettbrett i felles Intune": ("", "", "", "", "Pågår"),
    "Helseplattformen": ("I drift",) * 5,
    "Pasientsky for migrasjonshelsetjenesten": ("Planlagt", "", "", "", ""),
    "MERkompetanse": ("Pågår", *["Ikke besluttet"] * 4),
    "EasyCruit, arbeidsavtaler til personalmappen": ("Planlagt", "Pågår", "Pågår", "Pågår", ""),
    "Visma BI": ("I drift",) * 5,
}
LIVE_WITH_THE_HEALTH_PLATFORM = "03.11.2023"
CLAIM = ("Microsoft", 1_400_000, "Reist")
INCIDENTS = {  # whom it struck, how it ended
    "Alarmanlegg ute av drift": ("Vestnes", "I orden innen 30 minutter etter at feilen var meldt"),
    "Omsorgssenter uten nettverk": ("Molde", "Fiberen, som var brutt ved et veianlegg, ble skjøtet samme dag"),
}
GROUP_DECISIONS = {"Informasjonssikkerhet": 6, "Microsoft 365": 2, "Portal og innbyggerdialog": 2}
RISKS = {"E-post sortert av robot, fase 1": ("ROS-analyse", "Simplifai", "Under arbeid")}  # meeting 1 of 2 is held
MILESTONES = {  # plan, expected now, reached
    "I drift i ROR-kommunene": ("", "", "03.11.2023"),
    "Styringsgruppen enig om én oversikt over restansene": ("", "", "17.01.2024"),
    "Legevaktsentralen flyttet til Kirkebakken": ("", "", "17.01.2024"),
    "LØP-avtalen undertegnet av IKT Orkidé": ("", "", "18.01.2024"),
    "Gjennomgang med Visma av fagprogrammene i skolen": ("", "", "29.01.2024"),
    "Heldagssamling i Molde om styringsmodellen": ("02.02.2024", "16.02.2024", ""),  # the hurricane
    "Neste produksjonssetting, med Vanylven og syv andre kommuner": ("27.04.2024", "", ""),
}
PROJECTS_NOT_ON_PLAN = {"LØP, overgang til Visma Enterprise Plus": "Forsinket", "Skjemaavlevering": "Stanset"}
INTEGRATIONS = {
    "Skatteetaten og Visma Flyt Skole": "Mangler",
    "P360 og flere systemer fra Visma": "Stopper ofte",
    "Skjemaer fra ACOS til sak og arkiv": "Mangler",
}
