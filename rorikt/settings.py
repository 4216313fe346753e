"""Settings of an installation. Everything that differs between installations comes from the environment."""

import os
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django_prose_editor.config import html_tags
from js_asset import static_lazy

from rorikt import mail
from rorikt.backups import keeping
from rorikt.logs import lines
from rorikt.second_factor import roles
from rorikt.single_sign_on.from_environment import provider_from_environment
from rorikt.starting import database, env, installation
from rorikt.storing import choosing

BASE_DIR = Path(__file__).resolve().parent.parent
try:
    os.environ.update(installation.environment(BASE_DIR, os.environ))
except installation.Stop as problem:
    raise ImproperlyConfigured(str(problem)) from None
DATA_DIR = Path(env.required("RORIKT_DATA")).resolve()

DEBUG = env.flag("RORIKT_DEBUG", default=False)
HTTPS = env.flag("RORIKT_HTTPS", default=False)
SECRET_KEY = env.required("RORIKT_SECRET_KEY")
ALLOWED_HOSTS = env.optional("RORIKT_HOSTS", "127.0.0.1 localhost").split()
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []

INSTALLED_APPS = [
    "rorikt",  # first, so that its commands go before those of the same name
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_tables2",
    "django_filters",
    "django_htmx",
    "django_prose_editor",
    "django_tasks",
    "django_tasks_db",
    "rules.apps.AutodiscoverRulesConfig",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "budget",
    "support",
    "meetings",
]

MIDDLEWARE = [
    "rorikt.running.requests.told",
    "rorikt.running.probes.answered_first",
    "rorikt.pages.caching.say_to_browsers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "rorikt.people.only_open.only_open",
    "rorikt.sessions.keeping.keep_sessions",
    "rorikt.second_factor.requiring.require_second_factor",
    "rorikt.pages.caching.keep_no_pages",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "rorikt.pages.refused.RefusalMiddleware",
]

ROOT_URLCONF = "rorikt.urls"
WSGI_APPLICATION = "rorikt.wsgi.application"
FORM_RENDERER = "rorikt.pages.rendering.FormRenderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "rorikt.pages.context.cooperation",
                "rorikt.pages.context.navigation",
                "rorikt.looks.context.looks",
                "rorikt.security.context.log_in",
            ],
            "builtins": ["rorikt.templatetags.amounts"],
        },
    },
]

DATABASES = {"default": database.from_url(env.optional("DATABASE_URL", ""), DATA_DIR)}
# Where all processes of all machines share it: failed log-ins are counted here.
CACHES = {"default": choosing.cache(env.optional("RORIKT_CACHE", ""))}
# What processes of one machine hold, on SQLite; PostgreSQL keeps the locks of all machines itself, see rorikt/locks.py.
LOCKS_FOLDER = DATA_DIR / "locks"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "rorikt.User"
AUTHENTICATION_BACKENDS = [
    "rorikt.people.only_open.OnlyOpenBackend",  # first: what it refuses, no other is asked about
    "rules.permissions.ObjectPermissionBackend",
    "rorikt.access.log_in.EmailBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "rorikt.access.passwords.CommonHereValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "rorikt:home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "rorikt.access.log_in.ClosedAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_CHANGE_EMAIL = False
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
ACCOUNT_FORMS = {"reset_password": "rorikt.access.password_reset.ResetForm"}
# An address that nobody has gets no mail: not to be invited, and not to be written to because somebody typed it.
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# `ip` is the place a request comes from, `key` the account from that place (rorikt.access.log_in) or the address of a
# mail.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key,30/d/key",
    "invitation": "20/m/ip",
    "reset_password": "20/m/ip",
    "reset_mail": "5/h/key",
}
# The roles that must log in in two steps, and who may log in here itself where there is a provider to log in at.
SECOND_FACTOR_ROLES = env.parsed("RORIKT_SECOND_FACTOR", "", lambda text: roles.roles_of(text.split()))
OIDC = provider_from_environment()
OWN_LOG_IN = env.choice("RORIKT_OWN_LOG_IN", ("alle", "administratorer", "ingen"))
if OWN_LOG_IN != "alle" and OIDC is None:
    raise ImproperlyConfigured("RORIKT_OWN_LOG_IN closes people out where there is no RORIKT_OIDC_ISSUER")
