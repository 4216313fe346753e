"""Which registers the product knows more of than that they are registers; how they begin is in meetings/designing."""

from django.db.models import TextChoices


class Standard(TextChoices):
    AGREEMENTS = "agreements", "Avtaler"
    ROLLOUTS = "rollouts", "Utrulling"
    BUILDING_PROJECTS = "building_projects", "Byggprosjekter"
    GROUPS = "groups", "Faggrupper"
    GROUP_MEMBERS = "group_members", "Medlemmer av faggrupper"
    GROUP_MEETINGS = "group_meetings", "Møter i faggrupper"
    GROUP_DECISIONS = "group_decisions", "Vedtak i faggrupper"
    RISKS = "risks", "Risikoanalyser"
    RISK_MEASURES = "risk_measures", "Tiltak etter risikoanalyser"
    CLAIMS = "claims", "Krav mot leverandører"
    SERVICES = "uptime_services", "Oppetid"
    INCIDENTS = "incidents", "Driftshendelser"
    PROJECTS = "projects", "Prosjekter"
    MILESTONES = "milestones", "Milepæler"
