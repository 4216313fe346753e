"""Files as answers: a content hash as ETag, parts of a file on request, the name in Norwegian, shown in the browser."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from django.conf import settings
from django.db.models import Model
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from rorikt.audit.reading import note_reading
from rorikt.pages.caching import NOT_KEPT

PDF = "application/pdf"
INTERNAL = "/levert/"  # `internal` in the server of nginx, see docs/running/load.md; no address of ours begins so
BYTES = "application/octet-stream"
# What the trail calls a file that holds what is exempt, by its type.
READ_AS = {
    PDF: "PDF",
    "image/webp": "bilder av sidene",
    "application/zip": "zip-fil",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word-fil",
}
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')


def deliver(
    request: HttpRequest,
    file: Path | BinaryIO,
    sha256: str,
    name: str,
    *,
    content_type: str = PDF,
    save: bool = False,
    is_exempt: bool = False,
    of: Model | None = None,
) -> HttpResponseBase:
    """The file, or as much of it as was asked for, or that the browser has it already (304).

    What is exempt from the public is not kept by the browser; of the rest it asks each time whether it is the same.
    `file` is a path or a file that can be sought. Shown in the browser unless `save`, so that an iPad opens it at once.
    `of` is the row whose exempt content it holds: that the person read it is in the trail before anything is sent.
    """
    if is_exempt and of is not None:
        note_reading(request, of, what=READ_AS.get(content_type, "originalfilen"))
    etag = f'"{sha256}"'
    known = get_conditional_response(request, etag=etag)
    if known is not None:
        return _described(known, etag, name, save=save, is_exempt=is_exempt)
    if place := _place_at_the_proxy(file):
        handed = HttpResponse(content_type=content_type, headers={"X-Accel-Redirect": place})
        if not isinstance(file, Path):
            file.close()
        return _described(handed, etag, name, save=save, is_exempt=is_exempt)
    opened = file.open("rb") if isinstance(file, Path) else file
    size = opened.seek(0, 2)
    wanted = _wanted(request, etag, size)
    response: HttpResponseBase
    if request.method == "HEAD":
        opened.close()
        response = HttpResponse(content_type=content_type)
        response["Content-Length"] = str(size)
    elif wanted is None:
        opened.seek(0)
        response = FileResponse(opened, content_type=content_type)
        response["Content-Length"] = str(size)
    elif not wanted:
        opened.close()
        response = HttpResponse(status=416, content_type="text/plain; charset=utf-8")
        response["Content-Range"] = f"bytes */{size}"
    else:
        opened.seek(wanted.start)
        response = FileResponse(_Piece(opened, len(wanted)), status=206, content_type=content_type)
        response["Content-Length"] = str(len(wanted))
        response["Content-Range"] = f"bytes {wanted.start}-{wanted.stop - 1}/{size}"
    return _described(response, etag, name, save=save, is_exempt=is_exempt)


def disposition(name: str, *, save: bool = False) -> str:
    """The header that names a file, whatever was written in the name: what no file system takes becomes a hyphen."""
    return content_disposition_header(save, _NOT_IN_NAMES.sub("-", name).strip() or "fil") or "inline"


def _place_at_the_proxy(file: Path | BinaryIO) -> str:
    """The address that nginx alone knows of a file in the folder of files, where it is to send it; else nothing."""
    if settings.SENDFILE != "nginx":
        return ""
    path, root = Path(str(file if isinstance(file, Path) else file.name)), Path(settings.MEDIA_ROOT)
    if not path.is_absolute() or ".." in path.parts or not path.is_relative_to(root):
        return ""
    return INTERNAL + quote(path.relative_to(root).as_posix())


class _Piece:
    """The next `length` bytes of a file, which is closed with it."""

    def __init__(self, file: BinaryIO, length: int) -> None:
        self._file, self._left = file, length

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(data)
        return data

    def __iter__(self) -> Iterator[bytes]:
        while data := self.read(1 << 16):
            yield data

    def close(self) -> None:
        self._file.close()


def _wanted(request: HttpRequest, etag: str, size: int) -> range | None:
    """The bytes asked for: `None` for all of them, an empty range for none that the file has.

    Several ranges at once are answered with the whole file, as the standard allows; so is a file that has changed
    since the browser got its first part.
    """
    asked = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if request.method != "GET" or asked is None or request.headers.get("If-Range", etag).strip() != etag:
        return None
    first, last = asked.groups()
    if not first and not last:
        return None
    if not first:
        return range(max(size - int(last), 0), size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1 if last else size, size))


def _described(response: HttpResponseBase, etag: str, name: str, *, save: bool, is_exempt: bool) -> HttpResponseBase:
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = NOT_KEPT if is_exempt else "private, no-cache"
    response["Content-Disposition"] = disposition(name, save=save)
    response["X-Content-Type-Options"] = "nosniff"
    setattr(response, "_csp_exempt", True)  # noqa: B010  a policy on the file stops the PDF reader of some browsers
    return response
