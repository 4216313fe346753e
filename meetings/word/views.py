"""A document as a Word file, for who may read it. Made when it is asked for, of what its page shows."""

import hashlib
from io import BytesIO

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from meetings.documents.content import Content
from meetings.documents.finding import find_document
from meetings.documents.models import Document, DocumentVersion
from meetings.papers import compose
from meetings.papers.beside import may_see_exempt, newest_to_show
from meetings.word.docx_file import docx_of
from rorikt.pages import downloads
from rorikt.people.permissions import needs

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@needs("meetings.view_document")
def document_docx(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The draft for those who write, once it differs from what was approved; else the newest approved version."""
    found = find_document(request, pk)
    newest = newest_to_show(request, found)
    return _version(request, found, newest) if newest else _deliver(request, found, compose.compose(found))


@needs("meetings.view_document")
def version_docx(request: HttpRequest, pk: int, sequence: int) -> HttpResponseBase:
    found = find_document(request, pk)
    return _version(request, found, get_object_or_404(found.versions, sequence=sequence))


def _version(request: HttpRequest, document: Document, version: DocumentVersion) -> HttpResponseBase:
    """Without what is exempt for those who may not see it."""
    is_whole = may_see_exempt(request)
    content = version.frozen if is_whole else version.frozen_public
    return _deliver(request, document, content, has_exempt=is_whole and version.public_content is not None)


def _deliver(
    request: HttpRequest, document: Document, content: Content, *, has_exempt: bool = False
) -> HttpResponseBase:
    data = docx_of(content)
    name = f"{content.file_title}{' (utkast)' if content.is_draft else ''}.docx"
    sha256 = hashlib.sha256(data).hexdigest()
    is_exempt = has_exempt or bool(document.exempt_part)
    return downloads.deliver(
        request, BytesIO(data), sha256, name, content_type=DOCX, save=True, is_exempt=is_exempt, of=document
    )
