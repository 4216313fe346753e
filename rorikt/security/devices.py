"""What a browser says of itself, as its person would say it."""

BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)
UNKNOWN = "Ukjent nettleser"


def device(agent: str) -> str:
    """`Firefox på Windows`. The first sign counts: each browser says that it is those it is like, too."""
    browser = next((name for sign, name in BROWSERS if sign in agent), UNKNOWN)
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    return f"{browser} på {system}" if system else browser
