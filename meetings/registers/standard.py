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


# The page of what a register holds together with its neighbours, by the name of its address. It takes no arguments.
OWN_PAGES: dict[Standard, str] = {
    Standard.AGREEMENTS: "meetings:agreements",
    Standard.CLAIMS: "meetings:supplier-claims",
    Standard.SERVICES: "meetings:uptime",
    Standard.INCIDENTS: "meetings:uptime",
    Standard.ROLLOUTS: "meetings:rollouts",
    Standard.BUILDING_PROJECTS: "meetings:building-projects",
    Standard.GROUPS: "meetings:expert-groups",
    Standard.GROUP_MEMBERS: "meetings:expert-groups",
    Standard.GROUP_MEETINGS: "meetings:expert-groups",
    Standard.GROUP_DECISIONS: "meetings:expert-groups",
    Standard.RISKS: "meetings:risks",
    Standard.RISK_MEASURES: "meetings:risks",
    Standard.PROJECTS: "meetings:projects",
    Standard.MILESTONES: "meetings:projects",
}
