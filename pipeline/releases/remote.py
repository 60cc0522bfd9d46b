"""Releases at a URL: a mirror of them on this machine, and a release's way from the mirror to the URL.

A build commits in the mirror, as it does in any folder. There are no links and no renames on object storage: what there
is of releases is what ``catalog.json`` at the URL says, which is written last, at once. Files that it does not speak of
are of no release.

One build at a time writes there: it holds the claim ``.publishing.json``, which names the releases that it writes. A
claim whose holder was killed is taken over by the next build of the same mirror, or of any after an hour; what it left
is taken away.
"""

import json
import logging
import os
import re
import shutil
import time
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.errors import StorageError
from pipeline.objects.url import Url
from pipeline.releases import manifest as manifests
from pipeline.releases import steps
from pipeline.releases.catalog import ASIDE, CATALOG, LATEST, PREVIOUS, RELEASES
from pipeline.releases.manifest import MANIFEST
from pipeline.releases.parts import all_entries

# In the mirror: the catalog at the URL as the mirror last had all of it, and the lock of whoever uses the mirror.
BASE, LOCK = ".published.json", ".mirror.lock"
# There, files are fetched before they get their names.
SCRATCH = ".fetching"
CLAIM = ".publishing.json"
LEASE_SECONDS = 3600.0
# Of two builds that take over a claim at once, both see after that time which one has it.
SETTLE_SECONDS = 1.0
TRANSFERS = 16
_RELEASE_ID = re.compile(r"\d{4}-\d{2}-\d{2}\.\d+")

log = logging.getLogger(__name__)


class PublishedMeanwhile(RuntimeError):
    """Another build published a release since this one began, or is about to; the message says what to do."""


def begin(outputs: Path | Url, mirror: Path) -> None:
    """Let a build start from the latest release, wherever it is; see ``pull``."""
    if isinstance(outputs, Url):
        pull(outputs, mirror)


@contextmanager
def publishing(outputs: Path | Url, mirror: Path) -> Iterator[None]:
    """Publish what is committed in this block, where outputs are at a URL; see ``push``."""
    if isinstance(outputs, Path):
        yield
        return
    with steps.locked(mirror / LOCK):
        yield
        _push(outputs, mirror)


def pull(url: Url, mirror: Path, wanted: Collection[str] = (LATEST,), tables: Collection[str] | None = None) -> None:
    """Let the mirror have the releases of the URL and no others: the manifests of all, all files of those ``wanted``.

    Only what is missing is fetched. Releases are wanted by id, as ``latest`` or as ``previous``; those that are unknown
    are passed over. With ``tables``, their files alone are fetched.

    Raises:
        SettingsError: there is no such bucket.
        StorageError: it cannot be reached, or what lies there is damaged.
    """
    mirror.mkdir(parents=True, exist_ok=True)
    with steps.locked(mirror / LOCK):
        text = _catalog(url)
        if text is None:
            _require_new(url)
        entries = _entries(text, f"{url}/{CATALOG}")
        before = _entries(_text(mirror / BASE), str(mirror / BASE))
        same = {release_id for release_id, entry in entries.items() if before.get(release_id) == entry}
        _drop_others(mirror, same)
        shutil.rmtree(mirror / SCRATCH, ignore_errors=True)
        _fetch_manifests(url, mirror, list(entries))
        ids = [release_id for release_id in entries if _has_manifest(_folder(mirror, release_id))]
        named = dict(zip((PREVIOUS, LATEST), ids[-2:] if len(ids) > 1 else [None, *ids], strict=False))
        for release_id in {named.get(each) or each for each in wanted} & set(ids):
            _fetch(url, mirror, release_id, tables)
        _show(mirror, text if ids else None, ids)


def push(url: Url, mirror: Path) -> list[str]:
    """Publish the releases that were committed in the mirror since it was pulled; returns their ids.

    Raises:
        PublishedMeanwhile: another build published since then, or is publishing; nothing is published.
        StorageError: a step failed; nothing is published, and the next push takes away what was half written.
    """
    with steps.locked(mirror / LOCK):
        return _push(url, mirror)


def _push(url: Url, mirror: Path) -> list[str]:
    base, text = _text(mirror / BASE), _text(mirror / CATALOG)
    listed = _entries(base, str(mirror / BASE))
    new = [release_id for release_id in _entries(text, str(mirror / CATALOG)) if release_id not in listed]
    if text is None or not new:
        return []
    with _claimed(url, mirror, new, listed) as claim:
        there = _catalog(url)
        if there != base:
            last = next(reversed(_entries(there, f"{url}/{CATALOG}")), "nothing")
            raise PublishedMeanwhile(
                f"another build published at {url} while this one ran, the latest release there is {last}: nothing of "
                "this build was published; run again, which starts from there"
            )
        known = _known(url, mirror, listed)
        for release_id in new:
            if (url / RELEASES / release_id).find():
                raise StorageError(
                    f"{url}/{RELEASES}/{release_id} is there, but {url}/{CATALOG} does not speak of it: put an earlier "
                    "catalog back, or take that folder away"
                )
            _upload(url, mirror, release_id, known, claim)
        claim.require()
        (url / CATALOG).write_bytes(text.encode())
    steps.replace_text(mirror / BASE, text)
    return new


