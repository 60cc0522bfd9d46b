"""Which releases there are. The manifests in the release folders are the truth, ``catalog.json`` is made from them."""

import difflib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.releases import manifest
from pipeline.releases.manifest import MANIFEST
from pipeline.releases.steps import to_json

RELEASES = "releases"
LATEST = "latest"
PREVIOUS = "previous"
CATALOG = "catalog.json"
ASIDE = ".tmp-"
RELEASES_NAMED = 10

log = logging.getLogger(__name__)


class NoRelease(LookupError):
    """No release was made yet; the message says how to make one."""


class UnknownRelease(LookupError):
    """There is no such release; the message names those that there are."""


@dataclass(frozen=True, slots=True)
class ReleaseInfo:
    """A release: ``path`` is its folder, ``rows`` the number of rows by table, ``inputs`` that of raw files.

    ``sequence`` counts releases from 1; the latest release has the highest.
    """

    release_id: str
    sequence: int
    fingerprint: str
    code_version: str
    path: Path
    rows: Mapping[str, int]
    inputs: int
    is_latest: bool


def list_releases(outputs: Path) -> list[ReleaseInfo]:
    """The releases that the catalog shows, oldest first.

    A catalog that is damaged or names folders that are gone is said so in the log, and the list is made from the
    releases themselves; the next commit writes the catalog anew. No outputs, no releases: an empty list.
    """
    found = scan(outputs)
    shown = catalog_ids(outputs)
    if shown is None:
        if found:
            log.warning("listing the releases that are in %s", outputs / RELEASES)
        return found
    if gone := sorted(set(shown) - {release.release_id for release in found}):
        log.warning("%s names releases that are gone: %s", outputs / CATALOG, ", ".join(gone))
    return _mark_latest([release for release in found if release.release_id in shown])


def catalog_ids(outputs: Path) -> list[str] | None:
    """The ids of the releases that the catalog names, whether or not they are still there; None without a catalog."""
    path = outputs / CATALOG
    try:
        return [str(entry["release_id"]) for entry in json.loads(path.read_text(encoding="utf-8"))["releases"]]
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, OSError) as error:
        log.warning("%s is damaged (%s)", path, error)
        return None


def latest_release(outputs: Path) -> ReleaseInfo | None:
    """The newest release that the catalog shows, if there is one."""
    return next((release for release in list_releases(outputs) if release.is_latest), None)


def find_release(outputs: Path, release_id: str = LATEST, named: object = None) -> ReleaseInfo:
    """The release of that id, or the one that ``latest`` or ``previous`` (the one before the latest) means.

    Messages call the outputs as they are ``named``, which for a mirror is by its URL.

    Raises:
        NoRelease: there is none yet.
        UnknownRelease: there is no such release; the message names those that there are.
    """
    found, where = list_releases(outputs), named or outputs
    if not found:
        raise NoRelease(f"no release in {where} yet: python -m pipeline run makes one")
    if release_id == LATEST:
        return found[-1]
    if release_id == PREVIOUS:
        if len(found) == 1:
            raise UnknownRelease(f"no release before {found[-1].release_id}, which is the only one in {where}")
        return found[-2]
    known = {each.release_id: each for each in found}
    if release_id not in known:
        raise UnknownRelease(f"no release {release_id}{_among(release_id, list(known))}")
    return known[release_id]


def _among(release_id: str, known: list[str]) -> str:
    near = difflib.get_close_matches(release_id, known)
    more = f" and {len(known) - RELEASES_NAMED} older" if len(known) > RELEASES_NAMED else ""
    hint = f"; did you mean {', '.join(near)}?" if near else ""
    return f"; there are {', '.join(known[-RELEASES_NAMED:])}{more}{hint}"


def scan(outputs: Path) -> list[ReleaseInfo]:
    """The releases by the manifests in their folders, oldest first, whether or not the catalog shows them yet."""
    found = []
    for path in sorted((outputs / RELEASES).glob("*")):
        if path.name.startswith(".") or not path.is_dir():
            continue
        try:
            found.append(_from_manifest(path, manifest.read(path)))
        except (ValueError, KeyError, TypeError, OSError) as error:
            log.warning("%s is no release: its %s cannot be used (%s)", path, MANIFEST, error)
    return _mark_latest(sorted(found, key=lambda release: release.sequence))


def catalog_text(outputs: Path, releases: Sequence[ReleaseInfo]) -> str:
    """The catalog of these releases as JSON; paths are relative to ``outputs``."""
    latest = next((release.release_id for release in releases if release.is_latest), None)
    entries = [
        {
            "release_id": release.release_id,
            "sequence": release.sequence,
            "fingerprint": release.fingerprint,
            "code_version": release.code_version,
            "path": release.path.relative_to(outputs).as_posix(),
            "rows": dict(release.rows),
            "inputs": release.inputs,
        }
        for release in releases
    ]
    return to_json({LATEST: latest, "releases": entries})


def _from_manifest(path: Path, told: Mapping[str, Any]) -> ReleaseInfo:
    if told["release_id"] != path.name:
        raise ValueError(f"it speaks of {told['release_id']}")
    return ReleaseInfo(
        release_id=path.name,
        sequence=int(told["sequence"]),
        fingerprint=str(told["fingerprint"]),
        code_version=str(told["code_version"]),
        path=path,
        rows={table: int(entry["rows"]) for table, entry in told["tables"].items()},
        inputs=int(told["n_inputs"]),
        is_latest=False,
    )


def _mark_latest(releases: list[ReleaseInfo]) -> list[ReleaseInfo]:
    return [replace(release, is_latest=release is releases[-1]) for release in releases]