MFA_ADAPTER = "rorikt.second_factor.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "rorikt.second_factor.forms.CodeForm",
    "reauthenticate": "rorikt.second_factor.forms.AgainForm",
    "activate_totp": "rorikt.second_factor.forms.AppForm",
    "add_webauthn": "rorikt.second_factor.forms.PasskeyForm",
    "login_webauthn": "rorikt.second_factor.forms.PasskeyLogInForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# A passkey is something one has and something one knows or is, so it lets in by itself.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
# Without https there is no name that the browser vouches for: on the machine itself, in the demo and in tests.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RECOVERY_CODE_DIGITS = 10
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are given by an administrator, and verified by nobody
SOCIALACCOUNT_ADAPTER = "rorikt.single_sign_on.adapter.SignOnAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
# Minutes without anything done, and hours in all, after which a session is over; and days that an invitation lasts.
IDLE_MINUTES = env.number("RORIKT_IDLE_MINUTES", default=120, least=5)
SESSION_HOURS = env.number("RORIKT_SESSION_HOURS", default=12, least=1)
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
INVITATION_DAYS = env.number("RORIKT_INVITATION_DAYS", default=7, least=1)
# How many proxies of ours a request comes through, each adding to X-Forwarded-For whom it had it from.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("RORIKT_PROXIES", default=1 if HTTPS else 0, least=0)

LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", "Norsk bokmål")]
TIME_ZONE = "Europe/Oslo"
USE_I18N = True
USE_TZ = True
# On, it would print the year as «2 024»; amounts are printed by rorikt.amounts.
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS: list[Path] = []
# The ids of blocks, which the text editor would else leave out; see rorikt/texts/blocks.py. And what a section holds
# besides paragraphs, see rorikt/texts/richtext.py.
DJANGO_PROSE_EDITOR_EXTENSIONS = [
    {"js": [static_lazy("rorikt/block_ids.js")], "extensions": {"BlockIds": html_tags([])}},
    {
        "js": [static_lazy("rorikt/inserting.js")],
        "extensions": dict.fromkeys(["CaptionedTable", "Note", "Picture", "Pasting"], html_tags([])),
    },
    {"js": [static_lazy("rorikt/chips.js")], "extensions": {"Chip": html_tags([])}},
    {"js": [static_lazy("rorikt/token_list.js")], "extensions": {"TokenList": html_tags([])}},
]
MEDIA_ROOT = DATA_DIR / "files"
STORAGES = {
    "default": choosing.files(env.optional("RORIKT_FILES", "")),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Copies of what lies in an object store, for the programs that open them, and the megabytes they may take.
FILE_COPIES = DATA_DIR / "copies"
FILE_COPIES_MEGABYTES = env.number("RORIKT_FILES_COPIES_MEGABYTES", default=2000, least=100)
choosing.check_key(
    SECRET_KEY,
    DATA_DIR,
    is_shared=bool(env.optional("RORIKT_FILES", "") and env.optional("DATABASE_URL", "")),
)
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
# The published schemas of SAF-T Regnskap, which every audit file is held against.
SAFT_SCHEMAS = Path(env.optional("RORIKT_SAFT_XSD", str(BASE_DIR / "budget" / "ledger" / "saft_schemas")))
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

# Where a backup is made each night, for whom it is encrypted, and which are kept.
BACKUP_FOLDER = env.optional("RORIKT_BACKUP_FOLDER", "")
BACKUP_RECIPIENTS = env.optional("RORIKT_BACKUP_RECIPIENTS", "")
BACKUP_KEEP = env.optional("RORIKT_BACKUP_KEEP", keeping.DEFAULT)
try:
    keeping.scheme_of(BACKUP_KEEP)
except ValueError as problem:
    raise ImproperlyConfigured(f"RORIKT_BACKUP_KEEP: {problem}") from None

# Whether background work is left to `manage db_worker`, or is done by who asks for it.
HAS_WORKER = env.choice("RORIKT_TASKS", ("database", "immediate")) == "database"
TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend"
        if HAS_WORKER
        else "django_tasks.backends.immediate.ImmediateBackend"
    }
}