def _upload(url: Url, mirror: Path, release_id: str, known: Mapping[str, Url], claim: "_Claim") -> None:
    """Write a release's files, its manifest last; the storage copies what an earlier release has."""
    folder, target = _folder(mirror, release_id), url / RELEASES / release_id

    def send(entry: Mapping[str, Any]) -> None:
        same = known.get(entry["sha256"])
        if same is not None:
            try:
                return same.copy_to(target / entry["file"])
            except FileNotFoundError:
                log.warning("%s is gone: it is written anew", same)
        (target / entry["file"]).upload(folder / entry["file"])

    with ThreadPoolExecutor(TRANSFERS) as pool:
        for _ in pool.map(send, all_entries(manifests.read(folder))):
            claim.keep()
    (target / MANIFEST).upload(folder / MANIFEST)


def _known(url: Url, mirror: Path, release_ids: Iterable[str]) -> dict[str, Url]:
    """The files of these releases at the URL by SHA-256."""
    found: dict[str, Url] = {}
    for release_id in release_ids:
        folder = _folder(mirror, release_id)
        for entry in all_entries(manifests.read(folder)) if _has_manifest(folder) else ():
            found[entry["sha256"]] = url / RELEASES / release_id / entry["file"]
    return found


class _Claim:
    """The right to write releases at a URL: a file there that one build at a time can make."""

    def __init__(self, url: Url, mirror: Path, releases: Sequence[str]) -> None:
        self.file = url / CLAIM
        self.releases = list(releases)
        self.mirror = f"{os.uname().nodename}:{mirror}"
        self.token = uuid.uuid4().hex
        self._written = 0.0

    def text(self, ended: bool = False) -> bytes:
        """What the file says."""
        self._written = time.time()
        told = {"token": self.token, "mirror": self.mirror, "at": self._written, "ended": ended}
        return json.dumps(told | {"releases": self.releases}).encode()

    def take(self, published: Collection[str]) -> Sequence[str]:
        """Make the file; returns the releases that an earlier holder wrote. One that published them is done.

        Raises:
            PublishedMeanwhile: somebody else holds it.
        """
        try:
            self.file.create(self.text())
            return []
        except FileExistsError:
            held = self._read()
        age = time.time() - float(held.get("at", 0))
        is_done = bool(held.get("ended")) or set(held.get("releases", ())) <= set(published)
        if not is_done and held.get("mirror") != self.mirror and age < LEASE_SECONDS:
            raise PublishedMeanwhile(
                f"another build is publishing at {self.file.parent}, on {held.get('mirror')}: nothing of this build was "
                f"published; run again when that is done. If it was killed, delete {self.file}, or wait an hour"
            )
        self.releases += [each for each in held.get("releases", ()) if each not in self.releases]
        self.file.write_bytes(self.text())
        time.sleep(SETTLE_SECONDS)
        self.require()
        return list(held.get("releases", ()))

    def keep(self) -> None:
        """Say from time to time that the holder lives."""
        if time.time() - self._written > LEASE_SECONDS / 6:
            self.require()
            self.file.write_bytes(self.text())

    def require(self) -> None:
        """Raise ``PublishedMeanwhile`` when somebody else took it over."""
        if self._read().get("token") != self.token:
            raise PublishedMeanwhile(
                f"another build took over the publication at {self.file.parent}: nothing of this build was published; "
                "run again"
            )

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(self.file.read_bytes())
        except (FileNotFoundError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}


@contextmanager
def _claimed(url: Url, mirror: Path, releases: Sequence[str], listed: Collection[str]) -> Iterator[_Claim]:
    """Hold the claim; what an earlier holder left is gone. When the block fails, the claim says what it left."""
    claim = _Claim(url, mirror, releases)
    published = {*_entries(_catalog(url), f"{url}/{CATALOG}"), *listed}
    left = claim.take(published)
    try:
        for release_id in left:
            if release_id not in published and _RELEASE_ID.fullmatch(release_id):
                (url / RELEASES / release_id).remove()
        yield claim
    except Exception as error:
        try:
            claim.require()
            claim.file.write_bytes(claim.text(ended=True))
        except (StorageError, PublishedMeanwhile):
            log.warning("%s stays as it is: %s", claim.file, error)
        raise
    claim.file.remove()


def _catalog(url: Url) -> str | None:
    try:
        return (url / CATALOG).read_text("utf-8")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise StorageError(f"{url}/{CATALOG} is damaged ({error}): put an earlier version of it back") from error


def _require_new(url: Url) -> None:
    """Raise when there are releases at a URL that has no catalog, since a build would take it for empty."""
    url.require_bucket()
    found = (url / RELEASES).names()
    if not found:
        return
    try:
        begun = json.loads((url / CLAIM).read_bytes())["releases"]
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        begun = []
    if others := sorted(set(found) - set(begun)):
        raise StorageError(
            f"{url} has {RELEASES} ({', '.join(others[-3:])}), but no {CATALOG}: put an earlier version of it back, or "
            "name another folder"
        )


