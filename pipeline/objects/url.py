"""A file or folder at a URL, and the few things that are done with it."""

import datetime as dt
import errno
import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import SettingsError, StorageDenied, StorageError

EXTRA = "pip install '.[objects]' in the project's folder"
_FORM = re.compile(r"([a-z][a-z0-9+.-]*)://(.*)", re.DOTALL)
_LOCAL = frozenset({"file", "local"})
_S3 = frozenset({"s3", "s3a"})
_TIMES = ("LastModified", "last_modified", "updated", "mtime", "modified", "created")
_NO_CREDENTIALS = frozenset({"NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError"})


@dataclass(frozen=True, slots=True)
class Url:
    """A place that fsspec reaches, such as ``s3://bucket/folder``. It can be sent to other processes.

    Nothing is known of it from before: each question goes to where it lies. What goes wrong there is a
    ``StorageError``, unless a method says otherwise.
    """

    text: str

    @classmethod
    def parse(cls, text: str, setting: str) -> "Url":
        """The URL in a setting; raises ``SettingsError`` when there can be none of that form or protocol."""
        found = _FORM.fullmatch(text.strip())
        if found is None:
            raise SettingsError(f"{setting} is {text!r}, which is no URL: write it as in s3://bucket/folder")
        protocol, rest = found[1], found[2].rstrip("/")
        if not rest and protocol not in _LOCAL:
            raise SettingsError(f"{setting} is {text!r}, which names no bucket: write it as in s3://bucket/folder")
        if re.search(r"[*?\[\]]", rest):
            raise SettingsError(f"{setting} is {text!r}: a folder's name can have none of * ? [ ]")
        _require(protocol, f"{setting} ({text})")
        return cls(f"{protocol}://{rest}")

    def __str__(self) -> str:
        return self.text

    def __truediv__(self, name: str) -> "Url":
        return Url(f"{self.text}/{name}")

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.text.rpartition("/")[2]

    @property
    def parent(self) -> "Url | None":
        """The folder that it is in; None for a bucket."""
        protocol, _, path = self.text.partition("://")
        above = path.rpartition("/")[0]
        return Url(f"{protocol}://{above}") if above else None

    def is_below(self, other: "Url") -> bool:
        """Tell whether it is ``other`` or in it."""
        return f"{self.text}/".startswith(f"{other.text}/")

    def read_bytes(self) -> bytes:
        """All bytes; raises ``FileNotFoundError``, too."""
        # s3fs would ask for the size first, to read large files in pieces at once.
        options = {"max_concurrency": 1} if self._protocol in _S3 else {}
        with self._told():
            data: bytes = self._files.cat_file(self._path, **options)
            return data

    def read_text(self, encoding: str) -> str:
        """The text; raises ``FileNotFoundError`` and ``UnicodeDecodeError``, too."""
        return self.read_bytes().decode(encoding)

    def write_bytes(self, data: bytes) -> None:
        """Write a file, at once; one that is there is replaced."""
        with self._whole() as path, self._told():
            self._files.pipe_file(path, data)

    def create(self, data: bytes) -> None:
        """Write a small file that is not there yet; raises ``FileExistsError``, too."""
        with self._told():
            try:
                self._files.pipe_file(self._path, data, mode="create")
            except OSError as error:
                # Not every server says which of its conditions did not hold; there is but this one.
                if re.search("precondition|conditional", str(error), re.IGNORECASE):
                    raise FileExistsError(errno.EEXIST, "is there already", self.text) from error
                raise

    def upload(self, source: Path) -> None:
        """Write a file with the bytes of a local one, at once; one that is there is replaced."""
        with self._whole() as path, self._told():
            self._files.put_file(str(source), path)

    def download(self, target: Path) -> None:
        """Write a local file with the bytes; raises ``FileNotFoundError``, too."""
        with self._told():
            self._files.get_file(self._path, str(target))

    def copy_to(self, target: "Url") -> None:
        """Copy a file to a place of the same storage, which does that itself; raises ``FileNotFoundError``, too."""
        with target._whole() as path, self._told():
            self._files.cp_file(self._path, path)

    def remove(self) -> None:
        """Take a file or a folder away, if it is there."""
        with self._told():
            try:
                self._files.rm(self._path, recursive=True)
            except FileNotFoundError:
                return

    def find(self) -> dict[str, Mapping[str, Any]]:
        """What fsspec says of each file below, by path below, sorted; none where there is no such folder."""
        with self._told():
            try:
                found = self._files.find(self._path, detail=True)
            except FileNotFoundError:
                return {}
        top = self._path.rstrip("/") + "/"
        # A key that ends with a slash is how some tools say that there is a folder.
        return {
            path.removeprefix(top): told
            for path, told in sorted(found.items())
            if path.startswith(top) and path != top and not path.endswith("/")
        }

    def names(self) -> list[str]:
        """The names of files and folders in the folder, sorted; none where there is no such folder."""
        with self._told():
            try:
                found = self._files.ls(self._path, detail=False)
            except FileNotFoundError:
                return []
        top = self._path.rstrip("/")
        return sorted({path.rstrip("/").rpartition("/")[2] for path in found if path.rstrip("/") != top})

    def kind(self) -> str | None:
        """``file`` or ``directory``; None where there is nothing."""
        with self._told():
            try:
                return str(self._files.info(self._path)["type"])
            except FileNotFoundError:
                return None

    def require_bucket(self) -> None:
        """Raise ``SettingsError`` when there is no such bucket, or it cannot be reached."""
        try:
            path = self._path
            if path.startswith("/"):
                return
            bucket = Url(f"{self.text.partition('://')[0]}://{path.partition('/')[0]}")
            there = bucket.kind()
        except StorageError as error:
            raise SettingsError(str(error)) from error
        if there is None:
            raise SettingsError(f"there is no bucket {bucket}: make it, or name another one than in {self}")

    @property
    def _protocol(self) -> str:
        return self.text.partition("://")[0]

    @property
    def _files(self) -> Any:
        """fsspec's file system; one for each process, which fsspec keeps."""
        import fsspec

        _require(self._protocol, self.text)
        options = {"auto_mkdir": True} if self._protocol in _LOCAL else {}
        with self._told():
            return fsspec.filesystem(self._protocol, use_listings_cache=False, **options)

    @property
    def _path(self) -> str:
        return str(self._files._strip_protocol(self.text))

    @contextmanager
    def _whole(self) -> Iterator[str]:
        """Where to write, so that the file appears whole: on disks aside, objects do so by themselves."""
        if self._protocol not in _LOCAL:
            yield self._path
            return
        path = Path(self._path)
        aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        try:
            yield str(aside)
            os.replace(aside, path)
        finally:
            aside.unlink(missing_ok=True)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Let errors say what is wrong, where, and what to do."""
        try:
            yield
        except (SettingsError, StorageError):
            raise
        except FileExistsError:
            raise
        except FileNotFoundError as error:
            raise FileNotFoundError(errno.ENOENT, "there is no such object", self.text) from error
        except Exception as error:
            raise _failure(self.text, error) from error


def _failure(where: str, error: Exception) -> StorageError:
    if type(error).__name__ in _NO_CREDENTIALS:
        return StorageError(
            f"no credentials for {where}: give them as its file system takes them, for S3 in AWS_ACCESS_KEY_ID and "
            "AWS_SECRET_ACCESS_KEY, or by a profile of ~/.aws named in AWS_PROFILE"
        )
    reason = " ".join(str(error).split()) or type(error).__name__
    if isinstance(error, PermissionError):
        return StorageDenied(f"{where} is not for this user ({reason}): check the credentials and what they allow")
    return StorageError(
        f"{where} cannot be reached ({type(error).__name__}: {reason}): check the address, for S3 also "
        "AWS_ENDPOINT_URL, and the network, then run again"
    )


def _require(protocol: str, where: str) -> None:
    """Raise ``SettingsError`` when nothing is installed that reads this protocol."""
    try:
        import fsspec

        fsspec.get_filesystem_class(protocol)
    except ImportError as error:
        advice = EXTRA if protocol in _S3 else f"{EXTRA}, and what reads {protocol}:// ({error})"
        raise SettingsError(f"{where}: what reads {protocol}:// is not installed: {advice}") from error
    except ValueError as error:
        raise SettingsError(
            f"{where}: nothing is known that reads {protocol}://: use a protocol of fsspec, such as s3://, or a folder"
        ) from error


def changed_ns(told: Mapping[str, Any]) -> int | None:
    """When a file was changed, by what fsspec says of it (nanoseconds since 1970); None where it does not say."""
    for name in _TIMES:
        value = told.get(name)
        try:
            if isinstance(value, str):
                value = dt.datetime.fromisoformat(value)
            if isinstance(value, dt.datetime):
                return int(value.timestamp() * 1e9)
            if isinstance(value, (int, float)):
                return int(value * 1e9)
        except ValueError:
            continue
    return None


def mirror_of(url: Url, mirrors: Path | None) -> Path:
    """The folder of this machine that mirrors a URL; ``mirrors`` holds one for each, by default in ``~/.cache``."""
    top = mirrors or Path.home() / ".cache" / "readouts"
    return top / hashlib.sha256(url.text.encode()).hexdigest()[:16]
