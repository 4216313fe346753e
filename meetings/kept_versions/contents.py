"""What approved versions hold, as a process has read it once. A version never changes, and is known by its hashes.

Whoever may read it is asked before it is looked for, as ever: nothing here knows of persons.
"""

import json
from collections.abc import Hashable
from typing import NamedTuple

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404

from meetings.documents.content import Content
from meetings.documents.models import DocumentVersion
from rorikt.keeping.bounded import Bounded

# Bytes of memory for each byte of the JSON that a content is stored as: some four, and a margin.
BYTES_FOR_EACH = 6


class Both(NamedTuple):
    """The whole, and what the public reads of it; `is_apart` where these are two."""

    frozen: Content
    frozen_public: Content
    is_apart: bool


_contents: Bounded[Both] = Bounded(settings.KEPT_PAGES_MEGABYTES * 250_000)


def identity(version: DocumentVersion) -> Hashable | None:
    """What tells it from all others, what it says being part of that. `None` for one without a seal."""
    seal = getattr(version, "seal", None)
    if seal is None:
        return None
    hashes = version.content_hash, seal.text_hash, seal.public_hash, seal.public_text_hash
    return version.pk, version.document_id, version.sequence, *hashes


def first_of(versions: QuerySet[DocumentVersion], **which: int) -> DocumentVersion | None:
    """The first in their order, as `.first()`, with its contents from memory where they are there."""
    if not _contents.most_bytes:
        return versions.filter(**which).first()
    found = versions.filter(**which).select_related("seal").defer("content", "public_content").first()
    return found and _filled(found)


def one_of(versions: QuerySet[DocumentVersion], **which: int) -> DocumentVersion:
    """Raises Http404 where there is none."""
    found = first_of(versions, **which)
    if found is None:
        raise Http404
    return found


def _filled(version: DocumentVersion) -> DocumentVersion:
    key = identity(version)
    both = None if key is None else _contents.get(key)
    if both is None:
        version.refresh_from_db(fields=["content", "public_content"])
        both = Both(version.frozen, version.frozen_public, version.is_apart)
        if key is not None:
            size = len(json.dumps(version.content)) + len(json.dumps(version.public_content or ""))
            _contents.put(key, both, size * BYTES_FOR_EACH)
    vars(version).update(both._asdict())  # where the cached properties of these names look first
    return version