def _text(path: Path) -> str | None:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        return None


def _entries(text: str | None, where: str) -> dict[str, Mapping[str, Any]]:
    """What a catalog says of each release, in order; raises ``StorageError`` when it is damaged."""
    if text is None:
        return {}
    try:
        found = {str(entry["release_id"]): entry for entry in json.loads(text)["releases"]}
        if wrong := [release_id for release_id in found if not _RELEASE_ID.fullmatch(release_id)]:
            raise ValueError(f"{wrong[0]!r} is no id of a release")
        return found
    except (ValueError, KeyError, TypeError) as error:
        raise StorageError(f"{where} is damaged ({error}): put an earlier version of it back") from error


def _folder(mirror: Path, release_id: str) -> Path:
    return mirror / RELEASES / release_id


def _drop_others(mirror: Path, kept: Collection[str]) -> None:
    """Take releases away from the mirror."""
    for path in (mirror / RELEASES).glob("*"):
        if path.name not in kept:
            aside = path.with_name(f"{ASIDE}{path.name.removeprefix(ASIDE)}")
            os.rename(path, aside)
            shutil.rmtree(aside)


def _fetch_manifests(url: Url, mirror: Path, release_ids: Sequence[str]) -> None:
    missing = [each for each in release_ids if not _has_manifest(_folder(mirror, each))]

    def fetch(release_id: str) -> None:
        place = url / RELEASES / release_id / MANIFEST
        try:
            data = place.read_bytes()
        except FileNotFoundError:
            return log.warning("%s is gone, but %s names it", place, CATALOG)
        folder = _folder(mirror, release_id)
        folder.mkdir(parents=True, exist_ok=True)
        aside = _aside(mirror, f"{release_id}.json")
        steps.write_read_only(aside, data)
        os.replace(aside, folder / MANIFEST)

    with ThreadPoolExecutor(TRANSFERS) as pool:
        list(pool.map(fetch, missing))


def _fetch(url: Url, mirror: Path, release_id: str, tables: Collection[str] | None) -> None:
    """Fetch the files of a release that the mirror does not have; those of the same bytes are linked."""
    folder = _folder(mirror, release_id)
    missing = [
        entry
        for entry in all_entries(_manifest(folder))
        if tables is None or entry["file"].split("/")[0].removesuffix(".parquet") in tables
        if not _is_there(folder, entry)
    ]
    if not missing:
        return
    here = {
        entry["sha256"]: other / entry["file"]
        for other in (mirror / RELEASES).glob("[!.]*")
        if _has_manifest(other)
        for entry in all_entries(_manifest(other))
        if _is_there(other, entry)
    }

    def fetch(entry: Mapping[str, Any]) -> None:
        file = PurePosixPath(entry["file"])
        if file.is_absolute() or ".." in file.parts:
            raise StorageError(f"{url}/{RELEASES}/{release_id}/{MANIFEST} names {file}, which is no file of a release")
        target = folder / file
        target.parent.mkdir(exist_ok=True)
        aside = _aside(mirror, f"{release_id}-{'-'.join(file.parts)}")
        if entry["sha256"] in here:
            steps.link_read_only(here[entry["sha256"]], aside)
        else:
            place = url / RELEASES / release_id / entry["file"]
            try:
                place.download(aside)
            except FileNotFoundError as error:
                raise StorageError(f"{place} is gone, but the release's {MANIFEST} names it: put it back") from error
            if steps.sha256_of(aside) != entry["sha256"]:
                raise StorageError(f"{place} has other bytes than the release's {MANIFEST} says: put it back")
            aside.chmod(0o444)
        os.replace(aside, target)

    with ThreadPoolExecutor(TRANSFERS) as pool:
        list(pool.map(fetch, missing))


def _aside(mirror: Path, name: str) -> Path:
    """Where a file is put together before it gets its name, so that a pull that is killed leaves nothing half."""
    (mirror / SCRATCH).mkdir(exist_ok=True)
    return mirror / SCRATCH / name


def _has_manifest(folder: Path) -> bool:
    return (folder / MANIFEST).is_file()


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        return manifests.read(folder)
    except ValueError as error:
        raise StorageError(f"{folder / MANIFEST} is damaged ({error}): delete {folder}, and run again") from error


def _is_there(folder: Path, entry: Mapping[str, Any]) -> bool:
    path: Path = folder / entry["file"]
    return path.is_file() and path.stat().st_size == int(entry["bytes"])


def _show(mirror: Path, text: str | None, ids: Sequence[str]) -> None:
    """Let the mirror's catalog and link be those of the URL; the last thing is to note that they are."""
    if text is None:
        for name in (LATEST, CATALOG, BASE):
            (mirror / name).unlink(missing_ok=True)
        return
    if _text(mirror / CATALOG) != text:
        steps.replace_text(mirror / CATALOG, text)
    target = f"{RELEASES}/{ids[-1]}"
    if not (mirror / LATEST).is_symlink() or os.readlink(mirror / LATEST) != target:
        steps.replace_link(mirror / LATEST, target)
    if _text(mirror / BASE) != text:
        steps.replace_text(mirror / BASE, text)