# Processes that print, what each may hold of memory, and what the kept PDFs may hold of the disk.
PRINT_WORKERS = env.number("RORIKT_PRINT_WORKERS", default=2, least=1)
PRINT_MEGABYTES = env.number("RORIKT_PRINT_MEGABYTES", default=1000, least=300)
PAPERS_MEGABYTES = env.number("RORIKT_PAPERS_MEGABYTES", default=2000, least=1)
# What a process may hold in its memory of pages that it has made, in megabytes; 0 makes each anew.
KEPT_PAGES_MEGABYTES = env.number("RORIKT_KEPT_PAGES_MEGABYTES", default=64, least=0)
# Who sends a file once the person may have it: `nginx` by X-Accel-Redirect, from MEDIA_ROOT; or the application.
SENDFILE = env.choice("RORIKT_SENDFILE", ("application", "nginx"))
# Whether the safe copies of attachments are held against the standards, where veraPDF is there to do it.
CHECK_COPIES = True

# Whole years after which the details of tickets are forgotten, besides this one; 0 where nobody has decided it.
TICKET_DETAILS_YEARS = env.number("RORIKT_TICKET_DETAILS_YEARS", default=0, least=0)

# Where the end of the audit trail is written, signed; the key of the signature; and the second places that get it too.
AUDIT_FOLDER = DATA_DIR / "trail"
AUDIT_KEY = env.optional("RORIKT_AUDIT_KEY", "")
AUDIT_COPY = env.optional("RORIKT_AUDIT_COPY", "")
AUDIT_SYSLOG = env.optional("RORIKT_AUDIT_SYSLOG", "")

DJANGO_TABLES2_TEMPLATE = "components/table.html"
FILTERS_EMPTY_CHOICE_LABEL = "Alle"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "rorikt.sessions.store"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
# Lax and not Strict: a link in a mail leads to the page it names, and not to the log-in.
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
if HTTPS:  # a prefix that browsers hold: set by this very host, over https, for all of it. Decision 0073
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
# What pages say after a redirect may be the title of a closed case: in the session, and not in a cookie of its own.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
# Both bind names that are not ours, so whoever has the domain decides. Where it is decided, Django's check is silent.
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.flag("RORIKT_HSTS_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = env.flag("RORIKT_HSTS_PRELOAD", default=False)
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

globals().update(mail.from_environment())
# What a question of a page may take of PostgreSQL, in seconds; work in the background may take as long as it needs.
STATEMENT_SECONDS = env.number("RORIKT_STATEMENT_SECONDS", default=60, least=1)
# How many mails of a notice go out in a minute, and where reports of those that did not arrive are read.
MAIL_PER_MINUTE = env.number("RORIKT_MAIL_PER_MINUTE", default=60, least=1)
MAIL_REPORTS = mail.reports_from_environment()

# How it is watched: its log, who may read its figures besides the machine itself, and when a disk counts as full.
LOG = env.choice("RORIKT_LOG", (lines.JSON, lines.TEXT))
LOGGING = lines.configuration(LOG)
METRICS_TOKEN = env.secret("RORIKT_METRICS_TOKEN", shortest=20)
LEAST_FREE_MEGABYTES = env.number("RORIKT_LEAST_FREE_MEGABYTES", default=500, least=1)
DEFAULT_EXCEPTION_REPORTER_FILTER = "rorikt.discretion.ReporterFilter"
