"""Where an installation keeps its files, and what it counts in: chosen by the environment, once for all machines."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from rorikt.starting import env

CONNECT_SECONDS, ANSWER_SECONDS, TRIES = 5, 60, 4  # of each question to an object store
IN_MEMORY = 8 * 1024 * 1024  # of a file that is read; the rest waits on the disk


def files(where: str) -> dict[str, Any]:
    """What STORAGES says of files: those of the data folder, or of `s3://bucket` or `s3://bucket/folder`."""
    if not where:
        return {"BACKEND": "rorikt.storing.stores.DiskStore"}
    parts = urlsplit(where)
    if parts.scheme != "s3" or not parts.netloc or parts.query or parts.fragment:
        raise ImproperlyConfigured("RORIKT_FILES is not of the form s3://bucket or s3://bucket/folder")
    endpoint = env.optional("RORIKT_FILES_ENDPOINT", "") or None
    if endpoint and urlsplit(endpoint).scheme not in {"http", "https"}:
        raise ImproperlyConfigured("RORIKT_FILES_ENDPOINT is not of the form https://host")
    return {
        "BACKEND": "rorikt.storing.stores.BucketStore",
        "OPTIONS": {
            "bucket_name": parts.netloc,
            "location": parts.path.strip("/"),
            "endpoint_url": endpoint,
            "region_name": env.optional("RORIKT_FILES_REGION", "") or None,
            "access_key": env.required("RORIKT_FILES_KEY"),
            "secret_key": env.required("RORIKT_FILES_SECRET"),
            "file_overwrite": False,
            "max_memory_size": IN_MEMORY,
        },
    }


def cache(where: str) -> dict[str, Any]:
    """What CACHES says: a table that all processes share, or the Redis of `redis://…`, `rediss://…` or `unix://…`."""
    if not where:
        # Made by a migration.
        return {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "rorikt_cache",
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        }
    if urlsplit(where).scheme not in {"redis", "rediss", "unix"}:
        raise ImproperlyConfigured("RORIKT_CACHE is not of the form redis://host:port/number")
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": where,
        "KEY_PREFIX": "rorikt",
        "OPTIONS": {"socket_connect_timeout": CONNECT_SECONDS, "socket_timeout": CONNECT_SECONDS},
    }


def check_key(key: str, data_folder: Path, *, is_shared: bool) -> None:
    """Raises ImproperlyConfigured where several machines share what is kept, and each would have made its own key."""
    made = data_folder / "secret-key"
    if is_shared and made.exists() and made.read_text().strip() == key:
        raise ImproperlyConfigured(
            "RORIKT_SECRET_KEY is not set. Machines that share a database and an object store must share it: give each "
            f"of them the one in {made}, or the one of the machine that was first"
        )
