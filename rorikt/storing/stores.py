"""The two stores of files: a folder of this machine, and a bucket that several machines share.

In both a file is there whole or not at all, also when the process that writes it is killed, and `put` replaces the one
that has the name. Names are relative, and lead to nothing outside the store. What is missing is a FileNotFoundError in
both; a bucket that does not answer is `Unreachable`, which says nothing of the file.
"""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import IO, Any, TypeVar, cast
from uuid import uuid4

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage
from django.core.files.utils import validate_file_name
from storages.backends.s3 import S3File, S3Storage
from storages.utils import clean_name

from rorikt.refusals import Unreachable
from rorikt.storing.choosing import ANSWER_SECONDS, CONNECT_SECONDS, TRIES

SCRATCH = "scratch"  # a folder of half-written files, which no name of a file begins with
AWAY = "Fillageret svarer ikke. Prøv igjen om litt, og gi beskjed til den som drifter systemet hvis det ikke hjelper."
PIECE = 1024 * 1024
Asked = TypeVar("Asked", bound=Callable[..., Any])


@dataclass(frozen=True)
class Stored:
    """A file as a store lists it."""

    name: str
    byte_count: int
    modified_at: datetime


class DiskStore(FileSystemStorage):
    """Files below MEDIA_ROOT. What is written lies in the folder `scratch` of the same disk until it is whole."""

    @property
    def is_local(self) -> bool:
        return True

    def put(self, name: str, content: File) -> None:
        target = self._made_way(name)
        with self._written(content) as part:
            os.replace(part, target)
            _sync(target.parent)

    def put_file(self, path: Path, name: str) -> None:
        """As `put`, of a file that is moved where it lies on the same disk."""
        target = self._made_way(name)
        try:
            os.chmod(path, self.file_permissions_mode or 0o644)
            _sync(path)
            os.replace(path, target)
        except OSError:
            with path.open("rb") as source:
                self.put(name, File(source))
            path.unlink(missing_ok=True)
        _sync(target.parent)

    def fetch(self, name: str, target: IO[bytes]) -> None:
        """Raises FileNotFoundError."""
        with self.open(name) as source:
            shutil.copyfileobj(source, target, PIECE)

    def all_below(self, folder: str) -> Iterator[Stored]:
        """Every file whose name begins so, in no order; `""` is the whole store."""
        root = Path(self.base_location)
        for path in (root / folder.rpartition("/")[0]).rglob("*"):
            name = path.relative_to(root).as_posix()
            if not name.startswith(folder) or name.startswith(f"{SCRATCH}/"):
                continue
            with suppress(FileNotFoundError):
                status = path.stat()
                if path.is_file():
                    yield Stored(name, status.st_size, datetime.fromtimestamp(status.st_mtime, UTC))

    @property
    def scratch(self) -> Path:
        folder = Path(self.base_location) / SCRATCH
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _save(self, name: str, content: File) -> str:
        """Django writes to the name itself, where a kill leaves a half file under it."""
        with self._written(content) as part:
            while True:
                target = self._made_way(name)
                try:
                    os.link(part, target)
                except FileExistsError:
                    name = self.get_available_name(name)
                    continue
                except OSError:  # a disk without links; two who save the same name at once are the same file
                    os.replace(part, target)
                break
            _sync(target.parent)
        saved = target.relative_to(self.location).as_posix()
        validate_file_name(saved, allow_relative_path=True)
        return saved

    def _made_way(self, name: str) -> Path:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        return target

    @contextmanager
    def _written(self, content: File) -> Iterator[Path]:
        """The content in a file that is gone afterwards, unless it was moved."""
        part = self.scratch / f"{uuid4().hex}.part"
        try:
            with part.open("wb") as target:
                for chunk in content.chunks():
                    target.write(chunk.encode() if isinstance(chunk, str) else chunk)
                target.flush()
                os.fsync(target.fileno())
            os.chmod(part, self.file_permissions_mode or 0o644)
            yield part
        finally:
            part.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """On the disk, and not only in the memory of the system."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _told(ask: Asked) -> Asked:
    """A method that raises FileNotFoundError for what is missing in a bucket that is there, and else Unreachable."""

    @wraps(ask)
    def asked(self: Any, *arguments: Any, **named: Any) -> Any:
        try:
            with _in_words():
                return ask(self, *arguments, **named)
        except FileNotFoundError:
            self.check_bucket()
            raise

    return cast(Asked, asked)


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        if status == 404 and error.response.get("Error", {}).get("Code") != "NoSuchBucket":
            raise FileNotFoundError(str(error)) from error
        raise Unreachable(AWAY) from error
    except (BotoCoreError, Boto3Error) as error:
        raise Unreachable(AWAY) from error


class BucketFile(S3File):
    def check_bucket(self) -> None:
        self._storage.check_bucket()

    @_told
    def _get_file(self) -> Any:
        return super()._get_file()

    file = property(_get_file, S3File._set_file)


class BucketStore(S3Storage):
    """Files of a bucket, which shows an object when all of it has come."""

    _is_there = False
    _shared: Any = None
    _making = threading.Lock()

    def __init__(self, **options: Any) -> None:
        style = "path" if options.get("endpoint_url") else "auto"
        options.setdefault(
            "client_config",
            Config(
                s3={"addressing_style": style},
                signature_version="s3v4",
                connect_timeout=CONNECT_SECONDS,
                read_timeout=ANSWER_SECONDS,
                retries={"mode": "standard", "total_max_attempts": TRIES},
                # What is kept is read back and held against its hash, and not every store knows checksums of parts.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )
        super().__init__(**options)

    @property
    def connection(self) -> Any:
        """One for all threads of the process: its client bears that, and threads that print live for one packet."""
        with self._making:
            if self._shared is None or self._shared[0] != os.getpid():
                made = self._create_session().resource(
                    "s3",
                    region_name=self.region_name,
                    use_ssl=self.use_ssl,
                    endpoint_url=self.endpoint_url,
                    config=self.client_config,
                    verify=self.verify,
                )
                self._shared = (os.getpid(), made)
            return self._shared[1]

    @property
    def is_local(self) -> bool:
        return False

    @_told
    def put(self, name: str, content: File) -> None:
        super()._save(name, content)

    def put_file(self, path: Path, name: str) -> None:
        with path.open("rb") as source:
            self.put(name, File(source))

    @_told
    def fetch(self, name: str, target: IO[bytes]) -> None:
        """Raises FileNotFoundError."""
        self.bucket.Object(self._key(name)).download_fileobj(target, Config=self.transfer_config)

    @_told
    def version_of(self, name: str) -> str:
        """What changes when the bytes do. Raises FileNotFoundError."""
        return str(self.bucket.Object(self._key(name)).e_tag)

    @_told
    def renew(self, name: str) -> None:
        """Make it as new, as one that is used. Raises FileNotFoundError."""
        source = {"Bucket": self.bucket_name, "Key": self._key(name)}
        found = self.bucket.Object(self._key(name))
        found.copy_from(CopySource=source, MetadataDirective="REPLACE", ContentType=found.content_type)

    def all_below(self, folder: str) -> Iterator[Stored]:
        """Every object whose name begins so, in the order of the names; `""` is the whole store."""
        top = f"{self.location.strip('/')}/".lstrip("/")
        with _in_words():
            for found in self.bucket.objects.filter(Prefix=top + folder):
                yield Stored(found.key.removeprefix(top), found.size, found.last_modified)

    def check_bucket(self) -> None:
        """Raises Unreachable where there is none: to be asked for a file it says the same as where that is missing."""
        if not self._is_there:
            with _in_words():
                self.connection.meta.client.list_objects_v2(Bucket=self.bucket_name, MaxKeys=1)
            self._is_there = True

    def _key(self, name: str) -> str:
        return str(self._normalize_name(clean_name(name)))

    @_told
    def _open(self, name: str, mode: str = "rb") -> BucketFile:
        return BucketFile(self._key(name), mode, self)

    @_told
    def _save(self, name: str, content: File) -> str:
        return str(super()._save(name, content))

    def exists(self, name: str) -> bool:
        with _in_words():
            found = bool(super().exists(name))
        if not found:
            self.check_bucket()
        return found

    delete = _told(S3Storage.delete)
    listdir = _told(S3Storage.listdir)
    size = _told(S3Storage.size)
    get_modified_time = _told(S3Storage.get_modified_time)


def content_of(data: bytes | str | File) -> File:
    """A bucket counts the letters of a text, and would cut it short by its bytes."""
    if isinstance(data, File):
        return data
    return ContentFile(data.encode() if isinstance(data, str) else data)
