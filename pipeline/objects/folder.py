"""Raw documents on object storage."""

import errno
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.errors import StorageDenied
from pipeline.objects.url import Url, changed_ns
from pipeline.raw import Entry, Unlistable

_HASHES = ("ETag", "etag", "content_md5", "md5Hash")


@dataclass(frozen=True, slots=True)
class ObjectFolder:
    """A folder at a URL; see ``pipeline.raw.Folder``.

    An object that is gone, or that this user may not read, is an issue of that document. All else that goes wrong, such
    as a network that fails, is a ``StorageError``: a release without the documents that it kept away would be wrong.
    """

    url: Url

    def entries(self) -> Iterator[Entry | Unlistable]:
        """See ``Folder``; raises ``StorageError``."""
        for path, told in self.url.find().items():
            if not any(part.startswith(".") or part == "README.md" for part in path.split("/")):
                yield _entry(path, told)

    def read(self, path: str) -> bytes:
        """See ``Folder``; raises ``StorageError``, too."""
        try:
            return (self.url / path).read_bytes()
        except StorageDenied as error:
            raise PermissionError(errno.EACCES, "access denied", path) from error


def _entry(path: str, told: Mapping[str, Any]) -> Entry:
    """A hash of the content changes whenever the content does; a time may be the same for two changes."""
    size = told.get("size")
    is_regular = told.get("type") != "other"  # as a pipe is on a disk; links are followed
    content = next((told[name] for name in _HASHES if told.get(name)), None)
    if content is not None:
        return Entry(path, size, f"{size} {content}", is_regular=is_regular)
    changed = changed_ns(told)
    if changed is None:
        return Entry(path, size, is_regular=is_regular)
    return Entry(path, size, f"{size} {changed} {told.get('ino', '')}", changed, is_regular)
