"""On what grounds the doors are closed while a case is debated. Source: kommuneloven §§ 11-5 and 11-7.

A meeting that has to be closed (§ 11-5 second ledd) cannot be held at a distance. Whether the doors are closed is voted
on with open doors.
"""

PERSONNEL = "kommuneloven § 11-5 andre ledd bokstav a"
SECRECY = "kommuneloven § 11-5 andre ledd bokstav b"
PRIVACY = "kommuneloven § 11-5 tredje ledd bokstav a"
INTERESTS = "kommuneloven § 11-5 tredje ledd bokstav b"
OWN = "rådets egen beslutning"
# What has to be closed, first.
GROUNDS = {
    PERSONNEL: "Skal lukkes: en arbeidstakers tjenstlige forhold",
    SECRECY: "Skal lukkes: opplysninger med lovbestemt taushetsplikt",
    PRIVACY: "Kan lukkes: hensynet til personvern",
    INTERESTS: "Kan lukkes: tungtveiende offentlige interesser, og opplysninger som kan unntas",
}
MUST = frozenset({PERSONNEL, SECRECY})


def grounds(*, is_elected_body: bool) -> dict[str, str]:
    """What may be given as the ground, and what it is about. A council that is no elected body closes as it likes."""
    return GROUNDS if is_elected_body else {**GROUNDS, OWN: "Rådets egen beslutning"}


def why_not(ground: str, *, is_remote: bool, is_elected_body: bool) -> str:
    """Empty where the doors may be closed on that ground, or are not closed."""
    if not ground:
        return ""
    if ground not in grounds(is_elected_body=is_elected_body):
        return "Velg grunnlaget for å lukke dørene fra listen."
    if is_remote and ground in MUST:
        return (
            "Saken må behandles for lukkede dører etter § 11-5 andre ledd, og kan da ikke behandles i et fjernmøte "
            "(kommuneloven § 11-7). Utsett den til et møte der alle er samlet."
        )
    return ""
